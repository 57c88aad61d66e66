"""The first screen: which side, how much, how sure, on how much time, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, Measure, PatternLabel
from hemiface.model.change import BURDEN, Change, Verdict
from hemiface.model.events import EventSide
from hemiface.model.quality import Flaw, QualityFlag, Severity, judge_length
from hemiface.model.scales import get_scale
from hemiface.reports.changes import describe_change, summarize_change, why_incomparable
from hemiface.reports.involvement import involuntary_events
from hemiface.reports.language import Language, Phrase
from hemiface.reports.scale_tables import say_grades, say_range
from hemiface.results import Earlier

FLUTTER = "flutter_time_percent"
"""Share of valid time in which one lid flutters: the burden where that is what moves."""

SYNKINESIS = "synkinesis_percent"
"""Share of movements that pull others along: the burden where that is what moves."""

OWN_BURDEN = {
    PatternLabel.EYELID_MYOKYMIA: (FLUTTER, "how_much.flutter"),
    PatternLabel.SYNKINESIS: (SYNKINESIS, "how_much.synkinesis"),
    PatternLabel.INDETERMINATE: (BURDEN, "how_much.indeterminate"),
}
"""What is counted where the movement is no spasm, and what to call it."""

SURE_STEPS = ((0.9, "very"), (0.75, "fairly"), (0.5, "unsure"), (0.0, "cannot"))
"""Words for how sure the side is, from the share of support behind it."""

PLAIN = (PatternLabel.NO_INVOLUNTARY_MOVEMENT, PatternLabel.INDETERMINATE)
"""Labels that the headline itself says already."""

JRS = "jrs_severity"
"""The severity scale of Jankovic."""

MILD, VERY_NOTICEABLE = 1, 3
"""Mildest kind of spasm, and the grade of Jankovic's from which it cannot be called mild."""

UNBROKEN_HYPHEN = "\u2011"

ENOUGH_SHARE = 0.6
"""Below this valid share the first screen asks for another recording."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the first screen.

    Parameters
    ----------
    name
        Key of the question it answers.
    value, note
        The answer, and what stands below it.
    share
        The same as a bar 0..1; None without one.
    side
        Side whose colour it takes; None for neither.
    """

    name: str
    value: str
    note: str
    share: float | None = None
    side: EventSide | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One flaw of the recording and what to do about it."""

    severity: Severity
    message: Phrase
    advice: Phrase


@dataclass(frozen=True, slots=True)
class Headline:
    """Everything a reader with two minutes needs.

    Parameters
    ----------
    title, lede
        What was seen, as a headline and in one sentence.
    side
        Affected side.
    resembles
        Whether there is a pattern to name.
    alarm
        Whether the red flags belong at the very top.
    flawed
        Whether the recording has serious flaws.
    facts
        Figures.
    advice
        What was poor and what to do about it, most severe first, the same once.
    next_step
        Who can judge it, in one sentence.
    """

    title: str
    lede: str
    side: AffectedSide
    resembles: bool
    alarm: bool
    flawed: bool
    facts: tuple[Fact, ...]
    advice: tuple[Advice, ...]
    next_step: str


def summarize_headline(
    analysis: Analysis,
    language: Language,
    previous: Earlier | None = None,
    changes: Sequence[Change] = (),
    *,
    steps_named: bool = False,
) -> Headline:
    """Boil a recording down to its first screen.

    Parameters
    ----------
    analysis
        What was measured.
    language
        The reader's.
    previous, changes
        An earlier recording, and what is different since.
    steps_named
        Whether the steps that are missing stand beside it: then no length is asked for.
    """
    result = analysis.assessment
    facts = [
        how_much(analysis, language),
        how_severe(analysis, language),
        how_sure(analysis, language),
        how_long(analysis, language, steps_named=steps_named),
        what_changed(analysis, language, previous, changes),
    ]
    return Headline(
        title=_title(analysis, language),
        lede=_lede(analysis, language),
        side=result.affected_side,
        resembles=result.pattern.label not in PLAIN,
        alarm=is_alarming(analysis),
        flawed=any(flag.severity is Severity.SERIOUS for flag in analysis.quality.flags),
        facts=tuple(facts),
        advice=tuple(
            dict.fromkeys(
                advise(flag, language, steps_named=steps_named)
                for flag in analysis.quality.distinct_flags
            )
        ),
        next_step=language(f"next.{result.pattern.label}"),
    )


def is_alarming(analysis: Analysis) -> bool:
    """Whether anything was seen that a reader could mistake for harmless or for all there is."""
    calm = PatternLabel.NO_INVOLUNTARY_MOVEMENT
    result = analysis.assessment
    return result.affected_side is not AffectedSide.NONE or result.pattern.label is not calm


def find_measure(analysis: Analysis, name: str, side: EventSide | None = None) -> Measure | None:
    """The measure of a name, for the given side if one is given."""
    for measure in analysis.assessment.measures:
        if measure.name == name and (side is None or measure.side is side):
            return measure
    return None


def affected_event_side(side: AffectedSide) -> EventSide | None:
    """The side to show figures of; None where none stands out."""
    known = {AffectedSide.LEFT, AffectedSide.RIGHT, AffectedSide.BOTH}
    return EventSide(side.value) if side in known else None


def how_much(analysis: Analysis, language: Language) -> Fact:
    """Share of time in spasm, or what takes its place where something else moved."""
    if analysis.assessment.affected_side is AffectedSide.UNCERTAIN:
        return Fact("how_much", "\u2013", language("how_much.unclear"))
    side = affected_event_side(analysis.assessment.affected_side)
    name, words = OWN_BURDEN.get(analysis.assessment.pattern.label, (BURDEN, "how_much.note"))
    burden = find_measure(analysis, name, side)
    if burden is None or burden.value is None:
        burden, words = _burden_of_events(analysis, side), "how_much.note"
    if burden.value is None:
        return Fact("how_much", "\u2013", language("how_much.nothing"))
    note = language(words)
    if burden.low is not None and burden.high is not None:
        low, high = language.number(burden.low, 0), language.percent(burden.high / 100)
        if burden.low < burden.high:
            note = f"{note} {language('interval', low=low, high=high)}"
    return Fact(
        "how_much",
        language.quantity(burden.value, "%"),
        note,
        share=min(burden.value / 100, 1.0),
        side=side,
    )


def _burden_of_events(analysis: Analysis, side: EventSide | None) -> Measure:
    only = None if side in (None, EventSide.BOTH) else Side(side.value)
    valid = analysis.quality.valid_time_s
    spent = sum(event.duration for event in involuntary_events(analysis, only))
    value = 100 * spent / valid if valid > 0 else None
    return Measure(BURDEN, value, "%", side, None, None, valid)


def how_severe(analysis: Analysis, language: Language) -> Fact:
    """Where the video alone would place the spasm, in words, with the grades below."""
    found = {estimate.scale: estimate for estimate in analysis.assessment.scale_estimates}
    group, severity = found.get("spasm_group"), found.get(JRS)
    side = affected_event_side(analysis.assessment.affected_side)
    if severity is None:
        return Fact("severity", language("severity_fact.open"), language("scales.none"))
    title = language.sentences["scale.jrs_severity.title"]
    places = {"range": say_range(severity, language), "most": max(get_scale(JRS).levels)}
    if group is not None and group.high == MILD and severity.low >= VERY_NOTICEABLE:
        # Single twitches are a mild kind of spasm, however long they keep the eye shut.
        note = f"{title}; {language('severity_fact.note')}"
        return Fact("severity", language("severity_fact.plain", **places), note, side=side)
    grade = language("severity_fact.grade", title=title, **places)
    note = f"{grade}; {language('severity_fact.note')}"
    if group is not None:
        return Fact("severity", say_grades(group, language), note, side=side)
    spasm = analysis.assessment.affected_side is not AffectedSide.NONE
    words = say_grades(severity, language) if spasm else language("severity_fact.none")
    return Fact("severity", words, note, side=side)


def how_sure(analysis: Analysis, language: Language) -> Fact:
    """How sure the answer about the side is, in words and as a number."""
    confidence = analysis.assessment.side_confidence
    step = next(word for least, word in SURE_STEPS if confidence >= least)
    return Fact(
        "how_sure",
        language(f"sure.{step}"),
        language("sure.note", percent=language.percent(confidence)),
        share=confidence,
    )


def how_long(analysis: Analysis, language: Language, *, steps_named: bool = False) -> Fact:
    """On how much valid time everything rests."""
    quality = analysis.quality
    enough = steps_named or judge_length(quality.valid_time_s) is None
    note = "note" if enough else "short"
    if quality.valid_share < ENOUGH_SHARE or judge_length(quality.valid_time_s) is Severity.SERIOUS:
        note = "poor"
    return Fact(
        "how_long",
        language.quantity(quality.valid_time_s, "s", 0 if quality.valid_time_s >= 10 else 1),
        language(
            f"valid.{note}",
            duration=language.quantity(quality.duration_s, "s", 0),
            percent=language.percent(quality.valid_share),
        ),
        share=min(quality.valid_share, 1.0),
    )


def what_changed(
    analysis: Analysis,
    language: Language,
    previous: Earlier | None,
    changes: Sequence[Change],
) -> Fact:
    """Spasm against last time, held against the noise of both recordings."""
    if previous is None:
        return Fact("change", language("change.none"), language("change.none_note"))
    answers = (previous.summary.affected_side, analysis.assessment.affected_side)
    verdict, found = summarize_change(changes, answers)
    notes = [describe_change(change, language) for change in found]
    if verdict is Verdict.NOT_COMPARABLE:
        notes = [language(why_incomparable(answers, (previous.summary.quality, analysis.quality)))]
    if previous.day is not None:
        day = language.day(previous.day).replace("-", UNBROKEN_HYPHEN)
        notes.append(language("change.since", day=day))
    word = "unknown" if verdict is Verdict.NOT_COMPARABLE else verdict
    return Fact("change", language(f"change.{word}"), " ".join(notes))


def advise(flag: QualityFlag, language: Language, *, steps_named: bool = False) -> Advice:
    """A flaw in the reader's language; without advice to film longer where steps say it better."""
    advice = language.say(flag.advice_code, flag.advice)
    if steps_named and flag.flaw is Flaw.SHORT:
        advice = Phrase("", language.code)
    return Advice(flag.severity, language.say(flag.message_code, flag.message), advice)


def _title(analysis: Analysis, language: Language) -> str:
    """Which side moved; by itself only where that is not left open."""
    result = analysis.assessment
    if result.pattern.label is PatternLabel.INDETERMINATE:
        key = f"headline.indeterminate.{result.affected_side}"
        if language.has(key):
            return language(key)
    return language(f"headline.{result.affected_side}")


def _lede(analysis: Analysis, language: Language) -> str:
    side = affected_event_side(analysis.assessment.affected_side)
    valid = analysis.quality.valid_time_s
    seconds = language.quantity(valid, "s", 0)
    if side is None:
        return language(f"lede.{analysis.assessment.affected_side}", valid=seconds)
    flutter = find_measure(analysis, FLUTTER, side)
    label = analysis.assessment.pattern.label
    if label is PatternLabel.EYELID_MYOKYMIA and flutter is not None and flutter.value is not None:
        share = language.percent(flutter.value / 100)
        return language("lede.flutter", share=share, valid=seconds)
    only = None if side is EventSide.BOTH else Side(side.value)
    events = involuntary_events(analysis, only)
    return language(
        "lede.indeterminate" if label is PatternLabel.INDETERMINATE else "lede.events",
        n=len(events),
        valid=seconds,
        rate=language.number(60 * len(events) / valid if valid > 0 else None),
    )
