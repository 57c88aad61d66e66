"""What a person can be asked to do while being filmed."""

from enum import StrEnum


class TaskName(StrEnum):
    """What a person can be asked to do while being filmed."""

    REST = "rest"
    GENTLE_CLOSURE = "gentle_closure"
    FORCED_CLOSURE = "forced_closure"
    BROW_RAISE = "brow_raise"
    SMILE = "smile"
    PUCKER = "pucker"
    TALKING = "talking"
    READING = "reading"
