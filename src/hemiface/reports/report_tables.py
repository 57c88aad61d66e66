"""Rows of the report's tables, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Region, Side
from hemiface.model.assessment import Measure, PatternLabel
from hemiface.model.change import Change, Verdict
from hemiface.model.events import Event, EventPattern, EventSide
from hemiface.model.measures import MeasureGroup
from hemiface.model.messages import Message
from hemiface.reports.definitions import MeasureDefinition, define
from hemiface.reports.involvement import Involvement
from hemiface.reports.language import Language, Phrase, sensible_digits


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one side with its interval, and whether there is one at all."""

    value: str
    interval: str
    known: bool


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: both sides, or the whole face, in one row."""

    definition: MeasureDefinition
    unit: str
    right: Cell | None
    left: Cell | None
    whole: Cell | None
    valid_time: str
    known: bool


def tabulate_measures(
    measures: Sequence[Measure], language: Language
) -> tuple[dict[MeasureGroup, list[MeasureRow]], list[MeasureRow]]:
    """Measures by group, and those without a value; the sides of one share a row."""
    by_name: dict[str, list[Measure]] = {}
    for measure in measures:
        by_name.setdefault(measure.name, []).append(measure)
    rows = [_measure_row(found, language) for found in by_name.values()]
    known = [row for row in rows if row.known]
    groups = {
        group: [row for row in known if row.definition.group is group] for group in MeasureGroup
    }
    unknown = [row for row in rows if not row.known]
    return {group: found for group, found in groups.items() if found}, unknown


def _measure_row(measures: list[Measure], language: Language) -> MeasureRow:
    cells = {measure.side: _cell(measure, language) for measure in measures}
    whole = cells.get(None) or cells.get(EventSide.BOTH)
    return MeasureRow(
        definition=define(measures[0].name, language),
        unit=measures[0].unit,
        right=cells.get(EventSide.RIGHT),
        left=cells.get(EventSide.LEFT),
        whole=whole,
        valid_time=language.quantity(min(m.valid_time_s for m in measures), "s", 0),
        known=any(measure.value is not None for measure in measures),
    )


def _cell(measure: Measure, language: Language) -> Cell:
    """A value and its interval with as many decimals as the value can bear."""
    digits = sensible_digits(measure.value or measure.high)
    value = language.number(measure.value, digits)
    if measure.low is None or measure.high is None:
        return Cell(value, "", known=measure.value is not None)
    low, high = language.number(measure.low, digits), language.number(measure.high, digits)
    return Cell(value, language("interval", low=low, high=high), known=True)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in words and numbers."""

    index: int
    kind: str
    side: str
    side_code: str
    type_code: str
    onset: str
    duration: str
    pattern: str
    regions: str
    amplitude: str
    twitches: str
    confidence: str
    title: str


def tabulate_events(analysis: Analysis, language: Language) -> list[EventRow]:
    """Events in order of time."""
    return [event_row(index, event, language) for index, event in enumerate(analysis.events)]


def event_row(index: int, event: Event, language: Language) -> EventRow:
    """One event in words and numbers."""
    kind = language(f"event.{event.event_type}")
    side = language(f"side.{event.side}")
    onset = language.number(event.onset, 2)
    return EventRow(
        index=index,
        kind=kind,
        side=side,
        side_code=event.side.value,
        type_code=event.event_type.value,
        onset=onset,
        duration=language.number(event.duration, 2),
        pattern=pattern_word(event.pattern, language),
        regions=", ".join(language(f"region.{region}") for region in event.regions),
        amplitude=language.percent(event.amplitude),
        twitches=_twitches(event, language),
        confidence=language.percent(event.confidence),
        title=language("event.title", kind=kind, side=side, onset=onset),
    )


def pattern_word(pattern: EventPattern, language: Language) -> str:
    """Time course in words; empty where an event has none."""
    return language(f"course.{pattern}") if pattern else ""


def _twitches(event: Event, language: Language) -> str:
    if event.n_twitches is None:
        return ""
    if event.twitch_rate_hz is None:
        return str(event.n_twitches)
    rate = language.quantity(event.twitch_rate_hz, "Hz", 1)
    return language("event.twitches", count=event.n_twitches, rate=rate)


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region: the person's right and left."""

    title: str
    right: Involvement
    left: Involvement

    @property
    def moved(self) -> bool:
        """Whether the region took part in any involuntary movement."""
        return bool(self.right.n_events or self.left.n_events)


def tabulate_regions(involvement: list[Involvement], language: Language) -> list[RegionRow]:
    """Regions from top to bottom."""
    found = {(part.region, part.side): part for part in involvement}
    return [
        RegionRow(language(f"region.{region}"), found[region, Side.RIGHT], found[region, Side.LEFT])
        for region in Region
    ]


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """Spasms a minute of each side, and blinks, while the person did one thing."""

    title: str
    duration: str
    right: Cell
    left: Cell
    blinks: Cell


def tabulate_activities(analysis: Analysis, language: Language) -> list[ActivityRow]:
    """Spasms and blinks by what the person was seen to do, the longest first.

    Empty where no activity lasted long enough for a number.
    """
    found = analysis.assessment
    spent = dict.fromkeys(found.by_activity, 0.0)
    for activity in found.activities:
        if activity.name in spent:
            spent[activity.name] += activity.duration
    rows = []
    for name in sorted(spent, key=lambda each: -spent[each]):
        cells = {(m.name, m.side): _cell(m, language) for m in found.by_activity[name]}
        rows.append(
            ActivityRow(
                title=language(f"activity.{name}"),
                duration=language.quantity(spent[name], "s", 0),
                right=cells["spasm_rate_per_min", EventSide.RIGHT],
                left=cells["spasm_rate_per_min", EventSide.LEFT],
                blinks=cells["blink_rate_per_min", None],
            )
        )
    known = any(cell.known for row in rows for cell in (row.right, row.left, row.blinks))
    return rows if known else []


@dataclass(frozen=True, slots=True)
class Support:
    """How far the movement resembles one pattern."""

    label: PatternLabel
    title: str
    share: float
    text: str


def tabulate_support(analysis: Analysis, language: Language) -> list[Support]:
    """Patterns with their support, strongest first."""
    scores = sorted(analysis.assessment.pattern.scores.items(), key=lambda pair: -pair[1])
    return [
        Support(label, language(f"pattern.{label}"), score, language.percent(score))
        for label, score in scores
    ]


def tabulate_reasons(
    reasons: Sequence[str], codes: Sequence[Message], language: Language
) -> tuple[Phrase, ...]:
    """Reasons in the reader's language; English where a result of old has no codes."""
    known = codes if len(codes) == len(reasons) else ()
    return tuple(language.say(code, text) for code, text in zip_longest(known, reasons))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One measure of one side, now and before."""

    side: str
    side_code: str
    difference: str
    verdict: str
    verdict_code: str


def tabulate_changes(changes: Sequence[Change], language: Language) -> dict[str, list[ChangeRow]]:
    """Changes that say something, by the name of their measure."""
    rows: dict[str, list[ChangeRow]] = {}
    for change in changes:
        if change.verdict is Verdict.NOT_COMPARABLE:
            continue
        digits = sensible_digits(max(abs(change.before or 0), abs(change.after or 0)))
        rows.setdefault(change.name, []).append(
            ChangeRow(
                side=language(f"side.letter.{change.side}") if change.side else "",
                side_code=change.side.value if change.side else "",
                difference=language.signed(change.difference, digits),
                verdict=language(f"verdict.{change.verdict}"),
                verdict_code=change.verdict.value,
            )
        )
    return rows
