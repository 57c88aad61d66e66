"""Every test keeps its records in a folder of its own; the user's are out of reach."""

from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, settings
from tests.postgres import postgres_server

__all__ = ["own_records", "postgres_server"]

# No test is judged by how long it takes: the machine may be busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def own_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Point at a fresh folder and refuse every other place."""
    for name in ("HEMIFACE_DATABASE_URL", "HEMIFACE_FILES_URL", "HEMIFACE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path / "records"))

    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("a test reached for the user's own records")

    monkeypatch.setattr(platformdirs, "user_data_dir", refuse)
