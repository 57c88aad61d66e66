"""A person as a FHIR R4 Bundle, and back.

Each resource says in FHIR's own words what other systems can use, and carries the
entry itself in an extension, from which it is read back without loss. Codes are
only given where a source confirms them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from hemiface.errors import RecordInvalidError
from hemiface.model.diary import DIARY_FIELDS, DiaryEntry
from hemiface.model.questionnaires import (
    Choice,
    QuestionnaireResponse,
    Rating,
    Scale,
    ScaleItem,
    ScaleKind,
)
from hemiface.model.record import (
    Consent,
    Entry,
    Identity,
    Moment,
    Person,
    Recording,
    StoredAnalysis,
    Visit,
    VisitKind,
)
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
)
from hemiface.records.kinds import kind_named
from hemiface.records.questionnaires import get_scale

ENTRY_URL = "urn:hemiface:entry"
LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
ACT = f"{TERMINOLOGY}/v3-ActCode"

Resource = dict[str, Any]


def make_bundle(entries: Iterable[tuple[str, Entry[Any]]]) -> Resource:
    """Bundle of type collection with one resource an entry, and the scales they use."""
    kept = list(entries)
    person = next(entry for kind, entry in kept if kind == "person")
    identity = next((e.value for k, e in kept if k == "identity" and e.removed_at is None), None)
    resources = []
    for kind, entry in kept:
        if isinstance(entry.value, Person):
            resource = _patient(entry.value, identity)
        else:
            resource = _resource(entry, f"Patient/{person.id}")
        resource["id"] = str(entry.id)
        plain = {"kind": kind, **kind_named(kind).plain_entry(entry)}
        text = json.dumps(plain, ensure_ascii=False)
        resource["extension"] = [{"url": ENTRY_URL, "valueString": text}]
        resources.append(resource)
    if person.value.diagnosis_code:
        resources.append(_condition(person))
    resources += [make_questionnaire(scale) for scale in _scales(kept)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "entry": [{"fullUrl": _full_url(resource), "resource": resource} for resource in resources],
    }


def read_bundle(bundle: Mapping[str, Any]) -> list[tuple[str, Entry[Any]]]:
    """Entries of a Bundle that hemiface has made.

    Raises
    ------
    RecordInvalidError
        If no resource carries an entry.
    """
    found = []
    for part in bundle.get("entry", []):
        for extension in part.get("resource", {}).get("extension", []):
            if extension.get("url") == ENTRY_URL:
                plain = json.loads(extension["valueString"])
                found.append((plain["kind"], kind_named(plain["kind"]).read_entry(plain)))
    if not found:
        raise RecordInvalidError(
            "the Bundle holds no entries of hemiface",
            hint="Only Bundles written by `hemiface person export` can be read back.",
        )
    return found


def make_questionnaire(scale: Scale) -> Resource:
    """Scale as a Questionnaire; a total-only scale has the total as its only item."""
    items = [_questionnaire_item(item) for item in scale.items]
    total: Resource = {"linkId": "total", "text": f"{scale.title} total", "type": "decimal"}
    if scale.loinc_total:
        total["code"] = [{"system": LOINC, "code": scale.loinc_total}]
    resource: Resource = {
        "resourceType": "Questionnaire",
        "id": scale.id,
        "url": _scale_url(scale.id),
        "title": scale.title,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": scale.licence,
        "item": [*items, total],
    }
    if scale.loinc:
        resource["code"] = [{"system": LOINC, "code": scale.loinc}]
    return resource


def _questionnaire_item(item: ScaleItem) -> Resource:
    resource: Resource = {
        "linkId": item.id,
        "text": item.text,
        "type": "choice",
        "answerOption": [{"valueCoding": _answer_coding(choice)} for choice in item.choices],
    }
    if item.loinc:
        resource["code"] = [{"system": LOINC, "code": item.loinc}]
    return resource


def _answer_coding(choice: Choice) -> Resource:
    if choice.loinc:
        return {"system": LOINC, "code": choice.loinc, "display": choice.text}
    return {"code": str(choice.value), "display": choice.text}


def _scale_url(name: str) -> str:
    return f"urn:hemiface:questionnaire:{name}"


def _full_url(resource: Resource) -> str:
    if resource["resourceType"] == "Questionnaire":
        return str(resource["url"])
    return f"urn:uuid:{resource['id']}"


def _scales(entries: Iterable[tuple[str, Entry[Any]]]) -> list[Scale]:
    names = {e.value.scale for _, e in entries if isinstance(e.value, QuestionnaireResponse)}
    return [get_scale(name, ScaleKind.SELF) for name in sorted(names)]


def _resource(entry: Entry[Any], subject: str) -> Resource:
    """Resource for an entry; what FHIR has no word for is a Basic."""
    make = _MAKERS.get(type(entry.value))
    who = {"reference": subject}
    if make is None or entry.removed_at is not None:
        code = {"text": type(entry.value).__name__}
        return {"resourceType": "Basic", "code": code, "subject": who}
    return make(entry.value, who)


def _patient(person: Person, identity: Identity | None) -> Resource:
    resource: Resource = {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:hemiface:pseudonym", "value": person.pseudonym}],
    }
    if person.sex:  # the words are FHIR's
        resource["gender"] = person.sex.value
    if person.birth_year:
        resource["birthDate"] = f"{person.birth_year:04d}"
    if identity is not None:
        resource |= _named(identity)
    return resource


def _condition(person: Entry[Person]) -> Resource:
    """The clinician's diagnosis; G51.3 is ICD-10, its subdivisions are ICD-10-CM."""
    code = person.value.diagnosis_code
    system = "icd-10" if len(code.partition(".")[2]) <= 1 else "icd-10-cm"
    return {
        "resourceType": "Condition",
        "id": str(uuid5(person.id, "diagnosis")),
        "code": {"coding": [{"system": f"http://hl7.org/fhir/sid/{system}", "code": code}]},
        "subject": {"reference": f"Patient/{person.id}"},
    }


def _named(identity: Identity) -> Resource:
    resource: Resource = {}
    name = {"family": identity.family_name, "given": [identity.given_name]}
    known = {key: value for key, value in name.items() if value not in ("", [""])}
    if known:
        resource["name"] = [known]
    if identity.birth_date:
        resource["birthDate"] = identity.birth_date.isoformat()
    return resource


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
        "policyRule": {"text": value.document or "as documented"},
    }


def _visit(value: Visit, who: Resource) -> Resource:
    codes = {VisitKind.CLINIC: "AMB", VisitKind.HOME: "HH", VisitKind.REMOTE: "VR"}
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": ACT, "code": codes[value.kind]},
        "subject": who,
        "period": {"start": _when(value.at)},
    }


def _recording(value: Recording, who: Resource) -> Resource:
    resource: Resource = {
        "resourceType": "Media",
        "status": "completed",
        "type": {"coding": [{"system": f"{TERMINOLOGY}/media-type", "code": "video"}]},
        "subject": who,
        "identifier": [{"system": "urn:hemiface:sha256", "value": value.sha256}],
        "content": {"title": f"recording{value.suffix}", "size": value.size_bytes},
    }
    if value.recorded_at:
        resource["createdDateTime"] = _when(value.recorded_at)
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


def _rating(value: Rating, who: Resource) -> Resource:
    title = get_scale(value.scale, ScaleKind.CLINICIAN).title
    parts = [_component(name, level, "") for name, level in value.levels.items()]
    resource = _observation(title, value.day, who, parts)
    if value.total is not None:
        resource["valueQuantity"] = {"value": value.total}
    return resource


def _questionnaire_response(value: QuestionnaireResponse, who: Resource) -> Resource:
    items = {item.id: item for item in get_scale(value.scale, ScaleKind.SELF).items}
    answers: list[Resource] = []
    for name, given in value.answers.items():
        item = items[name]
        choice = next(choice for choice in item.choices if choice.value == given)
        answer = {"valueCoding": _answer_coding(choice)}
        answers.append({"linkId": name, "text": item.text, "answer": [answer]})
    if value.total is not None:
        answers.append({"linkId": "total", "answer": [{"valueDecimal": value.total}]})
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": _scale_url(value.scale),
        "status": "completed" if value.total is not None else "in-progress",
        "subject": who,
        "authored": value.day.isoformat(),
        "item": answers or [{"linkId": "total"}],
    }


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
    Visit: _visit,
    Recording: _recording,
    StoredAnalysis: _analysis,
    DiaryEntry: _diary,
    Rating: _rating,
    QuestionnaireResponse: _questionnaire_response,
    BotulinumSession: _botulinum,
    MedicineCourse: _medicine,
    Decompression: _surgery,
    OtherTreatment: _other,
    SideEffect: _side_effect,
}
