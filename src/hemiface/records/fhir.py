"""A person as a FHIR R4 Bundle, and back.

Each resource says in FHIR's own words what other systems can use, and carries the
entry itself in an extension, from which it is read back without loss. Codes are
only given where a source confirms them.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from hemiface.errors import RecordInvalidError
from hemiface.model.questionnaires import QuestionnaireResponse, Scale, ScaleKind
from hemiface.model.record import Entry, Identity, Person
from hemiface.records.fhir_questionnaires import Resource, make_questionnaire
from hemiface.records.fhir_resources import make_resource
from hemiface.records.foreign import parse_json
from hemiface.records.kinds import kind_named
from hemiface.records.questionnaires import get_scale

ENTRY_URL = "urn:hemiface:entry"


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
            resource = make_resource(entry, f"Patient/{person.id}")
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
                plain = parse_json(extension["valueString"])
                found.append((plain["kind"], kind_named(plain["kind"]).read_entry(plain)))
    if not found:
        raise RecordInvalidError(
            "the Bundle holds no entries of hemiface",
            hint="Only Bundles of an exported person can be read back.",
            advice="bundle",
        )
    return found


def _full_url(resource: Resource) -> str:
    if resource["resourceType"] == "Questionnaire":
        return str(resource["url"])
    return f"urn:uuid:{resource['id']}"


def _scales(entries: Iterable[tuple[str, Entry[Any]]]) -> list[Scale]:
    names = {e.value.scale for _, e in entries if isinstance(e.value, QuestionnaireResponse)}
    return [get_scale(name, ScaleKind.SELF) for name in sorted(names)]


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
