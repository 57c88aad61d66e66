"""Blinks that one lid does not answer: a weak side, not a spasm of the other one."""

from collections.abc import Sequence
from dataclasses import replace

from hemiface.model.anatomy import Side
from hemiface.model.definitions import (
    BLINK_S,
    SHUT_CLOSURE,
    UNANSWERED,
    WEAK,
    reaches_lower_face,
    select_blinks,
)
from hemiface.model.events import Event, EventPattern, EventSide, EventType

_LEAST_BLINKS, _MOST = 3, 0.8
"""How many blinks must show it, and which share of what either lid does of the kind."""

_WITHIN = 0.5
"""Share of a one-sided closure that lies in a blink of both eyes, from which it is part of it."""


def tell_weakness(bouts: Sequence[Event], closures: Sequence[Event]) -> list[Event]:
    """Tell blinks that one lid does not answer, or answers weakly, from spasm of the other.

    Lids blink together (Stava et al. 1994, Invest Ophthalmol Vis Sci 35:3966-71), also those of
    people with hemifacial spasm, whose healthy eye blinks on. Where one lid makes nothing but
    short, deep, single closures of like kind and hardly any are shared, they are its blinks,
    and the lid that stays open is the weak one, as in facial palsy.

    Parameters
    ----------
    bouts
        One-sided closures.
    closures
        Closures of both eyes.

    Returns
    -------
    list of Event
        Both, in no order; what was told is a blink of one side, or of both with a weak side.
    """
    blinks = select_blinks(closures)
    for side in Side:
        own = [bout for bout in bouts if bout.side is EventSide.of(side)]
        unequal = [bout for bout in own if any(_is_part(bout, blink) for blink in blinks)]
        alone = [bout for bout in own if bout not in unequal]
        bare = [bout for bout in alone if _could_be_blink(bout)]
        # A free spasm of either side speaks against a weak one.
        if len(bare) < _MOST * len(alone) or any(_is_free(bout, side, blinks) for bout in bouts):
            continue
        shown = [b for b in blinks if any(_is_part(bout, b) for bout in unequal)]
        n_shown = len(bare) + len(shown)
        if n_shown < _LEAST_BLINKS or n_shown < _MOST * (len(bare) + len(blinks)):
            continue
        weak = WEAK[side.opposite]
        return [
            *(bout for bout in bouts if bout not in own),
            *(bout for bout in alone if bout not in bare),
            *(_as_blink(bout) for bout in bare),
            *(replace(c, subtype=weak) if c in shown else c for c in closures),
        ]
    return [*bouts, *closures]


def _is_part(bout: Event, blink: Event) -> bool:
    shared = min(bout.offset, blink.offset) - max(bout.onset, blink.onset)
    return shared >= _WITHIN * bout.duration and bout.duration <= BLINK_S.value


def _is_free(bout: Event, side: Side, blinks: Sequence[Event]) -> bool:
    other = bout.side is EventSide.of(side.opposite)
    return other and not any(_is_part(bout, blink) for blink in blinks)


def _could_be_blink(bout: Event) -> bool:
    """Whether a one-sided closure is short, deep, single, and of the lid alone."""
    deep = (bout.amplitude or 0.0) >= SHUT_CLOSURE.value
    lid_alone = not reaches_lower_face(bout)
    return deep and lid_alone and bout.n_twitches == 1 and bout.duration <= BLINK_S.value


def _as_blink(bout: Event) -> Event:
    return replace(bout, event_type=EventType.BLINK, pattern=EventPattern.NONE, subtype=UNANSWERED)
