"""The muscles of the facial nerve, and the one that is often mistaken for one.

Function and nerve supply are textbook anatomy. What is said of injections is
what patient series of hemifacial spasm report: Eur Neurol 2011;65:286 (around
the eye always, lower face when it is severely involved); Moin and Manzoor, Pak
J Ophthalmol 2017;33(2) and Rev Bras Cir Plast 2015;30(2) (muscles of the lower
face); Front Neurol 2024, 10.3389/fneur.2024.1377289 (masseter). It is no advice
to inject.
"""

from dataclasses import dataclass
from enum import StrEnum

from hemiface.model.anatomy import Region


class Injected(StrEnum):
    """How often a muscle is injected for hemifacial spasm, as series report it."""

    USUALLY = "usually"
    WHEN_INVOLVED = "when involved"
    IN_PRACTICE = "in practice"
    NOT = "not"

    @property
    def explanation(self) -> str:
        """The word in a sentence."""
        return _EXPLANATIONS[self]


_EXPLANATIONS = {
    Injected.USUALLY: "injected in practically every treatment",
    Injected.WHEN_INVOLVED: "listed in patient series, when the lower face or neck is involved",
    Injected.IN_PRACTICE: "injected in practice; no series that counts it was checked",
    Injected.NOT: "not a standard target",
}


@dataclass(frozen=True, slots=True)
class Muscle:
    """One muscle of one side of the face.

    Parameters
    ----------
    name
        Latin name, used as its key.
    function
        What it does.
    spasm
        What its spasm looks like.
    region
        Part of the face where a camera sees it; None where it does not.
    injected
        Whether it is usually injected for hemifacial spasm.
    sources
        Ids of the guide's sources for the injection.
    facial_nerve
        Whether the facial nerve moves it.
    """

    name: str
    function: str
    spasm: str
    region: Region | None
    injected: Injected
    sources: tuple[str, ...] = ()
    facial_nerve: bool = True


_SERIES = ("R117",)
_EYE = ("R116", "R117")

MUSCLES: tuple[Muscle, ...] = (
    Muscle(
        "orbicularis oculi, upper lid",
        "closes the eye from above",
        "the upper lid comes down, quick or held",
        Region.EYELID,
        Injected.USUALLY,
        _EYE,
    ),
    Muscle(
        "orbicularis oculi, lower lid",
        "closes the eye from below",
        "the lower lid flickers or rises; often the first sign",
        Region.EYELID,
        Injected.USUALLY,
        _EYE,
    ),
    Muscle(
        "frontalis",
        "raises the eyebrow",
        "the eyebrow goes up, often while the same eye closes",
        Region.BROW,
        Injected.IN_PRACTICE,
    ),
    Muscle(
        "corrugator supercilii",
        "draws the eyebrow in and down",
        "an upright furrow beside the nose root",
        Region.BROW,
        Injected.IN_PRACTICE,
    ),
    Muscle(
        "procerus",
        "draws the skin between the brows down",
        "a cross furrow at the nose root",
        Region.BROW,
        Injected.NOT,
    ),
    Muscle(
        "nasalis",
        "narrows or widens the nostril",
        "the side of the nose wrinkles or the nostril moves",
        Region.CHEEK,
        Injected.NOT,
    ),
    Muscle(
        "levator labii superioris",
        "lifts the upper lip",
        "the upper lip rises and the fold beside the nose deepens",
        Region.CHEEK,
        Injected.WHEN_INVOLVED,
        _SERIES,
    ),
    Muscle(
        "zygomaticus major",
        "pulls the corner of the mouth up and out, as in a smile",
        "half a smile that nobody meant",
        Region.CHEEK,
        Injected.WHEN_INVOLVED,
        ("R117", "R114"),
    ),
    Muscle(
        "zygomaticus minor",
        "lifts the upper lip to the side",
        "the cheek and the upper lip rise",
        Region.CHEEK,
        Injected.IN_PRACTICE,
    ),
    Muscle(
        "levator anguli oris",
        "lifts the corner of the mouth",
        "the corner of the mouth goes straight up",
        Region.MOUTH,
        Injected.NOT,
    ),
    Muscle(
        "risorius",
        "draws the corner of the mouth sideways",
        "the corner of the mouth is pulled to the side",
        Region.MOUTH,
        Injected.IN_PRACTICE,
    ),
    Muscle(
        "buccinator",
        "presses the cheek against the teeth",
        "the cheek is drawn in",
        Region.CHEEK,
        Injected.IN_PRACTICE,
    ),
    Muscle(
        "orbicularis oris",
        "closes and purses the lips",
        "half of the lips tightens or puckers",
        Region.MOUTH,
        Injected.WHEN_INVOLVED,
        ("R117", "R114"),
    ),
    Muscle(
        "depressor anguli oris",
        "pulls the corner of the mouth down",
        "the corner of the mouth turns down",
        Region.MOUTH,
        Injected.IN_PRACTICE,
    ),
    Muscle(
        "depressor labii inferioris",
        "pulls the lower lip down",
        "half of the lower lip drops and shows the teeth",
        Region.MOUTH,
        Injected.NOT,
    ),
    Muscle(
        "mentalis",
        "wrinkles the chin and lifts the lower lip",
        "the chin dimples on one side",
        Region.CHIN,
        Injected.WHEN_INVOLVED,
        _SERIES,
    ),
    Muscle(
        "platysma",
        "tightens the skin of the neck and draws the jaw line down",
        "bands stand out on one side of the neck",
        None,
        Injected.WHEN_INVOLVED,
        ("R117", "R114"),
    ),
    Muscle(
        "auricularis",
        "moves the ear a little",
        "the ear twitches",
        None,
        Injected.NOT,
    ),
    Muscle(
        "stapedius",
        "stiffens the chain of the small ear bones",
        "heard as a click or thump in the ear; it cannot be seen",
        None,
        Injected.NOT,
        ("R45",),
    ),
    Muscle(
        "masseter",
        "closes the jaw (a chewing muscle of the trigeminal nerve)",
        "the jaw clamps shut; that is hemimasticatory spasm, another illness",
        None,
        Injected.NOT,
        ("R69",),
        facial_nerve=False,
    ),
)
"""All muscles from top to bottom; the last one is not a muscle of the facial nerve."""
