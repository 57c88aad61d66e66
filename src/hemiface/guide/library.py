"""Read the guide's pages; each is parsed and checked once, at its first use."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from hemiface.errors import GuideContentError
from hemiface.guide.register import ClaimRegister
from hemiface.guide.rules import German, RedFlags, Refusal, Refusals, RiskFactor, Triage
from hemiface.guide.schema import (
    HARMLESS,
    GermanAnswers,
    Lexicon,
    Sayings,
    Source,
    Statement,
    Subject,
    Substance,
    Topic,
)

Shape = TypeVar("Shape")


def read_page(name: str, shape: type[Shape], **extra: str) -> Shape:
    """Read one TOML page of the content folder as the given shape.

    Parameters
    ----------
    name
        Path below `guide/content`.
    shape
        Pydantic model the page must fit.
    extra
        Fields that are not in the file itself, such as a name taken from the path.

    Raises
    ------
    GuideContentError
        If the page is missing, is not TOML or does not fit the shape.
    """
    try:
        text = (files("hemiface.guide") / "content" / name).read_text(encoding="utf-8")
        data: dict[str, Any] = tomllib.loads(text) | extra
        return TypeAdapter(shape).validate_python(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GuideContentError("page", page=name, reason=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise GuideContentError(
            "page_place", page=name, place=place, reason=first["msg"]
        ) from error


def check_sources(page: str, named: tuple[str, ...]) -> None:
    """Refuse a page that rests on an unknown source.

    Raises
    ------
    GuideContentError
        If one of the ids is not listed.
    """
    if bad := [one for one in named if one not in load_sources()]:
        raise GuideContentError("source", page=page, names=", ".join(bad))


def check_statements(page: str, statements: tuple[Statement, ...]) -> None:
    """Refuse a statement that claims more than what it rests on can carry.

    Raises
    ------
    GuideContentError
        If a source is not listed, or none of the sources carries the strength claimed.
    """
    for one in statements:
        check_sources(page, one.sources)
        kinds = {load_sources()[name].kind for name in one.sources}
        if one.sources and not any(one.strength in kind.carries for kind in kinds):
            raise GuideContentError(
                "weak_source",
                page=page,
                strength=one.strength,
                names=", ".join(sorted(kinds)),
                text=one.text[:60],
            )


@cache
def load_sources() -> dict[str, Source]:
    """All sources by id."""
    pages = read_page("sources.toml", dict[str, tuple[Source, ...]])
    return {source.id: source for source in pages["sources"]}


@cache
def load_topics() -> dict[str, Topic]:
    """All topics by slug, in alphabetical order."""
    folder = files("hemiface.guide") / "content" / "topics"
    slugs = sorted(p.name.removesuffix(".toml") for p in folder.iterdir())
    topics = {slug: read_page(f"topics/{slug}.toml", Topic, slug=slug) for slug in slugs}
    for slug, topic in topics.items():
        check_statements(slug, topic.statements)
    return topics


@cache
def read_topic(slug: str) -> Topic:
    """One topic, without reading the others."""
    return read_page(f"topics/{slug}.toml", Topic, slug=slug)


@cache
def load_subjects() -> tuple[Subject, ...]:
    """Questions without a sourced answer."""
    subjects = read_page("unanswered.toml", dict[str, tuple[Subject, ...]])["subjects"]
    topics = load_topics()
    if missing := {slug for s in subjects for slug in s.near} - set(topics):
        raise GuideContentError("topics_missing", names=", ".join(sorted(missing)))
    return subjects


@cache
def load_lexicon() -> Lexicon:
    """The words of the field."""
    return read_page("lexicon.toml", Lexicon)


@cache
def load_common_words() -> frozenset[str]:
    """Words of everyday language that say nothing about the subject of a question."""
    path = files("hemiface.guide") / "content" / "common_words.txt"
    return frozenset(path.read_text(encoding="utf-8").split())


@cache
def load_refusal_page() -> Refusals:
    """Wishes that the guide does not serve, and the signs they speak of."""
    page = read_page("refusals.toml", Refusals)
    for one in page.refusals:
        check_sources(f"refusals.toml: {one.id}", one.sources)
    return page


@cache
def load_refusals() -> dict[str, Refusal]:
    """Wishes that the guide does not serve, by id."""
    return {one.id: one for one in load_refusal_page().refusals}


@cache
def load_owners() -> dict[str, RiskFactor]:
    """The catalog of medicines, procedures, ages and conditions, by id.

    Raises
    ------
    GuideContentError
        If one owns a danger that has no rule.
    """
    owners = read_page("catalog.toml", dict[str, tuple[RiskFactor, ...]])["owners"]
    rules = {rule.id for rule in load_red_flags().rules}
    if missing := {danger for one in owners for danger in one.dangers} - rules:
        raise GuideContentError("rules_missing", names=", ".join(sorted(missing)))
    return {one.id: one for one in owners}


@cache
def load_sayings() -> dict[str, tuple[str, ...]]:
    """What people say: texts by danger, by refusal, and `harmless`."""
    page = read_page("sayings.toml", Sayings)
    return {**page.dangers, **page.refusals, HARMLESS: page.harmless}


@cache
def load_red_flags() -> RedFlags:
    """Rules for red flags in free text."""
    flags = read_page("red_flags.toml", RedFlags)
    for rule in flags.rules:
        check_sources(f"red_flags.toml: {rule.id}", rule.sources)
    return flags


@cache
def load_german() -> German:
    """How to read German."""
    return read_page("german.toml", German)


@cache
def load_german_phrasings() -> dict[str, tuple[str, ...]]:
    """How people ask in German, by topic.

    Raises
    ------
    GuideContentError
        If one asks for a topic that is not there.
    """
    phrasings = read_page("german_phrasings.toml", dict[str, tuple[str, ...]])
    if missing := set(phrasings) - set(load_topics()):
        raise GuideContentError("topics_missing", names=", ".join(sorted(missing)))
    return phrasings


@cache
def load_german_answers() -> GermanAnswers:
    """What the guide says in German."""
    return read_page("german_answers.toml", GermanAnswers)


@cache
def load_claims() -> ClaimRegister:
    """The claims of the founding documents with their verdicts."""
    register = read_page("claims.toml", ClaimRegister)
    for claim in register.claims:
        check_sources(f"claims.toml: {claim.id}", claim.sources)
    return register


@cache
def load_triage() -> Triage:
    """The interview and its rules."""
    triage = read_page("triage.toml", Triage)
    for rule in triage.rules:
        check_sources(f"triage.toml: {rule.id}", rule.sources)
    return triage


@cache
def load_substances() -> tuple[Substance, ...]:
    """Substances reported with twitching."""
    substances = read_page("substances.toml", dict[str, tuple[Substance, ...]])["substances"]
    for substance in substances:
        check_sources(f"substances.toml: {substance.name}", substance.sources)
    return substances
