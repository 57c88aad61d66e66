"""What differs between the sides at rest, and an eye that does not shut."""

from hemiface.model.measures.info import Better, MeasureGroup, MeasureInfo
from hemiface.model.measures.sources import OWN

WEAKNESS: tuple[MeasureInfo, ...] = (
    MeasureInfo(
        name="residual_opening_mm",
        title="Gap between the shut lids",
        unit="mm",
        per_side=True,
        group=MeasureGroup.WEAKNESS,
        better=Better.LOWER,
        meaning="How far this eye stays open when you close both.",
        definition=(
            "Lid opening of this eye at the deepest moment of closures that both eyes make"
            " (blinks, asked closures): median over the deepest quarter of them. The eye that"
            " shuts further in this recording is taken for shut, and what reads as less than"
            " nothing counts as shut. The interval is how differently two eyes that both shut"
            " are read."
        ),
        source=OWN,
        reference_note=(
            "Shut eyes of rendered and real faces read 0 to 1.9 mm: only what is clearly larger, or"
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
