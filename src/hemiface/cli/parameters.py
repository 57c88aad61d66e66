"""What words of a command line may be: numbers, days, one of several words."""

import math
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

import click

from hemiface.cli.usage import near_miss
from hemiface.formats.days import NoSuchDayError, read_day, read_moment
from hemiface.formats.diary_heads import read_choice
from hemiface.formats.written_numbers import with_point

T = TypeVar("T")


class Number(click.ParamType[float, str]):
    """A number within limits.

    Parameters
    ----------
    least, most
        It may be these.
    above
        It must be more than this.
    whole
        Whether it counts something.
    """

    name = "number"

    def __init__(
        self,
        least: float = -math.inf,
        most: float = math.inf,
        *,
        above: float = -math.inf,
        whole: bool = False,
    ) -> None:
        self.least, self.most, self.above, self.whole = least, most, above, whole

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read it; a comma stands for a point."""
        kind = "whole number" if self.whole else "number"
        text = with_point(str(value))
        try:
            number = int(text) if self.whole else float(text)
            finite = math.isfinite(number)
        except (ValueError, OverflowError):
            finite = False
        if not finite:
            self.fail(f"{value} is not a {kind}", param, ctx)
        if not self.least <= number <= self.most:
            self.fail(f"{value} is not {self._limits()}", param, ctx)
        if number <= self.above:
            self.fail(f"{value} is not above {self.above:g}", param, ctx)
        return number

    def _limits(self) -> str:
        if math.isfinite(self.least) and math.isfinite(self.most):
            return f"from {self.least:g} to {self.most:g}"
        return f"{self.least:g} or more" if math.isfinite(self.least) else f"at most {self.most:g}"


class Word(click.Choice[str]):
    """One of several words; a near miss is told which was meant.

    Parameters
    ----------
    choices
        The words.
    kind
        Class of words that also knows others for them.
    also
        Those others.
    """

    def __init__(
        self, choices: Iterable[str], kind: type[Enum] | None = None, also: Iterable[str] = ()
    ) -> None:
        super().__init__(list(choices), case_sensitive=False)
        self.kind = kind
        self.also = tuple(also)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find the word."""
        known = {word.lower(): word for word in map(str, self.choices)}
        for word in (value.lower(), read_choice(value)):
            if word in known:
                return known[word]
        if self.kind is not None:
            try:
                self.kind(value)
            except ValueError:
                pass
            else:
                return value  # the class knows it, and whoever reads it keeps what was said
        near = near_miss(value, [*known.values(), *self.also])
        said = ", ".join([*known.values(), *self.also])
        return self.fail(f"{value} is not known{near or f'; give one of {said}'}", param, ctx)


class Day(click.ParamType[date, str]):
    """A day, by the clock of this machine where it is called today or yesterday."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read it."""
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value), date.today())
        except NoSuchDayError:
            self.fail(f"there is no day {value}", param, ctx)
        except ValueError:
            self.fail(f"{value} is not a day; write it as 2026-03-01", param, ctx)


def moment_of(on: date | None, at: str | None) -> date | datetime | None:
    """Day, or moment, that two options name.

    Raises
    ------
    click.BadParameter
        If the time of day is none.
    """
    try:
        return read_moment(on.isoformat() if on else None, at, date.today())
    except ValueError as error:
        raise click.UsageError(
            f"{at} is not a time of day; write it as 09:30", click.get_current_context()
        ) from error


def join_once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Names with their values; a name that is given twice is refused, not half lost.

    Parameters
    ----------
    pairs
        Name and value, as they were typed.
    """
    found: dict[str, T] = {}
    for name, value in pairs:
        if name in found:
            raise click.UsageError(f"{name} is given twice")
        found[name] = value
    return found
