"""What somebody in a browser can do about an error."""

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    "video.unreadable": "Choose another file, or save it as MP4 first.",
    "video.too_large": "Make a copy with a smaller picture.",
    "landmarks.no_face": "Film the whole face from the front, in good light.",
    "landmarks.too_poor": "The guide says how to film.",
    "records.not_found": "Look at the list of people.",
    "records.conflict": "Look at it again: it is there already, or somebody changed it.",
    "records.invalid": "Correct the field and send it again.",
    "records.locked": "Unlock them under Settings, Encryption.",
    "records.storage": "Check free space and permissions of the folder of the records.",
    "jobs.worker_stopped": "Try again; most often memory ran out.",
    "guide.not_found": "Look at the list of topics.",
}
"""What somebody in a browser can do about an error that brings no hint of its own."""


def hint_of(code: str, hint: str) -> str:
    """What somebody in a browser can do about an error."""
    return hint or HINTS.get(code, "")
