"""A question among others: what it refers to, and how many it is."""

import re
from dataclasses import dataclass

from hemiface.guide.german import is_german, spell_out, to_english
from hemiface.guide.learned import load_learned
from hemiface.guide.library import load_german, load_owners, load_red_flags, read_topic
from hemiface.guide.search import SURE, Finding, Match, find_next_topics, find_topics, is_anchored
from hemiface.guide.words import load_reader, split_words

REFERRING = frozenset(
    {"it", "that", "this", "they", "them", "those", "these", "then", "afterwards", "instead"}
)
MOST_WORDS = 12
"""A follow-up is short; a longer question speaks for itself."""

SENTENCE = re.compile(r"(?<=[?;!.\n])\s+|[?;]+(?=\S)")
JOINED = re.compile(
    r",?\s+(?:and|but|plus|or|und|sowie|aber|oder)\s+(?:also\s+|then\s+|auch\s+|dann\s+"
    r"|ausserdem\s+|au\u00dferdem\s+)?|,\s+|\s+[-\u2013/]\s+",
    re.IGNORECASE,
)
LEADING = frozenset(
    ("and", "but", "or", "so", "also", "then", "please", "und", "oder", "aber", "dann", "ausserdem",
     "bitte", "sowie", "plus", "ok", "okay", "hi", "hello", "hallo")
)  # fmt: skip
"""What may stand before the first word of a question."""

OPENERS = frozenset(
    ("whether", "if", "am", "have", "who", "whom", "where", "whose", "shall", "must", "ob", "ab",
     "zu", "bin", "habe", "hab", "darf", "duerfen", "brauche", "brauch", "hilft", "helfen", "tut",
     "geht", "gehen", "kommt", "kommen", "zahlt", "wirkt", "gilt", "wen", "wem", "woran",
     "wodurch", "womit", "wofuer", "woher", "wohin", "wieviel", "wieviele", "wozu", "worauf",
     "worin", "wovon")
)  # fmt: skip
"""More first words of a question than the red flags tell apart."""

PREPOSITIONS = frozenset(
    ("for", "to", "from", "with", "in", "at", "by", "on", "since", "after", "until", "of", "bei",
     "mit", "von", "an", "ab", "seit", "bis", "auf", "zu", "fuer", "aus", "nach", "um", "ueber",
     "unter", "gegen", "durch")
)  # fmt: skip
"""Before a question word, as in "for how long" and "bei welchem Arzt"."""

ASKED_WITH = frozenset(
    ("how", "what", "which", "whom", "whose", "when", "wie", "welche", "welcher", "welches",
     "welchem", "welchen", "wem", "wen", "wann", "wessen", "wo")
)  # fmt: skip
JOINING = frozenset(
    ("when", "who", "which", "where", "how", "if", "whether", "what", "wer", "wo", "wie", "ob",
     "was", "wann", "welche")
)  # fmt: skip
"""Words with which a clause may also begin that asks nothing."""

TELLING = frozenset(("tell", "know", "wonder", "explain", "say", "sagen", "weiss", "wissen"))
"""Before clauses that ask although they stand inside a sentence."""

PRONOUNS = frozenset({"ich", "er", "es", "sie", "man", "wir", "das", "die", "der"})
"""Behind the verb with which a German question without a question word begins."""

SUBORDINATE = frozenset(
    ("wenn", "weil", "dass", "obwohl", "damit", "als", "falls", "sobald", "bis", "bevor", "nachdem",
     "ehe", "seitdem", "solange")
)  # fmt: skip
"""First words of a German clause that asks nothing."""

NO_TOPIC = PRONOUNS | {"i", "it", "that", "this", "they", "we", "you", "he", "she", "not", "nicht"}
"""A question of two words with one of these, as in "is it", only asks for assent."""

QUANTITY = frozenset(
    ("how", "often", "many", "in", "of", "people", "wie", "oft", "haeufig", "viele", "vielen",
     "bei", "leuten", "menschen")
)  # fmt: skip
"""Words of which "how often" and "bei wie vielen" are made: behind a question that is answered
with yes or no they ask how many it is true of."""

FEWEST_ASKED = 2
MOST_PARTS = 4
ILLNESS = "hemifacial spasm"
APART = 0.3
"""Least fit of a part that is answered apart."""

OF_THE_ILLNESS = frozenset({"seriousness", "outlook", "pain", "who-gets-it"})
"""Topics of the illness: behind a treatment, "can I die" or "what are the risks" is of that."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is found for a question.

    Parameters
    ----------
    findings
        One finding, or one for each part that is answered, in the order of the parts.
    open_parts
        Parts without a sourced answer, in the words of the question.
    """

    findings: tuple[Finding, ...]
    open_parts: tuple[str, ...] = ()


def find_answers(question: str, before: str | None = None) -> Found:
    """What is found for a question as a whole, or for each of its parts.

    Parameters
    ----------
    question
        Free text in English or German.
    before
        The question asked before, if any; a short question that refers to it is read with it.
    """
    german = is_german(question)
    english = to_english(question) if german else question
    if before and is_german(before):
        before = to_english(before)
    parts = split_parts(question)
    if len(parts) > 1:
        lead = question.partition(parts[0])[0]
        found = _find_parts(parts, before or lead, german=german)
        if found.findings:
            return found
    if before and is_follow_up(english):
        return Found((find_next_topics(english, before, resolve(english, before)),))
    return Found((find_topics(english),))


def _find_parts(parts: list[str], lead: str, *, german: bool) -> Found:
    """What is found for each part; a topic is told once.

    A part that says too little is read with the subject of the part before, of what leads to the
    question, or of the illness where another part has an answer.
    """
    english = [_read_german(part) if german else part for part in parts]
    subject = _name_topic(to_english(lead) if german else lead)
    every: list[Finding] = []
    for part in english:
        every.append(_find_part(part, subject))
        subject = every[-1].matches[0].slug if every[-1].matches else subject
    if any(map(_is_answer, every)):
        pairs = zip(english, every, strict=True)
        every = [one if _is_answer(one) else _find_leaning(part, one) for part, one in pairs]
    told = {one.matches[0].slug: one for one in reversed(every) if _is_answer(one)}
    order = dict.fromkeys(one.matches[0].slug for one in every if _is_answer(one))
    left = [p for p, one in zip(parts, every, strict=True) if not _is_answer(one)]
    return Found(tuple(told[slug] for slug in order), tuple(part.strip(" ,.;?!") for part in left))


def _read_german(part: str) -> str:
    """A part in English; what is "he" in German is mostly the spasm or another thing."""
    return re.sub(r"\b(?:he|him)\b", "it", to_english(part))


def _is_answer(one: Finding) -> bool:
    return not one.declined and one.matches[0].score >= APART


def _name_topic(lead: str) -> str | None:
    """Topic of what is said before the first question; None where it is of none."""
    if not lead.strip() or not is_anchored(load_reader().read(lead).concepts):
        return None
    found = find_topics(lead)
    return None if found.declined else found.matches[0].slug


def _find_part(part: str, subject: str | None) -> Finding:
    """What is found for a part as it stands, else with the subject of the part before."""
    alone = find_topics(part)
    if subject is None or is_anchored(load_reader().read(part).concepts):
        return alone
    if alone.matches[0].slug in OF_THE_ILLNESS and _is_treatment(subject):
        about = find_topics(f"{part.rstrip(' ?')} {_subject(subject)}?")
        fits = _is_answer(about) and about.matches[0].slug not in OF_THE_ILLNESS
        return about if fits else Finding((Match(subject, SURE),), declined=False)
    if alone.known_gap or (not alone.declined and alone.matches[0].score >= SURE):
        return alone
    if alone.matches[0] == Match(subject, max(SURE, alone.matches[0].score)):
        return Finding(alone.matches, declined=False)
    if REFERRING.intersection(split_words(part)):
        return find_topics(resolve(part, subject))
    return alone if _is_answer(alone) else _find_leaning(part, alone, subject)


def _is_treatment(topic: str) -> bool:
    owners = (load_owners()[name] for name in read_topic(topic).about)
    return any(owner.kind in {"medicine", "procedure"} for owner in owners)


def _find_leaning(part: str, alone: Finding, subject: str | None = None) -> Finding:
    """What is found for a part of words of the field once the subject is put in."""
    reading = load_reader().read(part)
    if alone.known_gap or reading.foreign or not (reading.telling or reading.concepts - {"it"}):
        return alone
    about = _subject(subject) if subject else ILLNESS
    leaning = find_topics(f"{part.rstrip(' ?')} {about}?")
    return leaning if _is_answer(leaning) else alone


def is_follow_up(question: str) -> bool:
    """Whether a question leans on the one before."""
    words = split_words(question)
    if not words or len(words) > MOST_WORDS:
        return False
    leans = bool(REFERRING.intersection(words)) or words[0] in {"and", "but", "so", "or"}
    return leans or not is_anchored(load_reader().read(question).concepts)


def resolve(question: str, before: str) -> str:
    """A follow-up with the subject of the question before in the place of "it" or "that"."""
    subject = _subject(before)
    words = question.strip().split()
    if words and words[0].lower().strip(",") in {"and", "but", "so", "or"}:
        words = words[1:]
    text = " ".join(words)
    placed = re.sub(r"\b(it|that|this|they|them|those|these)\b", subject, text, count=1, flags=re.I)
    return placed if placed != text else f"{text.rstrip(' ?')} {subject}?"


def split_parts(question: str) -> list[str]:
    """Parts of a question that each ask something; none where it is all one question.

    Examples
    --------
    >>> split_parts("How long does Botox last and does surgery cure it?")
    ['How long does Botox last', 'does surgery cure it?']
    >>> split_parts("Why do my eye and mouth twitch?")
    []
    """
    parts: list[str] = []
    for sentence in filter(None, SENTENCE.split(question.strip())):
        *pieces, last = _split_sentence(sentence)
        asks = last.rstrip().endswith("?") or _opens(last)
        parts += [*pieces, last] if asks else pieces
    asked = [part for part in parts if len(_words(part)) >= FEWEST_ASKED]
    return asked[:MOST_PARTS] if len(asked) > 1 else []


def _split_sentence(sentence: str) -> list[str]:
    """The questions of a sentence; what leads to the first of them stays with it."""
    start = 0
    pieces: list[str] = []
    for join in JOINED.finditer(sentence):
        left, right = sentence[start : join.start()], sentence[join.end() :]
        if not _opens(right) or _goes_on(left, right):
            continue
        if _asks(left):
            pieces.append(left)
            start = join.end()
    return [*pieces, sentence[start:]]


def _asks(text: str) -> bool:
    """Whether a text is a question, or ends in one behind what leads to it."""
    return _opens(text) or any(_opens(text[join.end() :]) for join in JOINED.finditer(text))


def _goes_on(left: str, right: str) -> bool:
    """Whether a clause only goes on with the one before, as in "when I eat and when I talk"."""
    words = _words(left)
    if QUANTITY.issuperset(_words(right)) and not ASKED_WITH.intersection(words[:1]):
        return True
    return _words(right)[0] in JOINING.intersection(words[1:]) and not TELLING.intersection(words)


def _words(text: str) -> list[str]:
    """Words of a text as the openers are written, without what may stand before them."""
    words = split_words(spell_out(text))
    while words and words[0] in LEADING:
        words = words[1:]
    return words


def _opens(text: str) -> bool:
    """Whether a text begins as a question does."""
    words = _words(text)
    if len(words) < FEWEST_ASKED or (len(words) == FEWEST_ASKED and words[1] in NO_TOPIC):
        return False
    asking = OPENERS | load_red_flags().speech.asking | load_german().speech.asking
    if words[0] in asking or (words[1] in PRONOUNS and words[0] not in SUBORDINATE):
        return True
    return words[0] in PREPOSITIONS and words[1] in ASKED_WITH


def _subject(before: str) -> str:
    """What a question, or a topic named by its slug, is about, in a few words."""
    slug = before if before in load_learned().topics else find_topics(before).matches[0].slug
    return read_topic(slug).subject or ILLNESS
