"""How much and how often: spasms, flutter and closures by spasm, against time."""

from hemiface.model.measures.info import Better, MeasureGroup, MeasureInfo
from hemiface.model.measures.sources import (
    AL_MENABBAWY,
    FOUR_VARIABLES,
    NO_HEALTHY_SPASM,
    OSAKI,
    OWN,
    PETERSON,
)

BURDEN: tuple[MeasureInfo, ...] = (
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
            " divided by the minutes of uncommanded time in which both eyes were seen. A bout"
            " joins contractions less than 0.5 s apart." + FOUR_VARIABLES
        ),
        source=f"{OSAKI}; {AL_MENABBAWY}",
        reference_note=(
            "Untreated people with hemifacial spasm had 0.3 to 24.7 one-sided lid movements a"
            f" minute ({OSAKI}). {NO_HEALTHY_SPASM}"
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
        definition="Share of uncommanded time, both eyes seen, that lies within a spasm bout.",
        source=OWN,
        reference_note=NO_HEALTHY_SPASM,
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
            " lid has made at least the share of this person's own full closure from which an"
            " eye counts as shut."
        ),
        source=f"after {PETERSON}, restricted to spasms",
        reference_note=NO_HEALTHY_SPASM,
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
)
