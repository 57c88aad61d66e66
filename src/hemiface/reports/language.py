"""Words and numbers of a report in the reader's language.

A catalog is a TOML file of short keys. TOML rather than gettext, because a key names the
place where words stand, a translator sees both languages side by side, and nothing has to
be compiled or installed.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from math import isnan
from zoneinfo import ZoneInfo

from hemiface.errors import SettingsError
from hemiface.errors.words import LANGUAGES
from hemiface.formats.diary_heads import DIARY_WORDS
from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.model.messages import Message, compose
from hemiface.model.record import has_time_of_day
from hemiface.reports.sentences import read_sentences

NARROW_SPACE = "\u202f"
"""Stands between a number and its unit, and does not break."""

MINUS = "\u2212"

DAYS = re.compile(r"\d{4}-\d{2}-\d{2}(, \d{4}-\d{2}-\d{2})*")
"""One day or several in ISO 8601, and nothing else."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words and the language they are in, which a voice that reads a page must know.

    Parameters
    ----------
    text
        The words.
    language
        ISO 639-1 code.
    """

    text: str
    language: str

    def __str__(self) -> str:
        """The words alone."""
        return self.text


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that a sentence writes with its own decimals."""

    value: float
    language: "Language"

    def __format__(self, form: str) -> str:
        text = format(self.value, form).replace("-", MINUS)
        text = text.replace("%", f"{NARROW_SPACE}%")
        return text.replace(".", self.language("number.decimal"))


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Parameters
    ----------
    code
        ISO 639-1 code.
    words
        Text by key.
    sentences
        What the model can say, by the code of its messages.
    """

    code: str
    words: Mapping[str, str]
    sentences: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Text of a key with its places filled.

        A key whose text depends on a number has the forms ``key.one`` and ``key.other``;
        the number is then given as ``n``.
        """
        if key not in self.words and "n" in values:
            key = f"{key}.{'one' if values['n'] == 1 else 'other'}"
        return self.words[key].format(**values)

    def say(self, message: Message | None, english: str) -> Phrase:
        """What a stage had to say.

        Parameters
        ----------
        message
            The message; None where a result of old has none.
        english
            The same in English, for a message that this language does not know, or whose
            sentence has since been given other places.
        """
        if message is None:
            return Phrase(english, "en")
        values = {
            name: self._write_text(value) if isinstance(value, str) else _Number(value, self)
            for name, value in message.values.items()
        }
        try:
            return Phrase(compose(message.code, values, self.sentences), self.code)
        except (KeyError, ValueError):
            return Phrase(english, "en")

    def _write_text(self, value: str) -> str:
        """A value in words; days of ISO 8601 as this language writes them."""
        return ", ".join(map(self.day_of, value.split(", "))) if DAYS.fullmatch(value) else value

    def word(self, group: str, word: str) -> str:
        """A word of a group of the catalog; as it stands where the catalog has none."""
        return self.words.get(f"{group}.{word}", word)

    def has(self, key: str) -> bool:
        """Whether the catalog knows a key."""
        return key in self.words

    def number(self, value: float | None, digits: int = 1) -> str:
        """Write a number as this language does; a dash where there is none."""
        if value is None or isnan(value):
            return "\u2013"
        text = f"{value:.{digits}f}"
        if float(text) == 0:
            text = text.lstrip("-")
        text = text.replace("-", MINUS)
        return text.replace(".", self("number.decimal"))

    def quantity(self, value: float | None, unit: str = "", digits: int | None = None) -> str:
        """Write a number with its unit."""
        text = self.number(value, sensible_digits(value) if digits is None else digits)
        return f"{text}{NARROW_SPACE}{unit}" if unit and value is not None else text

    def amount(self, value: float | None) -> str:
        """Write an amount as it was entered: with the decimals that it has, and none more."""
        if value is None or isnan(value):
            return "\u2013"
        return self.figures(f"{round(value, 6):.10g}".replace("-", MINUS))

    def cite(self, source: str) -> Phrase:
        """Where the limit beside an alert is from; titles of what was read stay as they are."""
        code = next((code for code, text in ALERT_SOURCES.items() if text == source), None)
        return self.say(Message(code) if code else None, source)

    def figures(self, text: str) -> str:
        """Write the decimals of numbers in a text, such as a dose, as this language does."""
        return re.sub(r"(?<=\d)\.(?=\d)", self("number.decimal"), text)

    def signed(self, value: float | None, digits: int = 1) -> str:
        """Write a difference with its sign."""
        text = self.number(value, digits)
        return (
            f"+{text}" if value is not None and value > 0 and float(f"{value:.{digits}f}") else text
        )

    def day(self, day: date) -> str:
        """Write a day as this language does."""
        return self("number.day", day=f"{day.day:02d}", month=f"{day.month:02d}", year=day.year)

    def day_of(self, moment: str) -> str:
        """Write the day of a moment in ISO 8601; as it stands where it is none."""
        read = _read_moment(moment)
        return self.day(read) if read else moment

    def moment(self, moment: str, zone: str = "") -> str:
        """Write a moment in ISO 8601 with day, time and zone; as it stands where it is none.

        Parameters
        ----------
        moment
            The moment.
        zone
            Where it is told by the clock, as an IANA name; its own zone where empty.
        """
        read = _read_moment(moment)
        if read and read.tzinfo and zone:
            read = read.astimezone(ZoneInfo(zone))
        return self._at(read) if read else moment

    def observed(self, moment: str | date, zone: str = "") -> str:
        """Write when something happened: as `moment` does, or its day where nobody gave a time."""
        read = _read_day(moment) if isinstance(moment, str) else moment
        if isinstance(read, datetime):
            if read.tzinfo and zone:
                read = read.astimezone(ZoneInfo(zone))
            return self._at(read) if has_time_of_day(read) else self.day(read)
        return str(moment) if read is None else self.day(read)

    def _at(self, moment: datetime) -> str:
        return f"{self.day(moment)}, {moment:%H:%M} {moment:%Z}".strip()

    def percent(self, share: float | None, digits: int = 0) -> str:
        """Write a share 0..1 as per cent."""
        return self.quantity(None if share is None else 100 * share, "%", digits)


def _read_moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read_day(text: str) -> date | None:
    """Moment in ISO 8601, or the day alone."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return _read_moment(text)


def sensible_digits(value: float | None) -> int:
    """Decimals that leave about two figures that matter."""
    if not value:
        return 0
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 1 else 2


@cache
def get_language(code: str) -> Language:
    """Catalog of a language.

    Raises
    ------
    SettingsError
        If reports do not exist in this language.
    """
    if code not in LANGUAGES:
        raise SettingsError("language", code=code, names=", ".join(LANGUAGES))
    parts = (f"{code}.toml", f"study.{code}.toml", f"follow.{code}.toml")
    words = {key: text for part in parts for key, text in _read_catalog(part).items()}
    # A table of a diary is read by the very words that the pages ask with.
    words |= {f"follow.diary.q.{name}": said[code] for name, said in DIARY_WORDS.items()}
    if code != "en":  # English stands in the registry of measures itself
        words |= _read_catalog(f"measures.{code}.toml")
    return Language(code, words, read_sentences(code))


def _read_catalog(name: str) -> dict[str, str]:
    text = (files("hemiface.reports") / "catalogs" / name).read_text(encoding="utf-8")
    return dict(flatten(tomllib.loads(text)))


def flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """Nested tables as dotted keys."""
    rows: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows += flatten(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", str(value)))
    return rows
