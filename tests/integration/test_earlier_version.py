"""Results and records written by an earlier version open, and say what they said then."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from hemiface.model.anatomy import Side
from hemiface.model.record import Identity, Recording
from hemiface.model.signals import SignalName
from hemiface.records import audit_check
from hemiface.records.entry_types import entry_type_named
from hemiface.records.exchange import list_entries
from hemiface.records.store import Store, StoreLocation
from hemiface.results import ResultsFolder

Answers = dict[str, Any]

EARLIER = Path(__file__).parents[1] / "fixtures" / "earlier"
PASSPHRASE = "only for tests"


@pytest.fixture(scope="module")
def answers() -> Answers:
    """What the earlier version itself read."""
    found: Answers = json.loads((EARLIER / "answers.json").read_text())
    return found


@pytest.fixture
def results(tmp_path: Path) -> ResultsFolder:
    return ResultsFolder(unpack("results", tmp_path))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Store]:
    with Store(StoreLocation.in_folder(unpack("store", tmp_path))) as store:
        yield store


@pytest.fixture
def sealed_records(tmp_path: Path) -> Iterator[Store]:
    location = StoreLocation.in_folder(unpack("sealed", tmp_path))
    with Store(location, passphrase=lambda: PASSPHRASE) as store:
        yield store


def unpack(name: str, folder: Path) -> Path:
    with ZipFile(EARLIER / f"{name}.zip") as archive:
        archive.extractall(folder / name)
    return folder / name


def test_a_folder_of_results_says_what_it_said(results: ResultsFolder, answers: Answers) -> None:
    analysis, said = results.analysis(), answers["results"]
    found = analysis.assessment
    assert (found.affected_side, found.side_confidence, found.pattern.label) == (
        said["affected_side"],
        said["side_confidence"],
        said["label"],
    )
    assert found.pattern.scores == said["scores"]
    assert [
        [one.name, one.side, one.value, one.low, one.high, one.valid_time_s]
        for one in found.measures
    ] == said["measures"]
    assert [
        [one.event_type, one.side, one.onset, one.duration, one.amplitude, one.source]
        for one in analysis.events
    ] == said["events"]
    assert {
        f"{side}_{name}": float(np.nansum(analysis.signals.side(side).get(name)))
        for side in Side
        for name in SignalName
    } == pytest.approx(said["signals"], rel=1e-12)
    assert analysis.provenance.settings_hash == said["settings_hash"]
    assert len(results.corrections()) == said["corrections"]
    assert results.pictures().frames
    assert results.language() == "en"


def test_every_entry_of_a_person_is_what_it_was(records: Store, answers: Answers) -> None:
    assert_entries(records, "P001", answers)


def test_sealed_entries_open_with_their_passphrase(sealed_records: Store, answers: Answers) -> None:
    assert_entries(sealed_records, "P002", answers["sealed"])


@pytest.mark.parametrize("name", ["records", "sealed_records"])
def test_a_recording_comes_back_byte_for_byte(
    name: str, answers: Answers, request: pytest.FixtureRequest
) -> None:
    store: Store = request.getfixturevalue(name)
    with store.unlocked() as work:
        (recording,) = work.list(Recording)
        data = b"".join(store.files.read(recording.value.sha256, work.vault))
    assert sha256(data).hexdigest() == answers["video_sha256"]


def assert_entries(store: Store, pseudonym: str, answers: Answers) -> None:
    with store.unlocked() as work:
        person = work.find_person(pseudonym)
        entries = list_entries(work, person.id, skip=("person", "identity"))
        (identity,) = work.list(Identity, person.id)
    found = {str(entry.id): entry_type_named(kind).plain_entry(entry) for kind, entry in entries}
    assert len(found) == len(answers["entries"])
    for said in answers["entries"]:
        entry = found[said["id"]]
        # A later version may know more of an entry; what was said stays.
        assert {key: entry["value"][key] for key in said["value"]} == said["value"]
        assert all(entry[key] == said[key] for key in ("person_id", "version", "created_at"))
    assert entry_type_named("person").plain_entry(person)["value"] == answers["person"]["value"]
    assert (
        entry_type_named("identity").plain_entry(identity)["value"] == answers["person"]["identity"]
    )


def test_the_chain_of_the_audit_still_holds(records: Store, answers: Answers) -> None:
    with records.read() as work:
        report = audit_check.verify(work.connection, work.vault)
    assert (report.lines, report.head, report.problems) == (
        answers["audit"]["lines"],
        answers["audit"]["head"],
        (),
    )
