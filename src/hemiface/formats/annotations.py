"""Events in the files of annotation programs: ELAN, BORIS, and BIDS tables.

A tier (ELAN) or behavior (BORIS) names the type and the side of an event, as in
``spasm_left``; an annotation value or modifier holds the rest, as in
``clonic eyelid+mouth``. What cannot be read as a type of event is left aside and said.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemiface.formats.cells import write_csv
from hemiface.formats.elan import read_elan
from hemiface.formats.event_table import EVENT_COLUMNS, event_cells, read_event
from hemiface.formats.tables import find_delimiter, iter_rows
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Region
from hemiface.model.events import Event, EventPattern, EventSide, EventSource, EventType
from hemiface.model.tasks import TaskName

NOT_KNOWN = "n/a"
"""What BIDS writes where a value is missing."""

_SIDES = {"left": EventSide.LEFT, "l": EventSide.LEFT, "right": EventSide.RIGHT} | {
    "r": EventSide.RIGHT,
    "both": EventSide.BOTH,
    "bilateral": EventSide.BOTH,
}


@dataclass(frozen=True, slots=True)
class Annotations:
    """Events of a file.

    Parameters
    ----------
    events
        In order of time.
    left_aside
        Tiers, behaviors or rows that are no events, as they stand in the file.
    """

    events: tuple[Event, ...]
    left_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """One annotation as an annotation program knows it.

    Parameters
    ----------
    onset, offset
        Seconds.
    name
        Tier or behavior.
    value
        Annotation value or modifiers.
    """

    onset: float
    offset: float
    name: str
    value: str = ""


def parse_annotations(data: bytes, suffix: str) -> Annotations:
    """Read events from the bytes of an annotation program's file.

    Parameters
    ----------
    data
        The file.
    suffix
        Of its name, such as ``.eaf``.

    Raises
    ------
    ValueError
        If it cannot be read or holds no event.
    """
    if suffix.lower() == ".eaf":
        return _gather([Label(*row) for row in read_elan(data)])
    return _read_table(data.decode("utf-8-sig"))


def events_to_bids(events: Iterable[Event], tasks: Iterable[Task] = ()) -> str:
    """Write a BIDS events table: tabs, ``n/a`` for what is missing, ``trial_type``.

    Parameters
    ----------
    events
        What was found.
    tasks
        What was asked: a row each, with its name as ``trial_type``, before what was found in it.
    """
    asked: list[dict[str, str]] = [
        {
            "onset": f"{task.onset:.6g}",
            "duration": f"{task.duration:.6g}",
            "event_type": task.name.value,
            "task": task.name.value,
        }
        for task in tasks
    ]
    found = (event_cells(event) for event in events)
    rows = sorted([*asked, *found], key=lambda row: float(row["onset"]))
    columns = ("onset", "duration", "event_type", *EVENT_COLUMNS[3:])
    head = ("onset", "duration", "trial_type", *EVENT_COLUMNS[3:])
    cells = ([row.get(name) or NOT_KNOWN for name in columns] for row in rows)
    return write_csv(head, cells, delimiter="\t")


def events_to_boris(events: Iterable[Event], video: str = "") -> str:
    """Write BORIS's table of aggregated events, all as state events."""
    columns = ["Observation id", "Media file name", "Subject", "Behavior", "Modifiers"]
    columns += ["Behavior type", "Start (s)", "Stop (s)", "Duration (s)"]
    rows = []
    for event in events:
        label = name_event(event)
        times = (f"{x:.3f}" for x in (label.onset, label.offset, event.duration))
        same = (video or "hemiface", video, "person", label.name, label.value, "STATE")
        rows.append((*same, *times))
    return write_csv(columns, rows)


def interpret_label(label: Label) -> Event | None:
    """Event that an annotation means, None where its words name no type of event.

    Without a side in its words a blink is of both eyes; anything else needs one.
    """
    values = re.findall(r"[a-z_]+", label.value.lower())
    words = [*re.findall(r"[a-z]+", label.name.lower()), *values]
    kind = next((EventType(word) for word in words if word in set(EventType)), None)
    side = next((_SIDES[word] for word in words if word in _SIDES), None)
    if kind is EventType.BLINK and side is None:
        side = EventSide.BOTH
    if kind is None or side is None or label.offset < label.onset:
        return None
    patterns = {pattern.value: pattern for pattern in EventPattern if pattern}
    known = {*EventType, *_SIDES, *patterns, *Region}
    return Event(
        onset=label.onset,
        duration=label.offset - label.onset,
        event_type=kind,
        side=side,
        pattern=next((patterns[w] for w in words if w in patterns), EventPattern.NONE),
        subtype=next((word for word in values if word not in known), ""),
        regions=tuple(region for region in Region if region in words),
        source=EventSource.ANNOTATED,
    )


def name_event(event: Event) -> Label:
    """Annotation that names an event so that it can be read back."""
    words = [event.pattern.value, event.subtype, "+".join(event.regions)]
    return Label(
        event.onset,
        event.offset,
        f"{event.event_type}_{event.side}",
        " ".join(word for word in words if word),
    )


def _gather(labels: Sequence[Label]) -> Annotations:
    """Events of all annotations, and what was left aside.

    Raises
    ------
    ValueError
        If there were annotations but none of them is an event.
    """
    pairs = [(label, interpret_label(label)) for label in labels]
    events = [event for _, event in pairs if event is not None]
    aside = dict.fromkeys(label.name for label, event in pairs if event is None)
    if labels and not events:
        raise ValueError(f"none of its {len(labels)} annotations names an event")
    return Annotations(_sort(events), tuple(aside))


def _sort(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events in order of time."""
    return tuple(sorted(events, key=lambda e: (e.onset, e.event_type, e.side)))


def _read_table(text: str) -> Annotations:
    """Read hemiface's, BIDS's or BORIS's table, told apart by their columns."""
    numbered = list(iter_rows(text, delimiter=find_delimiter(text)))
    rows = [row for _, row in numbered]
    columns = set(rows[0]) if rows else set()
    if "Behavior" in columns:
        return _gather(_read_boris(rows))
    kind = next((name for name in ("event_type", "trial_type") if name in columns), None)
    if kind is None or not {"onset", "duration"} <= columns:
        raise ValueError("it has none of the columns of a table of events")
    asked = {row[kind]: None for row in rows if row[kind] in set(TaskName)}
    events = []
    for line, row in numbered:
        if row[kind] not in asked:
            cells = row | {"event_type": row[kind]}
            known = {name: cell for name, cell in cells.items() if cell != NOT_KNOWN}
            events.append(read_event(known, line))
    return Annotations(_sort(events), tuple(asked))


def _read_boris(rows: Sequence[dict[str, str]]) -> list[Label]:
    """Annotations of BORIS's aggregated events, or of its single START and STOP rows.

    Raises
    ------
    ValueError
        If a state starts or stops twice.
    """
    if rows and "Start (s)" in rows[0]:
        return [
            Label(
                float(row["Start (s)"]),
                float(_known(row.get("Stop (s)")) or row["Start (s)"]),
                row["Behavior"],
                _modifiers(row),
            )
            for row in rows
        ]
    labels: list[Label] = []
    running: dict[str, float] = {}
    for row in rows:
        moment = float(row["Time"])
        behavior, kind = row["Behavior"], (row.get("Behavior type") or row.get("Status") or "")
        if kind.upper() == "POINT":
            labels.append(Label(moment, moment, behavior, _modifiers(row)))
        elif (kind.upper() == "START") == (behavior in running):
            raise ValueError(f"{behavior} starts or stops twice, at {moment:g} s")
        elif kind.upper() == "START":
            running[behavior] = moment
        else:
            labels.append(Label(running.pop(behavior), moment, behavior, _modifiers(row)))
    if running:
        raise ValueError(f"{next(iter(running))} starts and never stops")
    return labels


def _known(cell: str | None) -> str:
    """What a cell of BORIS says; it writes NA where a point event has nothing to say."""
    return "" if cell is None or cell.strip().upper() == "NA" else cell


def _modifiers(row: dict[str, str]) -> str:
    """All modifiers of a row; BORIS has one column, or one for each set."""
    names = [name for name in row if name and name.lower().startswith("modifier")]
    return " ".join(row[name] or "" for name in names)
