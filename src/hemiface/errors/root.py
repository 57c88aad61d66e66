"""The root of the tree of errors: code, case and values, said in every language."""

from functools import partial
from typing import ClassVar

from hemiface.errors.words import in_one_line, is_known, keep_plain, say_hint, say_sentence


class HemifaceError(Exception):
    """Root of all errors raised on purpose by hemiface.

    Parameters
    ----------
    case
        By which the catalogs hold its sentence; else said as it stands, ``hint`` among its values.
    values
        What the sentence speaks of; another error among them is said in the same language.
    """

    __module__ = "hemiface.errors"  # where callers find it
    code: ClassVar[str] = "hemiface"

    def __init__(self, case: str = "", /, **values: object) -> None:
        super().__init__(case)
        self.case = case
        self.values = values

    @property
    def key(self) -> str:
        """Code and case: what its words are looked up by."""
        return f"{self.code}/{self.case}" if is_known(f"{self.code}/{self.case}") else self.code

    @property
    def message(self) -> str:
        """What is wrong, in one line of English."""
        return self.say()

    @property
    def hint(self) -> str:
        """What the reader can do about it, in one line of English."""
        return self.advise()

    @property
    def plain_values(self) -> dict[str, str | int | float]:
        """The values as they can be kept beside the key, to be said again later."""
        return keep_plain(self.values)

    def say(self, language: str = "en") -> str:
        """What is wrong, in one line."""
        known = self.key != self.code
        return say_sentence(self.key, self.values, language) if known else in_one_line(self.case)

    def advise(self, language: str = "en") -> str:
        """What the reader can do about it, in one line and without a word of any interface."""
        own = "" if self.key != self.code else str(self.values.get("hint", ""))
        return own or say_hint(self.key, self.values, language)

    def __str__(self) -> str:
        """What is wrong, in English."""
        return self.message

    def __reduce__(self) -> tuple[partial["HemifaceError"], tuple[str]]:
        """Let the error travel between processes with all it carries."""
        return partial(type(self), **self.values), (self.case,)


class HintWithin:
    """The hint of an error, as words of another one's hint."""

    def __init__(self, error: HemifaceError) -> None:
        self._error = error

    def say(self, language: str = "en") -> str:
        """The hint in a language."""
        return self._error.advise(language)

    def __str__(self) -> str:
        """The hint in English."""
        return self.say()
