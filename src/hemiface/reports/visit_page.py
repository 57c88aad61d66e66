"""The page for the visit: one sheet of paper, A4 or Letter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from hemiface.model.course import AfterSurgery, Course, LineChange, choose_forecast
from hemiface.model.treatments import Injection
from hemiface.model.visit_summary import Question, SessionRow, VisitSummary
from hemiface.reports.after_surgery import draw_expected
from hemiface.reports.course import MOMENTS, draw_course
from hemiface.reports.course_words import (
    list_missing,
    name_line,
    name_mark,
    say_basis,
    say_days,
    say_disagreement,
    say_effect,
    say_return,
)
from hemiface.reports.language import Language, get_language
from hemiface.reports.palette import write_palette
from hemiface.reports.render import fill_template, read_assets, to_markup
from hemiface.reports.scale_words import name_scale

STYLES = ("course.css", "visit.css")
MOST_ON_PAGE: Mapping[str, int] = {
    "curves": 3,
    "bars": 3,
    "changes": 4,
    "disagreements": 1,
    "current": 4,
    "alerts": 2,
    "sessions": 3,
    "doses": 4,
    "price": 2,
    "surgeries": 1,
    "questions": 5,
}
"""How many of each the one sheet has room for; of how many more there are, the page says."""
FULL = 14
"""Parts on a sheet above which it is set in smaller type."""
ROOM, MOST_MORE = 22, 5
"""Parts up to which more of the earlier sessions are shown, and how many more at most."""


def render_visit_page(summary: VisitSummary, language: str = "en") -> str:
    """Write the page as one file that asks nothing of the network.

    Parameters
    ----------
    summary
        What is on it.
    language
        Language of the words.

    Raises
    ------
    SettingsError
        If pages do not exist in the language.
    """
    words = get_language(language)
    style = Markup(write_palette()) + read_assets(STYLES)
    page = describe_visit(summary, words)
    return fill_template("visit.html.j2", t=words, style=style, summary=summary, page=page)


def describe_visit(summary: VisitSummary, language: Language) -> dict[str, object]:
    """Words and drawings of the page, for its template and for the app's.

    Parameters
    ----------
    summary
        What is on it.
    language
        Language of the words.
    """
    course = summary.course
    forecast = choose_forecast(summary.responses)
    bars = sorted(
        (mark for mark in course.marks if mark.kind not in MOMENTS), key=lambda mark: mark.day
    )[::-1]
    lists: dict[str, Sequence[object]] = {
        "curves": course.lines,
        "bars": bars,
        "changes": [
            *(_say_change(change, language) for change in summary.changes),
            *_say_single(summary, language),
        ],
        "disagreements": [say_disagreement(one, language) for one in course.disagreements],
        "current": [name_mark(mark, language) for mark in summary.current],
        "alerts": summary.alerts[::-1],
        "sessions": [_describe_session(row, language) for row in summary.sessions],
        "surgeries": [describe_surgery(one, language) for one in summary.surgeries[::-1]],
        "questions": [_say_question(one, language) for one in summary.questions],
    }
    shown = {name: found[: MOST_ON_PAGE[name]] for name, found in lists.items()}
    n_parts = sum(map(len, shown.values()))
    is_full = n_parts > FULL
    room = MOST_ON_PAGE["sessions"] + min(max(ROOM - n_parts, 0), MOST_MORE)
    shown["sessions"] = lists["sessions"][:room]
    seen = [mark for mark in course.marks if mark.kind in MOMENTS or mark in shown["bars"]]
    thinned = replace(course, lines=course.lines[: MOST_ON_PAGE["curves"]], marks=tuple(seen))
    drawn = draw_course(thinned, language, forecast)
    return {
        **shown,
        "is_full": is_full,
        "left_out": list(_say_left_out(lists, shown, summary.n_sessions, language)),
        "today": language.day(course.today),
        "side": language(f"side.{course.side}") if course.side else "",
        "since": language.day(summary.since) if summary.since else "",
        "chart": to_markup(drawn) if drawn is not None else None,
        "missing": list(list_missing(summary.course, language)),
        "legend": list(_say_legend(thinned, forecast is not None, language)),
        "returns": [
            (language(f"follow.response.{one.kind}"), say_return(one, course.today, language))
            for one in summary.responses
        ],
        "bases": sorted({say_basis(one, language) for one in summary.responses}),
        "lost": max(
            (one.n_failed_last for one in summary.responses if one.has_lost_response), default=0
        ),
    }


def _say_legend(course: Course, is_foretold: bool, language: Language) -> Iterator[str]:
    """What the areas and lines of the chart are that have no name in it."""
    if is_foretold:
        yield language("follow.chart.forecast")
    if any(line.smallest_change is not None and len(line.points) > 1 for line in course.lines):
        yield language("follow.chart.band")


def _say_left_out(
    lists: Mapping[str, Sequence[object]],
    shown: Mapping[str, Sequence[object]],
    n_sessions: int,
    language: Language,
) -> Iterator[str]:
    """How many more there are than the sheet has room for."""
    for name, found in lists.items():
        whole = n_sessions if name == "sessions" else len(found)
        if whole > len(shown[name]):
            yield language(f"follow.left_out.{name}", n=whole - len(shown[name]))


def _say_change(change: LineChange, language: Language) -> tuple[str, str, str]:
    """Line, both values, and one word."""
    unit = change.line.unit
    return (
        name_line(change.line, language),
        language(
            "follow.visit.from_to",
            before=language.quantity(change.before, unit),
            after=language.quantity(change.after, unit),
        ),
        language(f"follow.visit.{change.verdict}{'_by_range' if change.is_by_range else ''}"),
    )


def _say_single(summary: VisitSummary, language: Language) -> Iterator[tuple[str, str, str]]:
    """The last value of each line of which nothing is told otherwise, with its day."""
    told = [change.line for change in summary.changes]
    for line in summary.course.lines:
        if line not in told:
            last = line.points[-1]
            value = language.quantity(last.value, line.unit)
            said = language("follow.visit.of_day", value=value, day=language.day(last.day))
            yield name_line(line, language), said, language("follow.visit.only")


def _describe_session(row: SessionRow, language: Language) -> dict[str, object]:
    effect = row.effect
    return {
        "day": language.day(row.day),
        "given": f"{row.product}, {language.amount(row.units)} U",
        "doses": _shorten(list(_say_doses(row.injections, language)), "doses", language),
        "onset": say_days(effect.onset if effect else None, language),
        "duration": say_days(effect.duration if effect else None, language),
        "effect": say_effect(effect, language) if effect else "",
        "price": _shorten([name_mark(mark, language) for mark in row.price], "price", language),
    }


def _shorten(parts: Sequence[str], name: str, language: Language) -> str:
    """The first parts, and how many more there are."""
    most = MOST_ON_PAGE[name]
    more = [language("follow.left_out.more", n=len(parts) - most)] if len(parts) > most else []
    return "; ".join([*parts[:most], *more])


def _say_doses(injections: tuple[Injection, ...], language: Language) -> Iterator[str]:
    """Units by muscle and side, one part a muscle."""
    for one in injections:
        yield (
            f"{language(f'follow.muscle.{one.muscle}')} {language(f'side.letter.{one.side}')}"
            f" {language.amount(one.units)}"
        )


def describe_surgery(one: AfterSurgery, language: Language) -> dict[str, object]:
    """Words and drawing of the time after one decompression."""
    if one.free_after is not None:
        key, days = "free_after", one.free_after
    else:
        key, days = ("not_free" if one.n_entries else "no_entries"), one.days_since
    sentences = [language(f"follow.surgery.{key}", n=days)]
    if one.back_after is not None:
        sentences.append(language("follow.surgery.back", n=one.back_after))
    return {
        "title": language(
            "follow.surgery.title", day=language.day(one.day), side=language(f"side.{one.side}")
        ),
        "sentences": sentences,
        "chart": to_markup(
            draw_expected(language, free_after=one.free_after, days_since=one.days_since)
        ),
        "sources": [
            language(f"follow.surgery.{curve.name}", n_persons=curve.n, source=curve.source)
            for curve in one.expected
        ],
    }


def _say_question(question: Question, language: Language) -> str:
    values = {
        name: language.day(value) if isinstance(value, date) else value
        for name, value in question.values.items()
    }
    if "effect" in values:
        values["effect"] = language(f"follow.effect.{values['effect']}")
    if "scale" in values:
        values["scale"] = name_scale(str(values["scale"]), str(values["title"]), language)
    return language(f"follow.question.{question.name}", **values)
