"""What the events and signals of a recording say for and against each resemblance."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import betaincc

from hemiface.assessment.bouts import confidence_of, weigh_bout
from hemiface.assessment.observed import Observed, ObservedSide
from hemiface.assessment.triggers import CLOSURE_LOCKED, MOUTH_LOCKED_MM
from hemiface.model.anatomy import Side
from hemiface.model.definitions import (
    WITH_SMILE_ONCE,
    could_be_unanswered,
    could_be_wink,
    is_grouped,
    is_weak_in,
    reaches_mouth,
)
from hemiface.model.events import EventSide, EventType
from hemiface.model.quality import Quality, Severity, length_weight

IN_TURN = 0.4
"""Evidence of the other side, over this one's, from which both sides take turns."""

_UNSEEN = 1
"""Bouts that speak against what is seen, beside those that were: one alone shows no habit."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Numbers on which the rules rest; 0 where there is nothing.

    Parameters
    ----------
    side
        Side with more of the one-sided evidence.
    valid_s
        Uncommanded time in which both eyes were seen.
    length
        How far that time suffices, 0..1, by the one rule for it.
    bouts
        One-sided spasm bouts on that side that follow no other movement.
    left_bouts, right_bouts
        How many there are on each side.
    contractions
        One-sided spasms and closures of either side, also those that follow a movement.
    excess_bouts
        The same as `bouts`, each counted by how telling it is, less the events that a face without
        spasm raises by mistake.
    bouts_seen
        0..1, how far there is anything beyond such mistakes.
    few_bouts
        1 for a single bout, 0 from three on.
    side_certainty
        Probability that most of the one-sided evidence belongs to that side.
    alternation
        One-sided evidence of the other side over that of this side.
    nonconjugate
        How unlike the two eyes close in these bouts, 0..1.
    grouped_share, mouth_share
        Share of these bouts with repeated or long contractions, and with mouth or chin.
    brow_lifts
        Bouts in which the brow rose while the same eye closed.
    wink_share
        Share of them that a deliberate wink could be.
    unshared_share
        Share of them that could be blinks which the other lid left out: 0 where both lids were
        seen to close together at any time.
    two_sided_bouts
        Bouts of both sides together.
    two_sided_weight, two_sided_share, two_sided_conjugacy
        The same, each counted by its confidence, their share of all bouts, and how alike the
        eyes are in them; both as if one more had been seen that speaks against it, for one bout
        names no recording.
    flutter_percent, flutter_certainty
        Time with flutter of one lid, and how far it is that lid alone.
    locked_count, locked_share, locked_excess
        Triggers followed by the other half of one side, their share, and how much larger
        the mean effect is than its least size; of the side with more.
    weak_blinks, weak_share
        Blinks that one lid did not answer or answered weakly, and their share of all blinks;
        of the side with more.
    smile_closures
        Closures of one eye with the only smile or pucker; of the side with more.
    locked_side, flutter_side, weak_side, smile_side
        Side of each.
    serious_flaws
        Serious flaws of the recording.
    """

    side: Side
    valid_s: float
    length: float
    bouts: float
    left_bouts: float
    right_bouts: float
    contractions: float
    excess_bouts: float
    bouts_seen: float
    few_bouts: float
    side_certainty: float
    alternation: float
    nonconjugate: float
    grouped_share: float
    mouth_share: float
    brow_lifts: float
    wink_share: float
    unshared_share: float
    two_sided_bouts: float
    two_sided_weight: float
    two_sided_share: float
    two_sided_conjugacy: float
    flutter_percent: float
    flutter_certainty: float
    flutter_side: Side
    locked_count: float
    locked_share: float
    locked_excess: float
    locked_side: Side
    weak_blinks: float
    weak_share: float
    weak_side: Side
    smile_closures: float
    smile_side: Side
    serious_flaws: float

    def get(self, name: str) -> float:
        """Number of the given name.

        Raises
        ------
        KeyError
            If there is no such number.
        """
        if name not in NUMBERS:
            raise KeyError(name)
        return float(getattr(self, name))

    def words(self) -> dict[str, float | str]:
        """Every number and side, for the places of a sentence."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.value if isinstance(value, Side) else float(value)
            for name, value in values.items()
        }


NUMBERS = frozenset(field.name for field in fields(Evidence) if field.type is float)
"""Names of the numbers that a rule may ask for."""


def collect_evidence(free: Observed, whole: Observed, quality: Quality) -> Evidence:
    """Numbers on which the rules rest.

    Parameters
    ----------
    free
        Time in which nobody asked for a movement.
    whole
        All time: an asked smile shows synkinesis as well as any other.
    quality
        How far the recording can be trusted.
    """
    seconds = free.view.seconds(free.watched)
    lone = {side: free.side(side).independent for side in Side}
    strength = {side: sum(weigh_bout(bout) for bout in lone[side]) for side in Side}
    side = max(Side, key=lambda s: strength[s])
    bouts = lone[side]
    mistakes = free.view.settings.false_alarms_per_min * seconds / 60
    excess = max(0.0, strength[side] - mistakes)
    two_sided = free.two_sided
    n_all = len(two_sided) + sum(len(lone[s]) for s in Side)
    alternation = strength[side.opposite] / strength[side] if strength[side] else 0.0
    in_turn = alternation >= IN_TURN
    locked_side, locked = _find_locked(whole)
    flutter_side, flutter, flutter_certainty = _find_flutter(free)
    weak_side, weak, weak_share = _find_weak(free)
    smile_side, smile_closures = _find_smile_closures(whole)
    return Evidence(
        side=side,
        valid_s=seconds,
        length=length_weight(seconds),
        bouts=float(len(bouts)),
        left_bouts=float(len(lone[Side.LEFT])),
        right_bouts=float(len(lone[Side.RIGHT])),
        contractions=float(sum(_count_contractions(free.side(side)) for side in Side)),
        excess_bouts=excess,
        bouts_seen=min(1.0, excess / 2),
        few_bouts=float(np.clip((3 - len(bouts)) / 2, 0, 1)),
        side_certainty=compute_side_certainty(strength[side], strength[side.opposite]),
        alternation=alternation,
        nonconjugate=1 - _mean([0.0 if b.conjugacy is None else b.conjugacy for b in bouts], 1.0),
        grouped_share=_mean([is_grouped(bout) for bout in bouts]),
        mouth_share=_mean([reaches_mouth(bout) for bout in bouts]),
        brow_lifts=float(sum(bout.brow_lift is True for bout in bouts)),
        wink_share=_mean([could_be_wink(bout, in_turn=in_turn) for bout in bouts]),
        unshared_share=_mean(
            [could_be_unanswered(bout) and not _lids_go_together(whole) for bout in bouts]
        ),
        two_sided_bouts=float(len(two_sided)),
        two_sided_weight=sum(confidence_of(bout) for bout in two_sided),
        two_sided_share=len(two_sided) / (n_all + _UNSEEN),
        two_sided_conjugacy=sum(1.0 if b.conjugacy is None else b.conjugacy for b in two_sided)
        / (len(two_sided) + _UNSEEN),
        flutter_percent=flutter,
        flutter_certainty=flutter_certainty,
        flutter_side=flutter_side,
        locked_count=locked[0],
        locked_share=locked[1],
        locked_excess=locked[2],
        locked_side=locked_side,
        weak_blinks=weak,
        weak_share=weak_share,
        weak_side=weak_side,
        smile_closures=smile_closures,
        smile_side=smile_side,
        serious_flaws=float(sum(f.severity is Severity.SERIOUS for f in quality.flags)),
    )


def compute_side_certainty(more: float, less: float) -> float:
    """Probability that a side holds most of the evidence (beta posterior, flat prior)."""
    return float(betaincc(1 + more, 1 + less, 0.5))


def _mean(values: Sequence[float], empty: float = 0.0) -> float:
    """Mean, and another value where there is nothing."""
    return float(np.mean(values)) if values else empty


def _count_contractions(own: ObservedSide) -> int:
    return len(own.spasms) + sum(bout not in own.spasms for bout in own.independent)


def _lids_go_together(whole: Observed) -> bool:
    """Whether both lids were ever seen to close together."""
    return bool(whole.two_sided) or any(blink.side is EventSide.BOTH for blink in whole.blinks)


def _find_locked(whole: Observed) -> tuple[Side, tuple[float, float, float]]:
    """Side with more movement-locked triggers: their count, share and relative size."""
    found: dict[Side, tuple[float, float, float]] = {}
    for side in Side:
        triggers = whole.side(side).triggers
        count = float(sum(t.locked for t in triggers))
        sizes = [
            t.effect
            / (MOUTH_LOCKED_MM if t.event.event_type is EventType.BLINK else CLOSURE_LOCKED)
            for t in triggers
            if np.isfinite(t.effect)
        ]
        share = count / len(triggers) if triggers else 0.0
        found[side] = (count, share, _mean(sizes))
    side = max(Side, key=lambda s: found[s])
    return side, found[side]


def _find_weak(free: Observed) -> tuple[Side, float, float]:
    """Side whose lid stays behind in more blinks, their number, and their share of all."""
    blinks = free.blinks
    counts = {side: float(sum(is_weak_in(blink, side) for blink in blinks)) for side in Side}
    side = max(Side, key=lambda s: counts[s])
    return side, counts[side], counts[side] / len(blinks) if blinks else 0.0


def _find_smile_closures(whole: Observed) -> tuple[Side, float]:
    """Side of which an eye closed with the only smile, and how often it did."""
    closures = [event for event in whole.view.events if event.subtype == WITH_SMILE_ONCE]
    counts = {side: float(sum(e.side is EventSide.of(side) for e in closures)) for side in Side}
    side = max(Side, key=lambda s: counts[s])
    return side, counts[side]


def _find_flutter(free: Observed) -> tuple[Side, float, float]:
    """Side with more flutter, its share of the time in per cent, and how one-sided."""
    view, watch = free.view, free.watched
    total = view.seconds(watch)
    spent = {side: view.seconds(watch & free.side(side).in_flutter) for side in Side}
    side = max(Side, key=lambda s: spent[s])
    both = spent[side] + spent[side.opposite]
    certainty = spent[side] / both if both else 0.0
    return side, 100 * spent[side] / total if total else 0.0, certainty
