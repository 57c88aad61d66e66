"""With which code a command ends: one rule, and one entry for every leaf of the errors.

The question is what somebody has to change: what was given (2, 3 and 4 for a video), nothing but
the time, the place or the machine (1), or hemiface itself (70).
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from hemiface.errors import HemifaceError


class Exit(IntEnum):
    """Code of a process that ended."""

    DONE = 0
    NOT_DONE = 1
    INPUT = 2
    VIDEO = 3
    FACE = 4
    SOME_FAILED = 5
    FAULT = 70
    INTERRUPTED = 130


MEANINGS: Mapping[Exit, str] = MappingProxyType(
    {
        Exit.DONE: "done",
        Exit.NOT_DONE: "what was given fits, but it could not be done here and now: "
        "not allowed, not installed, damaged, in use, already there",
        Exit.INPUT: "what was given does not fit, or is not there: "
        "an option, a name, a value, a file, a folder of results",
        Exit.VIDEO: "a video, or any video in a folder, is not there or cannot be read",
        Exit.FACE: "no face, or too poor to measure",
        Exit.SOME_FAILED: "some of several files or endpoints failed; the others are done",
        Exit.FAULT: "a fault of hemiface",
        Exit.INTERRUPTED: "stopped by the user",
    }
)
"""What each code says."""

EXITS: Mapping[str, Exit] = MappingProxyType(
    {
        "access.denied": Exit.NOT_DONE,
        "access.sign_in": Exit.NOT_DONE,
        "access.too_many": Exit.NOT_DONE,
        "accounts.invalid": Exit.INPUT,
        "accounts.not_found": Exit.INPUT,
        "accounts.passkey": Exit.NOT_DONE,
        "forbidden": Exit.NOT_DONE,
        "forbidden/no_place": Exit.INPUT,
        "video.not_found": Exit.VIDEO,
        "video.unreadable": Exit.VIDEO,
        "video.too_large": Exit.VIDEO,
        "landmarks.model_file": Exit.NOT_DONE,
        "landmarks.no_face": Exit.FACE,
        "landmarks.too_poor": Exit.FACE,
        "settings.invalid": Exit.INPUT,
        "settings.invalid/listen": Exit.NOT_DONE,
        "settings.invalid/no_edfio": Exit.NOT_DONE,
        "settings.invalid/no_network": Exit.NOT_DONE,
        "settings.invalid/no_web": Exit.NOT_DONE,
        "settings.invalid/copy_behind": Exit.NOT_DONE,
        "settings.invalid/nothing_to_redo": Exit.NOT_DONE,
        "settings.invalid/nothing_to_undo": Exit.NOT_DONE,
        "records.not_found": Exit.INPUT,
        "records.conflict": Exit.NOT_DONE,
        "records.invalid": Exit.INPUT,
        "records.invalid/no_folder": Exit.VIDEO,
        "records.invalid/no_video": Exit.VIDEO,
        "records.locked": Exit.NOT_DONE,
        "records.safety": Exit.NOT_DONE,
        "records.storage": Exit.NOT_DONE,
        "records.storage/database": Exit.INPUT,
        "records.storage/files": Exit.INPUT,
        "records.storage/queue": Exit.INPUT,
        "records.storage/queue_absent": Exit.INPUT,
        "reports.not_found": Exit.INPUT,
        "reports.not_found/no_certificate": Exit.NOT_DONE,
        "reports.no_measure": Exit.INPUT,
        "reports.no_extra": Exit.NOT_DONE,
        "reports.not_writable": Exit.NOT_DONE,
        "studies.invalid": Exit.INPUT,
        "studies.invalid/file_there": Exit.NOT_DONE,
        "studies.invalid/history_altered": Exit.NOT_DONE,
        "studies.invalid/not_installed": Exit.NOT_DONE,
        "jobs/batch_at_work": Exit.NOT_DONE,
        "jobs/fault": Exit.FAULT,
        "jobs/unexpected": Exit.FAULT,
        "jobs.not_found": Exit.INPUT,
        "jobs.upload_invalid": Exit.INPUT,
        "jobs.upload_offset": Exit.INPUT,
        "jobs.upload_large": Exit.INPUT,
        "jobs.worker_stopped": Exit.NOT_DONE,
        "jobs.some_failed": Exit.SOME_FAILED,
        "guide.content": Exit.NOT_DONE,
        "guide.answer": Exit.INPUT,
        "guide.answer/country_unkept": Exit.NOT_DONE,
        "guide.not_found": Exit.INPUT,
    }
)
"""Code of the process by code of the error; by code and case where a case differs from the rest."""


def exit_code(error: HemifaceError) -> Exit:
    """Code with which a command ends that an error stopped."""
    return EXITS.get(error.key) or EXITS.get(error.code, Exit.NOT_DONE)
