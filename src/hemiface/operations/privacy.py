"""What is taken out of an answer before somebody without the permission sees it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from hemiface.model.actor import Actor, Permission
from hemiface.model.corrections import Correction
from hemiface.model.diary import DiaryEntry, Trigger
from hemiface.model.questionnaires import QuestionnaireResponse, Rating
from hemiface.model.record import (
    Condition,
    Consent,
    Identity,
    Person,
    Recording,
    StoredAnalysis,
    Visit,
)
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    Injection,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)

T = TypeVar("T")

WITHHELD: Mapping[type[Any], Mapping[str, object]] = {
    Person: {"note": ""},
    Identity: {
        "given_name": "",
        "family_name": "",
        "birth_date": None,
        "record_number": "",
        "contact": "",
        "note": "",
    },
    Consent: {"document": "", "note": ""},
    Condition: {"note": ""},
    Visit: {"label": "", "note": ""},
    Recording: {"note": ""},
    Correction: {"author": ""},
    # A trigger is in the person's own words.
    Trigger: {"name": "withheld", "question": "", "unit": ""},
    DiaryEntry: {"triggers": None, "note": ""},
    Injection: {"point": ""},
    BotulinumSession: {"needle": "", "note": ""},
    MedicineCourse: {"why_started": "", "why_stopped": "", "note": ""},
    Decompression: {"complications": (), "note": ""},
    OtherTreatment: {"note": ""},
    SideEffect: {"note": ""},
    QuestionnaireResponse: {"note": ""},
    Rating: {"note": ""},
}
"""What stands in the place of free text, by noun and field, for whoever may not read it."""


def withhold(actor: Actor, answer: T) -> T:
    """Take free text and names of files out of an answer, where they may not be read.

    Parameters
    ----------
    actor
        Who gets it.
    answer
        Entries, or rows and dataclasses that hold some.
    """
    if actor.may(Permission.READ_NOTES):
        return answer
    return cast("T", _without_text(answer))


def _without_text(answer: object) -> object:
    """The same without free text, at any depth."""
    if isinstance(answer, list | tuple):
        parts = [_without_text(part) for part in answer]
        return parts if isinstance(answer, list) else tuple(parts)
    if isinstance(answer, Mapping):
        return {name: _without_text(part) for name, part in answer.items()}
    if isinstance(answer, Iterator):
        return map(_without_text, answer)
    if not is_dataclass(answer) or isinstance(answer, type):
        return answer
    hidden = dict(WITHHELD.get(type(answer), {}))
    if isinstance(answer, StoredAnalysis):
        hidden["summary"] = _without_names(answer.summary)
    inner = {
        part.name: _without_text(getattr(answer, part.name))
        for part in fields(answer)
        if part.init and part.name not in hidden
    }
    return replace(cast("Any", answer), **inner, **hidden)


def _without_names(summary: Mapping[str, Any]) -> dict[str, Any]:
    """A summary without the name that the file had: people name videos after people."""
    video = summary.get("video")
    named = {"video": {**video, "name": ""}} if isinstance(video, Mapping) else {}
    return {**summary, **named}
