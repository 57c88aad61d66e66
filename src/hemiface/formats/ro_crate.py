"""A folder of results described as an RO-Crate 1.1: what it holds, and what made it."""

import hashlib
import json
import re
from collections.abc import Mapping

from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import StudyPlan

METADATA = "ro-crate-metadata.json"
CONTEXT = (
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
)
SOFTWARE = "#hemiface"
ORCID = "https://orcid.org/"
BEHIND = re.compile(
    r"[\s,]*\(?(?:orcid:?\s*)?(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\)?\s*$",
    re.IGNORECASE,
)
"""An ORCID behind a name, with or without its address."""
MEDIA_TYPES: Mapping[str, str] = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
}


def describe_crate(plan: StudyPlan, origin: StudyOrigin, files: Mapping[str, bytes]) -> str:
    """Write the description of a folder of a study.

    Parameters
    ----------
    plan, origin
        What was planned, and what it was made from.
    files
        Bytes of every file, by its place in the folder.
    """
    made = next((one.at for one in reversed(origin.history) if one.what == "results"), "")
    parts = [{"@id": place} for place in sorted(files)]
    inputs = [f"#input-{place}" for place in range(1, len(origin.inputs) + 1)]
    authors = _read_authors(plan.words.get("authors", ""))
    graph: list[dict[str, object]] = [
        {
            "@id": METADATA,
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": plan.title,
            "description": plan.question,
            "datePublished": made[:10],
            "hasPart": _one_or_all(parts),
            "license": {"@id": _license_id(plan)},
            **({"author": _one_or_all([{"@id": one} for one in authors])} if authors else {}),
            "mentions": {"@id": "#run"},
        },
        _describe_license(plan),
        *_describe_authors(authors),
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": "hemiface study",
            "description": f"Plan of SHA-256 {origin.plan_hash}",
            "endTime": made,
            "instrument": {"@id": SOFTWARE},
            "object": _one_or_all([{"@id": one} for one in inputs]),
            "result": _one_or_all(parts),
        },
        {
            "@id": SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "hemiface",
            "version": origin.versions["hemiface"],
            "softwareRequirements": [
                f"{name} {version}"
                for name, version in origin.versions.items()
                if name != "hemiface"
            ],
        },
    ]
    graph += [
        {
            "@id": place,
            "@type": "Dataset",
            "name": one.name,
            "encodingFormat": one.media_type,
            "sha256": one.sha256,
            "size": f"{one.n_rows} rows",
        }
        for place, one in zip(inputs, origin.inputs, strict=True)
    ]
    graph += [
        {
            "@id": place,
            "@type": "File",
            "encodingFormat": MEDIA_TYPES[f".{place.rpartition('.')[2]}"],
            "contentSize": str(len(data)),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        for place, data in sorted(files.items())
    ]
    crate = {"@context": list(CONTEXT), "@graph": graph}
    return json.dumps(crate, indent=2, ensure_ascii=False) + "\n"


def _license_id(plan: StudyPlan) -> str:
    text = plan.words.get("license", "")
    return text if text.startswith("https://") else "#license"


def _describe_license(plan: StudyPlan) -> dict[str, object]:
    """On what terms the folder may be used: RO-Crate 1.1 asks for it, and only authors know."""
    text = plan.words.get("license", "")
    return {
        "@id": _license_id(plan),
        "@type": "CreativeWork",
        "name": text or "Not stated",
        "description": "Terms given in the plan of the study"
        if text
        else "The plan of the study gives no terms (license in its words): ask its authors",
    }


def _read_authors(text: str) -> dict[str, str]:
    """Name of each author by what identifies it: an ORCID where one stands behind the name."""
    found = {}
    for place, part in enumerate(filter(str.strip, text.split(";")), 1):
        given = BEHIND.search(part)
        if given is not None and _is_orcid(given[1].upper()):
            found[f"{ORCID}{given[1].upper()}"] = part[: given.start()].strip()
        else:
            found[f"#author-{place}"] = part.strip()
    return found


def _is_orcid(number: str) -> bool:
    """Whether the last digit is right (ISO 7064, mod 11-2)."""
    *digits, check = list(number.replace("-", ""))
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return check == "0123456789X"[(12 - total % 11) % 11]


def _describe_authors(authors: Mapping[str, str]) -> list[dict[str, object]]:
    return [{"@id": one, "@type": "Person", "name": name} for one, name in authors.items()]


def _one_or_all(values: list[dict[str, str]]) -> object:
    """A single value by itself, as RO-Crate 1.1 recommends; several as they are."""
    return values[0] if len(values) == 1 else values


def is_study_crate(text: str) -> bool:
    """Whether a description is one of a study's folder."""
    try:
        graph = json.loads(text)["@graph"]
        return any(one.get("@id") == "#run" and one["name"] == "hemiface study" for one in graph)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
