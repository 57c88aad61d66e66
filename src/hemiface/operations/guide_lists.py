"""The lists of the guide: dangers, checked claims, substances, muscles and sources."""

from collections.abc import Iterable, Mapping

from hemiface.guide import lookup
from hemiface.guide.details import load_german_details
from hemiface.guide.german_lists import GermanMuscle, load_german_lists
from hemiface.guide.library import (
    load_claims,
    load_german_answers,
    load_owners,
    load_red_flags,
    load_sources,
    load_substances,
)
from hemiface.guide.register import Claim
from hemiface.guide.rules import Level, RedFlag
from hemiface.guide.schema import Source, SourceKind, Substance
from hemiface.model.muscles import MUSCLES, Muscle
from hemiface.operations.guide_pages import (
    ClaimPage,
    DangerPage,
    MusclePage,
    OwnerPage,
    Place,
    SharedDanger,
    SubstancePage,
    cite_all,
)
from hemiface.operations.permission import open_to_all

STOP_ADVICE = (
    "Never stop or change a prescribed medicine on your own; ask the doctor who gave it. The one "
    "exception: with a rash, blisters, fever or trouble breathing on it, get emergency help now. "
    "A report is not a proof, and none of these is a known cause of hemifacial spasm."
)


@open_to_all
def stop_advice(language: str = "en") -> str:
    """What stands above every list of substances, in `en` or `de`."""
    return load_german_lists().advice if language == "de" else STOP_ADVICE


@open_to_all
def list_dangers(name: str | None = None, language: str = "en") -> tuple[OwnerPage, ...]:
    """The catalog of medicines, procedures, ages and conditions, or those of a name.

    Parameters
    ----------
    name
        Name of one of them, spelling forgiven; None for all.
    language
        `en` or `de`.

    Raises
    ------
    GuideNotFoundError
        If nothing there has a name like that.
    """
    rules = {rule.id: rule for rule in load_red_flags().rules}
    owners = tuple(load_owners().values()) if name is None else lookup.find_owners(name)
    german = load_german_answers().owners if language == "de" else {}
    return tuple(
        OwnerPage(
            owner.id,
            german.get(owner.id, owner.title),
            owner.kind,
            tuple(owner.names),
            tuple(_danger(rules[danger], language) for danger in owner.dangers),
        )
        for owner in owners
    )


@open_to_all
def share_dangers(pages: Iterable[OwnerPage]) -> tuple[SharedDanger, ...]:
    """Every danger once, the most urgent first.

    Parameters
    ----------
    pages
        What owns them.
    """
    dangers: dict[str, DangerPage] = {}
    owners: dict[str, list[str]] = {}
    for page in pages:
        for danger in page.dangers:
            dangers[danger.id] = danger
            owners.setdefault(danger.id, []).append(page.title)
    ordered = sorted(dangers.values(), key=lambda one: Level(one.level).rank)
    return tuple(SharedDanger(one, tuple(owners[one.id])) for one in ordered)


def _danger(rule: RedFlag, language: str) -> DangerPage:
    said = load_german_answers().flags[rule.id] if language == "de" else rule
    return DangerPage(rule.id, rule.level, said.call, said.text, cite_all(rule.sources))


@open_to_all
def list_claims(language: str = "en") -> tuple[ClaimPage, ...]:
    """Every claim of the founding documents with verdict, correction, sources and places.

    The verdict is always the English word; `verdict_words` says it in the language.
    """
    return tuple(_claim(claim, language) for claim in load_claims().claims)


def _claim(claim: Claim, language: str) -> ClaimPage:
    german = load_german_lists() if language == "de" else None
    said = german.claims[claim.id] if german else claim
    return ClaimPage(
        claim.id,
        said.claim,
        claim.verdict,
        german.verdicts[claim.verdict] if german else str(claim.verdict),
        said.correction,
        cite_all(claim.sources),
        tuple(Place(*place) for place in load_claims().places(claim.id)),
    )


@open_to_all
def find_substances(name: str | None = None, language: str = "en") -> tuple[SubstancePage, ...]:
    """Substances reported with twitching, all or those of a name (spelling forgiven).

    Raises
    ------
    GuideNotFoundError
        If no substance has a name like that, English or German.
    """
    found = load_substances() if name is None else lookup.find_substances(name)
    return tuple(_substance(one, language) for one in found)


def _substance(one: Substance, language: str) -> SubstancePage:
    german = language == "de"
    said = load_german_lists().substances[one.name] if german else one
    return SubstancePage(
        said.name,
        tuple(one.names),
        said.reported,
        one.about,
        one.strength,
        load_german_details().strengths[one.strength] if german else one.strength.explanation,
        cite_all(one.sources),
    )


@open_to_all
def list_muscles(language: str = "en") -> tuple[MusclePage, ...]:
    """The muscles of the facial nerve, and the masseter as the one that is not."""
    return tuple(_muscle(one, language) for one in MUSCLES)


def _muscle(one: Muscle, language: str) -> MusclePage:
    german = load_german_lists() if language == "de" else None
    said: Muscle | GermanMuscle = german.muscles[one.name] if german else one
    return MusclePage(
        said.name,
        one.facial_nerve,
        said.function,
        said.spasm,
        one.region,
        one.injected,
        german.injected[one.injected] if german else one.injected.explanation,
        cite_all(one.sources),
    )


@open_to_all
def list_sources() -> tuple[Source, ...]:
    """All publications and pages the guide rests on."""
    return tuple(load_sources().values())


@open_to_all
def source_kinds(language: str = "en") -> Mapping[str, str]:
    """Words for the kinds of sources, in `en` or `de`."""
    return {
        kind: load_german_lists().kinds[kind] if language == "de" else kind for kind in SourceKind
    }
