"""Documents that the records make of a person's entries, as this version writes them.

    python -m tests.kept_documents     (writes them anew, after a change that is meant to)

They leave the machine and are read elsewhere, years later: a change of them is never by the way.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from tests.unit.records.conftest import DAY, values_of_every_kind

from hemiface.formats.diary_table import write_diary
from hemiface.formats.fhir_questionnaires import make_questionnaire
from hemiface.model.anatomy import Region, Side
from hemiface.model.corrections import Correction, CorrectionAction
from hemiface.model.diary import DiaryEntry
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import (
    Consent,
    ConsentKind,
    Entry,
    Identity,
    Person,
    Recording,
    Sex,
    StoredAnalysis,
    StoredCorrection,
    Visit,
    VisitKind,
)
from hemiface.model.treatments import (
    BotulinumSession,
    InjectedMuscle,
    Injection,
    MedicineCourse,
    SideEffect,
    SideEffectKind,
    Toxin,
)
from hemiface.records.alerts import find_alerts
from hemiface.records.entry_types import entry_type_of
from hemiface.records.exchange import to_bundle
from hemiface.records.questionnaires import list_scales

DOCUMENTS = Path(__file__).parent / "fixtures/documents.json"
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PERSON, VISIT, RECORDING, ANALYSIS = (UUID(int=number) for number in range(1, 5))
N_COURSES = 40
SCALES = {scale.id: scale for scale in list_scales()}


def _values() -> list[Any]:
    """One value of each kind and more, in an order in which each speaks of what came before."""
    shut = Event(1.0, 0.5, EventType.SPASM, EventSide.LEFT, regions=(Region.EYELID,))
    numbers = {"rate": {"value": 3.5, "unit": "/min", "side": "left"}, "lost": {"value": None}}
    return [
        Person(
            pseudonym="P1",
            zone="Europe/Berlin",
            side=EventSide.LEFT,
            sex=Sex.FEMALE,
            birth_year=1960,
            onset_year=2019,
            diagnosis_code="G51.3",
            note="=not a formula",
        ),
        Visit(at=AT, kind=VisitKind.CLINIC, label="first", note="two\nlines"),
        Recording(
            sha256="a" * 64,
            size_bytes=1234,
            suffix=".mp4",
            visit_id=VISIT,
            recorded_at=AT,
            mirrored=True,
        ),
        StoredAnalysis(
            recording_id=RECORDING,
            package_version="0.1.0",
            method_version="1",
            settings_hash="b" * 64,
            file_hash="a" * 64,
            made_at=AT,
            summary={"measures": numbers, "affected_side": "left"},
            files={"events.csv": "c" * 64},
        ),
        StoredCorrection(
            analysis_id=ANALYSIS, correction=Correction(CorrectionAction.ADD, 1.0, event=shut)
        ),
        *values_of_every_kind(VISIT, RECORDING),
        Identity(
            given_name="Zaphira",
            family_name="Quillfeather",
            contact="by letter",
            record_number="17",
            birth_date=date(1960, 2, 3),
        ),
        *(Consent(kind=kind, given_on=DAY, withdrawn_on=DAY) for kind in ConsentKind),
        DiaryEntry(day=DAY + timedelta(days=2), eye_shut_min=7.5, medicine_taken=True, note="@x"),
        DiaryEntry(day=DAY + timedelta(days=3), medicine_taken=False, side=EventSide.BOTH),
        *(SideEffect(kind=kind, onset=DAY) for kind in SideEffectKind),
        QuestionnaireResponse(scale="gad-7", day=DAY, answers={"1": 3, "7": 0}, note="+"),
        Rating(scale="jrs", day=DAY, rater="R2", levels={"severity": 0}, blinded=True),
        *(
            BotulinumSession(
                day=DAY + timedelta(days=number),
                product=product,
                brand="B",
                injections=tuple(
                    Injection(muscle=muscle, side=side, units=number + 1.5, sites=2)
                    for muscle in InjectedMuscle
                    for side in Side
                ),
            )
            for number, product in enumerate(Toxin)
        ),
    ]


def _entries() -> list[tuple[str, Entry[Any]]]:
    kept = []
    for number, value in enumerate(_values(), 1):
        at = AT + timedelta(minutes=number)
        removed = at + timedelta(days=1) if number % 11 == 0 else None
        kind = entry_type_of(type(value))
        entry = Entry(UUID(int=number), PERSON, 1 + number % 3, at, at, removed, value)
        kind.check(entry)
        kept.append((kind.name, entry))
    return kept


def _treatments(seed: int) -> list[dict[str, Any]]:
    """What stands out in treatments drawn by chance."""
    random = np.random.default_rng(seed)

    def day() -> date:
        return DAY + timedelta(days=int(random.integers(0, 200)))

    toxins, muscles, sides = list(Toxin), list(InjectedMuscle), list(Side)
    sessions = [
        BotulinumSession(
            day=day(),
            product=toxins[random.integers(len(toxins))],
            injections=tuple(
                Injection(
                    muscle=muscles[random.integers(len(muscles))],
                    side=sides[random.integers(2)],
                    units=float(random.choice([2.5, 12.0, 60.0, 400.0])),
                    sites=int(random.integers(1, 6)),
                )
                for _ in range(random.integers(1, 5))
            ),
            first_treatment=[None, True, False][random.integers(3)],
            other_units=float(random.choice([0, 0, 150, 390])),
        )
        for _ in range(random.integers(1, 5))
    ]
    kinds = list(SideEffectKind)
    effects = [
        SideEffect(kind=kinds[random.integers(len(kinds))], onset=day())
        for _ in range(random.integers(0, 4))
    ]
    names = ("Gentamicin", "warfarin 5", "Mestinon", "clonazepam")
    courses = []
    for _ in range(random.integers(0, 4)):
        started = day()
        length = [None, 3, 40][random.integers(3)]
        stopped = None if length is None else started + timedelta(days=length)
        courses.append(
            MedicineCourse(name=names[random.integers(4)], started=started, stopped=stopped)
        )
    found = find_alerts(sessions, effects, courses, [None, Side.LEFT, Side.RIGHT][seed % 3])
    return [{**asdict(one), "message": str(one.message)} for one in found]


def name_all() -> Iterator[str]:
    """Every document."""
    yield from ("entries", "bundle", "diary")
    yield from (f"questionnaire: {name}" for name in SCALES)
    yield from (f"alerts: {seed}" for seed in range(N_COURSES))


def make(name: str) -> Any:  # noqa: ANN401 - JSON
    """One document, as JSON."""
    kind, _, which = name.partition(": ")
    entries = _entries()
    match kind:
        case "entries":
            made: Any = [[kind, entry_type_of(type(e.value)).plain_entry(e)] for kind, e in entries]
        case "bundle":
            made = {**to_bundle(entries), "timestamp": ""}
        case "diary":
            made = write_diary([e.value for _, e in entries if isinstance(e.value, DiaryEntry)])
        case "questionnaire":
            made = make_questionnaire(SCALES[which])
        case _:
            made = _treatments(int(which))
    return json.loads(json.dumps(made))


def main() -> None:
    """Write the documents anew."""
    lines = (
        f"{json.dumps(name)}:{json.dumps(make(name), ensure_ascii=False, separators=(',', ':'))}"
        for name in name_all()
    )
    DOCUMENTS.write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
