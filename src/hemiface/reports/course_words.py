"""The course in words: what a line is called, where lines disagree, what injections did."""

from collections.abc import Iterator
from datetime import date

from hemiface.model.change import Verdict
from hemiface.model.course import (
    Course,
    CourseLine,
    CourseMark,
    Disagreement,
    InjectionEffect,
    LineChange,
    LineKind,
    MarkKind,
    ReturnForecast,
    TreatmentResponse,
)
from hemiface.model.study import Estimate
from hemiface.reports.definitions import define
from hemiface.reports.language import Language
from hemiface.reports.scale_words import name_scale, say_change_source

BY_VIDEO = (LineKind.VIDEO, LineKind.WEAKNESS)


def name_line(line: CourseLine, language: Language) -> str:
    """What a line is called: where it is from, what it is, and of which side."""
    if line.kind in BY_VIDEO:
        title = define(line.name, language).title
        side = f", {language(f'side.{line.side}')}" if line.side else ""
        task = f" ({language(f'task.{line.task}')})" if line.task else ""
        return language("follow.line.video", title=title, side=side, task=task)
    if line.kind is LineKind.DIARY:
        return language("follow.line.diary")
    title = name_scale(line.name, line.title, language)
    return language(f"follow.line.{line.kind}", title=title)


def name_mark(mark: CourseMark, language: Language) -> str:
    """A treatment or a side effect in a few words."""
    if mark.kind is MarkKind.SIDE_EFFECT:
        title = language(f"follow.effect.{mark.title}")
        detail = language(f"follow.severity.{mark.detail}") if mark.detail else ""
    elif mark.kind is MarkKind.DECOMPRESSION:
        title, detail = language("follow.mark.decompression"), language(f"side.{mark.detail}")
    else:
        title, detail = mark.title, language.figures(mark.detail)
    return f"{title}, {detail}" if detail else title


def say_band(line: CourseLine, language: Language) -> str:
    """What the band of a line is, or why it has none."""
    if line.smallest_change is None:
        key = "none" if line.large_change is None else "range"
        return language(f"follow.band.{key}", line=name_line(line, language))
    size = language.quantity(line.smallest_change, line.unit)
    if line.change_source in {"video", "diary"}:
        key = f"follow.band.{line.change_source}"
        return language(key, line=name_line(line, language), size=size)
    return language(
        "follow.band.source",
        line=name_line(line, language),
        size=size,
        source=say_change_source(line.name, line.change_source, language),
    )


def say_disagreement(found: Disagreement, language: Language) -> str:
    """Where two lines contradict each other, in words."""
    first, second = found.first, found.second
    key = "opposite" if found.is_opposite else "one_sided"
    said = language(
        f"follow.disagree.{key}",
        since=language.day(found.since),
        until=language.day(found.until),
        first=_say_change(first, language),
        second=_say_change(second, language),
    )
    if not (first.is_by_range or second.is_by_range):
        return said
    return f"{said} {language('follow.disagree.by_range')}"


def _say_change(change: LineChange, language: Language) -> str:
    line = change.line
    words = {
        Verdict.BETTER: "follow.verdict.better",
        Verdict.WORSE: "follow.verdict.worse",
        Verdict.NO_CHANGE: "follow.verdict.same",
    }
    return language(
        words[change.verdict],
        line=name_line(line, language),
        before=language.quantity(change.before, line.unit),
        after=language.quantity(change.after, line.unit),
    )


def say_days(estimate: Estimate | None, language: Language) -> str:
    """Days with their interval; a dash where there is none."""
    if estimate is None:
        return "\u2013"
    return language(
        "follow.days",
        value=language.number(estimate.value, 0),
        low=language.number(max(estimate.low, 0.0), 0),
        high=language.number(estimate.high, 0),
    )


def say_return(found: TreatmentResponse, today: date, language: Language) -> str:
    """When the effect of the last injection is likely to go, or why nobody can say."""
    last = found.injections[-1] if found.injections else None
    if last is not None and last.returned is not None and not found.is_failing:
        return language(
            "follow.return.gone",
            injected=language.day(last.day),
            days=say_days(last.returned, language),
        )
    if found.forecast is None:
        reason = language.say(found.silent, str(found.silent or ""))
        return language("follow.return.silent", reason=str(reason))
    return say_forecast(found.forecast, today, language)


def say_forecast(forecast: ReturnForecast, today: date, language: Language) -> str:
    """By when half of the effect is likely to go, with the interval."""
    key = "past" if forecast.latest < today else "likely"
    return language(
        f"follow.return.{key}",
        day=language.day(forecast.day),
        earliest=language.day(forecast.earliest),
        latest=language.day(forecast.latest),
        level=language.percent(forecast.level),
    )


def say_basis(found: TreatmentResponse, language: Language) -> str:
    """What was taken for usual before looking at this person, and whether products were mixed."""
    if found.n_others:
        usual = language("follow.basis.clinic", n_others=found.n_others)
    else:
        usual = language("follow.basis.published")
    if len(found.products) < 2:
        return usual
    return f"{usual} {language('follow.basis.mixed', products=', '.join(found.products))}"


def say_effect(one: InjectionEffect, language: Language) -> str:
    """One session in a sentence: what it did, that it failed, or why nothing is said."""
    if one.failed:
        return language("follow.failed_worse" if one.is_worse else "follow.failed")
    if one.silent is not None:
        return str(language.say(one.silent, str(one.silent)))
    return ""


def list_missing(course: Course, language: Language) -> Iterator[str]:
    """Which recordings are in no line, and why."""
    found = course.missing
    if found.n_unread:
        yield language("follow.unread", n=found.n_unread)
    if found.n_undated:
        yield language("follow.undated", n=found.n_undated)
    if found.other_side:
        days = ", ".join(language.day(day) for day in found.other_side)
        yield language("follow.other_side", n=len(found.other_side), days=days)


def list_notes(course: Course, language: Language) -> Iterator[str]:
    """Sentences below the chart: what is not in it, disagreements, then what the bands are."""
    yield from list_missing(course, language)
    for found in course.disagreements:
        yield say_disagreement(found, language)
    for line in course.lines:
        if len(line.points) > 1:
            yield say_band(line, language)
