"""On which side involuntary movement was seen, and how sure that is."""

from collections.abc import Callable, Mapping

from hemiface.assessment.evidence import IN_TURN, Evidence, compute_side_certainty
from hemiface.model.assessment import AffectedSide, Pattern, PatternLabel

_BOTH_SHARE = 0.5
"""Two-sided share of all bouts from which both sides are affected."""
_MOST_CONFIDENCE = 0.99
"""One recording of one face never makes surer than this."""
_WINKS_SHARE = 0.5
"""Share of bouts that could be winks from which they name no side."""
_UNSHARED_SHARE = 0.5
"""The same of bouts that could be blinks which the other lid leaves out."""


def assess_side(
    evidence: Evidence, pattern: Pattern, least_confidence: float
) -> tuple[AffectedSide, float]:
    """Side with involuntary movement and the probability of it.

    Parameters
    ----------
    evidence
        What was seen.
    pattern
        What it resembles.
    least_confidence
        Probability from which a side is named.

    Returns
    -------
    side, confidence
        For `AffectedSide.UNCERTAIN` the confidence is that of the likeliest answer, which
        was not enough.
    """
    label = pattern.label
    if label is PatternLabel.NO_INVOLUNTARY_MOVEMENT:
        return AffectedSide.NONE, pattern.scores[label]
    side, certainty = _find_likeliest(evidence, label)
    if side is AffectedSide.UNCERTAIN or certainty < least_confidence:
        return AffectedSide.UNCERTAIN, certainty
    return side, min(certainty, _MOST_CONFIDENCE)


def _find_likeliest(evidence: Evidence, label: PatternLabel) -> tuple[AffectedSide, float]:
    """The likeliest side of the movement that the label speaks of."""
    if label in _SIDE_OF:
        return _SIDE_OF[label](evidence)
    if evidence.two_sided_share >= _BOTH_SHARE:
        return AffectedSide.BOTH, compute_side_certainty(
            evidence.two_sided_bouts, evidence.excess_bouts
        )
    if label is PatternLabel.HEMIFACIAL_SPASM and evidence.alternation >= IN_TURN:
        return AffectedSide.BOTH, 1 - evidence.side_certainty
    winks = label is PatternLabel.INDETERMINATE and evidence.wink_share >= _WINKS_SHARE
    # One lid may just not have answered the blinks of the other.
    unshared = label is PatternLabel.INDETERMINATE and evidence.unshared_share >= _UNSHARED_SHARE
    if evidence.excess_bouts <= 0 or winks or unshared:
        return AffectedSide.UNCERTAIN, 0.5
    return AffectedSide(evidence.side.value), evidence.side_certainty


def _of_synkinesis(evidence: Evidence) -> tuple[AffectedSide, float]:
    certainty = compute_side_certainty(evidence.locked_count, 0.0)
    return AffectedSide(evidence.locked_side.value), certainty


def _of_myokymia(evidence: Evidence) -> tuple[AffectedSide, float]:
    return AffectedSide(evidence.flutter_side.value), evidence.flutter_certainty


def _of_weakness(evidence: Evidence) -> tuple[AffectedSide, float]:
    certainty = compute_side_certainty(evidence.weak_blinks, 0.0)
    return AffectedSide(evidence.weak_side.value), certainty


_SIDE_OF: Mapping[PatternLabel, Callable[[Evidence], tuple[AffectedSide, float]]] = {
    PatternLabel.SYNKINESIS: _of_synkinesis,
    PatternLabel.EYELID_MYOKYMIA: _of_myokymia,
    PatternLabel.FACIAL_WEAKNESS: _of_weakness,
}
