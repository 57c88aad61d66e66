"""Folders of records are made for their owner alone."""

import os
from pathlib import Path

import pytest

from hemiface.records.private_files import make_folder


@pytest.mark.skipif(os.name != "posix", reason="access by mode")
def test_folders_on_the_way_are_the_owners_too(tmp_path: Path) -> None:
    make_folder(tmp_path / "a/b")
    assert {(tmp_path / part).stat().st_mode & 0o777 for part in ("a", "a/b")} == {0o700}


def test_a_way_back_through_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    make_folder(tmp_path / "new/../data")
    assert (tmp_path / "data").is_dir()
    assert (tmp_path / "new").is_dir()
