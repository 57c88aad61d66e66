"""The scales that ship with hemiface, each one a file in ``scales/``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from pydantic import TypeAdapter

from hemiface.errors import RecordInvalidError
from hemiface.model import scales
from hemiface.model.questionnaires import QuestionnaireResponse, Rating, Scale, ScaleKind


@cache
def _scale_reader() -> TypeAdapter[Scale]:
    """Reader of a scale, built when one is first read."""
    return TypeAdapter(Scale)


@cache
def list_scales(kind: ScaleKind | None = None) -> tuple[Scale, ...]:
    """Scales of a kind, or all of them, by name."""
    folder = resources.files("hemiface.records") / "scales"
    found = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            found.append(_read(tomllib.loads(file.read_text(encoding="utf-8"))))
    return tuple(scale for scale in found if kind in (None, scale.kind))


def find_scale(name: str, kind: ScaleKind) -> Scale | None:
    """Scale of the given name; None where there is none of this kind."""
    return next((scale for scale in list_scales(kind) if scale.id == name), None)


def check_response(value: QuestionnaireResponse) -> None:
    """Refuse answers that the questionnaire does not offer.

    Raises
    ------
    RecordInvalidError
        If the questionnaire, an answer or the total is none.
    """
    scale = get_scale(value.scale, ScaleKind.SELF)
    scale.check_answers(value.answers)
    scale.check_total(value.total)


def check_rating(value: Rating) -> None:
    """Refuse levels that the scale does not offer.

    Raises
    ------
    RecordInvalidError
        If the scale, a level or the total is none.
    """
    scale = get_scale(value.scale, ScaleKind.CLINICIAN)
    scale.check_answers(value.levels)
    scale.check_total(value.total)


def get_scale(name: str, kind: ScaleKind) -> Scale:
    """Scale of the given name.

    Raises
    ------
    RecordInvalidError
        If there is none of this kind.
    """
    scales = {scale.id: scale for scale in list_scales(kind)}
    if name not in scales:
        raise RecordInvalidError("scale", name=name, names=", ".join(scales))
    return scales[name]


def _read(content: Mapping[str, Any]) -> Scale:
    """Scale from a file; items without choices of their own have the common ones or levels."""
    shared = content.get("choices", [])
    items = [{"choices": _list_levels(item) or shared, **item} for item in content.get("items", [])]
    fields = {name: value for name, value in content.items() if name != "choices"}
    return _scale_reader().validate_python({**fields, "items": items})


def _list_levels(item: Mapping[str, Any]) -> list[dict[str, object]]:
    """Grades of the scale that an item names, which an estimate from a video has too."""
    if "levels" not in item:
        return []
    levels = scales.get_scale(item["levels"]).levels
    return [{"value": grade, "text": text} for grade, text in levels.items()]
