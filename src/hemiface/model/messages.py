"""What a stage can say to a reader, in English, each under a stable code.

A stage gives a code and its values; the catalogs of the reports hold the same codes in other
languages. Files keep both, the English words and the code, so that a stored result can be
read aloud in any language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from hemiface.model.alert_words import ALERT_SOURCES, ALERTS
from hemiface.model.change_words import COMPARISON
from hemiface.model.copy_words import COPIES
from hemiface.model.damage_words import DAMAGE
from hemiface.model.flaw_words import ADVICE, FLAWS
from hemiface.model.response_words import RESPONSE
from hemiface.model.scales import SCALES

VALUES = "value."
"""Codes of words that stand inside a sentence, as the value of one of its places."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in no language.

    Parameters
    ----------
    code
        Its place in `ENGLISH`.
    values
        Numbers and words for the places of the sentence; a word that is itself known under
        ``value.`` is translated too.
    """

    code: str
    values: Mapping[str, float | str] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence."""
        return compose(self.code, self.values, ENGLISH)


def build_message(code: str, values: Mapping[str, float | str]) -> Message:
    """Message with those of the values that its sentence has places for.

    Raises
    ------
    KeyError
        If there is no such sentence, or one of its places has no value.
    """
    places = find_places(ENGLISH[code])
    for name in tuple(places):
        places += find_places(ENGLISH.get(f"{VALUES}{values[name]}", ""))
    return Message(code, {name: values[name] for name in places})


def compose(code: str, values: Mapping[str, object], texts: Mapping[str, str]) -> str:
    """Fill the places of a sentence.

    Parameters
    ----------
    code
        Which sentence.
    values
        For its places; whatever can be written in the form that a place asks for.
    texts
        Sentences of one language by code.

    Raises
    ------
    KeyError
        If the language has no such sentence.
    """
    words = {
        name: texts[f"{VALUES}{value}"].format(**values)
        if isinstance(value, str) and f"{VALUES}{value}" in texts
        else value
        for name, value in values.items()
    }
    return texts[code].format(**words)


def find_places(text: str) -> list[str]:
    """Names of the places of a sentence, each once."""
    return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(text) if name))


WORDS: Mapping[str, str] = {
    "value.left": "left",
    "value.right": "right",
    "value.at_left": "on the left of the picture",
    "value.in_middle": "in the middle of the picture",
    "value.at_right": "on the right of the picture",
    "value.picture_damaged": "a picture is damaged",
    "value.picture_undecodable": "a picture cannot be decoded: {detail}",
    "value.picture_repeats_time": "a picture repeats the time of another",
    "value.picture_changes_shape": "the picture changes its shape",
    "value.image_unreadable": "the image {detail} cannot be read",
    "value.part_missing": "a part of the file is missing",
    "value.file_unreadable": "the file cannot be read on: {detail}",
    "value.file_ends_early": "the file ends before its time",
    "value.clock_jumps": "the clock of the recording jumps",
    "value.disk_fails": "the disk fails: {detail}",
}
"""Sides, and what was wrong with a part of a file."""

REASONS: Mapping[str, str] = {
    "pattern.spasm.alone": "Times the {side} side contracted by itself: {bouts:.0f}.",
    "pattern.spasm.one_side": "The contractions belong to one side, the {side}.",
    "pattern.spasm.other_eye_open": "The other eye did not close with them.",
    "pattern.spasm.grouped": "Contractions came in trains or lasted longer than a blink.",
    "pattern.spasm.mouth": "Eye and mouth of the {side} side contracted together.",
    "pattern.spasm.brow": (
        "Times the {side} brow rose while the eye below it closed: {brow_lifts:.0f}."
    ),
    "pattern.spasm.both_sides": "Both sides did it about equally often.",
    "pattern.spasm.both_eyes": "Most contractions closed both eyes.",
    "pattern.bilateral.squeezed": "Times both eyes were squeezed shut: {two_sided_bouts:.0f}.",
    "pattern.bilateral.together": (
        "Contractions closed both eyes together, hardly ever one alone."
    ),
    "pattern.bilateral.alike": "Both eyes closed alike.",
    "pattern.bilateral.brow": (
        "A brow rose while the eye below it closed, which speaks against it."
    ),
    "pattern.synkinesis.share": (
        "{locked_share:.0%} of the blinks and smiles pulled the rest of the {locked_side} side"
        " along."
    ),
    "pattern.synkinesis.count": "Times this happened: {locked_count:.0f}.",
    "pattern.synkinesis.size": (
        "On average the {locked_side} side moved clearly more than the other."
    ),
    "pattern.synkinesis.alone": "Contractions also came by themselves.",
    "pattern.myokymia.flutter": (
        "The {flutter_side} lid fluttered without closing for {flutter_percent:.0f} % of the time."
    ),
    "pattern.myokymia.one_lid": "Only one lid did it.",
    "pattern.myokymia.closed": "Contractions closed the eye as well.",
    "pattern.myokymia.squeezed": "Both eyes were squeezed shut as well.",
    "pattern.weakness.blinks": (
        "Blinks in which the {weak_side} lid stayed open or behind: {weak_blinks:.0f}."
    ),
    "pattern.weakness.share": (
        "That were {weak_share:.0%} of all blinks: weakness on the {weak_side} rather than spasm"
        " of the other side, whose lid only blinked. An eye held open, such as a prosthesis,"
        " looks the same."
    ),
    "pattern.weakness.contracted": "Contractions also came by themselves.",
    "pattern.none.seen": "The face was seen well for {valid_s:.0f} seconds.",
    "pattern.none.contracted": "One side contracted by itself.",
    "pattern.none.squeezed": "Both eyes were squeezed shut.",
    "pattern.none.fluttered": "A lid fluttered.",
    "pattern.none.followed": "One side moved along with other movements.",
    "pattern.none.weak": "One lid did not take part in blinks.",
    "pattern.none.nothing": (
        "In that time there were no one-sided contractions beyond blinks, no squeezing of both"
        " eyes, and no lasting flutter of a lid."
    ),
    "pattern.none.little": (
        "Noted in that time, which is too little or too uncertain to go by: one-sided contractions"
        " {contractions:.0f}, squeezes of both eyes {two_sided_bouts:.0f}, time with flutter of a"
        " lid {flutter_percent:.1f} %."
    ),
    "pattern.none.brief": (
        "Rare spasms can be missed: at the lowest rate published, {unseen_percent:.0f} % of"
        " recordings of this length would show none."
    ),
    "pattern.open.short": (
        "Both eyes were seen well for {valid_s:.0f} seconds only; a minute is needed."
    ),
    "pattern.open.few": (
        "Times one eye closed alone: left {left_bouts:.0f}, right {right_bouts:.0f}; too few to"
        " judge by. A longer recording at rest says more."
    ),
    "pattern.open.in_turn": "Closures of one eye came on the one and the other side in turn.",
    "pattern.open.winks": (
        "Single full closures of one eye look the same as deliberate winks: spasms would mostly be"
        " smaller, or come in trains, or pull the mouth along."
    ),
    "pattern.open.unshared": (
        "Both eyes were never seen to close together: what one eye did alone may be blinks that"
        " the other lid does not answer."
    ),
    "pattern.open.smile_once": (
        "The {smile_side} eye closed together with the only smile or pucker: linked movement or"
        " chance. Two more smiles would tell."
    ),
    "pattern.open.flaws": "The recording has serious flaws.",
    "pattern.open.unclear": "Nothing that was seen points clearly to one pattern.",
}
"""Why a movement resembles a pattern."""

GRADES: Mapping[str, str] = {
    "grade.flutter": "A lid fluttered, no spasm was seen.",
    "grade.no_spasm": "No spasm was seen.",
    "grade.shut": "Spasms kept an eye shut for {shut_percent:.0f} % of the time.",
    "grade.strong": "Spasms closed the eye by more than half.",
    "grade.partial": "Spasms closed the eye in part.",
    "grade.mostly_shut": "Spasms kept the eye shut for more than half of the time.",
    "grade.longest": "The longest spasm took {longest_s:.1f} s.",
    "grade.tonic_shut": "Long contractions kept the eye shut for {shut_percent:.0f} % of the time.",
    "grade.lower_face": "Spasms reached the lower face.",
    "grade.eye_only": "Spasms stayed around the eye.",
    "grade.many_tonic": "Many contractions were long and shut the eye.",
    "grade.some_tonic": "Some contractions were long.",
    "grade.clonic_lower_face": "Most spasms were trains of twitches with the lower face.",
    "grade.clonic_eye": "Most spasms were trains of twitches around the eye.",
    "grade.single": "Most spasms were single twitches.",
}
"""Why a recording stands where it stands on a scale."""

LIMITS: Mapping[str, str] = {f"scale.{scale.name}.limits": scale.limits for scale in SCALES}
"""What a video cannot see of a scale."""

ENGLISH: Mapping[str, str] = {
    **WORDS,
    **REASONS,
    **GRADES,
    **FLAWS,
    **ADVICE,
    **LIMITS,
    **COMPARISON,
    **ALERTS,
    **ALERT_SOURCES,
    **RESPONSE,
    **DAMAGE,
    **COPIES,
}
"""Every sentence by its code."""
