"""The shapes of the guide's content, checked when a page is read."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
UNANSWERED = "unanswered:"
"""Before the name of a subject that no source answers."""

HARMLESS = "harmless"
"""The kind of sayings that must not alarm."""

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


class SourceKind(StrEnum):
    """What kind of publication a source is."""

    GUIDELINE = "guideline"
    LABEL = "label"
    TRIAL = "trial"
    COHORT = "cohort"
    SERIES = "series"
    CASE = "case"
    REVIEW = "review"
    PAGE = "page"

    @property
    def carries(self) -> frozenset[Strength]:
        """Strengths that a statement resting on such a source may claim."""
        return _CARRIES[self]


_CARRIES = {
    SourceKind.GUIDELINE: frozenset({Strength.GUIDELINE, Strength.REFERENCE, Strength.OPINION}),
    SourceKind.LABEL: frozenset({Strength.LABEL, Strength.REFERENCE}),
    SourceKind.TRIAL: frozenset({Strength.TRIAL, Strength.SERIES}),
    SourceKind.COHORT: frozenset({Strength.SERIES}),
    SourceKind.SERIES: frozenset({Strength.SERIES, Strength.REPORTS, Strength.OPINION}),
    SourceKind.CASE: frozenset({Strength.REPORTS, Strength.REFERENCE}),
    SourceKind.REVIEW: frozenset(
        {Strength.REVIEW, Strength.SERIES, Strength.REPORTS, Strength.REFERENCE, Strength.OPINION}
    ),
    SourceKind.PAGE: frozenset({Strength.REFERENCE, Strength.OPINION}),
}

_LINKS = {
    "doi": "https://doi.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
}


class Source(Page):
    """A publication or page the guide rests on.

    Parameters
    ----------
    id
        Short name used by the other pages.
    kind
        What it is; it limits what a statement may claim.
    title, year, publisher
        What to look for; the publisher is the journal, the authority or the maker. The year is
        None where a page shows none.
    identifier
        `doi:`, `pmid:` or `pmc:` and the number, `journal:` with volume and pages, or an address.
    read
        Day on which it was last held against what is said here.
    population
        Whom its numbers are about and on what condition they hold.
    """

    id: SourceId
    kind: SourceKind
    title: Text
    publisher: Text
    identifier: Annotated[
        str, StringConstraints(pattern=r"^(doi:10\.|pmid:\d|pmc:PMC\d|journal:\w|https://)")
    ]
    read: date
    year: int | None = None
    population: str = ""

    @property
    def link(self) -> str:
        """Address to follow; empty where volume and pages are all there is."""
        scheme, _, number = self.identifier.partition(":")
        if scheme == "https":
            return self.identifier
        return _LINKS[scheme].format(number) if scheme in _LINKS else ""

    @property
    def label(self) -> str:
        """A few words for beside a statement; the day it was read where it shows no year."""
        return f"{self.publisher} {self.year or f'(read {self.read})'}"

    @property
    def citation(self) -> str:
        """The whole in one line."""
        where = self.link or self.identifier.partition(":")[2]
        whom = f" ({self.population})" if self.population else ""
        undated = "" if self.year else " [shows no year]"
        return f"{self.title}. {self.label}. {where}{whom}{undated}"


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
    about
        Treatments, ages and conditions of the catalog whose dangers follow the answer.
    subject
        What the topic is about, to be put in the place of "it" in a question that follows.
    """

    slug: Slug
    title: Text
    reviewed: date
    answer: Text
    phrasings: tuple[Text, ...] = Field(min_length=3)
    statements: tuple[Statement, ...] = Field(min_length=1)
    about: tuple[Slug, ...] = ()
    subject: str = ""

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


class Sayings(Page):
    """What people say, by the danger or the wish behind it; and what sounds so and is neither."""

    dangers: dict[Slug, tuple[Text, ...]]
    refusals: dict[Slug, tuple[Text, ...]]
    harmless: tuple[Text, ...]


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
    of_illness
        Those of them that make what is named with them an illness of its own, as in "causes of"
        or "what is".
    """

    concepts: dict[str, tuple[str, ...]]
    parents: dict[str, tuple[str, ...]]
    anchors: tuple[str, ...]
    pointers: tuple[str, ...]
    parts: tuple[str, ...]
    generic: tuple[str, ...]
    of_illness: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        named = {*self.parents, *self.anchors, *self.pointers, *self.parts, *self.generic}
        if unknown := set(self.of_illness) - set(self.generic):
            raise ValueError(f"not generic: {', '.join(sorted(unknown))}")
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
    call
        For a red flag, its signs in one line.
    """

    english: str
    title: Text
    text: Text
    call: str = ""


class GermanAnswers(Page):
    """What the guide says in German, and the words around it."""

    words: dict[str, Text]
    topics: dict[Slug, Translation]
    flags: dict[Slug, Translation]
    refusals: dict[Slug, Translation]
    owners: dict[Slug, Text]


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
