"""The second net: what people say of a danger in words that no pattern foresaw.

Learned at release from the sayings. A danger counts when all dangers together outweigh what
is harmless by a margin that was set on one half of the sets in tests/fixtures/guide.
"""

import math
import re
from dataclasses import dataclass

from hemiface.guide.embedding import embed
from hemiface.guide.learned import load_learned
from hemiface.guide.library import load_refusals
from hemiface.guide.schema import HARMLESS
from hemiface.guide.words import FEWEST_WORDS, MOST_SENTENCES, load_sign_reader

DANGER_MARGIN = 0.23
SELF_HARM_MARGIN = 0.16
"""To ask once too often does little harm."""

DOUBTFUL_MARGIN = 0.35
"""For a text that names nobody and nothing of a body."""

GENERAL_MARGIN = 0.6
"""For a question in general, such as what a medicine can do."""

SURE_MARGIN = 1.0
"""For a text in which a wish is told in so many words."""

REFUSAL_MARGIN = 0.17
WISH_LEAD = 0.5
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


def catch(text: str) -> Hold:
    """Weigh a text, its sentences, and each with its spelling mended; the heaviest counts.

    Parameters
    ----------
    text
        Free text in English; one without a word of meaning holds nothing.
    """
    if len(re.findall(r"[^\W\d_]{2,}", text)) < FEWEST_WORDS - 1:
        return NOTHING
    learned = load_learned()
    refusals = frozenset(load_refusals())
    dangers = frozenset(learned.kinds) - refusals - {HARMLESS}
    texts = _readings(text)
    scores = learned.score_kinds(embed(texts))
    fit = [dict(zip(learned.kinds, row.tolist(), strict=True)) for row in scores]
    danger, refusal = (
        max((_weigh(row, kinds) for row in fit), key=lambda one: one.margin)
        for kinds in (dangers, refusals)
    )
    return Hold(danger, refusal)


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


def _weigh(fit: dict[str, float], kinds: frozenset[str]) -> Catch:
    best = max(sorted(kinds), key=fit.__getitem__)
    return Catch(best, sum(fit[kind] for kind in kinds) - fit[HARMLESS])


def _readings(text: str) -> list[str]:
    sentences = [part.strip() for part in re.split(r"[.?!\n;]+", text)]
    sentences = [part for part in sentences if len(part.split()) >= FEWEST_WORDS]
    parts = [text, *(sentences[:MOST_SENTENCES] if len(sentences) > 1 else [])]
    readings = [load_sign_reader().read(part) for part in parts]
    mended = [" ".join(reading.words) for reading in readings if reading.mended]
    return list(dict.fromkeys([*parts, *mended]))
