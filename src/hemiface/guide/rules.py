"""The shapes of the rules: red flags in free text, and the interview."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from hemiface.guide.schema import Page, Slug, SourceId, Text


class Level(StrEnum):
    """How soon something must happen, most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    UNKNOWN = "unknown"
    """Nothing urgent is known, but not every question about danger was answered."""
    WATCH = "watch"

    @property
    def rank(self) -> int:
        """0 for the most urgent."""
        return list(Level).index(self)


class RedFlag(Page):
    """A rule for free text.

    Parameters
    ----------
    id, level, title
        Name of the rule, how urgent it is, and what it is about.
    text
        What to do now.
    sources, basis
        What the rule rests on.
    call
        The signs in one line, for a list of what to call about.
    always
        Signs that count even in a general question or after a "not".
    unless
        Signs that silence it.
    unheard
        Signs beside which the net is not believed where it hears this danger.
    quiet
        Pairs of signs: the first makes the second not count.
    when
        Rows of signs, each row a sufficient reason.
    """

    id: Slug
    level: Level
    title: Text
    text: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)
    basis: Text
    call: Text
    always: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    quiet: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, ...], ...] = ()


class Refusal(Page):
    """A wish that the guide does not serve.

    Parameters
    ----------
    id, title
        Name, and what is wished.
    text
        Why not, what the danger is, and who helps.
    sources
        What the danger rests on.
    when
        Patterns of words, any of which is enough.
    rows
        Rows of signs; of a row all must be named, and none that stands behind a `!`.
    unless
        Patterns of a question in general, in which it is no wish.
    calm
        Signs of a question about what others do or why, in which it is no wish.
    """

    id: Slug
    title: Text
    text: Text
    sources: tuple[SourceId, ...] = ()
    when: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()


class Refusals(Page):
    """All wishes that are not served, and the signs they speak of.

    Parameters
    ----------
    signs
        Patterns by sign, English and German.
    refusals
        The wishes; of two that a text holds, the first is told.
    """

    signs: dict[str, tuple[str, ...]]
    refusals: tuple[Refusal, ...]

    @model_validator(mode="after")
    def _signs_exist(self) -> Self:
        rows = [row for one in self.refusals for row in (*one.rows, one.calm)]
        named = {sign.removeprefix("!") for row in rows for sign in row}
        if unknown := named ^ set(self.signs):
            raise ValueError(f"signs that are not named or not there: {', '.join(sorted(unknown))}")
        return self


class RiskFactor(Page):
    """A medicine, procedure, age or condition, and the dangers that go with it.

    Parameters
    ----------
    id, title
        Name for machines and for people.
    kind
        `medicine`, `procedure`, `age` or `condition`.
    names
        Other names, among them those that the records use.
    dangers
        Rules of red flags that it owns, most urgent first.
    """

    id: Slug
    title: Text
    kind: Literal["medicine", "procedure", "age", "condition"]
    names: tuple[str, ...] = ()
    dangers: tuple[Slug, ...] = Field(min_length=1)


class Speech(Page):
    """Words by which a report is told from a general question and from a denial.

    Parameters
    ----------
    denials
        Words that deny what follows.
    people
        Words for somebody in particular.
    asking
        First words of a question.
    supposing
        First words of a question about what could be.
    happening
        Words that make even such a question one about what is.
    """

    denials: frozenset[str]
    people: frozenset[str]
    asking: frozenset[str]
    supposing: frozenset[str]
    happening: frozenset[str]

    @property
    def all_words(self) -> frozenset[str]:
        """All of them."""
        return self.denials | self.people | self.asking | self.supposing | self.happening


class German(Page):
    """How to read German.

    Parameters
    ----------
    speech, signs
        As in `RedFlags`.
    dialect, dialect_doubtful
        Words of dialects to standard German; doubtful ones are English words as well.
    phrases, words, stems
        German to English, umlauts spelled out: several words, whole words, and parts of
        compound words.
    """

    speech: Speech
    signs: dict[str, tuple[str, ...]]
    dialect: dict[str, str]
    dialect_doubtful: dict[str, str]
    phrases: dict[str, str]
    words: dict[str, str]
    stems: dict[str, str]


class RedFlags(Page):
    """All rules for free text and the signs they speak of.

    Parameters
    ----------
    speech, signs, rules
        Words of speech, patterns by sign, and the rules, most urgent first.
    bodily
        Beginnings of words for a part of a body, a sign of illness or a treatment.
    """

    speech: Speech
    bodily: frozenset[str] = frozenset()
    signs: dict[str, tuple[str, ...]]
    rules: tuple[RedFlag, ...]

    @model_validator(mode="after")
    def _signs_exist(self) -> Self:
        for rule in self.rules:
            parts = [part for row in (*rule.when, *rule.quiet, rule.always) for part in row]
            named = {name for part in parts for name in part.split(" of ")[-1].split()}
            if unknown := (named | {*rule.unless, *rule.unheard}) - set(self.signs):
                raise ValueError(f"rule {rule.id}: no sign {', '.join(sorted(unknown))}")
        return self


class InterviewQuestion(Page):
    """One question of the interview, answered yes, no or unsure.

    Parameters
    ----------
    id, text
        Name and wording.
    ask_if
        Question that must not have been answered no for this one to make sense.
    unless
        Questions that leave this one out when one of them was answered yes.
    """

    id: Slug
    text: Text
    ask_if: Slug | None = None
    unless: tuple[Slug, ...] = ()


class TriageRule(Page):
    """A reason to act.

    Parameters
    ----------
    id, level, title
        Name, how urgent it is, and what it is about.
    text
        What to do now.
    sources
        What the rule rests on.
    doctors
        Whom to see.
    when
        Rows of questions; a row holds when all of them were answered yes.
    certain
        Whether "unsure" does not count as yes in its rows.
    unresolved
        Questions that open a group: it also holds while one of them was not answered no and a
        question of its group was not answered at all.
    unasked
        Questions about danger: it also holds while one of them was not answered at all.
    """

    id: Slug
    level: Level
    title: Text
    text: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)
    doctors: tuple[str, ...] = ()
    when: tuple[tuple[Slug, ...], ...] = ()
    certain: bool = False
    unresolved: tuple[Slug, ...] = ()
    unasked: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        if not (self.when or self.unresolved or self.unasked):
            raise ValueError(f"rule {self.id} never holds")
        return self


class Triage(Page):
    """The interview and its rules."""

    questions: tuple[InterviewQuestion, ...]
    rules: tuple[TriageRule, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        seen: set[str] = set()
        for question in self.questions:
            for gate in (question.ask_if, *question.unless):
                if gate is not None and gate not in seen:
                    raise ValueError(f"question {question.id}: {gate} is not asked before")
            seen.add(question.id)
        gates = {question.ask_if for question in self.questions if question.ask_if}
        if lost := {name for rule in self.rules for name in rule.unresolved} - gates:
            raise ValueError(f"questions that open nothing: {', '.join(sorted(lost))}")
        if lost := {name for rule in self.rules for name in rule.unasked} - seen:
            raise ValueError(f"questions that nobody asks: {', '.join(sorted(lost))}")
        named = {name for rule in self.rules for row in rule.when for name in row} | gates
        if named != seen:
            raise ValueError(f"rules and questions differ: {', '.join(sorted(named ^ seen))}")
        if () not in {row for rule in self.rules for row in rule.when}:
            raise ValueError("no rule holds without any yes")
        return self
