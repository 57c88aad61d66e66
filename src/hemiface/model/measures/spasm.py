"""What the spasms of one side are like."""

from hemiface.model.measures.info import Better, MeasureGroup, MeasureInfo
from hemiface.model.measures.sources import (
    AL_MENABBAWY,
    FOUR_VARIABLES,
    NO_HEALTHY_SPASM,
    OSAKI,
    OWN,
)

SPASM: tuple[MeasureInfo, ...] = (
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
        reference_note=NO_HEALTHY_SPASM,
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
        reference_note=NO_HEALTHY_SPASM,
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
        definition="Mean number of contractions of a spasm bout." + FOUR_VARIABLES,
        source=AL_MENABBAWY,
        reference_note=NO_HEALTHY_SPASM,
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
        reference_note=NO_HEALTHY_SPASM,
    ),
    MeasureInfo(
        name="eye_closure_in_spasm_percent",
        title="How far the eye closes in a spasm",
        unit="%",
        per_side=True,
        group=MeasureGroup.SPASM,
        better=Better.LOWER,
        meaning="How far a spasm closes this eye; 100 is shut.",
        definition="Mean over the bouts of the deepest closure of this eye." + FOUR_VARIABLES,
        source=AL_MENABBAWY,
        reference_note=NO_HEALTHY_SPASM,
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
            " the same moment." + FOUR_VARIABLES
        ),
        source=AL_MENABBAWY,
        reference_note=NO_HEALTHY_SPASM,
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
        reference_note=NO_HEALTHY_SPASM,
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
)
