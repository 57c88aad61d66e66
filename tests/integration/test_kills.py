"""What writes results may be killed at any of its writes: the old ones or the new ones stand."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fakes import told_session
from tests.kills import Scenario, make_old, snapshot
from tests.recordings import make_recording, store

from hemiface.model.anatomy import Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.operations.analyses import AnalysisRequest, analyze_videos
from hemiface.operations.corrections import correct_events
from hemiface.operations.reassessment import reassess_folder
from hemiface.operations.reporting import ExportFormat, export_results, write_report
from hemiface.operations.stream import outcomes
from hemiface.results import ResultsFolder, publish
from hemiface.simulation.scenes import build_spasm_scene

ROOT = Path(__file__).parents[2]


class _Results:
    """A folder of results is before or after, and nothing else."""

    def prepare(self, folder: Path) -> None:
        """Results, notes of somebody beside them, and what a whole run makes of both."""
        for name in ("world", "whole"):
            self.build(folder / name)
        self.act_on(folder / "whole")
        (folder / "before").mkdir()
        self.build(folder / "before")

    def act(self, folder: Path) -> None:
        """Do it."""
        self.act_on(folder / "world")

    def check(self, folder: Path) -> None:
        """The old or the new; after the next run the new, and nothing else."""
        before, after = snapshot(folder / "before"), snapshot(folder / "whole")
        assert snapshot(folder / "world") in (before, after)
        make_old(folder)
        self.act_on(folder / "world")
        assert snapshot(folder / "world") == after
        assert list((folder / "world").rglob(".*")) == []

    def build(self, place: Path) -> None:
        """Make the world before."""
        place.mkdir(exist_ok=True)
        (place / "visit.mp4").write_text("good")
        _analyze(place)
        (place / "visit" / "notes.txt").write_text("mine")
        (place / "visit" / "figures").mkdir()
        (place / "visit" / "figures" / "one.svg").write_text("<svg/>")

    def act_on(self, place: Path) -> None:
        """Do it in a place."""
        raise NotImplementedError


def _analyze(place: Path) -> None:
    request = AnalysisRequest(output=place)
    events = analyze_videos(told_session(), [place / "visit.mp4"], request)
    (outcome,) = outcomes(events)
    assert outcome.error is None, outcome.error


class Analyze(_Results):
    """Another video of the same name is measured."""

    def act_on(self, place: Path) -> None:
        """Measure it."""
        (place.parent / f"{place.name}.mp4").write_text("good, another")
        (place.parent / f"{place.name}.mp4").replace(place / "visit.mp4")
        _analyze(place)

    def check(self, folder: Path) -> None:
        """The video may be the new one already when the results are the old ones."""
        (folder / "before" / "visit.mp4").write_bytes((folder / "world/visit.mp4").read_bytes())
        super().check(folder)


class Renames(Analyze):
    """The same where two folders cannot be exchanged: the old one is brought back."""

    def act(self, folder: Path) -> None:
        """Measure without the exchange."""
        publish.exchange_folders = lambda *_: False
        super().act(folder)

    def check(self, folder: Path) -> None:
        """Whoever looks at the results finds them."""
        make_old(folder)
        assert ResultsFolder(folder / "world" / "visit").summary().video.name == "visit.mp4"
        super().check(folder)


class _Simulated(_Results):
    def build(self, place: Path) -> None:
        """A simulated face with a spasm, and one correction."""
        place.mkdir(exist_ok=True)
        folder = store(make_recording(build_spasm_scene(Side.LEFT), 20.0), place / "visit")
        correct_events(told_session(), folder, [take_away(folder)])
        (folder / "notes.txt").write_text("mine")


def take_away(folder: Path) -> Correction:
    """Say that the first event was none."""
    first = ResultsFolder(folder).events()[0]
    return Correction(CorrectionAction.REMOVE, first.onset, first.event_type, first.side)


class Reassess(_Simulated):
    """Events are found again."""

    def act_on(self, place: Path) -> None:
        """Find them."""
        reassess_folder(told_session(), place / "visit")


class Correct(_Simulated):
    """A person takes away an event: table, measures, page and corrections go together."""

    def act_on(self, place: Path) -> None:
        """Take one away, where it is there yet."""
        folder = place / "visit"
        if len(ResultsFolder(folder).corrections()) < 2:
            correct_events(told_session(), folder, [take_away(folder)])
        else:
            reassess_folder(told_session(), folder)


class Report(_Simulated):
    """The page is written in another language."""

    def act_on(self, place: Path) -> None:
        """Write it."""
        write_report(replace(told_session(), language="de"), place / "visit")


class Export(_Simulated):
    """Tables for other programs; each file is whole or not there."""

    def act_on(self, place: Path) -> None:
        """Write them."""
        for kind in ExportFormat:
            export_results(told_session(), [place / "visit"], [kind], place / "exported")

    def check(self, folder: Path) -> None:
        """Whatever is there is whole."""
        whole = snapshot(folder / "whole")
        for name, data in snapshot(folder / "world").items():
            assert whole[name] == data, name
        make_old(folder)
        self.act_on(folder / "world")
        assert snapshot(folder / "world") == whole
        assert list((folder / "world").rglob(".*")) == []


def run(scenario: type[Scenario], folder: Path, *steps: int) -> int:
    """Number of kills that a scenario stood."""
    words = [f"tests.integration.test_kills:{scenario.__name__}", str(folder), *map(str, steps)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.split()[0])


SCENARIOS = (Analyze, Renames, Reassess, Correct, Report, Export)


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_write_leaves_the_old_or_the_new(
    scenario: type[Scenario], tmp_path: Path
) -> None:
    assert run(scenario, tmp_path) >= 5


@pytest.mark.parametrize("scenario", [Analyze, Correct])
def test_a_kill_at_a_few_writes_leaves_the_old_or_the_new(
    scenario: type[Scenario], tmp_path: Path
) -> None:
    assert run(scenario, tmp_path, 3, 5) == 3
