"""Clinicians' scales towards which a video allows an estimate.

Levels are paraphrased; the wording of the scales belongs to their authors. An estimate is
a range of grades, never a rating.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScaleInfo:
    """A clinicians' scale.

    Parameters
    ----------
    name, title
        Name in files and heading on pages.
    levels
        Meaning of the grades, paraphrased, by grade.
    source
        Where it is from.
    rater_agreement
        How far trained people agree on it, with the source.
    limits
        What a video cannot see of it.
    stays
        Why it does not answer to treatment; empty where it does.
    """

    name: str
    title: str
    levels: dict[int, str]
    source: str
    rater_agreement: str
    limits: str
    stays: str = ""

    @property
    def answers_to_treatment(self) -> bool:
        """Whether it moves when a treatment works."""
        return not self.stays


_LEE = "Lee HY et al. 2023: 45 videos, 6 experts"

SCALES: tuple[ScaleInfo, ...] = (
    ScaleInfo(
        name="jrs_severity",
        title="Jankovic Rating Scale, severity",
        levels={
            0: "none",
            1: "extra blinking only with outer stimuli",
            2: "spontaneous lid flutter, noticeable",
            3: "very noticeable lid spasm, mildly incapacitating",
            4: "incapacitating spasm of the lids and perhaps other muscles",
        },
        source="Jankovic & Orman 1987, made for blepharospasm",
        rater_agreement=f"single-rater ICC 0.41, after training 0.63 ({_LEE})",
        limits="How far spasms incapacitate a person cannot be seen.",
    ),
    ScaleInfo(
        name="jrs_frequency",
        title="Jankovic Rating Scale, frequency",
        levels={
            0: "none",
            1: "slightly more blinking",
            2: "flutter shorter than 1 s",
            3: "spasm longer than 1 s, eyes open more than half of the waking time",
            4: "functionally blind; eyes closed more than half of the waking time",
        },
        source="Jankovic & Orman 1987, made for blepharospasm",
        rater_agreement=f"single-rater ICC 0.41, after training 0.63 ({_LEE})",
        limits="A minute stands for the whole waking day, and one eye for two.",
    ),
    ScaleInfo(
        name="smc",
        title="SMC grading (Samsung Medical Center)",
        levels={
            1: "spasm around the eye only",
            2: "spread to other muscles of the same side",
            3: "vision disturbed by frequent tonic spasm",
            4: "disfiguring asymmetry",
        },
        source="Lee JA et al. 2012, doi:10.1159/000330396",
        rater_agreement=f"single-rater ICC 0.47, after training 0.59 ({_LEE})",
        limits="Whether vision is disturbed or the face disfigured is for people to say.",
        stays=(
            "A stage, not a measure of effect: it tells how far spasm has spread, which goes with"
            " the years of illness (Lee JA et al. 2012), and need not answer to treatment."
        ),
    ),
    ScaleInfo(
        name="spasm_group",
        title="Mild, moderate clonic or severe tonic",
        levels={1: "mild", 2: "moderate clonic", 3: "severe tonic"},
        source=(
            "named after the clusters of Al Menabbawy et al. 2024,"
            " doi:10.1007/s00701-024-06407-1; the paper's limits were not available, these are"
            " hemiface's own and exploratory"
        ),
        rater_agreement="not known",
        limits="It does not reproduce the clusters of the paper.",
    ),
)

_BY_NAME = {scale.name: scale for scale in SCALES}


def get_scale(name: str) -> ScaleInfo:
    """The scale of this name.

    Raises
    ------
    KeyError
        If no scale has this name.
    """
    return _BY_NAME[name]
