"""What each measure means, in the reader's language.

English comes from the registry of measures itself; every other language stands in its
catalog under the measure's name. A part that is not yet translated stays English, and a
test asks for it. Sources are cited as they are.
"""

import hashlib
from dataclasses import dataclass

from hemiface.model.measures import MeasureGroup, MeasureInfo, get_measure
from hemiface.reports.language import Language


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """What other people have: the range, and who they were."""

    text: str
    people: str


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """A measure in words.

    Parameters
    ----------
    name, group
        Name and group in the registry.
    title
        Name a reader knows.
    meaning
        What it means, in one plain line.
    exact
        How it is defined, for those who compute with it.
    source
        Where the definition comes from.
    references
        Ranges of other people; empty where none is known.
    reference_note
        What must be known about them, or that there are none.
    """

    name: str
    group: MeasureGroup
    title: str
    meaning: str
    exact: str
    source: str
    references: tuple[ReferenceRange, ...]
    reference_note: str


def define(name: str, language: Language) -> MeasureDefinition:
    """Definition of a measure.

    Raises
    ------
    KeyError
        If no measure has this name.
    """
    info = get_measure(name)

    def say(part: str, english: str) -> str:
        return language.words.get(f"measure.{name}.{part}", english)

    references = tuple(
        ReferenceRange(
            language("range", low=language.quantity(found.low), high=language.quantity(found.high)),
            say(f"people_{place}", found.people),
        )
        for place, found in enumerate(info.references, start=1)
    )
    return MeasureDefinition(
        name=name,
        group=info.group,
        title=say("title", info.title),
        meaning=say("meaning", info.meaning),
        exact=say("definition", info.definition),
        source=language.words.get(f"measure.source.{info.source}", info.source),
        references=references,
        reference_note=say("note", info.reference_note),
    )


def fingerprint(info: MeasureInfo) -> str:
    """Short hash of a measure's English words, kept beside every translation of them."""
    people = "".join(found.people for found in info.references)
    words = f"{info.title}{info.meaning}{info.definition}{info.reference_note}{people}"
    return hashlib.sha256(words.encode()).hexdigest()[:8]
