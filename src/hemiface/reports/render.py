"""One recording as one self-contained page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from hemiface.model.analysis import Analysis
from hemiface.model.assessment import ActivityName
from hemiface.model.change import Change
from hemiface.model.circumstances import Circumstances
from hemiface.model.event_pictures import choose_events
from hemiface.model.events import EventSource
from hemiface.model.signals import SignalName
from hemiface.reports.circumstances import say_asked, say_filmed, say_whose
from hemiface.reports.conjugacy import draw_conjugacy, find_eye_pairs
from hemiface.reports.drawing import Element, write
from hemiface.reports.facemap import draw_face_map
from hemiface.reports.headline import summarize_headline
from hemiface.reports.involvement import summarize_involvement
from hemiface.reports.language import Language, get_language
from hemiface.reports.palette import write_palette
from hemiface.reports.report_tables import (
    EventRow,
    tabulate_activities,
    tabulate_changes,
    tabulate_events,
    tabulate_measures,
    tabulate_reasons,
    tabulate_regions,
    tabulate_support,
)
from hemiface.reports.scale_tables import tabulate_scales
from hemiface.reports.scale_words import name_beside
from hemiface.reports.timeline import (
    LANES,
    PANELS,
    draw_timeline,
    pack_curves,
    pack_timeline,
    plot_range,
    ticks,
)
from hemiface.results import Earlier
from hemiface.results.pictures import PackedStrip

STYLES = ("uPlot.min.css", "report.css", "print.css")
SCRIPTS = ("uPlot.iife.min.js", "report.js")


def render_report(
    analysis: Analysis,
    *,
    strips: Sequence[PackedStrip] = (),
    previous: Earlier | None = None,
    change: Sequence[Change] = (),
    known: Circumstances | None = None,
    language: str = "en",
) -> str:
    """Write the report of one recording.

    Parameters
    ----------
    analysis
        The recording, measured.
    strips
        Pictures through its strongest events.
    previous
        The same person's recording before this one.
    change
        How this recording differs from it, measure by measure.
    known
        When it was filmed, whose it is, and what stands beside.
    language
        Language of the words.

    Returns
    -------
    str
        One HTML file that asks nothing of the network.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    words = get_language(language)
    values = _describe(
        analysis, words, strips=strips, previous=previous, change=change, known=known
    )
    return render_page(
        "report.html.j2",
        words,
        timeline=to_markup(draw_timeline(analysis, words)),
        timeline_data={**pack_curves(analysis), **pack_page(analysis, words)},
        **values,
    )


@dataclass(frozen=True)
class ReportParts:
    """The words of a report for a page that shows its own timeline between them.

    Parameters
    ----------
    answer
        What was found in one line, for the top of the page; empty where nothing is told.
    findings
        What was found: the opening.
    details
        Everything below the timeline.
    data
        The timeline without its curves, as plain values for JSON.
    """

    answer: Markup
    findings: Markup
    details: Markup
    data: Mapping[str, object]

    @cached_property
    def data_json(self) -> Markup:
        """The timeline, to stand in a page's script."""
        return htmlsafe_json_dumps(self.data)


def render_parts(
    analysis: Analysis,
    *,
    strips: Sequence[PackedStrip] = (),
    previous: Earlier | None = None,
    change: Sequence[Change] = (),
    known: Circumstances | None = None,
    language: str = "en",
) -> ReportParts:
    """Write the parts of a report, from the templates of `render_report`.

    Parameters are those of `render_report`.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    words = get_language(language)
    values = _describe(
        analysis, words, strips=strips, previous=previous, change=change, known=known
    )
    answer, findings, details = (
        Markup(_environment().get_template(f"{name}.html.j2").render(t=words, **values))
        for name in ("answer", "findings", "details")
    )
    return ReportParts(answer, findings, details, pack_page(analysis, words))


def _describe(
    analysis: Analysis,
    words: Language,
    *,
    strips: Sequence[PackedStrip],
    previous: Earlier | None,
    change: Sequence[Change],
    known: Circumstances | None,
) -> dict[str, Any]:
    """Everything that the templates of a report say."""
    known = known or Circumstances()
    involvement = summarize_involvement(analysis)
    pattern = analysis.assessment.pattern
    events = tabulate_events(analysis, words)
    pairs = find_eye_pairs(analysis)
    measured, unmeasured = tabulate_measures(analysis.assessment.measures, words)
    return {
        "analysis": analysis,
        "headline": summarize_headline(analysis, words, previous, change),
        "face_map": to_markup(draw_face_map(involvement, words)),
        "regions": tabulate_regions(involvement, words),
        "conjugacy": to_markup(draw_conjugacy(pairs, words)),
        "n_unpaired": len(events) - len(pairs),
        "asked": say_asked(analysis.tasks, words),
        "activities": tabulate_activities(analysis, words),
        "strips": strips,
        "n_unpictured": len(choose_events(analysis.events)) - len(strips),
        "events": events,
        "measures": measured,
        "unmeasured": unmeasured,
        "changes": tabulate_changes(change, words),
        "reasons": tabulate_reasons(pattern.reasons, pattern.reason_codes, words),
        "support": tabulate_support(analysis, words),
        "scales": tabulate_scales(analysis, words, known.beside),
        "whose": say_whose(known, analysis.video, words),
        "filmed": say_filmed(known.filmed, words),
        "beside": [(one, name_beside(one, words)) for one in known.beside],
    }


def render_page(
    template: str, language: Language, *, more_style: Markup | None = None, **values: object
) -> str:
    """Fill a template of a whole page, with its words, styles and scripts inside."""
    return (
        _environment()
        .get_template(template)
        .render(
            t=language,
            style=Markup(write_palette()) + read_assets(STYLES) + (more_style or ""),
            script=read_assets(SCRIPTS),
            **values,
        )
    )


def pack_page(analysis: Analysis, language: Language) -> dict[str, object]:
    """What the page's script reads beside the curves: the timeline, and the words it writes."""
    rows = [_pack_event(analysis, row) for row in tabulate_events(analysis, language)]
    prefix = "live."
    return {
        **pack_timeline(analysis, rows),
        "panels": [
            {
                "name": language(f"panel.{panel.name}"),
                "percent": panel.name is SignalName.EYELID_CLOSURE,
                "digits": panel.digits,
                "ticks": ticks(panel, *plot_range(analysis.signals, panel)),
            }
            for panel in PANELS
        ],
        "decimal": language("number.decimal"),
        "words": {
            **{f"lane_{lane}": language(f"lane.{lane}") for lane in (*LANES, "activity")},
            **{f"activity_{name}": language(f"activity.{name}") for name in ActivityName},
            **{
                key.removeprefix(prefix): text
                for key, text in language.words.items()
                if key.startswith(prefix)
            },
        },
    }


def _pack_event(analysis: Analysis, row: EventRow) -> dict[str, object]:
    event = analysis.events[row.index]
    return {
        "onset": round(event.onset, 3),
        "end": round(event.offset, 3),
        "side": row.side_code,
        "type": row.type_code,
        "title": row.title,
        "said": event.source is not EventSource.DETECTED,
        "facts": [
            [name, value]
            for name, value in (
                ("duration", row.duration),
                ("course", row.pattern),
                ("regions", row.regions),
                ("amplitude", row.amplitude),
                ("twitches", row.twitches),
                ("confidence", row.confidence),
            )
            if value
        ],
    }


def fill_template(template: str, **values: object) -> str:
    """Fill a template of a page that brings its own style."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("hemiface.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def to_markup(element: Element) -> Markup:
    """A drawing is safe as it is: its texts were escaped when it was written."""
    return Markup(write(element))


@cache
def read_assets(names: tuple[str, ...]) -> Markup:
    """Shipped style sheets or scripts, one after the other."""
    folder = files("hemiface.reports") / "static"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    return Markup(text)


def load_templates() -> None:
    """Compile what a recording's page is made of, so that nobody waits for it."""
    for name in ("parts", "answer", "findings", "details"):
        _environment().get_template(f"{name}.html.j2")
