"""Which side of a person is affected: what is written down, else what recordings show."""

from collections import Counter
from collections.abc import Iterable

from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide
from hemiface.model.events import EventSide
from hemiface.model.record import Entry, Person, StoredAnalysis
from hemiface.records.transaction import Transaction


def choose_side(said: EventSide | None, shown: Iterable[AffectedSide]) -> Side | None:
    """The one affected side; None where it is both, or not known.

    Parameters
    ----------
    said
        What is written down of the person.
    shown
        What each recording shows; counts where nothing is written down.
    """
    if said is not None:
        return None if said is EventSide.BOTH else Side(said.value)
    counts = Counter(shown)
    left, right = counts[AffectedSide.LEFT], counts[AffectedSide.RIGHT]
    if counts[AffectedSide.BOTH] or left == right:
        return None
    return Side.LEFT if left > right else Side.RIGHT


def find_side(work: Transaction, person: Entry[Person]) -> Side | None:
    """The one affected side of a person, by what the recordings show as they were measured."""
    analyses = {one.value.recording_id: one.value for one in work.list(StoredAnalysis, person.id)}
    known = set(AffectedSide)
    shown = (
        str(one.summary.get("affected_side"))
        for recording, one in analyses.items()
        if recording not in work.unrated
    )
    return choose_side(person.value.side, (AffectedSide(one) for one in shown if one in known))
