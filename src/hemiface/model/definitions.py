"""What a blink, a spasm, a wink, synkinesis and flutter are: one table, and questions to an event.

Stages may not see each other, so what two of them must agree on stands here. A number that a
user may want to change is a setting whose default refers to this table; a number that only one
function needs stays beside it. Sources describe the movement; where the border between two
movements lies is in nearly all of them said in words, and the number is hemiface's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventPattern, EventSide, EventType


@dataclass(frozen=True, slots=True)
class Definition:
    """One border between two kinds of movement.

    Parameters
    ----------
    term
        What is defined.
    value
        The number.
    unit
        Its unit.
    meaning
        What lies beyond it.
    source
        Who describes the movement, or that the number is hemiface's own.
    """

    term: str
    value: float
    unit: str
    meaning: str
    source: str


SHARE = "share of full closure"
OWN = "hemiface's own"
OSAKI = (
    "Osaki et al. 2019/20, doi:10.1007/s00417-019-04567-w: one-sided, non-conjugate lid movements"
    " in 82 % of 28"
)
TRAINS = "Acta Neurol Belg 2024 (124 patients): isolated, grouped and tonic discharges"
JANKOVIC = "Jankovic & Orman 1987: a flutter lasts less than a second, a spasm longer"
LOCKED = "Varanda et al. 2017; BSCN abstract 94: contraction locked to another movement"
MYOKYMIA = "Medscape 1213160; StatPearls: 3-8 Hz flutter of one lid, no closure, no cheek or brow"
WINKS = "a video cannot know intent; spasms are smaller and slower than blinks (Osaki et al.)"

BLINK_CLOSURE = Definition(
    "blink", 0.25, SHARE, "both eyes close from here on", f"lids blink together; {OWN}"
)
BLINK_S = Definition(
    "blink",
    0.5,
    "s",
    "longest blink, from a tenth to a tenth of its height",
    f"Stern, Walrath & Goldstein 1984; spasms are slower ({OSAKI})",
)
BLINK_EDGE_S = Definition(
    "blink", 0.1, "s", "what reaches no further beyond a blink than this belongs to it", OWN
)
SHUT_CLOSURE = Definition(
    "shut", 0.8, SHARE, "the eye is shut, and a blink complete, from here on", OWN
)
SPASM_CLOSURE = Definition(
    "spasm", 0.08, SHARE, "one eye closes more than the other by at least this", f"{OSAKI}; {OWN}"
)
BOUT_GAP_S = Definition(
    "bout", 0.5, "s", "contractions less than this apart are one bout", f"{TRAINS}; {OWN}"
)
TONIC_S = Definition(
    "tonic", 1.0, "s", "a contraction that is held for this long is tonic", f"{TRAINS}; {JANKOVIC}"
)
WINK_CLOSURE = Definition("wink", 0.8, SHARE, "a single wink closes the eye so far", WINKS)
WINK_SHORTEST_S = Definition("wink", 0.3, "s", "shortest single wink", WINKS)
WINK_LONGEST_S = Definition("wink", 1.6, "s", "longest single wink", WINKS)
ALIKE_CLOSURE = Definition(
    "winks in turn", 0.7, SHARE, "where both eyes do it alike, less is a wink", f"{WINKS}; {OWN}"
)
ALIKE_SHORTEST_S = Definition("winks in turn", 0.15, "s", "shortest of them", OWN)
ALIKE_LONGEST_S = Definition("winks in turn", 2.0, "s", "longest of them", OWN)
LOCK_S = Definition(
    "synkinesis", 0.4, "s", "it starts and ends with its trigger within this", f"{LOCKED}; {OWN}"
)
LOCKED_BLINKS = Definition(
    "synkinesis", 3, "blinks", "fewer that pull the mouth along show nothing", f"{LOCKED}; {OWN}"
)
FLUTTER_MM = Definition("flutter", 0.07, "mm", "amplitude from which a lid flutters", MYOKYMIA)
FLUTTER_RATIO = Definition(
    "flutter", 2.0, "times", "it flutters at least so many times more than the other lid", MYOKYMIA
)

DEFINITIONS = (
    *(BLINK_CLOSURE, BLINK_S, BLINK_EDGE_S, SHUT_CLOSURE, SPASM_CLOSURE, BOUT_GAP_S, TONIC_S),
    *(WINK_CLOSURE, WINK_SHORTEST_S, WINK_LONGEST_S),
    *(ALIKE_CLOSURE, ALIKE_SHORTEST_S, ALIKE_LONGEST_S),
    *(LOCK_S, LOCKED_BLINKS, FLUTTER_MM, FLUTTER_RATIO),
)
"""The table, as the manual shows it."""

FLUTTER, WINK, LOOKING_DOWN, UNANSWERED = "flutter", "wink", "looking_down", "unanswered"
"""Subtypes: flutter of a lid, a wink, lids that follow a gaze, a blink that one lid leaves out."""

WITH_SMILE_ONCE = "with_smile_once"
"""Subtype of a closure of one eye together with the only smile or pucker: linked, or by chance."""

WEAK = {Side.LEFT: "weak_left", Side.RIGHT: "weak_right"}
"""Subtypes of blinks in which the lid of a side stays behind."""

LOWER_FACE = frozenset({Region.CHEEK, Region.MOUTH, Region.CHIN})

MOUTH_AND_CHIN = frozenset({Region.MOUTH, Region.CHIN})
"""Regions that no closing eye moves by itself; every firm closure lifts the cheek."""


def select_blinks(events: Sequence[Event]) -> list[Event]:
    """Blinks, those that one lid does not answer among them."""
    return [event for event in events if event.event_type is EventType.BLINK]


def select_spasms(events: Sequence[Event], side: Side) -> list[Event]:
    """Spasm bouts that reach a side, two-sided ones included."""
    return [e for e in events if e.event_type is EventType.SPASM and _reaches(e, side)]


def select_flutter(events: Sequence[Event], side: Side) -> list[Event]:
    """Flutter of the lid of a side, which closes nothing."""
    return [e for e in events if is_flutter(e) and _reaches(e, side)]


def is_flutter(event: Event) -> bool:
    """Whether an event is flutter of a lid."""
    return event.event_type is EventType.MOVEMENT and event.subtype == FLUTTER


def is_spasm(event: Event, side: EventSide) -> bool:
    """Whether an event is a spasm of exactly this side."""
    return event.event_type is EventType.SPASM and event.side is side


def is_lone_closure(event: Event, side: Side) -> bool:
    """Whether an event is a one-sided closure that was not taken for a spasm."""
    return (
        event.event_type is EventType.MOVEMENT
        and event.side is EventSide.of(side)
        and event.subtype != FLUTTER
        and Region.EYELID in event.regions
    )


def is_grouped(bout: Event) -> bool:
    """Whether a bout is a train or a long contraction, not a single twitch."""
    return (bout.n_twitches or 1) >= 2 or bout.duration >= TONIC_S.value


def reaches_mouth(bout: Event) -> bool:
    """Whether a bout moves more than an eye that closes can."""
    return not MOUTH_AND_CHIN.isdisjoint(bout.regions)


def reaches_lower_face(bout: Event) -> bool:
    """Whether a bout moves cheek, mouth or chin."""
    return not LOWER_FACE.isdisjoint(bout.regions)


def is_mouth_movement(event: Event) -> bool:
    """Whether an event is a smile, a pucker or the like of both sides, not speech."""
    return (
        event.event_type is EventType.MOVEMENT
        and event.side is EventSide.BOTH
        and event.subtype != "talking"
        and (Region.MOUTH in event.regions or event.subtype in ("smile", "pucker"))
    )


def is_weak_in(blink: Event, side: Side) -> bool:
    """Whether the lid of a side did not answer a blink of the other one, or stayed behind."""
    return blink.side is EventSide.of(side.opposite) or blink.subtype == WEAK[side]


def could_be_unanswered(bout: Event) -> bool:
    """Whether a bout could be blinks of one eye that the other lid left out.

    A single one, or several that follow each other: each short and deep, and of the lid alone.
    """
    deep = (bout.amplitude or 0.0) >= SHUT_CLOSURE.value
    short = bout.duration <= BLINK_S.value * max(bout.n_twitches or 1, 1)
    return deep and short and not reaches_lower_face(bout) and bout.brow_lift is not True


def could_be_wink(bout: Event, *, in_turn: bool = False) -> bool:
    """Whether a deliberate wink looks the same: one full closure of usual length.

    Parameters
    ----------
    bout
        A one-sided closure.
    in_turn
        Whether the other side does it as often. Then a mouth corner that is drawn up with
        the eye says nothing: many people wink like that.
    """
    return bout.subtype == WINK or (
        bout.pattern is not EventPattern.CLONIC
        and (bout.amplitude or 0.0) >= WINK_CLOSURE.value
        and WINK_SHORTEST_S.value <= bout.duration <= WINK_LONGEST_S.value
        and bout.brow_lift is not True
        and (in_turn or not reaches_mouth(bout))
    )


def could_be_one_of_winks(bout: Event) -> bool:
    """Whether a closure could be one of the winks of both eyes in turn.

    Less is asked of it than of a single one: that both sides do it alike says the rest.
    """
    full = (bout.amplitude or 0.0) >= ALIKE_CLOSURE.value
    lasts = ALIKE_SHORTEST_S.value <= bout.duration <= ALIKE_LONGEST_S.value
    return full and bout.n_twitches == 1 and lasts


def _reaches(event: Event, side: Side) -> bool:
    return event.side in (EventSide.of(side), EventSide.BOTH)
