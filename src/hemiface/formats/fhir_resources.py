"""Each noun of the record in FHIR's words: what other systems can use of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from hemiface.formats.fhir_questionnaires import Resource, make_response
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, Scale, ScaleKind
from hemiface.model.record import (
    Condition,
    Consent,
    Entry,
    Moment,
    Recording,
    StoredAnalysis,
    Visit,
    VisitKind,
    what_is_known,
)
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)

ATC = "http://www.whocc.no/atc"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
ACT = f"{TERMINOLOGY}/v3-ActCode"


ScaleOf: TypeAlias = Callable[[str, ScaleKind], Scale | None]
"""Finds a scale by its name; None where it is not known."""


def make_resource(entry: Entry[Any], subject: str, scale_of: ScaleOf) -> Resource:
    """Resource for an entry of a person; what FHIR has no word for is a Basic.

    Parameters
    ----------
    entry
        With the moments of visits and recordings by the person's own clock.
    subject
        Reference to the person.
    scale_of
        Finds the scale of a rating or an answered questionnaire.
    """
    value, who = entry.value, {"reference": subject}
    if entry.removed_at is None and isinstance(value, QuestionnaireResponse):
        return make_response(value, scale_of(value.scale, ScaleKind.SELF), who)
    if entry.removed_at is None and isinstance(value, Rating):
        return _rating(value, scale_of(value.scale, ScaleKind.CLINICIAN), who)
    make = _MAKERS.get(type(value))
    if make is None or entry.removed_at is not None:
        return {"resourceType": "Basic", "code": {"text": type(value).__name__}, "subject": who}
    return make(value, who)


def _consent(value: Consent, who: Resource) -> Resource:
    research = {"system": f"{TERMINOLOGY}/consentscope", "code": "research"}
    privacy = {"system": f"{TERMINOLOGY}/consentscope", "code": "patient-privacy"}
    return {
        "resourceType": "Consent",
        "status": "inactive" if value.withdrawn_on else "active",
        "scope": {"coding": [research if value.kind.value == "research" else privacy]},
        "category": [{"text": value.kind.value}],
        "patient": who,
        "dateTime": value.given_on.isoformat(),
        "policyRule": {"text": value.document.strip() or "as documented"},
    }


def _condition(value: Condition, who: Resource) -> Resource:
    resource: Resource = {
        "resourceType": "Condition",
        "code": {"text": value.kind.value.replace("_", " ")},
        "subject": who,
        "onsetDateTime": value.since.isoformat(),
    }
    if value.until:
        resource["abatementDateTime"] = value.until.isoformat()
    return resource


def _visit(value: Visit, who: Resource) -> Resource:
    codes = {VisitKind.CLINIC: "AMB", VisitKind.HOME: "HH", VisitKind.REMOTE: "VR"}
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": ACT, "code": codes[value.kind]},
        "subject": who,
        "period": {"start": _when(what_is_known(value.at))},
    }


def _recording(value: Recording, who: Resource) -> Resource:
    resource: Resource = {
        "resourceType": "Media",
        "status": "completed",
        "type": {"coding": [{"system": f"{TERMINOLOGY}/media-type", "code": "video"}]},
        "subject": who,
        "identifier": [{"system": "urn:hemiface:sha256", "value": value.sha256}],
        "content": {"title": f"recording{value.plain_suffix}", "size": value.size_bytes},
    }
    if value.recorded_at:
        resource["createdDateTime"] = _when(what_is_known(value.recorded_at))
    if value.visit_id:
        resource["encounter"] = {"reference": f"Encounter/{value.visit_id}"}
    return resource


def _analysis(value: StoredAnalysis, who: Resource) -> Resource:
    measures = value.summary.get("measures")
    numbers = measures.items() if isinstance(measures, Mapping) else ()
    parts = [
        _component(name, measure["value"], str(measure.get("unit", "")))
        for name, measure in numbers
        if isinstance(measure, Mapping) and isinstance(measure.get("value"), int | float)
    ]
    # Preliminary: computed by a program and confirmed by nobody.
    return _observation("Movement measured from video", value.made_at, who, parts, "preliminary")


def _diary(value: DiaryEntry, who: Resource) -> Resource:
    parts = [
        _component(field.name, getattr(value, field.name), field.unit)
        for field in DIARY_FIELDS
        if getattr(value, field.name) is not None
    ]
    return _observation("Diary of spasm", value.day, who, parts)


def _rating(value: Rating, scale: Scale | None, who: Resource) -> Resource:
    title = scale.title if scale else value.scale
    parts = [_component(name, level, "") for name, level in value.levels.items()]
    resource = _observation(title, value.day, who, parts)
    if value.total is not None:
        resource["valueQuantity"] = {"value": value.total}
    return resource


def _botulinum(value: BotulinumSession, who: Resource) -> Resource:
    drug = value.brand or value.product.value
    text = "; ".join(
        f"{part.muscle.value.replace('_', ' ')} {part.side.value} {part.units:g} units"
        for part in value.injections
    )
    return {
        "resourceType": "MedicationAdministration",
        "status": "completed",
        "medicationCodeableConcept": {
            "coding": [{"system": ATC, "code": "M03AX01"}],
            "text": f"{drug}, lot {value.lot}" if value.lot else drug,
        },
        "subject": who,
        "effectiveDateTime": value.day.isoformat(),
        "dosage": {"text": text},
    }


def _medicine(value: MedicineCourse, who: Resource) -> Resource:
    period = {"start": value.started.isoformat()}
    if value.stopped:
        period["end"] = value.stopped.isoformat()
    resource: Resource = {
        "resourceType": "MedicationStatement",
        "status": "stopped" if value.stopped else "active",
        "medicationCodeableConcept": {"text": value.name},
        "subject": who,
        "effectivePeriod": period,
    }
    if value.dose_mg is not None:
        resource["dosage"] = [{"text": f"{value.dose_mg:g} mg"}]
    return resource


def _surgery(value: Decompression, who: Resource) -> Resource:
    complications = [{"text": text} for text in value.complications]
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Microvascular decompression of the facial nerve"},
        "subject": who,
        "performedDateTime": value.day.isoformat(),
        "bodySite": [{"text": value.side.value}],
        **({"complication": complications} if complications else {}),
    }


def _other(value: OtherTreatment, who: Resource) -> Resource:
    period = {"start": value.started.isoformat()}
    if value.ended:
        period["end"] = value.ended.isoformat()
    return {
        "resourceType": "Procedure",
        "status": "completed" if value.ended else "in-progress",
        "code": {"text": value.name},
        "subject": who,
        "performedPeriod": period,
    }


def _side_effect(value: SideEffect, who: Resource) -> Resource:
    return {
        "resourceType": "AdverseEvent",
        "actuality": "actual",
        "event": {"text": value.kind.value.replace("_", " ")},
        "subject": who,
        "date": value.onset.isoformat(),
    }


def _observation(
    text: str, when: Moment, who: Resource, parts: list[Resource], status: str = "final"
) -> Resource:
    resource: Resource = {
        "resourceType": "Observation",
        "status": status,
        "code": {"text": text},
        "subject": who,
        "effectiveDateTime": _when(when),
    }
    if parts:
        resource["component"] = parts
    return resource


def _component(name: str, value: float, unit: str) -> Resource:
    quantity: Resource = {"value": value}
    if unit:
        quantity["unit"] = unit
    return {"code": {"text": name}, "valueQuantity": quantity}


def _when(moment: Moment) -> str:
    """Day or instant; FHIR wants an offset and at most milliseconds."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="milliseconds")
    return moment.isoformat()


_MAKERS: Mapping[type[Any], Callable[[Any, Resource], Resource]] = {
    Consent: _consent,
    Condition: _condition,
    Visit: _visit,
    Recording: _recording,
    StoredAnalysis: _analysis,
    DiaryEntry: _diary,
    BotulinumSession: _botulinum,
    MedicineCourse: _medicine,
    Decompression: _surgery,
    OtherTreatment: _other,
    SideEffect: _side_effect,
}
