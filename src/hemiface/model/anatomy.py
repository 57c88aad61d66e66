"""Sides, regions and the person's own left and right."""

from enum import StrEnum


class Side(StrEnum):
    """A side of the face, always the person's own."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def opposite(self) -> "Side":
        """The other side."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class Region(StrEnum):
    """A part of one side of the face, from top to bottom."""

    BROW = "brow"
    EYELID = "eyelid"
    CHEEK = "cheek"
    MOUTH = "mouth"
    CHIN = "chin"
