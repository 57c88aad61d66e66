"""From the answers of a short interview to what should happen now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hemiface.errors import GuideAnswerError
from hemiface.guide.library import load_triage
from hemiface.guide.rules import InterviewQuestion, Level, TriageRule

ANSWERS = ("yes", "no", "unsure")

HEADLINES = {
    Level.EMERGENCY: "Emergency: get help now.",
    Level.URGENT: "Urgent: see a doctor today or within days.",
    Level.SOON: "See a doctor soon.",
    Level.UNKNOWN: "It cannot be told yet: answer the questions about danger first.",
    Level.WATCH: "Watch and film.",
}

UNFINISHED = (
    "Not every question was answered, so some things are not known and this may be too mild: "
    "for a sudden weakness, a dropped face, slurred speech, trouble breathing or a first seizure "
    "call your local emergency number."
)

ASK_FIRST = "Answer first: {questions}"
MOST_FIRST = 3
"""How many questions are named that should be answered first."""


@dataclass(frozen=True, slots=True)
class TriageResult:
    """What should happen now.

    Parameters
    ----------
    level
        The most urgent level of all reasons.
    headline, text
        What to do now, the most urgent reason first.
    doctors
        Whom to see, each once.
    reasons
        All rules that hold, most urgent first.
    missing
        Questions that were not answered.
    telling
        The reasons whose texts say what to do.
    unfinished
        Whether what was not answered could make it more urgent.
    first
        Questions about danger that should be answered first; none in an emergency.
    """

    level: Level
    headline: str
    text: str
    doctors: tuple[str, ...]
    reasons: tuple[TriageRule, ...]
    missing: tuple[str, ...]
    telling: tuple[TriageRule, ...]
    unfinished: bool
    first: tuple[InterviewQuestion, ...]


def iter_questions(answers: Mapping[str, str]) -> Iterator[InterviewQuestion]:
    """Questions still to be asked, given a live mapping of the answers so far."""
    for question in load_triage().questions:
        if question.id not in answers and _makes_sense(question, answers):
            yield question


def _makes_sense(question: InterviewQuestion, answers: Mapping[str, str]) -> bool:
    """Whether a question still matters; a group stays closed while its opener stays closed."""
    if any(answers.get(name) == "yes" for name in question.unless):
        return False
    if question.ask_if is None:
        return True
    opener = next(one for one in load_triage().questions if one.id == question.ask_if)
    return answers.get(opener.id) != "no" and _makes_sense(opener, answers)


def assess_answers(answers: Mapping[str, str]) -> TriageResult:
    """Weigh the answers; the most urgent reason always decides.

    Parameters
    ----------
    answers
        Question id to "yes", "no" or "unsure". What is missing is not known; it
        is named in the outcome.

    Raises
    ------
    GuideAnswerError
        If a question or an answer does not exist.
    """
    triage = load_triage()
    known = {question.id for question in triage.questions}
    for name, answer in answers.items():
        if name not in known:
            raise GuideAnswerError("question", name=name)
        if answer not in ANSWERS:
            raise GuideAnswerError("answer", name=name, answer=answer)
    reasons = _weigh(triage.rules, answers)
    level = reasons[0].level
    telling = tuple(rule for rule in reasons if rule.level is level)
    missing = tuple(question.id for question in iter_questions(answers))
    emergency = level is Level.EMERGENCY
    unfinished = bool(missing) and not emergency
    first = () if emergency else _ask_first(answers)
    named = ASK_FIRST.format(questions=" ".join(one.text for one in first))
    before = [UNFINISHED] if unfinished and level is not Level.UNKNOWN else []
    texts = [*before, *(rule.text for rule in telling), *([named] if first else [])]
    doctors = [name for rule in reasons for name in rule.doctors if not emergency]
    return TriageResult(
        level=level,
        headline=HEADLINES[level],
        text=" ".join(dict.fromkeys(texts)),
        doctors=tuple(dict.fromkeys(doctors)),
        reasons=reasons,
        missing=missing,
        telling=telling,
        unfinished=unfinished,
        first=first,
    )


def _weigh(rules: tuple[TriageRule, ...], answers: Mapping[str, str]) -> tuple[TriageRule, ...]:
    """Rules that hold, most urgent first; what is not known counts where nothing else does."""
    held = [rule for rule in rules if _holds(rule, answers)]
    held = [rule for rule in held if () not in rule.when] or held
    reasons = sorted(held, key=lambda rule: rule.level.rank)
    acting = [rule for rule in reasons if rule.level.rank < Level.UNKNOWN.rank]
    unknown = [rule for rule in reasons if rule.level is Level.UNKNOWN]
    return tuple(acting or unknown or reasons)


def _ask_first(answers: Mapping[str, str]) -> tuple[InterviewQuestion, ...]:
    """The first questions about danger that were not answered."""
    triage = load_triage()
    dangers = {name for rule in triage.rules for name in rule.unasked}
    open_ones = [one for one in triage.questions if one.id in dangers and one.id not in answers]
    return tuple(open_ones[:MOST_FIRST])


def is_settled(answers: Mapping[str, str]) -> bool:
    """Whether there is an emergency, and no question is left that could say which.

    Parameters
    ----------
    answers
        As in `assess_answers`.
    """
    urgent = [one for one in assess_answers(answers).reasons if one.level is Level.EMERGENCY]
    return any(not any(_is_open(name, answers) for name in one.unresolved) for one in urgent)


def _holds(rule: TriageRule, answers: Mapping[str, str]) -> bool:
    pressing = rule.level in {Level.EMERGENCY, Level.URGENT}
    counted = {"yes", "unsure"} if pressing and not rule.certain else {"yes"}
    told = any(all(answers.get(name) in counted for name in row) for row in rule.when)
    unasked = any(name not in answers for name in rule.unasked)
    return told or unasked or any(_is_open(name, answers) for name in rule.unresolved)


def _is_open(opener: str, answers: Mapping[str, str]) -> bool:
    """Whether a group was opened and a question of it was not answered."""
    group = (one.id for one in load_triage().questions if one.ask_if == opener)
    opened = answers.get(opener) in {"yes", "unsure"}
    return opened and any(name not in answers for name in group)
