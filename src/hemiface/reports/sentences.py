"""What the model can say, in the reader's language.

English stands in the model, beside what it describes. Every other language stands in
``catalogs/sentences.CODE.toml`` under the same code, with a copy of the English words that it
translates: a test fails when those change, until the translation has followed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from hemiface.model.messages import ENGLISH
from hemiface.model.protocol import BEFORE, SOURCE, STEPS
from hemiface.model.scales import SCALES


def read_sentences(code: str) -> Mapping[str, str]:
    """Sentences of a language by their code."""
    if code == "en":
        return dict(list_english())
    return {name: entry[code] for name, entry in read_translations(code).items()}


def read_translations(code: str) -> dict[str, dict[str, str]]:
    """Both texts of each sentence, by the code of their language."""
    file = files("hemiface.reports") / "catalogs" / f"sentences.{code}.toml"
    return dict(_find_leaves(tomllib.loads(file.read_text(encoding="utf-8"))))


def list_english() -> Iterator[tuple[str, str]]:
    """Every sentence of the model with its code."""
    yield from ENGLISH.items()
    for scale in SCALES:
        yield f"scale.{scale.name}.title", scale.title
        yield f"scale.{scale.name}.source", scale.source
        yield f"scale.{scale.name}.rater_agreement", scale.rater_agreement
        if scale.stays:
            yield f"scale.{scale.name}.stays", scale.stays
        for grade, text in scale.levels.items():
            yield f"scale.{scale.name}.level_{grade}", text
    for step in STEPS:
        yield f"protocol.{step.name}.words", step.words
        yield f"protocol.{step.name}.why", step.why
    for place, line in enumerate(BEFORE, start=1):
        yield f"protocol.before_{place}", line
    yield "protocol.source", SOURCE


def _find_leaves(
    table: Mapping[str, object], prefix: str = ""
) -> Iterator[tuple[str, dict[str, str]]]:
    """Tables that hold texts, by their dotted names."""
    texts = {key: str(value) for key, value in table.items() if not isinstance(value, dict)}
    if texts:
        yield prefix, texts
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _find_leaves(value, f"{prefix}.{key}" if prefix else key)
