"""What a server keeps beside the records is for its owner alone, whatever is around it."""

import os
from pathlib import Path

import pytest

from hemiface.errors import RecordStorageError
from hemiface.operations.service import location_of, open_service


def test_all_of_it_is_private_in_a_wide_folder(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        (tmp_path / "data").mkdir(mode=0o777)
        with open_service(location_of(tmp_path / "data")) as service:
            service.sign_ins.begin("R9")
            places = [place for place in (tmp_path / "data").rglob("*") if place.is_file()]
            assert {place.stat().st_mode & 0o777 for place in places} == {0o600}
            assert service.folder.stat().st_mode & 0o777 == 0o700
            assert service.wide_folder == tmp_path / "data"
            (tmp_path / "data").chmod(0o700)
            assert service.wide_folder is None
    finally:
        os.umask(before)


def test_a_place_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "videos").write_text("a file in the way")
    with (
        pytest.raises(RecordStorageError, match="folder of videos"),
        open_service(location_of(tmp_path)),
    ):
        pass
