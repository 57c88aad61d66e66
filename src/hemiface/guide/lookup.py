"""Find pages by name, with spelling forgiven where a person types it."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

from hemiface.errors import GuideNotFoundError
from hemiface.guide.german_lists import load_german_lists
from hemiface.guide.library import load_owners, load_sources, load_substances, load_topics
from hemiface.guide.rules import RiskFactor
from hemiface.guide.schema import Substance, Topic

ALIKE = 80
"""Least likeness (0..100) of a name to what was typed."""


def cite(ids: Iterable[str]) -> list[dict[str, str]]:
    """Ids with kind, a short label, the full citation and the address to follow."""
    sources = [load_sources()[one] for one in ids]
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "label": one.label,
            "citation": one.citation,
            "link": one.link,
        }
        for one in sources
    ]


def get_topic(slug: str) -> Topic:
    """One topic.

    Raises
    ------
    GuideNotFoundError
        If there is no such topic.
    """
    topics = load_topics()
    if slug not in topics:
        near = process.extractOne(slug, list(topics))
        raise GuideNotFoundError("topic", slug=slug, near=near[0])
    return topics[slug]


def find_owners(name: str) -> tuple[RiskFactor, ...]:
    """Medicines, procedures, ages and conditions of that name or near it.

    Raises
    ------
    GuideNotFoundError
        If nothing has a name like that.
    """
    known = {
        text: one for one in load_owners().values() for text in (one.id, one.title, *one.names)
    }
    found = _find_names(name, known)
    if not found:
        raise GuideNotFoundError("danger", name=name)
    return tuple({known[text].id: known[text] for text in found}.values())


def find_substances(name: str) -> tuple[Substance, ...]:
    """Substances of that name or near it.

    Raises
    ------
    GuideNotFoundError
        If no substance has a name like that.
    """
    german = load_german_lists().substances
    known = {
        text: one
        for one in load_substances()
        for text in (one.name, *one.names, german[one.name].name)
    }
    found = _find_names(name, known)
    if not found:
        raise GuideNotFoundError("substance", name=name)
    return tuple(dict.fromkeys(known[text] for text in found))


def _find_names(name: str, known: Iterable[str]) -> list[str]:
    """Names that are the likest: whoever writes carbamazepine does not mean oxcarbazepine."""
    found = process.extract(
        name,
        list(known),
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=ALIKE,
        limit=None,
    )
    return [text for text, score, _ in found if score == found[0][1]]
