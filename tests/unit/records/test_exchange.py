"""A whole person leaves and comes back the same."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire as FhirQuestionnaire
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hemiface.errors import (
    RecordConflictError,
    RecordInvalidError,
    RecordNotFoundError,
)
from hemiface.formats.fhir_questionnaires import make_questionnaire
from hemiface.model.diary import DiaryEntry, Trigger
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, Scale, ScaleKind
from hemiface.model.record import Consent, ConsentKind, Entry, Identity, Person, Recording, Visit
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    Injection,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)
from hemiface.records import audit_check
from hemiface.records.encryption import encrypt
from hemiface.records.entry_types import entry_type_of
from hemiface.records.exchange import (
    export_person,
    from_bundle,
    import_person,
    list_entries,
    to_bundle,
)
from hemiface.records.questionnaires import list_scales
from hemiface.records.store import Store, StoreLocation

FullPerson = Callable[[Store, str], Entry[Person]]
Reopen = Callable[[Store, str | None], Store]


@pytest.fixture
def other(tmp_path: Path) -> StoreLocation:
    return StoreLocation.in_folder(tmp_path / "other")


def _entries(store: Store, person: Entry[Person]) -> list[tuple[str, Entry[Any]]]:
    with store.unlocked() as work:
        return list_entries(work, person.id)


def test_the_same_person_comes_back(
    store: Store, full_person: FullPerson, tmp_path: Path, other: StoreLocation, video: Path
) -> None:
    person = full_person(store, "P1")
    out = export_person(store, "P1", tmp_path / "export", with_identity=True)
    with Store(other) as target:
        back = import_person(target, tmp_path / "export")
        assert back == out
        assert (back.files, back.missing) == (1, 0)
        assert _entries(target, person) == _entries(store, person)
        with target.read() as work:
            assert audit_check.verify(work.connection, work.vault).problems == ()
        with pytest.raises(RecordConflictError, match="already"):
            import_person(target, tmp_path / "export")
    assert (tmp_path / "export").stat().st_mode & 0o077 == 0
    (copy,) = (tmp_path / "export/files").glob("2026-03-01_*.mp4")
    assert copy.read_bytes() == video.read_bytes()
    assert "day,spasm" in (tmp_path / "export/diary.csv").read_text()


def test_names_stay_at_home_unless_asked_for(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    export_person(folder_store, "P1", tmp_path / "export")
    for place in (tmp_path / "export").rglob("*.*"):
        assert b"Quillfeather" not in place.read_bytes()
    assert "left out" in (tmp_path / "export/README.txt").read_text()


def test_a_bundle_alone_brings_the_entries(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, other: StoreLocation
) -> None:
    person = full_person(folder_store, "P1")
    export_person(folder_store, "P1", tmp_path / "export", with_identity=True)
    with Store(other) as target:
        report = import_person(target, tmp_path / "export/bundle.json")
        assert (report.files, report.missing) == (0, 1)
        assert _entries(target, person) == _entries(folder_store, person)


def test_the_bundle_is_valid_fhir(folder_store: Store, full_person: FullPerson) -> None:
    person = full_person(folder_store, "P1")
    bundle = to_bundle(_entries(folder_store, person))
    Bundle.model_validate_json(json.dumps(bundle))
    names = [part["resource"]["resourceType"] for part in bundle["entry"]]
    assert names.count("Patient") == 1
    assert names.count("Questionnaire") == 2
    assert names.count("QuestionnaireResponse") == 2
    assert {"Media", "Encounter", "MedicationAdministration", "AdverseEvent"} <= set(names)
    response = next(
        part["resource"]
        for part in bundle["entry"]
        if part["resource"].get("questionnaire") == "urn:hemiface:questionnaire:phq-9"
    )
    assert response["item"][0]["answer"][0]["valueCoding"]["code"] == "LA6570-1"
    assert response["status"] == "in-progress"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("", "Feeling nervous, anxious, or on edge"),
        ("de", "Nervosität, Ängstlichkeit oder Anspannung"),
        ("fr", None),
    ],
)
def test_a_bundle_says_questions_as_they_were_shown(
    folder_store: Store, full_person: FullPerson, language: str, text: str | None
) -> None:
    person = full_person(folder_store, "P1")
    with folder_store.write() as work:
        asked = QuestionnaireResponse(
            scale="gad-7", day=date(2026, 3, 1), answers={"1": 2}, language=language
        )
        entry = work.add(asked, person.id)
    bundle = to_bundle(_entries(folder_store, person))
    Bundle.model_validate_json(json.dumps(bundle))
    (response,) = (
        one["resource"] for one in bundle["entry"] if one["resource"]["id"] == str(entry.id)
    )
    assert response.get("language", "") == language
    assert response["item"][0].get("text") == text
    assert ("questionnaire", entry) in from_bundle(bundle)


@pytest.mark.parametrize("scale", list_scales(ScaleKind.SELF), ids=lambda scale: str(scale.id))
def test_every_questionnaire_is_valid_fhir(scale: Scale) -> None:
    resource = make_questionnaire(scale)
    read = FhirQuestionnaire.model_validate_json(json.dumps(resource))
    assert read.title == scale.title


def test_an_encrypted_person_leaves_and_comes_back(
    folder_store: Store,
    full_person: FullPerson,
    tmp_path: Path,
    other: StoreLocation,
    reopen: Reopen,
) -> None:
    person = full_person(folder_store, "P1")
    encrypt(folder_store, "correct horse battery")
    opened = reopen(folder_store, "correct horse battery")
    export_person(opened, "P1", tmp_path / "export", with_identity=True)
    with Store(other) as target:
        import_person(target, tmp_path / "export")
        assert _entries(target, person) == _entries(opened, person)


def test_what_is_no_export_is_refused(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, other: StoreLocation
) -> None:
    full_person(folder_store, "P1")
    export = tmp_path / "export"
    export_person(folder_store, "P1", export)
    good = json.loads((export / "person.json").read_text())
    digest = next(iter(good["files"]))
    bad: list[Any] = [
        "no object",
        {},
        {**good, "format": "another"},
        {**good, "entries": []},
        {**good, "entries": good["entries"][1:]},
        {**good, "entries": [*good["entries"], {"kind": "visit"}]},
        {**good, "entries": [{**entry, "version": True} for entry in good["entries"]]},
        {**good, "files": {digest: "../outside.mp4"}},
        {**good, "files": {digest: "person.json"}},
        {"resourceType": "Bundle", "entry": []},
    ]
    with Store(other) as target:
        for document in bad:
            (export / "person.json").write_text(json.dumps(document))
            with pytest.raises(RecordInvalidError):
                import_person(target, export)
        with pytest.raises(RecordInvalidError, match=r"there is no file .*nowhere"):
            import_person(target, tmp_path / "nowhere")
        with target.read() as work:
            assert work.count_people() == 0


def test_exports_replace_nothing(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    export_person(folder_store, "P1", tmp_path / "export")
    with pytest.raises(RecordConflictError):
        export_person(folder_store, "P1", tmp_path / "export")
    with pytest.raises(RecordNotFoundError):
        export_person(folder_store, "P2", tmp_path / "another")
    assert not (tmp_path / "another").exists()


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, st.floats(0.5, 9, width=32))
st.register_type_strategy(date, st.dates(date(1900, 1, 1), date(2150, 1, 1)))
st.register_type_strategy(int, st.integers(1, 9))


def _values(noun: type[Any]) -> st.SearchStrategy[Any]:
    fixed: dict[str, Any] = {
        name: st.none()
        for name in ("visit_id", "recording_id", "treatment_id", "stopped", "ended", "withdrawn_on")
        if name in noun.__dataclass_fields__
    }
    if noun is Visit:
        fixed["at"] = MOMENTS
    if noun is Trigger:
        fixed["name"] = st.just("noise")
    if noun is BotulinumSession:
        fixed["injections"] = st.lists(st.builds(Injection), min_size=1, max_size=3).map(tuple)
    if noun in (MedicineCourse, OtherTreatment):
        fixed["name"] = st.just("name")
    if noun is QuestionnaireResponse:
        fixed |= {"scale": st.just("phq-9"), "answers": st.fixed_dictionaries({"1": st.just(2)})}
    if noun is Rating:
        fixed |= {
            "scale": st.just("jrs"),
            "levels": st.just({"severity": 2}),
            "total": st.none() | st.integers(0, 8).map(float),
        }
    if noun is DiaryEntry:
        fixed["triggers"] = st.none() | st.dictionaries(TEXT, st.floats(0, 9))
    for name in ("note", "label", "document", "question", "contact", "needle", "family_name"):
        if name in noun.__dataclass_fields__:
            fixed[name] = TEXT
    return st.builds(noun, **fixed)


def test_white_space_is_no_text_in_fhir(tmp_path: Path) -> None:
    with Store(StoreLocation.in_folder(tmp_path), who="t") as store:
        with store.write() as work:
            kept = work.add(Person(pseudonym="P1"))
            work.add(Identity(family_name="\x0c", given_name="\v"), kept.id)
            consent = Consent(
                kind=ConsentKind.RECORDING, given_on=date(2026, 3, 1), document="\x0c"
            )
            work.add(consent, kept.id)
        entries = _entries(store, kept)
    bundle = to_bundle(entries)
    Bundle.model_validate_json(json.dumps(bundle))
    assert from_bundle(bundle) == entries


@settings(max_examples=10, phases=[Phase.generate])
@given(data=st.data())
def test_any_person_survives_the_round_trip(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nouns = (Identity, Consent, Visit, Trigger, BotulinumSession, MedicineCourse, Decompression)
    more = (OtherTreatment, SideEffect, QuestionnaireResponse, Rating)
    person = data.draw(
        st.builds(
            Person,
            pseudonym=st.just("P1"),
            zone=st.just("Asia/Tokyo"),
            birth_year=st.integers(1900, 2020),
            onset_year=st.none(),
            diagnosis_code=st.sampled_from(["", "G51.3", "G51.32"]),
            note=TEXT,
        )
    )
    with Store(StoreLocation.in_folder(tmp_path_factory.mktemp("one")), who="t") as one:
        with one.write() as work:
            kept = work.add(person)
            for noun in (*nouns, *more):
                work.add(data.draw(_values(noun)), kept.id)
            for day in range(3):
                value = data.draw(_values(DiaryEntry))
                plain = entry_type_of(DiaryEntry).plain(value)
                later = (value.day + timedelta(days=5_000 * day)).isoformat()
                work.add(entry_type_of(DiaryEntry).read({**plain, "day": later}), kept.id)
        bundle = to_bundle(_entries(one, kept))
        Bundle.model_validate_json(json.dumps(bundle))
        assert from_bundle(bundle) == _entries(one, kept)
        target = tmp_path_factory.mktemp("out") / "export"
        export_person(one, "P1", target, with_identity=True)
        with Store(StoreLocation.in_folder(tmp_path_factory.mktemp("two")), who="t") as two:
            import_person(two, target)
            assert _entries(two, kept) == _entries(one, kept)


@pytest.mark.parametrize(
    "odd",
    [
        ("questionnaire", {"scale": "nobodys"}),
        ("questionnaire", {"scale": "jrs"}),
        ("questionnaire", {"answers": {"17": 1}}),
        ("questionnaire", {"answers": {"1": 99}}),
        ("questionnaire", {"total": 1e9}),
        ("rating", {"scale": "phq-9"}),
        ("rating", {"levels": {"wit": 1}}),
        ("rating", {"levels": {"severity": -1}}),
    ],
)
def test_answers_that_nobody_could_give_are_refused(
    folder_store: Store,
    full_person: FullPerson,
    tmp_path: Path,
    other: StoreLocation,
    odd: tuple[str, dict[str, object]],
) -> None:
    kind, change = odd
    full_person(folder_store, "P1")
    export_person(folder_store, "P1", tmp_path / "export")
    document = json.loads((tmp_path / "export/person.json").read_text())
    entry = next(entry for entry in document["entries"] if entry["kind"] == kind)
    entry["value"].update(change)
    (tmp_path / "export/person.json").write_text(json.dumps(document))
    with Store(other) as target:
        with pytest.raises(RecordInvalidError):
            import_person(target, tmp_path / "export")
        with target.read() as work:
            assert work.count_people() == 0


def test_answers_kept_long_ago_can_still_leave(
    folder_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scale or an item that this version does not know stops no export."""
    day = date(2026, 3, 1)
    with monkeypatch.context() as patch, folder_store.write() as work:
        for noun in (QuestionnaireResponse, Rating):
            patch.setitem(entry_type_of(noun).__dict__, "fits", lambda _: None)
        person = work.add(Person(pseudonym="P1"))
        for scale, answers in (("nobodys", {"1": 2}), ("phq-9", {"17": 1, "1": 99, "2": 0})):
            work.add(QuestionnaireResponse(scale=scale, day=day, answers=answers), person.id)
        work.add(Rating(scale="nobodys", day=day, rater="R1", levels={"a": 1}), person.id)
    export_person(folder_store, "P1", tmp_path / "export")
    bundle = json.loads((tmp_path / "export/bundle.json").read_text())
    Bundle.model_validate(bundle)
    text = json.dumps(bundle)
    assert '"valueInteger": 99' in text
    assert '"valueCoding"' in text


def test_a_bundle_tells_a_day_alone_where_nobody_gave_a_time(folder_store: Store) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with folder_store.write() as work:
        person = work.add(Person(pseudonym="P1", zone="Europe/Berlin"))
        for at in (time(12), time(0, 30)):
            moment = datetime.combine(date(2025, 7, 1), at, berlin)
            work.add(Visit(at=moment), person.id)
            work.add(Recording(sha256="0" * 64, size_bytes=1, recorded_at=moment), person.id)
    entries = _entries(folder_store, person)
    bundle = to_bundle(entries)
    Bundle.model_validate_json(json.dumps(bundle))
    told = [
        one.get("createdDateTime") or one["period"]["start"]
        for one in (part["resource"] for part in bundle["entry"])
        if one["resourceType"] in ("Encounter", "Media")
    ]
    assert sorted(told) == ["2025-07-01"] * 2 + ["2025-07-01T00:30:00.000+02:00"] * 2
    assert from_bundle(bundle) == entries
