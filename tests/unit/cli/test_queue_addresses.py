"""An address that names no queue is refused in words, and nothing is made there."""

from pathlib import Path

import pytest
from tests.batches import told_folder
from tests.fakes import told_session

from hemiface.cli.main import main
from hemiface.errors import RecordStorageError
from hemiface.records.engine import make_engine


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_an_address_without_a_file_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RecordStorageError, match="no file is named"):
        make_engine(address)
    source = told_folder(tmp_path / "in", a="good")
    for words in (["batch", str(source), "-o", "out"], ["worker", "--until-empty"]):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--queue", address], obj=told_session())
        assert ended.value.code == 2
        assert "only sqlite:///FILE" in capsys.readouterr().err
    assert [place.name for place in tmp_path.iterdir()] == ["in"]


def test_a_worker_makes_no_queue_where_none_can_be_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place, more in (("q.db", ["--until-empty"]), ("nowhere/q.db", [])):
        words = ["worker", "--queue", f"sqlite:///{tmp_path / place}", *more]
        with pytest.raises(SystemExit) as ended:
            main(words, obj=told_session())
        assert ended.value.code == 2
        assert f"there is no queue in {tmp_path / place}" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
