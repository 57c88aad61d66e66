"""Several recordings of one person as one self-contained page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from hemiface.errors import SettingsError
from hemiface.model.assessment import AffectedSide, Measure
from hemiface.model.events import EventSide
from hemiface.model.measures import get_measure
from hemiface.reports.changes import describe_change, summarize_change, why_incomparable
from hemiface.reports.definitions import MeasureDefinition, define
from hemiface.reports.language import Language, get_language, sensible_digits
from hemiface.reports.render import render_page, to_markup
from hemiface.reports.timeline import PANELS, draw_timeline
from hemiface.reports.trend import draw_trend, name_visit
from hemiface.reports.visits import ComparedRecording, Treatment, find_change

SMALL_MULTIPLES = (
    "spasm_time_percent",
    "spasm_rate_per_min",
    "eye_shut_by_spasm_percent",
    "spasm_amplitude_percent",
    "mouth_change_in_spasm_mm",
    "flutter_time_percent",
    "bilateral_spasm_rate_per_min",
    "synkinesis_percent",
    "residual_opening_mm",
)
"""Measures that are drawn over time, weakness beside spasm: less movement is not always better."""

TIMELINE = (replace(PANELS[0], height=64),)
"""Eye closure alone, and low: four recordings and the table print on two pages."""


@dataclass(frozen=True, slots=True)
class TrendView:
    """One small multiple."""

    definition: MeasureDefinition
    unit: str
    drawing: Markup


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One measure of one side over all visits."""

    definition: MeasureDefinition
    side: EventSide | None
    unit: str
    values: tuple[str, ...]
    difference: str
    smallest: str
    verdict: str
    verdict_code: str


def render_comparison(
    visits: Sequence[ComparedRecording],
    *,
    treatments: Sequence[Treatment] = (),
    language: str = "en",
) -> str:
    """Write the comparison of two or more recordings.

    Parameters
    ----------
    visits
        In order of time; each but the first with its changes against the first.
    treatments
        What was done in between.
    language
        Language of the words.

    Returns
    -------
    str
        One HTML file that asks nothing of the network.

    Raises
    ------
    SettingsError
        If there are fewer than two visits, treatments but not every day, or reports do not
        exist in the language.
    """
    if len(visits) < 2:
        raise SettingsError("two_folders")
    if treatments and any(visit.day is None for visit in visits):
        raise SettingsError("treatment_days")
    words = get_language(language)
    answers = [visit.analysis.assessment.affected_side for visit in visits]
    verdict, said = summarize_change(visits[-1].changes, answers)
    sentences = [describe_change(change, words) for change in said]
    return render_page(
        "comparison.html.j2",
        words,
        visits=visits,
        names=[name_visit(visit, number, words) for number, visit in enumerate(visits, 1)],
        treatments=treatments,
        title=words(f"compare.{verdict}"),
        lede=" ".join(sentences) or words(_why_nothing(visits, answers)),
        trends=_draw_trends(visits, treatments, words),
        timelines=[
            to_markup(draw_timeline(visit.analysis, words, TIMELINE, name=f"visit{place}"))
            for place, visit in enumerate(visits)
        ],
        rows=_compare_rows(visits, words),
    )


def _why_nothing(visits: Sequence[ComparedRecording], answers: Sequence[AffectedSide]) -> str:
    """Key of the words for a comparison without a figure."""
    why = why_incomparable(answers, [visit.analysis.quality for visit in visits])
    return "compare.no_key" if why == "change.unknown_note" else why


def _draw_trends(
    visits: Sequence[ComparedRecording], treatments: Sequence[Treatment], language: Language
) -> list[TrendView]:
    views = []
    for name in SMALL_MULTIPLES:
        drawn = draw_trend(name, visits, treatments, language)
        if drawn is not None:
            unit = get_measure(name).unit
            views.append(TrendView(define(name, language), unit, to_markup(drawn)))
    return views


def _compare_rows(visits: Sequence[ComparedRecording], language: Language) -> list[ComparedRow]:
    rows = []
    for measure in visits[0].analysis.assessment.measures:
        values = [_find(visit, measure) for visit in visits]
        change = find_change(visits[-1].changes, measure.name, measure.side)
        if change is None or not any(value is not None for value in values):
            continue
        digits = sensible_digits(max(abs(value) for value in values if value is not None))
        rows.append(
            ComparedRow(
                definition=define(measure.name, language),
                side=measure.side,
                unit=measure.unit,
                values=tuple(language.number(value, digits) for value in values),
                difference=language.signed(change.difference, digits),
                smallest=language.number(change.smallest_change, digits),
                verdict=language(f"verdict.{change.verdict}"),
                verdict_code=change.verdict.value,
            )
        )
    return rows


def _find(visit: ComparedRecording, wanted: Measure) -> float | None:
    found = (
        measure.value
        for measure in visit.analysis.assessment.measures
        if (measure.name, measure.side) == (wanted.name, wanted.side)
    )
    return next(found, None)
