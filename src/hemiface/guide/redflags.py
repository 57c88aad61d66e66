"""Red flags in free text: told before any answer, by fixed rules and a second net behind them.

A sign must be reported, not asked about in general ("Can Botox cause trouble
swallowing?") and not denied ("no trouble swallowing"). What no pattern foresaw may still be
held by the net (`net`); the more urgent of both is told. Wishes that are refused are found in
the same two ways.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

from hemiface.guide.asides import EXCUSES, drop_asked, without_anger
from hemiface.guide.german import is_german, spell_out, to_english
from hemiface.guide.library import load_german, load_red_flags
from hemiface.guide.net import NOTHING, SURE_MARGIN, Hold, catch, is_danger, is_refused
from hemiface.guide.rules import Level, RedFlag, Refusal, Speech
from hemiface.guide.telling import Tongue, english_signs, german_signs
from hemiface.guide.wishes import find_wish
from hemiface.guide.words import load_reader, load_sign_reader, split_words

DENIAL_REACH = 3
"""How many words before a sign a "no" or "not" is looked for."""

STRANGE_SHARE = 2
"""One strange word in so many: the net hears no wish to die from what rules miss."""

CLAUSES = frozenset({"but", "because", "so", "then", "although", "aber", "weil", "dann", "obwohl"})
JOINING = frozenset({"and", "und"})
"""Words that begin another clause; these do where somebody is named behind them."""

GOING_ON = JOINING | {"but", "aber", "so", "or", "oder"}
MOST_BARE = 4
"""First words of a question that only goes on from the one before, and the most it has."""

ADDING = JOINING | {"but", "aber"}
ASKING = frozenset({"i", "we", "ich", "wir", "hab"})
"""Who asks."""

POSSESSIVES = frozenset(
    ("my", "our", "his", "their", "mein", "meine", "meinem", "meinen", "meiner", "meines")
)
"""Words for somebody that may be said of a thing."""

ELIDED = frozenset({"seit", "nicht", "kaum", "nimmer", "nix", "nichts"})
"""Behind a "kann" that begins a sentence without "ich": told, not asked."""

HELPLESS = (("was", "tun"), ("what", "to", "do"))
"""First words of who asks what to do now; it has happened."""

TREATMENTS = frozenset({"toxin", "medicine", "treatment"})
"""Signs that a question names a treatment."""

BY_TABLETS = frozenset({"self-harm", "overdose"})
OF_TABLETS = BY_TABLETS | {"withdrawal"}
UNSAFE = frozenset({"doing-it-oneself", "hiding-symptoms"})
"""Wishes that are refused beside a danger as well."""

SENTENCE_END = re.compile(r"[?!\n;]+|\.+(?!\s*(?:woche|ssw|monat)\b)", re.IGNORECASE)
"""A full stop behind a German ordinal, as in "10. Woche", ends no sentence."""

IN_GENERAL = "in-general"
"""Sign of a question of how to know, how often, or what it looks like."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What must be said before any answer, if anything.

    Parameters
    ----------
    red_flag
        The most urgent danger that a text reports.
    refusal
        The wish that is not served; beside a danger only one that is told in so many words.
    beside
        A second danger that must be told with the first: tablets taken, beside self-harm.
    """

    red_flag: RedFlag | None
    refusal: Refusal | None
    beside: RedFlag | None = None


def find_alarm(text: str) -> Alarm:
    """The most urgent danger that a text in English or German reports, or else a refused wish.

    Parameters
    ----------
    text
        Free text.
    """
    english = to_english(text) if is_german(text) else text
    calm = without_anger(text)
    bare = _only_goes_on(text, english)
    held = NOTHING if bare else catch(to_english(calm) if is_german(text) else calm, calm)
    by_rule = _find_by_rule(text)
    general = not _tells(text) or _is_otherwise(text, english, by_rule)
    by_net = _find_by_net(held, general=general, doubtful=not _is_of_somebody(text, english))
    if by_net is not None and (
        _is_unheard(text, by_net, by_rule)
        or _is_wish(by_net, text, english, held)
        or (by_net.id == "self-harm" and not _is_understood(english))
    ):
        by_net = None
    # The net reads German word by word: it hears that there is danger better than which.
    sure = is_german(text) and by_rule is not None and by_rule.level is not Level.SOON
    flag = by_rule if sure else _more_urgent(by_rule, by_net)
    if flag is not None and flag.level is not Level.SOON:
        return Alarm(flag, _find_wish_beside(flag, text, english), _find_beside(flag, text))
    refusal = find_wish(text, english, NOTHING if flag else held)
    return Alarm(None if refusal else flag, refusal)


def find_alarm_between(text: str, before: str) -> RedFlag | None:
    """The danger that a text reports by the rules together with the question before it.

    The treatment that was asked about may be one's own: "does it help?", then "I have a rash".
    """
    return _find_by_rule(f"{before}\n{text}", also=_find_all(before)[1] & TREATMENTS)


def _is_wish(flag: RedFlag, text: str, english: str, held: Hold) -> bool:
    """Whether what the net took for a danger is a wish: told in so many words, or weighs as much.

    The dangers of tablets themselves stay, for there a wish and its harm lie close together.
    """
    if flag.id in OF_TABLETS:
        return False
    if is_refused(held) and (flag.level is Level.SOON or held.refusal.margin >= held.danger.margin):
        return True
    told = find_wish(text, english, NOTHING) is not None
    return told and held.danger.margin < SURE_MARGIN


def _find_wish_beside(flag: RedFlag, text: str, english: str) -> Refusal | None:
    """A wish that is told in so many words beside a danger; none beside self-harm."""
    if flag.id in BY_TABLETS:
        return None
    found = find_wish(text, english, NOTHING)
    return found if found is not None and found.id in UNSAFE else None


def _find_beside(flag: RedFlag, text: str) -> RedFlag | None:
    """The other of self-harm and tablets taken, where rules find both."""
    if flag.id not in BY_TABLETS:
        return None
    told, named = _find_all(text)
    rules = (rule for rule in load_red_flags().rules if rule.id in BY_TABLETS - {flag.id})
    return next((rule for rule in rules if _holds(rule, told, named, own=False)), None)


def _is_otherwise(text: str, english: str, by_rule: RedFlag | None) -> bool:
    """Whether a caution or a wish is told in so many words, which the net may mistake."""
    if by_rule is not None:
        return by_rule.level is Level.SOON
    return find_wish(text, english, NOTHING) is not None


def _is_of_somebody(text: str, english: str) -> bool:
    """Whether a text names a part of a body, a sign of illness or a treatment, or a person.

    "My" may be of a thing, and who asks how to do something does not tell of somebody.
    """
    words = [load_sign_reader().mend(word) for word in split_words(english)]
    if any(word.startswith(tuple(load_red_flags().bodily)) for word in words):
        return True
    speech = load_german().speech if is_german(text) else load_red_flags().speech
    said = split_words(spell_out(text))
    asked = bool(said) and said[0] in speech.asking
    return not asked and bool((speech.people - POSSESSIVES).intersection(said))


def _only_goes_on(text: str, english: str) -> bool:
    """Whether a text is no more than "and at night?": too little for the net to weigh."""
    said = split_words(spell_out(text))
    if len(said) > MOST_BARE or not GOING_ON.intersection(said[:1]):
        return False
    bodily = tuple(load_red_flags().bodily)
    return not any(word.startswith(bodily) for word in split_words(english))


def _is_understood(english: str) -> bool:
    """Whether most words of a text that was turned into English word by word are English."""
    reading = load_reader().read(english)
    return len(reading.foreign) * STRANGE_SHARE < len(reading.words)


def _more_urgent(first: RedFlag | None, second: RedFlag | None) -> RedFlag | None:
    """The more urgent of two; the first of equals."""
    found = [flag for flag in (first, second) if flag is not None]
    return min(found, key=lambda flag: flag.level.rank, default=None)


def _is_unheard(text: str, flag: RedFlag, by_rule: RedFlag | None) -> bool:
    """Whether the net is not believed, by what a text names or denies."""
    if _find_all(text)[1].intersection(flag.unheard):
        return True
    return by_rule is None and _is_silenced(text, flag)


def _is_silenced(text: str, flag: RedFlag) -> bool:
    """Whether what a text denies or names silences the flag; rules hear it, the net does not."""
    named = _find_all(text)[1]
    return bool(named.intersection(flag.unless)) or _find_by_rule(text, deny=False) is not None


def _find_all(text: str, *, deny: bool = True) -> tuple[set[str], set[str]]:
    """Signs that a text tells of, and all that it names, in English and German."""
    german = is_german(text)
    told, named = _find_signs(text, english_signs(deny=deny, in_german=german))
    if not german:
        return told, named
    more = _find_signs(spell_out(text), german_signs(deny=deny))
    return told | more[0], named | more[1]


def _find_by_rule(text: str, *, deny: bool = True, also: Set[str] = frozenset()) -> RedFlag | None:
    """The most urgent rule that holds; without `deny` even where its signs are denied."""
    told, named = _find_all(text, deny=deny)
    own = _names_somebody(text)
    for rule in load_red_flags().rules:
        if _holds(rule, told | also, named, own=own):
            return rule
    return None


def _holds(rule: RedFlag, told: set[str], named: set[str], *, own: bool) -> bool:
    """Whether a rule holds; a caution also where somebody is only asked about."""
    asked = named if own and rule.level is Level.SOON else named.intersection(rule.always)
    return not named.intersection(rule.unless) and _fires(rule, told | asked)


def _names_somebody(text: str) -> bool:
    """Whether a text is about somebody: "may I have it", not "is it given"."""
    speech = load_german().speech if is_german(text) else load_red_flags().speech
    return bool(speech.people.intersection(split_words(spell_out(text))))


def _find_by_net(held: Hold, *, general: bool, doubtful: bool) -> RedFlag | None:
    if not is_danger(held, general=general, doubtful=doubtful):
        return None
    return next(rule for rule in load_red_flags().rules if rule.id == held.danger.kind)


def _fires(rule: RedFlag, signs: set[str]) -> bool:
    left = set(signs)
    for context, sign in rule.quiet:
        if context in signs:
            left.discard(sign)
    return any(all(_met(part, left) for part in row) for row in rule.when)


def _met(part: str, signs: set[str]) -> bool:
    """Whether a sign, or enough of several, is there."""
    if match := re.fullmatch(r"(\d+) of (.+)", part):
        return len(signs.intersection(match[2].split())) >= int(match[1])
    return part in signs


def _find_signs(text: str, tongue: Tongue) -> tuple[set[str], set[str]]:
    """Signs that a text tells of, and all that it names."""
    told: set[str] = set()
    named: set[str] = set()
    for part in SENTENCE_END.split(text):
        words = tuple(tongue.mend(word) for word in split_words(part))
        signs = _signs(words, tongue)
        named |= signs
        if _reports(words, tongue):
            told |= signs
        elif added := _told_beside(words, tongue):
            told |= _signs(added, tongue)
    return told, named


def _told_beside(words: tuple[str, ...], tongue: Tongue) -> tuple[str, ...]:
    """What is told behind a question in the same sentence: "does it hurt and my mother drools".

    Somebody is named there, other than who asks: that one asks on.
    """
    others = tongue.speech.people - ASKING
    for place, word in enumerate(words[:-1]):
        following = words[place + 1 :]
        told = following[0] in others or tongue.speech.happening.intersection(following)
        if word in ADDING and told and _reports(following, tongue):
            return following
    return ()


def _tells(text: str) -> bool:
    """Whether a text as a whole tells of something that happens."""
    german = is_german(text)
    tongue = german_signs() if german else english_signs()
    words = split_words(spell_out(text) if german else text)
    mended = tuple(tongue.mend(word) for word in words)
    return _reports(mended, tongue) or bool(_told_beside(mended, tongue))


def _reports(words: tuple[str, ...], tongue: Tongue) -> bool:
    """Whether a sentence tells of something that happens."""
    speech = tongue.speech
    people = speech.people.intersection(words)
    general = any(one.match(" ".join(words)) for one in tongue.patterns[IN_GENERAL])
    if words[:1] == ("kann",) and ELIDED.intersection(words[1:2]):
        return True
    if any(words[: len(start)] == start for start in HELPLESS):
        return True
    if not words or (words[0] not in speech.asking and not general):
        return True
    if words[0] not in speech.supposing and not general:
        return bool(people)
    acute = any(_found(one, words, speech) for one in tongue.patterns["acute"])
    return bool(people) and (acute or bool(speech.happening.intersection(words)))


def _signs(words: tuple[str, ...], tongue: Tongue) -> set[str]:
    """Signs in a row of words; those that always count cannot be denied."""
    firm = {name for rule in load_red_flags().rules for name in rule.always}
    had = tuple(drop_asked(" ".join(words), tongue.patterns).split())
    return {
        name
        for name, patterns in tongue.patterns.items()
        if any(
            _found(one, had if name in EXCUSES else words, None if name in firm else tongue.speech)
            for one in patterns
        )
    }


def _found(pattern: re.Pattern[str], words: tuple[str, ...], speech: Speech | None) -> bool:
    """Whether a pattern occurs in a row of words and is not denied just before."""
    line = " ".join(words)
    for match in pattern.finditer(line):
        if speech is None:
            return True
        before = _clause(line[: match.start()].split(), match[0], speech)
        if not speech.denials.intersection(before[-DENIAL_REACH:]):
            return True
    return False


def _clause(before: list[str], sign: str, speech: Speech) -> list[str]:
    """Words before a sign that belong to its clause: a denial in the clause before is another's."""
    words = [*before, sign.split(" ", maxsplit=1)[0]]
    for place in range(len(before) - 1, -1, -1):
        joined = words[place] in JOINING and words[place + 1] in speech.people
        if joined or words[place] in CLAUSES:
            return before[place + 1 :]
    return before
