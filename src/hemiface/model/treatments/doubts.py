"""What in a treatment may be a slip of the pen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DoubtName(StrEnum):
    """Why an entry is asked about again."""

    OTHER_SIDE = "other_side"
    FAR_BEYOND = "far_beyond"
    PUBLISHED = "published"
    PUBLISHED_FACE = "published_face"
    PER_SITE = "per_site"
    MANY_SITES = "many_sites"
    SAME_DAY = "same_day"
    LONG_AGO = "long_ago"
    SURGERY_SIDE = "surgery_side"
    DAILY_DOSE = "daily_dose"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may be a slip of the pen, with what it speaks of."""

    name: DoubtName
    values: Mapping[str, float | str] = field(default_factory=dict)
