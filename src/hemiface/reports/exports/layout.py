"""What several formats share: the names of tiers and of signals."""

from collections.abc import Iterator, Sequence

from hemiface.model.anatomy import Side
from hemiface.model.events import Event, EventSide, EventType
from hemiface.model.signals import Series, SignalName, Signals

SIGNAL_UNITS = {name: "mm" if name.value.endswith("_mm") else "n/a" for name in SignalName}
"""Unit of each signal; closure and motion have none."""

HEAD_ROWS = ("head_yaw_deg", "head_pitch_deg", "head_roll_deg")


def tier_name(event: Event) -> str:
    """Tier of an event in annotation programs: ``blink``, ``spasm_left`` and so on."""
    if event.event_type is EventType.BLINK and event.side is EventSide.BOTH:
        return "blink"
    return f"{event.event_type}_{event.side}"


def iter_side_rows(signals: Signals) -> Iterator[tuple[Side, SignalName, Series]]:
    """Every signal of both sides, left before right."""
    for side in Side:
        for name in SignalName:
            yield side, name, signals.side(side).get(name)


def describe_event(event: Event) -> str:
    """Course, regions and twitches of an event in a few words."""
    parts: Sequence[str] = (
        event.pattern.value,
        event.subtype,
        "+".join(event.regions),
        f"{event.n_twitches} twitches" if event.n_twitches else "",
    )
    return " ".join(part for part in parts if part)
