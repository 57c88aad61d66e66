"""What stands out several times, told once with its days."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from hemiface.model.messages import Message
from hemiface.model.treatments import Alert, AlertLevel

URGENCY = (AlertLevel.EMERGENCY, AlertLevel.WARNING, AlertLevel.NOTE)
INTERVALS = {"alert.interval_short", "alert.interval_day", "alert.interval_none"}


def merge_alerts(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Alerts that differ in their day alone as one, the most urgent first.

    Sessions that came early are told together, with the days between.

    Parameters
    ----------
    alerts
        In the order in which they are to stand.
    """
    groups: dict[Hashable, list[Alert]] = {}
    for alert in alerts:
        groups.setdefault(_what_it_says(alert), []).append(alert)
    merged = [_merge(group) for group in groups.values()]
    return tuple(sorted(merged, key=lambda one: URGENCY.index(one.level)))


def _what_it_says(alert: Alert) -> Hashable:
    if alert.message.code in INTERVALS:
        return "interval"
    values = sorted((name, str(one)) for name, one in alert.message.values.items() if name != "day")
    return (alert.code, alert.level, alert.source, alert.message.code, *values)


def _merge(group: Sequence[Alert]) -> Alert:
    first = group[0]
    if len(group) == 1:
        return first
    days = [str(one.message.values["day"]) for one in group]
    if first.message.code in INTERVALS:
        gaps = ", ".join(str(one.message.values["days"]) for one in group)
        values: dict[str, float | str] = {"day": ", ".join(days), "gaps": gaps}
        return replace(first, message=Message("alert.intervals_short", values))
    told = {**first.message.values, "day": ", ".join(sorted(set(days)))}
    return replace(first, message=Message(first.message.code, told))
