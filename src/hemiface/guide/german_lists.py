"""The lists of the guide in German: checked claims, substances, and muscles of the face."""

from functools import cache

from hemiface.guide.library import read_page
from hemiface.guide.schema import Page, Slug, Text


class GermanClaim(Page):
    """A claim and its correction, with the hash of the English they were made from."""

    english: str
    claim: Text
    correction: str = ""


class GermanSubstance(Page):
    """A substance and what is reported of it, with the hash of the English."""

    english: str
    name: Text
    reported: Text


class GermanMuscle(Page):
    """A muscle, what it does and what its spasm looks like, with the hash of the English."""

    english: str
    name: Text
    function: Text
    spasm: Text


class GermanLists(Page):
    """What the lists say in German.

    Parameters
    ----------
    advice
        What stands above the substances.
    claims, substances, muscles
        Rows, by the id or the English name.
    verdicts, injected, kinds
        Words for verdicts, for how often a muscle is injected and for kinds of sources.
    """

    advice: Text
    claims: dict[Slug, GermanClaim]
    substances: dict[str, GermanSubstance]
    muscles: dict[str, GermanMuscle]
    verdicts: dict[str, Text]
    injected: dict[str, Text]
    kinds: dict[str, Text]


@cache
def load_german_lists() -> GermanLists:
    """The lists in German."""
    return read_page("german_lists.toml", GermanLists)
