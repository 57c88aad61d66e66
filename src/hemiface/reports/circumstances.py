"""When a recording was filmed, whose it is and what was asked for, in words."""

from collections.abc import Iterable
from datetime import date, datetime

from hemiface.model.analysis import Task
from hemiface.model.circumstances import Circumstances
from hemiface.model.video import VideoInfo
from hemiface.reports.language import Language


def say_filmed(filmed: datetime | date | None, language: Language) -> str:
    """When it was filmed."""
    if filmed is None:
        return language("about.unknown")
    # The clock of the place: whoever was there knows the zone.
    return language("about.filmed", when=language.observed(filmed.isoformat()))


def say_whose(known: Circumstances, video: VideoInfo, language: Language) -> tuple[str, ...]:
    """Whose it is, the task and the visit; the name of the file where nobody said."""
    task = language(f"task.{known.task}") if known.task is not None else ""
    parts = (known.pseudonym or video.name, task, language.word("visit", known.visit))
    return tuple(part for part in parts if part)


def say_asked(tasks: Iterable[Task], language: Language) -> str:
    """What the person was asked to do and for how long; empty where nothing was asked."""
    spent: dict[str, float] = {}
    for task in tasks:
        spent[task.name] = spent.get(task.name, 0.0) + task.duration
    return ", ".join(
        f"{language(f'task.{name}')} {language.quantity(seconds, 's', 0)}"
        for name, seconds in spent.items()
    )
