"""A folder of results described as an RO-Crate 1.1: what it holds, and what made it."""

import hashlib
import json
from collections.abc import Mapping

from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import StudyPlan

METADATA = "ro-crate-metadata.json"
CONTEXT = (
    "https://w3id.org/ro/crate/1.1/context",
    {"sha256": "https://w3id.org/ro/terms/workflow-run#sha256"},
)
SOFTWARE = "#hemiface"
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
            "hasPart": parts,
            "mentions": [{"@id": "#run"}],
        },
        {
            "@id": "#run",
            "@type": "CreateAction",
            "name": "hemiface study",
            "description": f"Plan of SHA-256 {origin.plan_hash}",
            "endTime": made,
            "instrument": {"@id": SOFTWARE},
            "object": [{"@id": one} for one in inputs],
            "result": parts,
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


def is_study_crate(text: str) -> bool:
    """Whether a description is one of a study's folder."""
    try:
        graph = json.loads(text)["@graph"]
        return any(one.get("@id") == "#run" and one["name"] == "hemiface study" for one in graph)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
