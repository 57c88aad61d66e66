"""What a stage can say to a reader, in English, each under a stable code.

A stage gives a code and its values; the catalogs of the reports hold the same codes in other
languages. Files keep both, the English words and the code, so that a stored result can be
read aloud in any language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from hemiface.model.alert_words import ALERTS
from hemiface.model.change_words import COMPARISON
from hemiface.model.damage_words import DAMAGE
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
        "One-sided contractions beyond blinks in that time: {bouts:.0f}; no squeezing of both"
        " eyes, and no lasting flutter of a lid."
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

FLAWS: Mapping[str, str] = {
    "quality.low_frame_rate.missed": (
        "There are only {rate_hz:.3g} pictures per second: short movements are missed."
    ),
    "quality.low_frame_rate.coarse": (
        "There are only {rate_hz:.3g} pictures per second: short movements are timed coarsely."
    ),
    "quality.dropped_frames": (
        "Pictures are missing: {lost_s:.1f} s in all, number of gaps {n_gaps:.0f}."
    ),
    "quality.frozen": "The picture stood still for {frozen_s:.1f} s; that time is left out.",
    "quality.repeated_pictures": (
        "{n_repeats:.0f} of {n_shown:.0f} pictures only repeat the one before: there are"
        " {rate_hz:.3g} new ones per second."
    ),
    "quality.slow_motion.known": (
        "The file shows life {times:.3g} times slower: the camera took {rate_hz:.3g} pictures per"
        " second. All times are those of life."
    ),
    "quality.slow_motion.lapse": (
        "The file shows life {times:.3g} times quicker: the camera took {rate_hz:.3g} pictures per"
        " second. All times are those of life."
    ),
    "quality.slow_motion.doubt": (
        "Every closing of the eyes takes several times as long as a blink does: this may be slow"
        " motion, and then all durations and rates are wrong."
    ),
    "quality.several_streams": (
        "The file holds more than one film; number {number:.0f} of {n_streams:.0f} was measured,"
        " {width:.0f} x {height:.0f} pixels."
    ),
    "quality.guessed_time": ("The pictures carry no times: {rate_hz:.3g} per second are assumed."),
    "quality.damaged": "A part of the recording cannot be read: {fault}.",
    "quality.short": "The recording lasts only {length_s:.1f} s.",
    "quality.small_face.eyes": "The eyes are only {distance_px:.0f} pixels apart.",
    "quality.small_face.picture": "The picture has only {width:.0f} x {height:.0f} pixels.",
    "quality.blurred": "The picture of the face is blurred.",
    "quality.dark": "The face is dark.",
    "quality.bright": "The face is too bright.",
    "quality.uneven_light": "The {side} half of the face lies in shadow.",
    "quality.turned": "The head was turned away.",
    "quality.moving_head": "The head was moving quickly for much of the time.",
    "quality.no_face": "The face was not in the picture or could not be recognized.",
    "quality.left_eye_covered": "The left eye was covered or could not be made out.",
    "quality.right_eye_covered": "The right eye was covered or could not be made out.",
    "quality.left_eye_not_open": (
        "The left eye was not seen open at any time: what its lid does, and what the other one"
        " does alone, cannot be told."
    ),
    "quality.right_eye_not_open": (
        "The right eye was not seen open at any time: what its lid does, and what the other one"
        " does alone, cannot be told."
    ),
    "quality.left_side_outside": "The left half of the face was partly outside the picture.",
    "quality.right_side_outside": "The right half of the face was partly outside the picture.",
    "quality.lower_face_covered": "Mouth and chin were covered or could not be made out.",
    "quality.second_person.followed": (
        "More than one person is in the picture; one of them was measured throughout."
    ),
    "quality.second_person.followed_at": (
        "More than one person is in the picture; the one {place} was measured throughout."
    ),
    "quality.second_person.present": "More than one person is in the picture.",
    "quality.second_person.present_at": (
        "More than one person is in the picture; the one mostly {place} was measured."
    ),
    "quality.another_person.other": (
        "Another person may have been measured from {since_s:.1f} s on: the face that came back"
        " has other proportions."
    ),
    "quality.another_person.left_out": (
        "From {since_s:.1f} to {until_s:.1f} s another person is seen: that time is left out, and"
        " the one seen longest was measured."
    ),
    "quality.another_person.lost": (
        "The face was lost before {since_s:.1f} s; whether the same person came back cannot be"
        " told for certain."
    ),
    "quality.little_valid_time": (
        "Both eyes could be measured for {valid_s:.0f} of {whole_s:.0f} seconds."
    ),
    "quality.model_disagreement": "Independent readings of the face disagree.",
}
"""What was poor about a recording."""

ADVICE: Mapping[str, str] = {
    "advice.low_frame_rate": (
        "Record with 30 pictures per second or more, and with more light: cameras slow down in"
        " the dark."
    ),
    "advice.dropped_frames": "Close other programs while recording, and copy the original file.",
    "advice.frozen": "Film with the phone itself, not through a call, and keep the original file.",
    "advice.repeated_pictures": "Copy the original file from the camera, not a converted one.",
    "advice.slow_motion": (
        "Film at ordinary speed, or say how many pictures per second the camera took."
    ),
    "advice.several_streams": "Check in the report that it is the right one.",
    "advice.guessed_time": (
        "Choose the original file, or say how many pictures per second the camera took."
    ),
    "advice.damaged": "Copy the file again from the camera or phone.",
    "advice.short": "Record a minute or more.",
    "advice.small_face": "Come closer to the camera or record with a higher resolution.",
    "advice.blurred": "Clean the lens, hold the camera still and let it focus on the face.",
    "advice.dark": "Put more light on the face, from the front.",
    "advice.bright": "Move away from the lamp or the sun.",
    "advice.uneven_light": "Put more light on the {side} half of the face.",
    "advice.turned": "Look straight into the camera.",
    "advice.moving_head": "Lean the head back or rest it on a hand below the chin.",
    "advice.no_face": "Keep the whole face in the picture and nothing in front of it.",
    "advice.left_eye_covered": (
        "Keep hands and hair away from the eyes, and lamps and windows out of the glasses, or take"
        " them off."
    ),
    "advice.right_eye_covered": (
        "Keep hands and hair away from the eyes, and lamps and windows out of the glasses, or take"
        " them off."
    ),
    "advice.left_eye_not_open": (
        "If this eye can open, record it open; a shut or covered eye cannot be measured."
    ),
    "advice.right_eye_not_open": (
        "If this eye can open, record it open; a shut or covered eye cannot be measured."
    ),
    "advice.left_side_outside": "Keep the whole face in the middle of the picture.",
    "advice.right_side_outside": "Keep the whole face in the middle of the picture.",
    "advice.lower_face_covered": "Take masks and scarves off, and keep hands off the face.",
    "advice.second_person": (
        "Check in the report that it is the right one, or choose the left or the right one."
    ),
    "advice.another_person": (
        "Film one person alone, and check in the report that the face is the right one."
    ),
    "advice.little_valid_time": "Film for at least a minute with the whole face in view.",
    "advice.model_disagreement": "Film again in better light, without glasses if you can.",
}
"""What to do about a flaw, by its name."""

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
    **RESPONSE,
    **DAMAGE,
}
"""Every sentence by its code."""
