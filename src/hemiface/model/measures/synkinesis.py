"""What a blink or a movement of the mouth pulls along."""

from hemiface.model.measures.info import Better, MeasureGroup, MeasureInfo
from hemiface.model.measures.sources import OWN

SYNKINESIS: tuple[MeasureInfo, ...] = (
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
)
