"""The rules behind a resemblance: data, each with its source.

A rule adds points to a label. The points grow linearly with one number of the evidence
between two values, times a gate. The scores are the points of all labels through a
softmax. Weights and edges are engineering choices that put the clinical descriptions in
order; they were not fitted to patients.
"""

from dataclasses import dataclass

from hemiface.model.assessment import PatternLabel


@dataclass(frozen=True, slots=True)
class Rule:
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
    sentence
        Why, in plain words; may name numbers of the evidence in braces.
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
    sentence: str
    source: str
    gate: str = ""

    def degree(self, value: float) -> float:
        """How far the rule applies to a value of its evidence, 0..1."""
        share = (value - self.start) / (self.full - self.start)
        return min(1.0, max(0.0, share))


OSAKI = "Osaki et al. 2019/20: one-sided, non-conjugate lid movements in 82 % of 28"
UNILATERAL = "Wang & Jankovic 1998: one side, two-sided in 3.2 % of 158"
TRAINS = "Acta Neurol Belg 2024 (124 patients): isolated, grouped and tonic discharges"
TOGETHER = "Lee, Chun & Shin 1992; Conte et al. 2015: eyelid and lower face together"
BABINSKI = "Pawlowski et al. 2013; Varanda et al. 2017: 68-86 % in HFS, 0 % in blepharospasm"
DEFAZIO = "Defazio et al., criteria for blepharospasm: both eyes, together, alike"
LOCKED = "Varanda et al. 2017; BSCN abstract 94: contraction locked to another movement"
MYOKYMIA = "Medscape 1213160; StatPearls: 3-8 Hz flutter of one lid, no closure, no cheek or brow"
WINKS = "a video cannot know intent; spasms are smaller and slower than blinks (Osaki et al.)"
ONE_MINUTE = "Dystonia 2023: one minute of video was enough in blepharospasm"
HONEST = "hemiface: too little to tell is said"

_HFS = PatternLabel.HEMIFACIAL_SPASM
_BOTH = PatternLabel.BILATERAL_SPASM
_SYNKINESIS = PatternLabel.SYNKINESIS
_MYOKYMIA = PatternLabel.EYELID_MYOKYMIA
_NONE = PatternLabel.NO_INVOLUNTARY_MOVEMENT
_OPEN = PatternLabel.INDETERMINATE

BASE_POINTS = {_OPEN: 1.0}
"""Points that a label has before any rule; 0 for the others."""

RULES: tuple[Rule, ...] = (
    Rule(
        _HFS,
        "excess_bouts",
        0.5,
        3.0,
        2.5,
        "Times the {side} side contracted by itself: {bouts:.0f}.",
        OSAKI,
    ),
    Rule(
        _HFS,
        "side_certainty",
        0.6,
        0.95,
        1.5,
        "The contractions belong to one side, the {side}.",
        UNILATERAL,
        gate="bouts_seen",
    ),
    Rule(
        _HFS,
        "nonconjugate",
        0.4,
        0.7,
        1.0,
        "The other eye did not close with them.",
        OSAKI,
        gate="bouts_seen",
    ),
    Rule(
        _HFS,
        "grouped_share",
        0.0,
        0.4,
        1.0,
        "Contractions came in trains or lasted longer than a blink.",
        TRAINS,
        gate="bouts_seen",
    ),
    Rule(
        _HFS,
        "mouth_share",
        0.0,
        0.5,
        1.0,
        "Eye and mouth of the {side} side contracted together.",
        TOGETHER,
        gate="bouts_seen",
    ),
    Rule(
        _HFS,
        "brow_lifts",
        0.0,
        3.0,
        1.5,
        "Times the {side} brow rose while the eye below it closed: {brow_lifts:.0f}.",
        BABINSKI,
        gate="bouts_seen",
    ),
    Rule(
        _HFS,
        "alternation",
        0.4,
        0.8,
        -1.5,
        "Both sides did it about equally often.",
        UNILATERAL,
        gate="bouts_seen",
    ),
    Rule(
        _HFS,
        "two_sided_share",
        0.4,
        0.8,
        -3.0,
        "Most contractions closed both eyes.",
        DEFAZIO,
    ),
    Rule(
        _BOTH,
        "two_sided_bouts",
        0.5,
        3.0,
        3.0,
        "Times both eyes were squeezed shut: {two_sided_bouts:.0f}.",
        DEFAZIO,
    ),
    Rule(
        _BOTH,
        "two_sided_share",
        0.5,
        0.9,
        1.5,
        "Contractions closed both eyes together, hardly ever one alone.",
        DEFAZIO,
    ),
    Rule(
        _BOTH,
        "two_sided_conjugacy",
        0.5,
        0.8,
        1.0,
        "Both eyes closed alike.",
        DEFAZIO,
    ),
    Rule(
        _BOTH,
        "brow_lifts",
        0.0,
        2.0,
        -1.5,
        "A brow rose while the eye below it closed, which speaks against it.",
        BABINSKI,
        gate="bouts_seen",
    ),
    Rule(
        _SYNKINESIS,
        "locked_share",
        0.15,
        0.6,
        3.0,
        "{locked_share:.0%} of the blinks and smiles pulled the rest of the {locked_side} side"
        " along.",
        LOCKED,
    ),
    Rule(
        _SYNKINESIS,
        "locked_count",
        0.0,
        4.0,
        1.5,
        "Times this happened: {locked_count:.0f}.",
        LOCKED,
    ),
    Rule(
        _SYNKINESIS,
        "locked_excess",
        0.3,
        1.0,
        1.0,
        "On average the {locked_side} side moved clearly more than the other.",
        LOCKED,
    ),
    Rule(
        _SYNKINESIS,
        "excess_bouts",
        0.5,
        3.0,
        -3.0,
        "Contractions also came by themselves.",
        LOCKED,
    ),
    Rule(
        _MYOKYMIA,
        "flutter_percent",
        0.5,
        5.0,
        3.0,
        "The {flutter_side} lid fluttered without closing for {flutter_percent:.0f} % of the time.",
        MYOKYMIA,
    ),
    Rule(
        _MYOKYMIA,
        "flutter_certainty",
        0.6,
        0.9,
        1.0,
        "Only one lid did it.",
        MYOKYMIA,
    ),
    Rule(
        _MYOKYMIA,
        "excess_bouts",
        0.5,
        3.0,
        -3.0,
        "Contractions closed the eye as well.",
        MYOKYMIA,
    ),
    Rule(
        _MYOKYMIA,
        "two_sided_bouts",
        0.5,
        2.0,
        -2.0,
        "Both eyes were squeezed shut as well.",
        MYOKYMIA,
    ),
    Rule(
        _NONE,
        "valid_s",
        6.0,
        20.0,
        3.5,
        "The face was seen well for {valid_s:.0f} seconds.",
        ONE_MINUTE,
    ),
    Rule(
        _NONE,
        "excess_bouts",
        0.3,
        1.5,
        -4.0,
        "One side contracted by itself.",
        OSAKI,
    ),
    Rule(
        _NONE,
        "two_sided_bouts",
        0.3,
        1.5,
        -4.0,
        "Both eyes were squeezed shut.",
        DEFAZIO,
    ),
    Rule(
        _NONE,
        "flutter_percent",
        0.3,
        2.0,
        -4.0,
        "A lid fluttered.",
        MYOKYMIA,
    ),
    Rule(
        _NONE,
        "locked_count",
        1.0,
        3.0,
        -4.0,
        "One side moved along with other movements.",
        LOCKED,
    ),
    Rule(
        _OPEN,
        "valid_s",
        12.0,
        6.0,
        6.0,
        "Both eyes were seen well for {valid_s:.0f} seconds only; a minute is needed.",
        ONE_MINUTE,
    ),
    Rule(
        _OPEN,
        "few_bouts",
        0.0,
        1.0,
        2.0,
        "Times one eye closed alone: left {left_bouts:.0f}, right {right_bouts:.0f}; too few to"
        " judge by. A longer recording at rest says more.",
        HONEST,
        gate="bouts_seen",
    ),
    Rule(
        _OPEN,
        "alternation",
        0.4,
        0.8,
        2.0,
        "Closures of one eye came on the one and the other side in turn.",
        UNILATERAL,
        gate="bouts_seen",
    ),
    Rule(
        _OPEN,
        "wink_share",
        0.4,
        0.9,
        5.0,
        "Single full closures of one eye look the same as deliberate winks: spasms would mostly be"
        " smaller, or come in trains, or pull the mouth along.",
        WINKS,
        gate="bouts_seen",
    ),
    Rule(
        _OPEN,
        "serious_flaws",
        0.0,
        2.0,
        1.5,
        "The recording has serious flaws.",
        HONEST,
    ),
)
