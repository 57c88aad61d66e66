"""What the guide says, as frozen values with their sources spelled out."""

from collections.abc import Iterable
from dataclasses import dataclass

from hemiface.guide.lookup import cite


@dataclass(frozen=True, slots=True)
class Citation:
    """A source: its id, its kind, a short label, the full citation and the address to follow."""

    id: str
    kind: str
    label: str
    citation: str
    link: str


@dataclass(frozen=True, slots=True)
class DangerPage:
    """What to call about, and how urgent it is."""

    id: str
    level: str
    call: str
    text: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """A medicine, procedure, age or condition with its dangers."""

    id: str
    title: str
    kind: str
    names: tuple[str, ...]
    dangers: tuple[DangerPage, ...]


@dataclass(frozen=True, slots=True)
class SharedDanger:
    """A danger once, with the titles of all that own it."""

    danger: DangerPage
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementPage:
    """One detail of an answer, with what it rests on."""

    text: str
    strength: str
    evidence: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A question that people ask, answered plainly and in detail."""

    topic: str
    title: str
    reviewed: str
    answer: str
    call: tuple[str, ...]
    statements: tuple[StatementPage, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a claim is made: document, line and number of the sentence."""

    document: str
    line: int
    sentence: int


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim of the founding documents, and what is true of it.

    ``verdict`` is the English word whatever the language, ``verdict_words`` says it.
    """

    id: str
    claim: str
    verdict: str
    verdict_words: str
    correction: str
    sources: tuple[Citation, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SubstancePage:
    """A substance reported with twitching."""

    name: str
    names: tuple[str, ...]
    reported: str
    about: str
    strength: str
    evidence: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class MusclePage:
    """A muscle of the face."""

    name: str
    facial_nerve: bool
    function: str
    spasm: str
    region: str | None
    injected: str
    injected_note: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """A rule of the check that holds."""

    id: str
    level: str
    title: str
    text: str
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What should happen now, why, and what was not answered.

    Parameters
    ----------
    level, headline
        How soon.
    text, advice
        What to do, with the crisis lines where they are called for, and without them.
    doctors
        Whom to see.
    reasons
        What it rests on.
    not_known
        Questions that were not answered.
    """

    level: str
    headline: str
    text: str
    advice: str
    doctors: tuple[str, ...]
    reasons: tuple[ReasonPage, ...]
    not_known: tuple[str, ...]


def cite_all(ids: Iterable[str]) -> tuple[Citation, ...]:
    """The sources of the given ids."""
    return tuple(Citation(**source) for source in cite(ids))
