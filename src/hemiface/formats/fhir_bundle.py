"""A person as a FHIR R4 Bundle, and back.

Each resource says in FHIR's own words what other systems can use, and carries the
entry itself in an extension, from which it is read back without loss. Codes are
only given where a source confirms them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from hemiface.errors import RecordInvalidError
from hemiface.formats.fhir_questionnaires import Resource, make_questionnaire
from hemiface.formats.fhir_resources import ScaleOf, make_resource
from hemiface.formats.strict_json import parse_json
from hemiface.model.questionnaires import QuestionnaireResponse, Scale, ScaleKind
from hemiface.model.record import Entry, Identity, Person, Recording, Visit

ENTRY_URL = "urn:hemiface:entry"


def make_bundle(
    entries: Iterable[tuple[Entry[Any], Mapping[str, Any]]],
    scale_of: ScaleOf,
    corrected: Mapping[UUID, Mapping[str, Any]] | None = None,
) -> Resource:
    """Bundle of type collection with one resource an entry, and the scales they use.

    Parameters
    ----------
    entries
        Entries of one person, the person among them, each with itself as plain JSON.
    scale_of
        Finds the scales that they use.
    corrected
        Summaries that other systems are told in the place of those that were measured, by the
        entry of the analysis; what is read back stays as it was measured.
    """
    shown = corrected or {}
    kept = list(entries)
    alone = [entry for entry, _ in kept]
    person = next(entry for entry in alone if isinstance(entry.value, Person))
    identities = (e.value for e in alone if isinstance(e.value, Identity) and not e.removed_at)
    identity = next(identities, None)
    resources = []
    for entry, plain in kept:
        if isinstance(entry.value, Person):
            resource = _patient(entry.value, identity)
        else:
            told = _by_clock(entry, ZoneInfo(person.value.zone))
            if entry.id in shown:
                told = replace(entry, value=replace(entry.value, summary=dict(shown[entry.id])))
            resource = make_resource(told, f"Patient/{person.id}", scale_of)
        resource["id"] = str(entry.id)
        text = json.dumps(plain, ensure_ascii=False)
        resource["extension"] = [{"url": ENTRY_URL, "valueString": text}]
        resources.append(resource)
    if person.value.diagnosis_code:
        resources.append(_condition(person))
    resources += [make_questionnaire(scale) for scale in _scales(alone, scale_of)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
        "entry": [{"fullUrl": _full_url(resource), "resource": resource} for resource in resources],
    }


def read_bundle(bundle: Mapping[str, Any]) -> list[Any]:
    """Entries of a Bundle that hemiface has made, as plain JSON.

    Raises
    ------
    RecordInvalidError
        If no resource carries an entry.
    """
    found = []
    for part in bundle.get("entry", []):
        for extension in part.get("resource", {}).get("extension", []):
            if extension.get("url") == ENTRY_URL:
                found.append(parse_json(extension["valueString"]))
    if not found:
        raise RecordInvalidError("bundle")
    return found


def _by_clock(entry: Entry[Any], zone: ZoneInfo) -> Entry[Any]:
    """The entry with the moment of a visit or a recording as clocks of a zone showed it."""
    value = entry.value
    if isinstance(value, Visit):
        return replace(entry, value=replace(value, at=value.at.astimezone(zone)))
    if isinstance(value, Recording) and value.recorded_at is not None:
        local = value.recorded_at.astimezone(zone)
        return replace(entry, value=replace(value, recorded_at=local))
    return entry


def _full_url(resource: Resource) -> str:
    if resource["resourceType"] == "Questionnaire":
        return str(resource["url"])
    return f"urn:uuid:{resource['id']}"


def _scales(entries: Iterable[Entry[Any]], scale_of: ScaleOf) -> list[Scale]:
    names = {e.value.scale for e in entries if isinstance(e.value, QuestionnaireResponse)}
    return [scale for name in sorted(names) if (scale := scale_of(name, ScaleKind.SELF))]


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
    # FHIR knows no text of nothing but white space.
    name = {"family": identity.family_name.strip(), "given": [identity.given_name.strip()]}
    known = {key: value for key, value in name.items() if value not in ("", [""])}
    if known:
        resource["name"] = [known]
    if identity.birth_date:
        resource["birthDate"] = identity.birth_date.isoformat()
    return resource
