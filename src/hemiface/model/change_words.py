"""What is said of two recordings beside each other, in English, by code."""

from collections.abc import Mapping

COMPARISON: Mapping[str, str] = {
    "comparison.verdict.better": "Spasms: better.",
    "comparison.verdict.worse": "Spasms: worse.",
    "comparison.verdict.different": (
        "Spasms differ: the rate and the time in spasm go opposite ways."
    ),
    "comparison.verdict.no_change": "Spasms: no change that the video can show.",
    "comparison.verdict.not_comparable": "The spasms of these recordings cannot be compared.",
    "comparison.note.method": (
        "They were measured by different versions of the method; analyze both again."
    ),
    "comparison.note.events": (
        "Events were found by different versions of the method; reassess both."
    ),
    "comparison.note.settings": "They were measured with different settings.",
    "comparison.note.sides": (
        "They show different sides: is it one person, and was one of them mirrored?"
    ),
    "comparison.note.people": "The faces have other proportions: they may be two people.",
    "comparison.note.rates": (
        "Their frame rates differ; speeds and short twitches are not comparable."
    ),
    "comparison.note.tasks": "Different tasks were asked; compare like with like.",
    "comparison.note.short": "One of them has less than half a minute that could be measured.",
}
"""The verdict on the spasms, and what makes two recordings hard to compare."""
