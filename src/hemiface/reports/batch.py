"""Many recordings as one self-contained page: what failed, how good they are, what stands out."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from hemiface.errors.words import is_known, say_sentence
from hemiface.formats.batch_tables import BatchRecording
from hemiface.model.batch import Ended
from hemiface.model.events import EventSide
from hemiface.model.measures import MEASURES
from hemiface.model.quality import Flaw, Severity
from hemiface.reports.definitions import MeasureDefinition, define
from hemiface.reports.distributions import (
    FEWEST,
    MeasureSpread,
    Outlier,
    draw_spread,
    find_outliers,
)
from hemiface.reports.language import Language, get_language, sensible_digits
from hemiface.reports.render import render_page, to_markup

MOST_OUTLIERS = 40
"""How many are listed; all of them stand in the tables."""


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Recordings without results for one reason: what it is, and each one's own words."""

    title: str
    recordings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FlawRow:
    """A flaw, and how many recordings have it, by how much it matters."""

    title: str
    serious: int
    warning: int
    note: int


@dataclass(frozen=True, slots=True)
class SpreadView:
    """How one measure is spread over the recordings."""

    definition: MeasureDefinition
    unit: str
    drawing: Markup
    summary: str


@dataclass(frozen=True, slots=True)
class OutlierRow:
    """A value far from the others."""

    recording: str
    link: str
    title: str
    side: str
    value: str
    usual: str


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """One recording with a link to its report."""

    name: str
    link: str
    state: str
    whose: str
    side: str
    pattern: str
    valid: str
    flawed: bool


def render_batch(recordings: Sequence[BatchRecording], *, language: str = "en") -> str:
    """Write the page of a batch.

    Parameters
    ----------
    recordings
        All of the batch, in the order of their names.
    language
        Language of the words.

    Returns
    -------
    str
        One HTML file that asks nothing of the network; its links lead to the reports beside it.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    words = get_language(language)
    states = Counter(one.state for one in recordings)
    distinct = [one for one in recordings if not one.same_as]
    spreads = _collect(distinct)
    outliers = find_outliers(spreads)
    return render_page(
        "batch.html.j2",
        words,
        n_total=len(recordings),
        states=states,
        hours=_add_up(distinct, words),
        sides=_count_sides(distinct, words),
        failures=_group_failures(recordings, words),
        missing=[one.name for one in recordings if one.state == "missing"],
        n_same=len(recordings) - len(distinct),
        flaws=_count_flaws(distinct, words),
        spreads=[_show(spread, words) for spread in spreads],
        outliers=[_say_outlier(found, words) for found in outliers[:MOST_OUTLIERS]],
        n_outliers=len(outliers),
        is_few=sum(one.measured is not None for one in distinct) < FEWEST,
        rows=[_show_recording(one, words) for one in recordings],
    )


def link_to(name: str) -> str:
    """Where the report of a recording is, as seen from the page."""
    return f"recordings/{quote(name)}/report.html"


def _add_up(recordings: Sequence[BatchRecording], language: Language) -> tuple[str, str]:
    """Measurable and whole time of all recordings, in minutes."""
    parts = [one.measured.quality for one in recordings if one.measured]
    valid = sum(part.valid_time_s for part in parts) / 60
    whole = sum(part.duration_s for part in parts) / 60
    return language.quantity(valid, "min", 1), language.quantity(whole, "min", 1)


def _count_sides(recordings: Sequence[BatchRecording], language: Language) -> list[tuple[str, int]]:
    counts = Counter(one.measured.found.affected_side for one in recordings if one.measured)
    return [(language(f"headline.short.{side}"), n) for side, n in counts.most_common()]


def _group_failures(recordings: Sequence[BatchRecording], language: Language) -> list[FailureGroup]:
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in recordings:
        if one.state == "failed" and one.ended is not None:
            groups[one.ended.code.partition("/")[0]].append(
                (one.name, _say_failure(one.ended, language))
            )
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [FailureGroup(_name_failure(code, language), tuple(found)) for code, found in ordered]


def _say_failure(ended: Ended, language: Language) -> str:
    if not is_known(ended.code):
        return ended.message
    return say_sentence(ended.code, ended.values, language.code)


def _name_failure(code: str, language: Language) -> str:
    key = f"batch.error.{code}"
    return language(key if key in language.words else "batch.error.other")


def _count_flaws(recordings: Sequence[BatchRecording], language: Language) -> list[FlawRow]:
    """Each flaw once a recording, by the worst that was said of it there."""
    order = tuple(Severity)
    counts: dict[Flaw, Counter[Severity]] = defaultdict(Counter)
    for one in recordings:
        worst: dict[Flaw, Severity] = {}
        for flag in one.measured.quality.distinct_flags if one.measured else ():
            before = worst.get(flag.flaw, flag.severity)
            worst[flag.flaw] = max(before, flag.severity, key=order.index)
        for flaw, severity in worst.items():
            counts[flaw][severity] += 1
    rows = [
        FlawRow(language(f"flaw.{flaw}"), *(count[severity] for severity in reversed(order)))
        for flaw, count in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.serious, -row.warning, -row.note, row.title))


def _collect(recordings: Sequence[BatchRecording]) -> list[MeasureSpread]:
    """Values of each measure that at least one recording has, in the order of the registry."""
    values: dict[str, dict[EventSide | None, list[tuple[str, float]]]] = {
        info.name: defaultdict(list) for info in MEASURES
    }
    for one in recordings:
        for measure in one.measured.found.measures if one.measured else ():
            if measure.value is not None and measure.name in values:
                values[measure.name][measure.side].append((one.name, measure.value))
    return [
        MeasureSpread(info.name, info.unit, {side: tuple(found) for side, found in sides.items()})
        for info in MEASURES
        if (sides := values[info.name])
    ]


def _show(spread: MeasureSpread, language: Language) -> SpreadView:
    definition = define(spread.name, language)
    said = []
    for side, quartiles in spread.quartiles.items():
        digits = sensible_digits(max(abs(value) for value in quartiles))
        low, middle, high = (language.number(value, digits) for value in quartiles)
        whose = language(f"side.{side}") if side else language("compare.whole")
        n = len(spread.sides[side])
        said.append(language("batch.quartiles", n=n, side=whose, median=middle, low=low, high=high))
    drawn = draw_spread(spread, definition.title, language)
    return SpreadView(definition, spread.unit, to_markup(drawn), "; ".join(said))


def _say_outlier(found: Outlier, language: Language) -> OutlierRow:
    digits = sensible_digits(max(abs(found.value), abs(found.median)))
    return OutlierRow(
        found.recording,
        link_to(found.recording),
        define(found.measure, language).title,
        language(f"side.{found.side}") if found.side else "",
        language.quantity(found.value, found.unit, digits),
        language.quantity(found.median, found.unit, digits),
    )


def _show_recording(one: BatchRecording, language: Language) -> RecordingRow:
    part = one.measured
    whose = " · ".join(text for text in (one.known.pseudonym, one.known.visit) if text)
    if part is None:
        state = _say_state(one, language)
        return RecordingRow(one.name, "", state, whose, "", "", "", flawed=False)
    return RecordingRow(
        one.name,
        link_to(one.folder or one.name),
        _say_state(one, language),
        whose,
        language(f"headline.short.{part.found.affected_side}"),
        language(f"pattern.{part.found.pattern.label}"),
        language.percent(part.quality.valid_share),
        flawed=any(flag.severity is Severity.SERIOUS for flag in part.quality.flags),
    )


def _say_state(one: BatchRecording, language: Language) -> str:
    state = language(f"batch.state.{one.state}")
    return f"{state}; {language('batch.same_as', name=one.same_as)}" if one.same_as else state
