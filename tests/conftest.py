"""Every test keeps its records in a folder of its own; the user's are out of reach."""

import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest
from hypothesis import HealthCheck, settings
from tests.fakes import told_session
from tests.needs import list_untested, tests_everything
from tests.postgres import postgres_server, queue_address

from hemiface.operations.session import Session

__all__ = ["own_records", "postgres_server", "queue_address", "session"]

# New people are taken to live where the machine stands.
os.environ["TZ"] = "UTC"

# No test is judged by how long it takes: the machine may be busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", settings.get_profile("unhurried"), max_examples=1000)
# Continuous integration judges the change and not the draw; `make fuzz` looks for new examples.
settings.register_profile("drawn once", settings.get_profile("unhurried"), derandomize=True)
settings.load_profile("drawn once" if tests_everything() else "unhurried")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end, where nobody passes it over, what was not tested on this machine."""
    untested = list_untested(terminalreporter.getreports("skipped"))
    if untested:
        terminalreporter.section("NOT TESTED HERE", red=True, bold=True)
        for what in untested:
            terminalreporter.line(what, red=True)


@pytest.fixture(autouse=True)
def own_records(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Point at a fresh folder and refuse every other place."""
    for name in ("HEMIFACE_DATABASE_URL", "HEMIFACE_FILES_URL", "HEMIFACE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path / "records"))

    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("a test reached for the user's own records")

    monkeypatch.setattr(platformdirs, "user_data_dir", refuse)


@pytest.fixture
def session(own_records: None) -> Iterator[Session]:
    """A session of the owner, whose videos say what happens."""
    del own_records
    with told_session() as opened:
        yield opened
