"""What the eyes do in and out of spasms: how open they are, and how they blink."""

from hemiface.model.measures.info import Better, MeasureGroup, MeasureInfo, Reference
from hemiface.model.measures.sources import DOUGHTY, GAMEIRO, OSAKI, OUSLER, OWN, PETERSON

EYE: tuple[MeasureInfo, ...] = (
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
            " the share of this person's own full closure from which an eye counts as shut."
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
        source="Bentivoglio et al., Mov Disord 1997;12:1028-34",
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
            "Share of the blinks in which this eye makes at least the share of the closure"
            " that this person reaches with the stronger eye from which an eye counts as shut."
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
            " closing, minus that of the right lid; moments between frames are interpolated. The"
            " interval also holds the error of such a moment, 0.13 of a frame."
        ),
        source=OWN,
        reference_note="No reference range from a primary source is known.",
    ),
)
