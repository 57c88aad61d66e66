"""The rules behind a resemblance: data, each with its source.

A rule adds points to a label. The points grow linearly with one number of the evidence
between two values, times a gate. The scores are the points of all labels through a
softmax. Weights and edges are engineering choices that put the clinical descriptions in
order; they were not fitted to patients.
"""

from dataclasses import dataclass

from hemiface.model.assessment import PatternLabel
from hemiface.model.definitions import LOCKED, MYOKYMIA, OSAKI, TRAINS, WINKS


@dataclass(frozen=True, slots=True)
class PatternRule:
    """One reason for or against a label.

    Parameters
    ----------
    label
        What it speaks about.
    evidence
        Name of a number of the evidence.
    start, full
        Values at which the rule begins to count and counts fully; ``full`` may be lower.
    points
        Points at full; below 0 it speaks against.
    reason
        Code of the sentence that says why; its places are numbers of the evidence.
    source
        Where the clinical description is from.
    gate
        Name of a number, 0..1, that the points are multiplied with; empty for none.
    """

    label: PatternLabel
    evidence: str
    start: float
    full: float
    points: float
    reason: str
    source: str
    gate: str = ""

    def degree(self, value: float) -> float:
        """How far the rule applies to a value of its evidence, 0..1."""
        share = (value - self.start) / (self.full - self.start)
        return min(1.0, max(0.0, share))


UNILATERAL = "Wang & Jankovic 1998: one side, two-sided in 3.2 % of 158"
TOGETHER = "Lee, Chun & Shin 1992; Conte et al. 2015: eyelid and lower face together"
BABINSKI = "Pawlowski et al. 2013; Varanda et al. 2017: 68-86 % in HFS, 0 % in blepharospasm"
DEFAZIO = "Defazio et al., criteria for blepharospasm: both eyes, together, alike"
WEAKNESS = (
    "Stava et al. 1994, Invest Ophthalmol Vis Sci 35:3966-71: the lids blink together; VanderWerf"
    " et al. 2007, doi:10.1152/jn.00376.2006: the lid of a palsy closes little or not"
)
ONE_MINUTE = (
    "Dystonia 2023, doi:10.3389/dyst.2023.11385: one minute of video was enough in blepharospasm"
)
HONEST = "hemiface: too little to tell is said"

_HFS = PatternLabel.HEMIFACIAL_SPASM
_BOTH = PatternLabel.BILATERAL_SPASM
_SYNKINESIS = PatternLabel.SYNKINESIS
_MYOKYMIA = PatternLabel.EYELID_MYOKYMIA
_WEAK = PatternLabel.FACIAL_WEAKNESS
_NONE = PatternLabel.NO_INVOLUNTARY_MOVEMENT
_OPEN = PatternLabel.INDETERMINATE
_SEEN = "bouts_seen"

BASE_POINTS = {_OPEN: 1.0}
"""Points that a label has before any rule; 0 for the others."""

RULES: tuple[PatternRule, ...] = (
    # label, evidence, start, full, points, reason, source, gate
    PatternRule(_HFS, "excess_bouts", 0.5, 3.0, 2.5, "pattern.spasm.alone", OSAKI),
    PatternRule(
        _HFS, "side_certainty", 0.6, 0.95, 1.5, "pattern.spasm.one_side", UNILATERAL, _SEEN
    ),
    PatternRule(_HFS, "nonconjugate", 0.4, 0.7, 1.0, "pattern.spasm.other_eye_open", OSAKI, _SEEN),
    PatternRule(_HFS, "grouped_share", 0.0, 0.4, 1.0, "pattern.spasm.grouped", TRAINS, _SEEN),
    PatternRule(_HFS, "mouth_share", 0.0, 0.5, 1.0, "pattern.spasm.mouth", TOGETHER, _SEEN),
    PatternRule(_HFS, "brow_lifts", 0.0, 3.0, 1.5, "pattern.spasm.brow", BABINSKI, _SEEN),
    PatternRule(_HFS, "alternation", 0.4, 0.8, -1.5, "pattern.spasm.both_sides", UNILATERAL, _SEEN),
    PatternRule(_HFS, "two_sided_share", 0.4, 0.8, -3.0, "pattern.spasm.both_eyes", DEFAZIO),
    PatternRule(_BOTH, "two_sided_weight", 0.5, 3.0, 3.0, "pattern.bilateral.squeezed", DEFAZIO),
    PatternRule(_BOTH, "two_sided_share", 0.5, 0.9, 1.5, "pattern.bilateral.together", DEFAZIO),
    PatternRule(_BOTH, "two_sided_conjugacy", 0.5, 0.8, 1.0, "pattern.bilateral.alike", DEFAZIO),
    PatternRule(_BOTH, "brow_lifts", 0.0, 2.0, -1.5, "pattern.bilateral.brow", BABINSKI, _SEEN),
    PatternRule(_SYNKINESIS, "locked_share", 0.15, 0.6, 3.0, "pattern.synkinesis.share", LOCKED),
    PatternRule(_SYNKINESIS, "locked_count", 0.0, 4.0, 1.5, "pattern.synkinesis.count", LOCKED),
    PatternRule(_SYNKINESIS, "locked_excess", 0.3, 1.0, 1.0, "pattern.synkinesis.size", LOCKED),
    PatternRule(_SYNKINESIS, "excess_bouts", 0.5, 3.0, -3.0, "pattern.synkinesis.alone", LOCKED),
    PatternRule(_MYOKYMIA, "flutter_percent", 0.5, 5.0, 3.0, "pattern.myokymia.flutter", MYOKYMIA),
    PatternRule(
        _MYOKYMIA, "flutter_certainty", 0.6, 0.9, 1.0, "pattern.myokymia.one_lid", MYOKYMIA
    ),
    PatternRule(_MYOKYMIA, "excess_bouts", 0.5, 3.0, -3.0, "pattern.myokymia.closed", MYOKYMIA),
    PatternRule(
        _MYOKYMIA, "two_sided_weight", 0.5, 2.0, -2.0, "pattern.myokymia.squeezed", MYOKYMIA
    ),
    PatternRule(_WEAK, "weak_blinks", 1.0, 3.0, 7.0, "pattern.weakness.blinks", WEAKNESS),
    PatternRule(_WEAK, "weak_share", 0.6, 0.9, 3.0, "pattern.weakness.share", WEAKNESS),
    PatternRule(_WEAK, "excess_bouts", 0.5, 3.0, -6.0, "pattern.weakness.contracted", WEAKNESS),
    PatternRule(_NONE, "length", 0.3, 1.0, 5.0, "pattern.none.seen", ONE_MINUTE),
    PatternRule(_NONE, "excess_bouts", 0.3, 1.5, -4.0, "pattern.none.contracted", OSAKI),
    PatternRule(_NONE, "two_sided_weight", 0.3, 1.5, -4.0, "pattern.none.squeezed", DEFAZIO),
    PatternRule(_NONE, "flutter_percent", 0.3, 2.0, -4.0, "pattern.none.fluttered", MYOKYMIA),
    PatternRule(_NONE, "locked_count", 1.0, 3.0, -4.0, "pattern.none.followed", LOCKED),
    PatternRule(_NONE, "weak_blinks", 1.0, 3.0, -4.0, "pattern.none.weak", WEAKNESS),
    PatternRule(_OPEN, "length", 0.45, 0.32, 6.0, "pattern.open.short", ONE_MINUTE),
    PatternRule(_OPEN, "few_bouts", 0.0, 1.0, 2.0, "pattern.open.few", HONEST, _SEEN),
    PatternRule(_OPEN, "alternation", 0.4, 0.8, 2.0, "pattern.open.in_turn", UNILATERAL, _SEEN),
    PatternRule(_OPEN, "wink_share", 0.4, 0.9, 5.0, "pattern.open.winks", WINKS, _SEEN),
    PatternRule(_OPEN, "unshared_share", 0.4, 0.9, 1.0, "pattern.open.unshared", WEAKNESS, _SEEN),
    PatternRule(_OPEN, "serious_flaws", 0.0, 2.0, 1.5, "pattern.open.flaws", HONEST),
)
