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
    Level.WATCH: "Watch and film.",
}

UNFINISHED = (
    "Not every question was answered, so some things are not known and this may be too mild: "
    "for a sudden weakness, a dropped face, slurred speech, trouble breathing or a first seizure "
    "call your local emergency number."
)


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
    """

    level: Level
    headline: str
    text: str
    doctors: tuple[str, ...]
    reasons: tuple[TriageRule, ...]
    missing: tuple[str, ...]
    telling: tuple[TriageRule, ...]
    unfinished: bool


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
    held = [rule for rule in triage.rules if _holds(rule, answers)]
    held = [rule for rule in held if () not in rule.when] or held
    reasons = tuple(sorted(held, key=lambda rule: rule.level.rank))
    level = reasons[0].level
    telling = tuple(rule for rule in reasons if rule.level is level)
    missing = tuple(question.id for question in iter_questions(answers))
    unfinished = bool(missing) and level is not Level.EMERGENCY
    texts = [*([UNFINISHED] if unfinished else []), *(rule.text for rule in telling)]
    acting = [rule for rule in reasons if rule.level is not Level.WATCH]
    return TriageResult(
        level=level,
        headline=HEADLINES[level],
        text=" ".join(dict.fromkeys(texts)),
        doctors=tuple(dict.fromkeys(name for rule in acting for name in rule.doctors)),
        reasons=tuple(acting or reasons),
        missing=missing,
        telling=telling,
        unfinished=unfinished,
    )


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
    return told or any(_is_open(name, answers) for name in rule.unresolved)


def _is_open(opener: str, answers: Mapping[str, str]) -> bool:
    """Whether a group was opened and a question of it was not answered."""
    group = (one.id for one in load_triage().questions if one.ask_if == opener)
    opened = answers.get(opener) in {"yes", "unsure"}
    return opened and any(name not in answers for name in group)
