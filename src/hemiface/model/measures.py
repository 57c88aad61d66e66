"""The registry of measures: what each number means, exactly, and where that is from.

Every measure of an assessment stands here. Pages, tables and documentation take names,
units and explanations from this list and hold none of their own.
"""

from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a measure moves when a person gets better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class MeasureGroup(StrEnum):
    """What a measure is about, in the order in which people read."""

    BURDEN = "burden"
    SPASM = "spasm"
    EYE = "eye"
    SYNKINESIS = "synkinesis"
    WEAKNESS = "weakness"


@dataclass(frozen=True, slots=True)
class Reference:
    """What other people have, where somebody measured it.

    Parameters
    ----------
    low, high
        Range, in the unit of the measure.
    people
        Who was measured, and doing what.
    source
        Where it is from.
    """

    low: float
    high: float
    people: str
    source: str


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """What one measure is.

    Parameters
    ----------
    name
        Name in every file and call.
    title
        Short heading.
    unit
        Unit; empty for a ratio or a count.
    per_side
        Whether there is one value for each side, or one for the face.
    group
        What it is about.
    better
        Which way is better.
    meaning
        One line for the person in the video.
    definition
        Exact definition, for a researcher.
    source
        Where the idea or definition is from.
    references
        Ranges measured in other people; empty where none is known.
    reference_note
        What must be known about them, or that there are none.
    """

    name: str
    title: str
    unit: str
    per_side: bool
    group: MeasureGroup
    better: Better
    meaning: str
    definition: str
    source: str
    references: tuple[Reference, ...] = ()
    reference_note: str = "No healthy reference range is known for this measure."


OSAKI = "Osaki et al., Graefes Arch Clin Exp Ophthalmol 2019/20"
GAMEIRO = "Gameiro et al., Int Ophthalmol 2024, doi:10.1007/s10792-024-03070-4"
AL_MENABBAWY = "Al Menabbawy et al., Acta Neurochir 2024, doi:10.1007/s00701-024-06407-1"
PETERSON = "Peterson et al. 2016 (CERT, blepharospasm)"
OUSLER = "Ousler et al., Clin Ophthalmol 2014, doi:10.2147/OPTH.S56783"
DOUGHTY = "Doughty, Optom Vis Sci 2001, PMID 11700965"
OWN = "hemiface; no published definition"

_NO_HEALTHY_SPASM = "A face without hemifacial spasm has none; there is no further reference range."
_FOUR = (
    " One of the four variables of Al Menabbawy et al. 2024; their exact definition stands in"
    " a full text that was not available, so this is hemiface's own."
)

MEASURES: tuple[MeasureInfo, ...] = (
    MeasureInfo(
        name="spasm_rate_per_min",
        title="Spasms a minute",
        unit="/min",
        per_side=True,
        group=MeasureGroup.BURDEN,
        better=Better.LOWER,
        meaning="How often a spasm starts on this side.",
        definition=(
            "Spasm bouts of this side, two-sided ones included, that start in uncommanded time,"
            " divided by the minutes of uncommanded time in which this eye was seen. A bout"
            " joins contractions less than 0.5 s apart." + _FOUR
        ),
        source=f"{OSAKI}; {AL_MENABBAWY}",
        reference_note=(
            "Untreated people with hemifacial spasm had 0.3 to 24.7 one-sided lid movements a"
            f" minute ({OSAKI}). {_NO_HEALTHY_SPASM}"
        ),
    ),
    MeasureInfo(
        name="spasm_time_percent",
        title="Time in spasm",
        unit="%",
        per_side=True,
        group=MeasureGroup.BURDEN,
        better=Better.LOWER,
        meaning="How much of the time this side is in a spasm.",
        definition="Share of uncommanded time, this eye seen, that lies within a spasm bout.",
        source=OWN,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="eye_shut_by_spasm_percent",
        title="Eye shut by spasm",
        unit="%",
        per_side=True,
        group=MeasureGroup.BURDEN,
        better=Better.LOWER,
        meaning="How much of the time a spasm keeps this eye shut.",
        definition=(
            "Share of uncommanded time, this eye seen, that lies within a spasm bout while the"
            " lid has made at least `shut_closure` of this person's own full closure."
        ),
        source=f"after {PETERSON}, restricted to spasms",
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="spasm_duration_median_s",
        title="Usual length of a spasm",
        unit="s",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How long a spasm usually lasts.",
        definition="Median duration of the spasm bouts of this side in uncommanded time.",
        source=OWN,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="spasm_duration_longest_s",
        title="Longest spasm",
        unit="s",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How long the longest spasm lasted.",
        definition=(
            "Longest spasm bout of this side in uncommanded time. It grows with the length of"
            " the recording and has no interval."
        ),
        source=OWN,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="twitch_rate_hz",
        title="Twitches a second within a spasm",
        unit="Hz",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.NEITHER,
        meaning="How fast the twitches follow each other within a spasm.",
        definition="Median twitch rate of the bouts with at least two contractions.",
        source=OWN,
        reference_note="No published figure for visible twitches was found.",
    ),
    MeasureInfo(
        name="spasm_repetition",
        title="Twitches in a spasm",
        unit="",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How many twitches a spasm has.",
        definition="Mean number of contractions of a spasm bout." + _FOUR,
        source=AL_MENABBAWY,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="spasm_amplitude_percent",
        title="Size of a spasm",
        unit="%",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How strong a spasm is, against your own strongest movement.",
        definition=(
            "Median over the bouts of this side of the largest movement as share of full closure,"
            " or of the person's own range where the eyelid does not move."
        ),
        source=OSAKI,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="eye_closure_in_spasm_percent",
        title="How far the eye closes in a spasm",
        unit="%",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How far a spasm closes this eye; 100 is shut.",
        definition="Mean over the bouts of the deepest closure of this eye." + _FOUR,
        source=AL_MENABBAWY,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="mouth_change_in_spasm_mm",
        title="How far the mouth is pulled in a spasm",
        unit="mm",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How far a spasm pulls this corner of the mouth.",
        definition=(
            "Mean over the bouts of the largest change of the mouth corner's excursion from its"
            " median in the half second before the bout, less what the other corner changes at"
            " the same moment." + _FOUR
        ),
        source=AL_MENABBAWY,
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="spasm_peak_velocity_mm_per_s",
        title="Speed of the lid in a spasm",
        unit="mm/s",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.NEITHER,
        meaning="How fast a spasm closes this eye; blinks are faster.",
        definition="Median over the bouts of the largest speed of the closing lid.",
        source=OSAKI,
        reference_note="Depends on the frame rate; compare recordings of one rate only.",
    ),
    MeasureInfo(
        name="lower_face_in_spasm_percent",
        title="Spasms that reach the lower face",
        unit="%",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How many of the spasms also pull the cheek, mouth or chin.",
        definition="Share of the bouts of this side with cheek, mouth or chin among the regions.",
        source="Conte et al., Mov Disord Clin Pract 2015, doi:10.1002/mdc3.12106",
        reference_note=_NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="upper_lower_synchrony",
        title="Eye and mouth together",
        unit="",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.NEITHER,
        meaning="How closely the mouth moves with the eye in a spasm; 1 is exactly together.",
        definition=(
            "Mean over the bouts of the largest correlation, within 0.1 s of lag, of this eye's"
            " closure with the excursion of the same mouth corner, from 0.25 s before to 0.25 s"
            " after the bout; bouts in which the mouth stays within its noise count 0."
        ),
        source="Lee YH, Chun & Shin 1992 (all recorded muscles contract together)",
        reference_note="No reference range from video is known.",
    ),
    MeasureInfo(
        name="other_babinski_count",
        title="Brow lifts while the eye closes",
        unit="",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.NEITHER,
        meaning="How often the brow rose while the same eye closed.",
        definition=(
            "Spasm bouts of this side in which the brow rose, itself and above the other brow,"
            " while the same eye was shut. A firm closure without a clear lift counts as unknown:"
            " it draws the skin down and could hide a small one."
        ),
        source="Stamey & Jankovic, Neurology 2007; Pawlowski et al. 2013, doi:10.1002/mds.25472",
        reference_note=(
            "Seen in 86 % of 35 and 68 % of 28 people with hemifacial spasm and in none of 12 and"
            " 41 with blepharospasm (Pawlowski et al. 2013; Varanda, Rodrigues et al. 2017)."
        ),
    ),
    MeasureInfo(
        name="flutter_time_percent",
        title="Time with lid flutter",
        unit="%",
        per_side=True,
        group=MeasureGroup.BURDEN,
        better=Better.LOWER,
        meaning="How much of the time this eyelid flutters without closing.",
        definition=(
            "Share of uncommanded time, this eye seen, that lies within a flutter of this lid:"
            " rhythmic 3-9 Hz movement without closure."
        ),
        source="Medscape 1213160, eyelid myokymia (3-8 Hz)",
    ),
    MeasureInfo(
        name="bilateral_spasm_rate_per_min",
        title="Spasms of both eyes a minute",
        unit="/min",
        per_side=False,
        group=MeasureGroup.BURDEN,
        better=Better.LOWER,
        meaning="How often both eyes are squeezed shut together.",
        definition="Two-sided spasm bouts that start in uncommanded time, a minute of it.",
        source="Defazio et al., diagnostic criteria for blepharospasm",
    ),
    MeasureInfo(
        name="time_closed_percent",
        title="Time with the eye shut",
        unit="%",
        per_side=True,
        group=MeasureGroup.EYE,
        better=Better.LOWER,
        meaning="How much of the time this eye is shut, for whatever reason.",
        definition=(
            "Share of uncommanded time, this eye seen, in which the lid has made at least"
            " `shut_closure` of this person's own full closure."
        ),
        source=PETERSON,
        reference_note="In blepharospasm it follows clinical scores with Spearman 0.52-0.56.",
    ),
    MeasureInfo(
        name="eye_aspect_ratio",
        title="Opening of the eye",
        unit="",
        per_side=True,
        group=MeasureGroup.EYE,
        better=Better.HIGHER,
        meaning="How open this eye is on average, against its own width.",
        definition="Mean lid opening over uncommanded time, divided by the width of the eye.",
        source=GAMEIRO,
        references=(
            Reference(
                0.20, 0.40, "19 people without spasm, mean \u00b1 2 standard deviations", GAMEIRO
            ),
        ),
        reference_note=(
            "Measured by other software; affected eyes had 0.25 \u00b1 0.05 before and"
            " 0.27 \u00b1 0.04 fifteen days after botulinum toxin."
        ),
    ),
    MeasureInfo(
        name="blink_rate_per_min",
        title="Blinks a minute",
        unit="/min",
        per_side=False,
        group=MeasureGroup.EYE,
        better=Better.NEITHER,
        meaning="How often both eyes blink.",
        definition="Blinks that start in uncommanded time, a minute of it, both eyes seen.",
        source="Bentivoglio et al., Mov Disord 1997",
        references=(
            Reference(8.0, 21.0, "adults looking straight ahead, expected 95 % range", DOUGHTY),
            Reference(10.5, 32.5, "adults in conversation, expected 95 % range", DOUGHTY),
            Reference(1.4, 14.4, "adults reading, expected 95 % range", DOUGHTY),
        ),
        reference_note="Blinking differs six-fold between reading and talking: compare like tasks.",
    ),
    MeasureInfo(
        name="complete_blinks_percent",
        title="Complete blinks",
        unit="%",
        per_side=True,
        group=MeasureGroup.EYE,
        better=Better.HIGHER,
        meaning="How many blinks close this eye fully.",
        definition=(
            "Share of the blinks in which this eye makes at least `shut_closure` of the closure"
            " that this person reaches with the stronger eye."
        ),
        source=OUSLER,
        reference_note="In 52.9 % of blinks healthy eyes closed only in part (Ousler et al. 2014).",
    ),
    MeasureInfo(
        name="interocular_conjugacy",
        title="Both eyes alike",
        unit="",
        per_side=False,
        group=MeasureGroup.EYE,
        better=Better.HIGHER,
        meaning="How alike both eyes close; 1 is alike, 0 is one eye only.",
        definition=(
            "Mean over all blinks and spasm bouts of the smaller closure divided by the larger."
        ),
        source=OSAKI,
        reference_note=(
            "Blinks close both eyes alike, also in hemifacial spasm; most untreated people with it"
            f" (82 %) also showed closures of one eye ({OSAKI}). No range is known."
        ),
    ),
    MeasureInfo(
        name="blink_lag_ms",
        title="Left eye after the right in a blink",
        unit="ms",
        per_side=False,
        group=MeasureGroup.EYE,
        better=Better.NEITHER,
        meaning="How much later the left eye closes than the right in a blink.",
        definition=(
            "Mean over the blinks of the moment at which the left lid passes half of its own"
            " closing, minus that of the right lid; moments between frames are interpolated."
        ),
        source=OWN,
        reference_note="No reference range from a primary source is known.",
    ),
    MeasureInfo(
        name="synkinesis_percent",
        title="Movements that pull others along",
        unit="%",
        per_side=True,
        group=MeasureGroup.SYNKINESIS,
        better=Better.LOWER,
        meaning="How many blinks pull this mouth corner, or smiles narrow this eye.",
        definition=(
            "Share of triggers with a locked movement of the other half of this side only. A"
            " trigger is a blink, a smile or a pucker. Locked: a synkinesis event of this side"
            " overlaps it; or, where nobody corrected the events, half of the triggers of its kind"
            " (three blinks or two mouth movements at least) change this mouth corner (blinks) or"
            " eyelid (mouth movements) by more than three times the noise and by 1.2 mm or 0.15 of"
            " full closure more than the other side's."
        ),
        source="after Varanda, Rodrigues et al. 2017; movement-locked co-contraction",
    ),
    MeasureInfo(
        name="blink_locked_mouth_mm",
        title="Mouth pull with a blink",
        unit="mm",
        per_side=True,
        group=MeasureGroup.SYNKINESIS,
        better=Better.LOWER,
        meaning="How far this mouth corner is pulled along by a blink.",
        definition=(
            "Mean over the blinks of the change of this mouth corner within the blink, less the"
            " other corner's, from the median of the 0.2 s before."
        ),
        source=OWN,
    ),
    MeasureInfo(
        name="mouth_locked_closure_percent",
        title="Eye narrowing with a mouth movement",
        unit="%",
        per_side=True,
        group=MeasureGroup.SYNKINESIS,
        better=Better.LOWER,
        meaning="How far this eye is narrowed by a smile or a pucker.",
        definition=(
            "Mean over smiles and puckers of the median closure of this eye within the movement,"
            " less the other eye's, from the median of the 0.5 s before."
        ),
        source=OWN,
    ),
    MeasureInfo(
        name="residual_opening_mm",
        title="Opening left when shut",
        unit="mm",
        per_side=True,
        group=MeasureGroup.WEAKNESS,
        better=Better.LOWER,
        meaning="How far this eye stays open when you close both.",
        definition=(
            "Lid opening of this eye at the deepest moment of closures that both eyes make"
            " (blinks, asked closures): median over the deepest quarter of them. The eye that"
            " shuts further in this recording is taken for shut; what reads below zero counts as"
            " zero."
        ),
        source=OWN,
        reference_note=(
            "Shut eyes of rendered faces read up to 1.2 mm: only what is clearly larger, or"
            " differs clearly between the sides, means something. Where neither eye shuts, it is"
            " missed. No range in people is known."
        ),
    ),
    MeasureInfo(
        name="resting_aperture_mm",
        title="Opening of the eye at rest",
        unit="mm",
        per_side=True,
        group=MeasureGroup.WEAKNESS,
        better=Better.NEITHER,
        meaning="How open this eye is when nothing happens.",
        definition="Median lid opening of uncommanded time outside all events.",
        source=OWN,
    ),
    MeasureInfo(
        name="resting_aperture_difference_mm",
        title="Difference of the eyes at rest",
        unit="mm",
        per_side=False,
        group=MeasureGroup.WEAKNESS,
        better=Better.NEITHER,
        meaning="How much wider the left eye stands open than the right.",
        definition="Median of left minus right lid opening of uncommanded time outside events.",
        source=OWN,
        reference_note="Healthy faces are not even either; no range is known.",
    ),
    MeasureInfo(
        name="resting_mouth_difference_mm",
        title="Difference of the mouth corners at rest",
        unit="mm",
        per_side=False,
        group=MeasureGroup.WEAKNESS,
        better=Better.NEITHER,
        meaning="How much higher the left mouth corner stands than the right.",
        definition="Resting height of the left mouth corner minus that of the right.",
        source=OWN,
        reference_note="Healthy faces are not even either; no range is known.",
    ),
    MeasureInfo(
        name="resting_brow_difference_mm",
        title="Difference of the brows at rest",
        unit="mm",
        per_side=False,
        group=MeasureGroup.WEAKNESS,
        better=Better.NEITHER,
        meaning="How much higher the left brow stands than the right.",
        definition="Resting height of the left brow above its eye minus that of the right.",
        source=OWN,
        reference_note="Healthy faces are not even either; no range is known.",
    ),
)

_BY_NAME = {info.name: info for info in MEASURES}


def get_measure(name: str) -> MeasureInfo:
    """What the measure of this name is.

    Raises
    ------
    KeyError
        If no measure has this name.
    """
    return _BY_NAME[name]
