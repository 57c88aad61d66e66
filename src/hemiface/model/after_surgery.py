"""How soon hemifacial spasm goes after decompression, as published; each with its definition.

Shares of one series are not those of another: some count everybody operated, some only those who
became free of spasm in the end.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedCourse:
    """Share of persons without spasm some days after decompression.

    Parameters
    ----------
    name
        Under which the catalogs hold its definition.
    n
        Persons.
    points
        Days after surgery and the share without spasm by then.
    source
        Where it is published.
    """

    name: str
    n: int
    points: tuple[tuple[float, float], ...]
    source: str


PUBLISHED_COURSES: tuple[PublishedCourse, ...] = (
    PublishedCourse(
        "finally_free",
        175,
        (
            (7.0, 0.354),
            (30.4, 0.514),
            (91.3, 0.731),
            (182.6, 0.874),
            (365.2, 0.971),
        ),
        "J Neurol Surg B 2022;83:548-53, 10.1055/s-0041-1740970",
    ),
)
"""Curves with several points; the shares are computed from the counts of the paper."""
