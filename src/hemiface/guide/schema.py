"""The shapes of the guide's content, checked when a page is read."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^R\d+b?$")]


class Page(BaseModel):
    """Shared rules of all content: frozen, and unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Strength(StrEnum):
    """What kind of evidence a statement rests on, strongest first."""

    REVIEW = "review"
    TRIAL = "trial"
    GUIDELINE = "guideline"
    LABEL = "label"
    SERIES = "series"
    REPORTS = "reports"
    REFERENCE = "reference"
    OPINION = "opinion"
    GAP = "gap"
    SOFTWARE = "software"

    @property
    def explanation(self) -> str:
        """The kind of evidence in plain words."""
        return _EXPLANATIONS[self]

    @property
    def needs_source(self) -> bool:
        """Whether a statement of this strength must name a source."""
        return self not in {Strength.GAP, Strength.SOFTWARE}


_EXPLANATIONS = {
    Strength.REVIEW: "systematic review or pooled series",
    Strength.TRIAL: "controlled trial",
    Strength.GUIDELINE: "guideline or public health advice",
    Strength.LABEL: "official product label",
    Strength.SERIES: "series of patients or comparison of groups",
    Strength.REPORTS: "reports of single patients",
    Strength.REFERENCE: "reference work",
    Strength.OPINION: "opinion of experts",
    Strength.GAP: "no checked source found",
    Strength.SOFTWARE: "about this program",
}


class Source(Page):
    """A publication or page the guide rests on.

    Parameters
    ----------
    id
        Short name used by the other pages.
    citation
        Full citation.
    weak
        Whether it is a secondary page that no fact may rest on alone.
    """

    id: SourceId
    citation: Text
    weak: bool = False


class Statement(Page):
    """One detail of an answer with what it rests on."""

    text: Text
    sources: tuple[SourceId, ...] = ()
    strength: Strength

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.strength.needs_source and not self.sources:
            raise ValueError(f"no source for: {self.text[:60]}")
        return self


class Topic(Page):
    """One question people ask, answered plainly first and in detail after.

    Parameters
    ----------
    slug
        Name of the topic and of its file.
    title
        The question.
    reviewed
        Day on which answer and statements were last held against their sources.
    answer
        The short plain answer; it says no more than the statements do.
    phrasings
        Other ways to ask, for the search.
    statements
        The detail, each with its sources.
    """

    slug: Slug
    title: Text
    reviewed: date
    answer: Text
    phrasings: tuple[Text, ...] = Field(min_length=3)
    statements: tuple[Statement, ...] = Field(min_length=1)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of all sources of the statements, each once, in order of appearance."""
        return tuple(dict.fromkeys(one for s in self.statements for one in s.sources))

    @property
    def text(self) -> str:
        """Answer and statements as plain text."""
        return "\n".join([self.answer, *(f"- {s.text}" for s in self.statements)])


class Subject(Page):
    """A question that people do ask and that no checked source answers."""

    name: Text
    near: tuple[Slug, ...] = Field(min_length=1)
    phrasings: tuple[Text, ...] = Field(min_length=1)


class Lexicon(Page):
    """The words of the field.

    Parameters
    ----------
    concepts
        Name of a meaning and the words or phrases that carry it.
    parents
        Name of a meaning and the wider meanings it implies.
    anchors
        Meanings that make a question one for this guide.
    pointers
        Meanings that may do so when nothing foreign is in the question.
    parts
        Parts of the face; one's own may do so as well.
    generic
        Meanings that can be asked of any illness and so say nothing of which one.
    """

    concepts: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    anchors: tuple[str, ...]
    pointers: tuple[str, ...]
    parts: tuple[str, ...]
    generic: tuple[str, ...]

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        named = {*self.parents, *self.anchors, *self.pointers, *self.parts, *self.generic}
        if unknown := named - set(self.concepts):
            raise ValueError(f"not a concept: {', '.join(sorted(unknown))}")
        return self


class Level(StrEnum):
    """How soon something must happen, most urgent first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
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
    always
        Whether even a general question fires it.
    unless
        Signs that silence it.
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
    always: bool = False
    unless: tuple[str, ...] = ()
    quiet: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, ...], ...] = Field(min_length=1)


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


class RedFlags(Page):
    """All rules for free text and the signs they speak of."""

    speech: Speech
    signs: dict[str, tuple[str, ...]]
    rules: tuple[RedFlag, ...]

    @model_validator(mode="after")
    def _signs_exist(self) -> Self:
        for rule in self.rules:
            parts = [part for row in (*rule.when, *rule.quiet) for part in row]
            named = {name for part in parts for name in part.split(" of ")[-1].split()}
            if unknown := (named | set(rule.unless)) - set(self.signs):
                raise ValueError(f"rule {rule.id}: no sign {', '.join(sorted(unknown))}")
        return self


class Verdict(StrEnum):
    """How a claim stands against the sources."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_SUPPORTED = "not supported"
    WRONG = "wrong"
    UNVERIFIED = "unverified"


class Claim(Page):
    """A factual claim of the founding documents, in the project's own words.

    Parameters
    ----------
    id
        Short name.
    claim
        What is claimed.
    verdict
        How it stands.
    correction
        What is right instead; required unless it is supported.
    sources
        Ids of the sources of the verdict.
    """

    id: Slug
    claim: Text
    verdict: Verdict
    correction: str = ""
    sources: tuple[SourceId, ...] = ()

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if self.verdict is Verdict.SUPPORTED and not self.sources:
            raise ValueError(f"claim {self.id}: supported without a source")
        if self.verdict is not Verdict.SUPPORTED and not self.correction:
            raise ValueError(f"claim {self.id}: no correction")
        return self


class Piece(Page):
    """One sentence or snippet of a document.

    Parameters
    ----------
    hash
        Hash of its normalised text.
    line, number
        Line it stands in, and its number among all pieces; both from 1.
    claims
        Ids of the claims it makes.
    none
        Why it makes none.
    """

    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    line: int = Field(ge=1)
    number: int = Field(ge=1)
    claims: tuple[Slug, ...] = ()
    none: str = ""

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if bool(self.claims) == bool(self.none):
            raise ValueError(f"piece {self.number}: either claims or a reason for none")
        return self


class Document(Page):
    """One founding document, by its pieces."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
    name: Text
    pieces: tuple[Piece, ...]


class ClaimRegister(Page):
    """All claims and the documents that make them."""

    claims: tuple[Claim, ...]
    documents: tuple[Document, ...]

    @model_validator(mode="after")
    def _match(self) -> Self:
        named = {one for d in self.documents for p in d.pieces for one in p.claims}
        if wrong := named ^ {claim.id for claim in self.claims}:
            raise ValueError(f"claims and pieces do not match: {', '.join(sorted(wrong))}")
        return self

    def places(self, claim: str) -> list[tuple[str, int, int]]:
        """Where a claim is made, as (document, line, number of the sentence)."""
        return [
            (document.id, piece.line, piece.number)
            for document in self.documents
            for piece in document.pieces
            if claim in piece.claims
        ]


class Question(Page):
    """One question of the interview, answered yes, no or unsure.

    Parameters
    ----------
    id, text
        Name and wording.
    ask_if
        Question that must not have been answered no for this one to make sense.
    """

    id: Slug
    text: Text
    ask_if: Slug | None = None


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
    """

    id: Slug
    level: Level
    title: Text
    text: Text
    sources: tuple[SourceId, ...] = Field(min_length=1)
    doctors: tuple[str, ...] = ()
    when: tuple[tuple[Slug, ...], ...] = Field(min_length=1)


class Triage(Page):
    """The interview and its rules."""

    questions: tuple[Question, ...]
    rules: tuple[TriageRule, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        seen: set[str] = set()
        for question in self.questions:
            if question.ask_if is not None and question.ask_if not in seen:
                raise ValueError(f"question {question.id}: {question.ask_if} is not asked before")
            seen.add(question.id)
        gates = {question.ask_if for question in self.questions if question.ask_if}
        named = {name for rule in self.rules for row in rule.when for name in row} | gates
        if named != seen:
            raise ValueError(f"rules and questions differ: {', '.join(sorted(named ^ seen))}")
        if () not in {row for rule in self.rules for row in rule.when}:
            raise ValueError("no rule holds without any yes")
        return self


class Substance(Page):
    """A medicine or other substance reported with twitching.

    Parameters
    ----------
    name
        Plain name.
    names
        Other names it is known by.
    reported
        What was reported, in one sentence.
    about
        Where the twitch was: face, eyelid or body.
    strength, sources
        What the report rests on.
    """

    name: Text
    names: tuple[str, ...] = ()
    reported: Text
    about: str
    strength: Strength
    sources: tuple[SourceId, ...] = ()
