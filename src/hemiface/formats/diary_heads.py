"""Heads and words of a diary's table, as the app's pages word them, in English and German."""

from collections.abc import Mapping
from dataclasses import dataclass

DAYS = ("day", "date", "tag", "datum")
DIARY_WORDS: Mapping[str, Mapping[str, str]] = {
    "day": {"en": "Day", "de": "Tag"},
    "spasm": {"en": "How bad was the spasm?", "de": "Wie schlimm war der Spasmus?"},
    "eye_shut_min": {
        "en": "Minutes with the eye shut by it",
        "de": "Minuten, die das Auge davon zu war",
    },
    "sleep_h": {"en": "Hours of sleep last night", "de": "Stunden Schlaf letzte Nacht"},
    "stress": {"en": "Stress, 0 to 10", "de": "Stress, 0 bis 10"},
    "fatigue": {"en": "Tired, 0 to 10", "de": "Müde, 0 bis 10"},
    "caffeine_cups": {
        "en": "Cups of coffee, tea or cola",
        "de": "Tassen Kaffee, Tee oder Cola",
    },
    "screen_h": {"en": "Hours at a screen", "de": "Stunden am Bildschirm"},
    "light": {"en": "Bright light, 0 to 10", "de": "Helles Licht, 0 bis 10"},
    "talking_h": {"en": "Hours of talking", "de": "Stunden Sprechen"},
    "reading_h": {"en": "Hours of reading", "de": "Stunden Lesen"},
    "alcohol_drinks": {"en": "Alcoholic drinks", "de": "Alkoholische Getränke"},
    "felt": {"en": "Where it was felt", "de": "Wo er zu spüren war"},
    "side": {"en": "On which side", "de": "Auf welcher Seite"},
    "medicine_taken": {
        "en": "Medicine of the day taken",
        "de": "Medikament des Tages genommen",
    },
    "note": {"en": "Note", "de": "Notiz"},
}
"""What the pages call each column; their catalogs take it from here."""
SHORT: Mapping[str, tuple[str, ...]] = {
    "day": DAYS,
    "spasm": ("spasmus",),
    "eye_shut_min": ("auge zu", "auge zu min"),
    "sleep_h": ("sleep", "schlaf", "schlaf h"),
    "stress": (),
    "fatigue": ("müde", "müdigkeit"),
    "caffeine_cups": ("kaffee", "koffein"),
    "screen_h": ("bildschirm", "bildschirm h"),
    "light": ("licht", "helles licht"),
    "talking_h": ("sprechen", "sprechen h"),
    "reading_h": ("lesen", "lesen h"),
    "alcohol_drinks": ("alkohol",),
    "side": ("seite",),
    "medicine_taken": ("medikament", "medikament genommen"),
    "note": ("notiz", "bemerkung"),
}
"""What people write for short."""
TRIGGERS = ("trigger:", "auslöser:")
CELLS: Mapping[str, str] = {
    "links": "left",
    "rechts": "right",
    "beide": "both",
    "beidseits": "both",
    "ja": "yes",
    "nein": "no",
    "braue": "brow",
    "lid": "eyelid",
    "augenlid": "eyelid",
    "auge": "eyelid",
    "wange": "cheek",
    "mund": "mouth",
    "kinn": "chin",
}
"""German words of cells that hold a choice."""


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """Names of columns, said as the pages of a language word them."""

    names: tuple[str, ...]

    def say(self, language: str = "en") -> str:
        """The columns in a language, each by its page's words and its own name."""
        return "; ".join(
            f"{DIARY_WORDS[name][language]} ({name})" if name in DIARY_WORDS else name
            for name in self.names
        )

    def __str__(self) -> str:
        """The names themselves, to be kept."""
        return ", ".join(self.names)


def find_column(head: str) -> str:
    """Name of the column that a head means; the head itself where it means none."""
    plain = _plain(head)
    return _KNOWN.get(plain, "_".join(plain.split()))


def read_choice(cell: str) -> str:
    """A choice by its word in English, whichever of the two languages it was written in."""
    word = cell.strip().casefold()
    return CELLS.get(word, word)


def _plain(head: str) -> str:
    return " ".join(head.casefold().replace("_", " ").split()).rstrip(" ?:.")


_KNOWN = {
    _plain(head): name
    for name, worded in DIARY_WORDS.items()
    for head in (name, *worded.values(), *SHORT.get(name, ()))
}
