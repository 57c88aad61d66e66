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


class Translation(Page):
    """A title and its text in another language.

    Parameters
    ----------
    english
        Hash of the English it was made from.
    title, text
        The same in the other language.
    """

    english: str
    title: Text
    text: Text


class GermanAnswers(Page):
    """Short answers of topics, warnings of red flags and the words around them, in German."""

    words: dict[str, Text]
    topics: dict[Slug, Translation]
    flags: dict[Slug, Translation]


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
