"""Events as files of annotation programs, as a rater would hand them in."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hemiface.formats.annotations import events_to_bids, events_to_boris, name_event
from hemiface.formats.elan import spread_tiers, write_elan
from hemiface.formats.event_table import events_to_csv
from hemiface.model.events import Event

WRITERS: Mapping[str, Callable[[Sequence[Event]], str]] = {
    ".tsv": events_to_bids,
    ".boris.csv": events_to_boris,
    ".csv": events_to_csv,
}


def write_annotations(events: Sequence[Event], path: Path) -> None:
    """Write events; the suffix says for which program."""
    if path.suffix == ".eaf":
        labels = [name_event(event) for event in sorted(events, key=lambda e: e.onset)]
        rows = spread_tiers([(x.onset, x.offset, x.name, x.value) for x in labels])
        path.write_bytes(write_elan(rows, "visit.mp4"))
        return
    write = next(write for suffix, write in WRITERS.items() if path.name.endswith(suffix))
    path.write_text(write(events), encoding="utf-8")
