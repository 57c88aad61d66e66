"""When a recording was filmed and whose it is, in words."""

from datetime import date, datetime

from hemiface.model.circumstances import Circumstances
from hemiface.model.video import VideoInfo
from hemiface.reports.language import Language


def say_filmed(filmed: datetime | date | None, language: Language) -> str:
    """When it was filmed."""
    if filmed is None:
        return language("about.unknown")
    if isinstance(filmed, datetime):
        # The clock of the place: whoever was there knows the zone.
        return language("about.filmed", when=language.observed(filmed.isoformat()))
    return language("about.filmed", when=language.day(filmed))


def say_whose(known: Circumstances, video: VideoInfo, language: Language) -> tuple[str, ...]:
    """Whose it is, the task and the visit; the name of the file where nobody said."""
    task = language(f"task.{known.task}") if known.task is not None else ""
    parts = (known.pseudonym or video.name, task, known.visit)
    return tuple(part for part in parts if part)
