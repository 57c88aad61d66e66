"""The second net: what people say of a danger in words that no pattern foresaw.

Learned at release from the sayings. A danger counts when all dangers together outweigh what
is harmless by a margin that was set on one half of the sets in tests/fixtures/guide. Both
are weighed by their meaning and by their letters as they were typed: German is read word by word,
and what that loses its letters still tell.
"""

import math
import re
from dataclasses import dataclass

import numpy as np

from hemiface.guide.embedding import embed
from hemiface.guide.german import spell_out
from hemiface.guide.learned import Scores, load_learned
from hemiface.guide.library import load_refusals
from hemiface.guide.schema import HARMLESS
from hemiface.guide.words import FEWEST_WORDS, MOST_SENTENCES, load_sign_reader

DANGER_MARGIN = 0.05
SELF_HARM_MARGIN = -0.02
"""To ask once too often does little harm."""

DOUBTFUL_MARGIN = 0.18
"""For a text that names nobody and nothing of a body."""

GENERAL_MARGIN = 0.42
"""For a question in general, such as what a medicine can do."""

SURE_MARGIN = 1.0
"""For a text in which a wish is told in so many words."""

REFUSAL_MARGIN = 0.1
WISH_LEAD = 0.25
"""By how much a wish must outweigh a danger for there to be no danger."""


@dataclass(frozen=True, slots=True)
class Catch:
    """What the net holds.

    Parameters
    ----------
    kind
        Danger or refusal.
    margin
        By how much it outweighs what is harmless.
    """

    kind: str
    margin: float


@dataclass(frozen=True, slots=True)
class Hold:
    """The likeliest danger and the likeliest wish that must be refused."""

    danger: Catch
    refusal: Catch


NOTHING = Hold(Catch("", -math.inf), Catch("", -math.inf))


def catch(text: str, typed: str) -> Hold:
    """Weigh a text, its sentences, and each with its spelling mended; the heaviest counts.

    Parameters
    ----------
    text
        Free text in English; one without a word of meaning holds nothing.
    typed
        The same as it was typed, in its own language.
    """
    if len(re.findall(r"[^\W\d_]{2,}", text)) < FEWEST_WORDS - 1:
        return NOTHING
    learned = load_learned()
    refusals = frozenset(load_refusals())
    dangers = frozenset(learned.kinds) - refusals - {HARMLESS}
    readings = _readings(text, spell_out(typed))
    near = learned.find_likeness(embed([read for read, _ in readings]))
    margins = learned.score_alarms(near, [letters for _, letters in readings])
    scores = learned.score_kinds(near)
    return Hold(
        *(
            _heaviest(margins[:, column], scores, kinds)
            for column, kinds in enumerate((dangers, refusals))
        )
    )


def is_danger(held: Hold, *, general: bool, doubtful: bool = False) -> bool:
    """Whether what is held outweighs what is harmless, more so for a question in general.

    What is doubtful, because nobody and nothing of a body is named, needs more as well.

    What is a wish far more than a danger is none.
    """
    if held.refusal.margin - held.danger.margin >= WISH_LEAD:
        return False
    if general:
        return held.danger.margin >= GENERAL_MARGIN
    if held.danger.kind == "self-harm":
        return held.danger.margin >= SELF_HARM_MARGIN
    least = DOUBTFUL_MARGIN if doubtful else DANGER_MARGIN
    return held.danger.margin >= least


def is_refused(held: Hold) -> bool:
    """Whether a wish that must be refused outweighs what is harmless."""
    return held.refusal.margin >= REFUSAL_MARGIN


def _heaviest(margins: Scores, scores: Scores, kinds: frozenset[str]) -> Catch:
    """The largest margin, and which of the kinds weighs most in that reading."""
    place = int(np.argmax(margins))
    fit = dict(zip(load_learned().kinds, scores[place].tolist(), strict=True))
    return Catch(max(sorted(kinds), key=fit.__getitem__), float(margins[place]))


def _readings(text: str, typed: str) -> list[tuple[str, str]]:
    """The text, its sentences and each with its spelling mended, each with what was typed."""
    pairs = [(text, typed)]
    sentences, letters = (
        [part.strip() for part in re.split(r"[.?!\n;]+", one)] for one in (text, typed)
    )
    if len(sentences) == len(letters):
        parts = zip(sentences, letters, strict=True)
        told = [pair for pair in parts if len(pair[0].split()) >= FEWEST_WORDS]
        pairs += told[:MOST_SENTENCES] if len(told) > 1 else []
    read = [(load_sign_reader().read(part), letters) for part, letters in pairs]
    mended = [(" ".join(one.words), letters) for one, letters in read if one.mended]
    return list(dict.fromkeys([*pairs, *mended]))
