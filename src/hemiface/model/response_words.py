"""Why nothing is said of what injections do, in sentences."""

from collections.abc import Mapping

RESPONSE: Mapping[str, str] = {
    "response.few_entries": "There are too few entries to tell an effect from chance.",
    "response.nothing_kept": (
        "Neither a diary nor a measured video tells how bad it was. Four entries of a diary begin"
        " it."
    ),
    "response.no_effect": "No effect of the injections can be told from chance.",
    "response.not_followed": (
        "No earlier injection was followed until its effect had gone, and nothing is known of"
        " others in these records."
    ),
    "response.failed_last": (
        "The last injection did less than half of what was to be expected, so that there is no"
        " effect whose end could be foretold."
    ),
    "response.failed_row": (
        "The last {n:.0f} injections that can be judged did less than half of what was to be"
        " expected, so that there is no effect whose end could be foretold."
    ),
    "response.new_product": (
        "The last injection was {product}, which was not given before: what other products did"
        " says little of it."
    ),
    "response.doubtful_units": (
        "The {units:g} units of {day} are more than any vial of the product holds. Correct them"
        " first."
    ),
    "response.little_before": (
        "Too little: entries before the return {n:.0f}, needed {needed:.0f}."
    ),
    "response.little_after": "Too little: entries after the return {n:.0f}, needed {needed:.0f}.",
}
"""Why nothing is said of what injections do."""
