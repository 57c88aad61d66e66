"""What hemiface itself says of scales, in the reader's language.

English stands with the scale. Another language has titles, terms and notes, and the questions
and levels that are words of this program; the wording of a questionnaire that others published
is only ever one of their translations, which the scale carries.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from hemiface.model.circumstances import Beside, BesideKind
from hemiface.model.questionnaires import Scale, ScaleItem, Wording
from hemiface.reports.language import Language


def word_scale(scale: Scale, language: Language) -> Scale:
    """A scale in the reader's language, as far as it may be said in it."""
    worded = scale.worded_in(language.code)
    said = _read_words(language.code).get(scale.id)
    if said is None:
        return worded
    items = worded.items
    if scale.wording is not Wording.FULL:
        own = said.get("items", {})
        items = tuple(_word_item(item, own.get(item.id, {}), language) for item in items)
    translation = scale.translations.get(language.code)
    source = said.get("source", scale.source)
    spoken = f"follow.safety.{scale.id}"
    safety = tuple(
        replace(rule, text=language(spoken)) if language.has(spoken) else rule
        for rule in scale.safety
    )
    return replace(
        worded,
        title=said["title"],
        safety=safety,
        source=f"{source}. {translation.source}" if translation else source,
        licence=said["licence"],
        note=said.get("note", ""),
        important_change_source=said.get("change_source", ""),
        items=items,
        language=language.code if items == () or translation or said.get("items") else "en",
    )


def name_scale(name: str, english: str, language: Language) -> str:
    """Title of a scale; the English one where this version has no other."""
    title: str = _read_words(language.code).get(name, {}).get("title", english)
    return title


def name_scales(scales: Iterable[Scale], language: Language) -> Mapping[str, str]:
    """Titles of scales by their names, in the reader's language."""
    return {scale.id: name_scale(scale.id, scale.title, language) for scale in scales}


def say_change_source(name: str, english: str, language: Language) -> str:
    """Where the smallest change of a scale that people notice is from."""
    source: str = _read_words(language.code).get(name, {}).get("change_source", english)
    return source


def name_beside(one: Beside, language: Language) -> str:
    """What stands beside a measurement, in a few words."""
    if one.kind is BesideKind.TREATMENT:
        return language.word("beside", one.title)
    estimated = f"scale.{one.scale}.title"
    if estimated in language.sentences:
        return language.sentences[estimated]
    return name_scale(one.scale, one.title, language)


def hash_words(scale: Scale) -> str:
    """Short hash of the English that a language says otherwise, kept beside it."""
    said = [scale.title, scale.source, scale.licence, scale.note, scale.important_change_source]
    if scale.wording is Wording.PARAPHRASE:
        for item in scale.items:
            said += [item.text, *(() if item.levels else (one.text for one in item.choices))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8]


def _word_item(item: ScaleItem, said: Mapping[str, Any], language: Language) -> ScaleItem:
    """A question and its levels; levels that an estimate has too are said as they are there."""
    if item.levels:
        texts = [
            language.sentences[f"scale.{item.levels}.level_{one.value}"] for one in item.choices
        ]
    else:
        texts = said.get("choices", [one.text for one in item.choices])
    choices = tuple(replace(one, text=text) for one, text in zip(item.choices, texts, strict=True))
    return replace(item, text=said.get("text", item.text), choices=choices)


@cache
def _read_words(code: str) -> Mapping[str, Mapping[str, Any]]:
    if code == "en":
        return {}
    file = files("hemiface.reports") / "catalogs" / f"scales.{code}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
