"""Where the video alone would place a recording on clinicians' scales, in words and grades."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemiface.model.analysis import Analysis
from hemiface.model.assessment import ScaleEstimate
from hemiface.model.circumstances import Beside, BesideKind
from hemiface.model.scales import get_scale
from hemiface.reports.language import Language, Phrase
from hemiface.reports.report_tables import tabulate_reasons

MOST_RATINGS = 3
"""Ratings shown beside an estimate, the latest ones."""


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """Where the video alone would place a recording on a clinicians' scale.

    Parameters
    ----------
    name, title
        Name in files, and heading.
    words, range, most
        Meaning of the grades, the grades themselves, and the highest there is.
    rated
        What clinicians said on the same scale, with the day.
    stays
        That it does not answer to treatment; empty where it does.
    levels
        Meaning of each grade of the range.
    source, rater_agreement, reasons
        Where the scale is from, how far raters agree on it, and why it stands there.
    """

    name: str
    title: str
    words: str
    range: str
    most: str
    rated: tuple[str, ...]
    stays: str
    levels: tuple[tuple[str, str], ...]
    source: str
    rater_agreement: str
    reasons: tuple[Phrase, ...]


def tabulate_scales(
    analysis: Analysis, language: Language, beside: Sequence[Beside] = ()
) -> list[ScaleRow]:
    """Estimates with the meaning of their grades and, beside them, what clinicians said."""
    return [
        _scale_row(estimate, language, beside) for estimate in analysis.assessment.scale_estimates
    ]


def say_grades(estimate: ScaleEstimate, language: Language) -> str:
    """Meaning of the grades of an estimate: one word, or from one to another."""
    prefix = f"scale.{estimate.scale}"
    low, high = (
        language.sentences[f"{prefix}.level_{grade:.0f}"] for grade in (estimate.low, estimate.high)
    )
    return low if estimate.low == estimate.high else language("range", low=low, high=high)


def say_range(estimate: ScaleEstimate, language: Language) -> str:
    """The grades of an estimate as numbers."""
    low, high = language.number(estimate.low, 0), language.number(estimate.high, 0)
    return low if low == high else language("range", low=low, high=high)


def _scale_row(estimate: ScaleEstimate, language: Language, beside: Sequence[Beside]) -> ScaleRow:
    info = get_scale(estimate.scale)
    prefix = f"scale.{info.name}"
    words = language.sentences
    ratings = [
        f"{one.value} ({language.day(one.day)})"
        for one in beside
        if one.kind is BesideKind.RATING and one.scale == info.name and one.value
    ]
    return ScaleRow(
        name=info.name,
        title=words[f"{prefix}.title"],
        words=say_grades(estimate, language),
        range=say_range(estimate, language),
        most=language.number(max(info.levels), 0),
        rated=tuple(ratings[-MOST_RATINGS:]),
        stays="" if info.answers_to_treatment else words[f"{prefix}.stays"],
        levels=tuple(
            (str(grade), words[f"{prefix}.level_{grade}"])
            for grade in info.levels
            if estimate.low <= grade <= estimate.high
        ),
        source=words[f"{prefix}.source"],
        rater_agreement=words[f"{prefix}.rater_agreement"],
        reasons=tabulate_reasons(estimate.reasons, estimate.reason_codes, language),
    )
