"""A network whose file is not the tested one is refused."""

from pathlib import Path

import pytest

from hemiface.errors import ModelFileError
from hemiface.landmarks import weights
from hemiface.landmarks.weights import SHA256, Network, network_file

SHIPPED = Path(weights.__file__).parent / "models"


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Folder that stands for the installed package."""
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.mark.parametrize("network", Network)
def test_the_shipped_files_are_the_tested_ones(network: Network) -> None:
    with network_file(network) as path:
        assert path.stat().st_size > 100_000


def test_every_network_has_a_hash_of_its_own() -> None:
    assert set(SHA256) == set(Network)
    assert len(set(SHA256.values())) == len(Network)


def test_a_changed_file_is_refused(models: Path) -> None:
    data = bytearray((SHIPPED / "eye_opening.onnx").read_bytes())
    data[1000] ^= 1
    (models / "eye_opening.onnx").write_bytes(data)
    with (
        pytest.raises(ModelFileError, match="not the one that was tested"),
        network_file(Network.EYE_OPENING),
    ):
        raise AssertionError("the file was taken")


def test_a_missing_file_is_refused(models: Path) -> None:
    assert not list(models.iterdir())
    with (
        pytest.raises(ModelFileError, match="cannot be read"),
        network_file(Network.FACE_DETECTOR),
    ):
        raise AssertionError("the file was taken")
