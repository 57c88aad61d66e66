"""What is said of a copy of results that the records own, in English, by code."""

from collections.abc import Mapping

COPIES: Mapping[str, str] = {
    "copy.outdated": (
        "{folder} is a copy of results in the records, and more was said there about its events"
        " since it was written."
    ),
    "copy.apart": (
        "{folder} is a copy of results in records that are not at hand: whether more was said"
        " there about its events is not known."
    ),
}
"""Why a copy may not say what stands now."""
