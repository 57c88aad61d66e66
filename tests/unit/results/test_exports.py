"""Exports are what the readers of each format expect, and say what was measured."""

import csv
import json
from io import StringIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from fhir.resources.R4B.bundle import Bundle
from scipy.io import netcdf_file
from tests.unit.reports import worlds

from hemiface.formats.bids import EVENT_COLUMNS, list_channels, name_task
from hemiface.formats.elan import read_elan
from hemiface.formats.fhir import build_bundle
from hemiface.formats.netcdf import list_keypoints
from hemiface.formats.tiers import lay_out_tiers
from hemiface.model.anatomy import Side
from hemiface.model.events import EventType
from hemiface.model.signals import SignalName
from hemiface.operations.annotations import read_annotations
from hemiface.results.exports import (
    export_bids,
    export_boris,
    export_csv,
    export_elan,
    export_fhir,
    export_netcdf,
    export_parquet,
)

WORLD = worlds.right_clonic("Jane Doe <&> visit.mp4")


def read_table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def test_bids_tables_fit_their_descriptions(tmp_path: Path) -> None:
    paths = {path.name: path for path in export_bids(WORLD, tmp_path, subject="07")}
    stem = "sub-07_task-protocol_tracksys-face_run-01"
    assert paths[f"{stem}_motion.tsv"].parent == tmp_path / "sub-07" / "motion"
    motion = read_table(paths[f"{stem}_motion.tsv"])
    channels = read_table(paths[f"{stem}_channels.tsv"])
    sidecar = json.loads(paths[f"{stem}_motion.json"].read_text())
    assert channels[0][:5] == ["name", "component", "type", "tracked_point", "units"]
    assert len(channels) - 1 == len(motion[0]) == sidecar["MotionChannelCount"]
    assert len(motion) == WORLD.signals.time.size
    kinds = [row[2] for row in channels[1:]]
    assert set(kinds) <= {"LATENCY", "MISC", "ORNT"}
    assert kinds.count("MISC") == sidecar["MISCChannelCount"] == 2 * len(SignalName)
    assert sidecar["SamplingFrequency"] == pytest.approx(30.0, abs=0.01)
    assert sidecar["TaskName"] == "protocol"


def test_bids_values_are_those_of_the_signals(tmp_path: Path) -> None:
    export_bids(WORLD, tmp_path)
    (path,) = tmp_path.rglob("*_motion.tsv")
    names = [row[0] for row in list_channels(WORLD)]
    columns = dict(zip(names, zip(*read_table(path), strict=True), strict=True))
    closure = WORLD.signals.right.eyelid_closure
    found = [np.nan if cell == "n/a" else float(cell) for cell in columns["right_eyelid_closure"]]
    np.testing.assert_allclose(found, closure, rtol=1e-5, atol=1e-9)
    assert columns["latency"][30] == "1"


def test_bids_events_are_described_and_read_back(tmp_path: Path) -> None:
    export_bids(WORLD, tmp_path)
    (path,) = tmp_path.rglob("*_events.tsv")
    header = read_table(path)[0]
    assert header[:3] == ["onset", "duration", "trial_type"]
    assert set(header[2:]) == set(EVENT_COLUMNS)
    back = read_annotations(path).events
    assert [event.onset for event in back] == [event.onset for event in WORLD.events]


def test_bids_gathers_runs_and_people_and_names_nobody(tmp_path: Path) -> None:
    export_bids(WORLD, tmp_path, subject="02", run=1)
    export_bids(worlds.healthy(), tmp_path, subject="02", run=2)
    export_bids(worlds.no_face(), tmp_path, subject="01")
    assert (tmp_path / "participants.tsv").read_text().split() == [
        "participant_id",
        "sub-01",
        "sub-02",
    ]
    assert len(list(tmp_path.rglob("*_motion.tsv"))) == 3
    texts = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in texts if "Jane" in text]
    assert name_task(worlds.no_face()) == "free"


def test_elan_tiers_hold_the_events_without_overlap(tmp_path: Path) -> None:
    (path,) = export_elan(WORLD, tmp_path, "visit")
    back = read_annotations(path).events
    assert len(back) == len(WORLD.events)
    for found, event in zip(back, WORLD.events, strict=True):
        assert (found.event_type, found.side) == (event.event_type, event.side)
        assert found.onset == pytest.approx(event.onset, abs=6e-4)
    text = path.read_text(encoding="utf-8")
    assert "./Jane%20Doe%20%3C%26%3E%20visit.mp4" in text
    assert "EAFv3.0.xsd" in text


def test_elan_shows_what_the_person_did_and_reads_no_event_from_it(tmp_path: Path) -> None:
    world = worlds.with_activities(WORLD)
    (path,) = export_elan(world, tmp_path, "visit")
    rows = [row for row in read_elan(path.read_bytes()) if row[2] == "activity"]
    assert [value for _, _, _, value in rows] == ["rest", "talking", "smile"]
    assert len(read_annotations(path).events) == len(WORLD.events)


def test_what_overlaps_moves_to_another_tier() -> None:
    rows = lay_out_tiers(worlds.poor())
    tiers = [tier for _, _, tier, _ in rows]
    assert tiers.count("quality") == 1
    assert {"quality_2", "quality_3"} <= set(tiers)
    for tier in set(tiers):
        spans = [(onset, offset) for onset, offset, name, _ in rows if name == tier]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_boris_reads_back(tmp_path: Path) -> None:
    (path,) = export_boris(WORLD, tmp_path, "visit")
    back = read_annotations(path).events
    assert sum(event.event_type is EventType.SPASM for event in back) == 6


def test_plain_tables_hold_every_frame_and_event(tmp_path: Path) -> None:
    events, signals = export_csv(WORLD, tmp_path, "visit")
    rows = list(csv.DictReader(StringIO(signals.read_text())))
    assert len(rows) == WORLD.signals.time.size
    assert float(rows[30]["time"]) == 1.0
    assert len(events.read_text().splitlines()) == 1 + len(WORLD.events)
    events, signals = export_parquet(WORLD, tmp_path, "visit")
    assert pq.read_table(events).num_rows == len(WORLD.events)
    schema = pq.read_schema(signals)
    assert schema.field("left_eyelid_aperture_mm").metadata == {b"unit": b"mm"}
    assert {path.name[0] for path in tmp_path.iterdir()} == {"v"}


def test_netcdf_has_named_dimensions_and_the_same_numbers(tmp_path: Path) -> None:
    (path,) = export_netcdf(WORLD, tmp_path, "visit")
    with netcdf_file(path, mmap=False) as file:
        assert file.time_unit == b"seconds"
        assert file.fps == pytest.approx(30.0)
        closure = file.variables["eyelid_closure"]
        assert closure.dimensions == ("time", "side", "individuals")
        names = [b"".join(row).rstrip(b"\0").decode() for row in file.variables["side"][:]]
        assert names == [side.value for side in Side]
        for place, side in enumerate(Side):
            np.testing.assert_array_equal(
                closure[:, place, 0], WORLD.signals.side(side).eyelid_closure
            )
        assert file.variables["valid"][:, 0].tolist() == WORLD.signals.valid.tolist()


def test_netcdf_takes_the_name_of_a_video_in_any_language(tmp_path: Path) -> None:
    name = "M\u00fcller \u30d3\u30c7\u30aa.mp4"
    (path,) = export_netcdf(worlds.right_clonic(name), tmp_path, "visit")
    with netcdf_file(path, mmap=False) as file:
        assert file.source_file.decode("utf-8") == name


def test_netcdf_has_what_movement_calls_poses(tmp_path: Path) -> None:
    (path,) = export_netcdf(WORLD, tmp_path, "visit")
    points = list_keypoints()
    with netcdf_file(path, mmap=False) as file:
        assert file.ds_type == b"poses"
        position = file.variables["position"]
        assert position.dimensions == ("time", "space", "keypoints", "individuals")
        assert position.shape == (WORLD.signals.time.size, 2, len(points), 1)
        confidence = file.variables["confidence"]
        assert confidence.dimensions == ("time", "keypoints", "individuals")
        names = [b"".join(row).rstrip(b"\0").decode() for row in file.variables["keypoints"][:]]
        assert names == points
        lid = position[:, :, points.index("right_upper_eyelid"), 0]
        np.testing.assert_array_equal(lid[:, 1], WORLD.signals.right.eyelid_aperture_mm)
        for side, outwards in ((Side.LEFT, 1), (Side.RIGHT, -1)):
            corner = position[:, :, points.index(f"{side}_mouth_corner"), 0]
            pull = WORLD.signals.side(side).mouth_corner_excursion_mm
            np.testing.assert_allclose(np.hypot(*corner.T), np.abs(pull))
            assert np.nanmin(corner[:, 0] * outwards * pull) >= 0


@pytest.mark.parametrize("name", ["right_clonic", "healthy", "bilateral", "poor", "no_face"])
def test_fhir_bundle_is_valid(name: str, tmp_path: Path) -> None:
    (path,) = export_fhir(getattr(worlds, name)(), tmp_path, "visit")
    Bundle.model_validate_json(path.read_bytes())
    entries = json.loads(path.read_text())["entry"]
    kinds = [entry["resource"]["resourceType"] for entry in entries]
    assert kinds.count("Device") == kinds.count("DiagnosticReport") == 1


def test_fhir_says_side_value_interval_and_no_diagnosis() -> None:
    bundle = build_bundle(WORLD)
    entries = bundle["entry"]
    assert isinstance(entries, list)
    resources = [entry["resource"] for entry in entries]
    burden = next(
        found
        for found in resources
        if found["resourceType"] == "Observation"
        and found["code"].get("coding", [{}])[0].get("code") == "spasm_time_percent"
        and found["bodySite"]["coding"][0]["code"] == "24028007"
    )
    assert burden["valueQuantity"] == {
        "value": 23.2,
        "unit": "%",
        "system": "http://unitsofmeasure.org",
        "code": "%",
    }
    assert [part["code"]["text"] for part in burden["component"]][:2] == [
        "95 % interval, low",
        "95 % interval, high",
    ]
    assert {found["status"] for found in resources if "status" in found} == {
        "preliminary",
        "active",
    }
    text = json.dumps(bundle)
    assert "not a diagnosis" in text
    assert "Jane" not in text
    addresses = [entry["fullUrl"] for entry in entries]
    assert len(set(addresses)) == len(addresses)
    assert build_bundle(WORLD) == bundle
