"""HL7 FHIR R4: one Bundle with a report, an observation a measure, and the device.

Nothing here is a finding of a clinician: every resource has the status ``preliminary``,
the pattern is a resemblance in words, and no diagnosis code is written. The person is not
named: a pseudonym stands in, where one is known.
"""

import json
from collections.abc import Mapping
from uuid import NAMESPACE_OID, uuid5

from hemiface.model.analysis import Analysis
from hemiface.model.assessment import Measure
from hemiface.model.circumstances import Circumstances
from hemiface.model.events import EventSide
from hemiface.model.measures import MeasureInfo, Reference, get_measure

Resource = dict[str, object]

SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
OWN_CODES = "urn:hemiface:measure"
OWN_PEOPLE = "urn:hemiface:pseudonym"
LATERALITY = {
    EventSide.LEFT: ("7771000", "Left"),
    EventSide.RIGHT: ("24028007", "Right"),
    EventSide.BOTH: ("51440002", "Right and left"),
}
"""SNOMED CT qualifiers; a country needs a licence to use them in production."""


def analysis_to_fhir(analysis: Analysis, known: Circumstances | None = None) -> str:
    """The bundle as JSON, with the time of filming and the pseudonym where they are known."""
    bundle = build_bundle(analysis, known)
    return json.dumps(bundle, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def build_bundle(analysis: Analysis, known: Circumstances | None = None) -> Resource:
    """Everything as one collection; the same results give the same identifiers."""
    known = known or Circumstances()
    made = analysis.provenance
    device = describe_device(analysis)
    device_address = _address(analysis, "device")
    observations = {
        _address(analysis, f"{measure.name}-{measure.side}"): observe(measure, analysis)
        for measure in analysis.assessment.measures
    }
    observations[_address(analysis, "affected_side")] = observe_side(analysis)
    for observation in observations.values():
        observation["device"] = {"reference": device_address}
    report = describe_report(analysis, list(observations))
    for resource in (report, *observations.values()):
        resource.update(_about(known))
    entries = {
        _address(analysis, "report"): report,
        device_address: device,
        **observations,
    }
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made.created_at,
        "entry": [
            {"fullUrl": address, "resource": resource} for address, resource in entries.items()
        ],
    }


def _about(known: Circumstances) -> Resource:
    """Whose it is, by pseudonym, and when it was filmed."""
    about: Resource = {}
    if known.pseudonym:
        identifier = {"system": OWN_PEOPLE, "value": known.pseudonym}
        about["subject"] = {"type": "Patient", "identifier": identifier}
    if known.filmed is not None:
        about["effectiveDateTime"] = known.filmed.isoformat()
    return about


def describe_device(analysis: Analysis) -> Resource:
    """The software as a device with its versions."""
    made = analysis.provenance
    versions = {
        "package": made.package_version,
        "method": made.method,
        "engine": made.engine,
        **{f"model {name} SHA-256": digest for name, digest in made.model_hashes.items()},
    }
    return {
        "resourceType": "Device",
        "status": "active",
        "deviceName": [{"name": "hemiface", "type": "model-name"}],
        "type": {"text": "Software that measures facial movement; no medical device"},
        "version": [
            {"type": {"text": name}, "value": version} for name, version in versions.items()
        ],
    }


def describe_report(analysis: Analysis, results: list[str]) -> Resource:
    """The report over all observations."""
    found, made = analysis.assessment, analysis.provenance
    pattern = found.pattern.label.replace("_", " ")
    return {
        "resourceType": "DiagnosticReport",
        "status": "preliminary",
        "code": {"text": "Facial movement measured from video"},
        "issued": made.created_at,
        "result": [{"reference": address} for address in results],
        "conclusion": (
            f"Side with involuntary movement: {found.affected_side}. The movement resembles:"
            f" {pattern}. {' '.join(found.pattern.reasons)} This is a measurement, not a"
            " diagnosis."
        ),
    }


def observe(measure: Measure, analysis: Analysis) -> Resource:
    """One measure of one side, with its interval and the time on which it rests."""
    info = get_measure(measure.name)
    code = {"system": OWN_CODES, "code": info.name, "display": info.title}
    observation = _observation(analysis, {"coding": [code], "text": info.meaning})
    if measure.value is None:
        observation["dataAbsentReason"] = {"text": "could not be measured in this recording"}
    else:
        observation["valueQuantity"] = _quantity(measure.value, info.unit)
    if measure.side is not None:
        observation["bodySite"] = _body_site(measure.side)
    parts = {"95 % interval, low": measure.low, "95 % interval, high": measure.high}
    components = [
        {"code": {"text": text}, "valueQuantity": _quantity(value, info.unit)}
        for text, value in parts.items()
        if value is not None
    ]
    valid = {
        "code": {"text": "measurable time on which the value rests"},
        "valueQuantity": _quantity(measure.valid_time_s, "s"),
    }
    observation["component"] = [*components, valid]
    if info.references:
        observation["referenceRange"] = [_range(found, info) for found in info.references]
    return observation


def observe_side(analysis: Analysis) -> Resource:
    """The side with involuntary movement, in words, with how sure it is."""
    found = analysis.assessment
    observation = _observation(analysis, {"text": "Side with involuntary facial movement"})
    observation["valueCodeableConcept"] = {"text": found.affected_side.value}
    observation["component"] = [
        {
            "code": {"text": "support for this answer"},
            "valueQuantity": _quantity(found.side_confidence, ""),
        }
    ]
    return observation


def _observation(analysis: Analysis, code: Mapping[str, object]) -> Resource:
    made = analysis.provenance
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "code": dict(code),
        "issued": made.created_at,
        "method": {"text": f"hemiface method {made.method}, from ordinary video"},
    }


def _quantity(value: float, unit: str) -> Resource:
    return {
        "value": float(f"{value:.6g}"),
        "unit": unit or "1",
        "system": UCUM,
        "code": unit or "1",
    }


def _body_site(side: EventSide) -> Resource:
    code, display = LATERALITY[side]
    return {
        "coding": [{"system": SNOMED, "code": code, "display": display}],
        "text": "both sides of the face" if side is EventSide.BOTH else f"{side} side of the face",
    }


def _range(reference: Reference, info: MeasureInfo) -> Resource:
    return {
        "low": _quantity(reference.low, info.unit),
        "high": _quantity(reference.high, info.unit),
        "text": f"{reference.people}; {reference.source}",
    }


def _address(analysis: Analysis, part: str) -> str:
    made = analysis.provenance
    return f"urn:uuid:{uuid5(NAMESPACE_OID, f'{made.file_hash} {made.settings_hash} {part}')}"
