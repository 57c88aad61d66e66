"""A long text is read to its end for dangers, and without the marks of a page around it."""

import html
import re

from hemiface.guide.conversation import is_follow_up
from hemiface.guide.german import is_german, to_english
from hemiface.guide.redflags import Alarm, find_alarm, find_alarm_between
from hemiface.guide.rules import Level

TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
MARK = re.compile(r"[*`#]+|\b_+|_+\b")
GAP = re.compile(r" (?=[.?!,;:])")

SENTENCE = re.compile(r"[^.?!\n;]+[.?!\n;]*")
LONGEST_SENTENCE = 40
PIECE_STEP = 30
"""Words; a sentence of more is read in runs of so many, which overlap."""

WINDOW = 8
WINDOW_STEP = 6
"""Sentences that are read together, and how far the next window is."""


LETTERS = re.compile(r"\b[^\W\d_](?:[ .\-][^\W\d_]){2,}\b")
SPOKEN_TO = re.compile(r"^i(?=[ .\-])", re.IGNORECASE)


def join_letters(text: str) -> str:
    """A text in which a word that is written letter by letter is one word.

    Examples
    --------
    >>> join_letters("I want to d i e"), join_letters("i d.i.e now")
    ('I want to die', 'i die now')
    """

    def _join(found: re.Match[str]) -> str:
        alone = SPOKEN_TO.match(found[0])
        start = f"{alone[0]} " if alone else ""
        return start + re.sub(r"[ .\-]", "", found[0][len(alone[0]) if alone else 0 :])

    return LETTERS.sub(_join, text)


def strip_marks(text: str) -> str:
    """A text without HTML tags and without the signs by which a plain text is made bold.

    Examples
    --------
    >>> strip_marks("<p>What is <b>MVD</b>?</p>"), strip_marks("**What** is _MVD_?")
    ('What is MVD?', 'What is MVD?')
    """
    plain = MARK.sub("", html.unescape(TAG.sub(" ", text)))
    return GAP.sub("", re.sub(r"[ \t]+", " ", plain)).strip()


def find_alarm_anywhere(text: str) -> Alarm:
    """The most urgent danger anywhere in a text, else the first refused wish, else a caution.

    A long text is weighed in windows: what is told at its end would weigh little beside the rest.
    """
    alarms = [find_alarm(one) for one in split_windows(join_letters(text))]
    flagged = [(one.red_flag.level.rank, place) for place, one in enumerate(alarms) if one.red_flag]
    first = min(flagged, default=None)
    if first is not None and first[0] < Level.SOON.rank:
        return alarms[first[1]]
    refused = next((one for one in alarms if one.refusal is not None), None)
    return refused or alarms[first[1] if first else 0]


def find_alarm_after(text: str, before: str | None) -> Alarm:
    """The most urgent danger in a text, for a short one also with the question before it.

    "I had Botox", then "now I choke": only both together say which danger it is, by the rules,
    for the net would hear two sentences that have nothing to do with one another.

    Parameters
    ----------
    text
        Free text.
    before
        The question before, if any.
    """
    alarm = find_alarm_anywhere(text)
    english = to_english(text) if is_german(text) else text
    if not before or not is_follow_up(english):
        return alarm
    earlier = find_alarm_anywhere(strip_marks(before)).red_flag
    found = (find_alarm_between(text, before), alarm.red_flag, earlier)
    pressing = [one for one in found if one is not None and one.level.rank < Level.SOON.rank]
    first = min(pressing, key=lambda one: one.level.rank, default=None)
    return alarm if first is None or first is alarm.red_flag else Alarm(first, None)


def split_windows(text: str) -> list[str]:
    """Runs of a few sentences, of which neighbours share some; a short text as it stands."""
    found = SENTENCE.findall(text)
    sentences = [piece for one in found for piece in _split_sentence(one)]
    if len(sentences) <= WINDOW and len(sentences) <= len(found):
        return [text]
    starts = range(0, max(1, len(sentences) - WINDOW + WINDOW_STEP), WINDOW_STEP)
    return ["\n".join(sentences[start : start + WINDOW]) for start in starts]


def _split_sentence(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= LONGEST_SENTENCE:
        return [sentence.strip()] if words else []
    starts = range(0, len(words) - LONGEST_SENTENCE + PIECE_STEP, PIECE_STEP)
    return [" ".join(words[start : start + LONGEST_SENTENCE]) for start in starts]
