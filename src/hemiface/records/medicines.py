"""Medicines that alerts know by their active word or a brand, in ``medicines.toml``."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Annotated
from unicodedata import combining, normalize

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

SHORTEST_TO_MEND = 7
"""Fewest letters of a name in which one wrong letter is overlooked."""


class KnownMedicine(BaseModel):
    """A medicine and what it is called.

    Parameters
    ----------
    id
        Its English name.
    stems
        How its active word begins in the languages read, without accents.
    brands
        Names under which it is sold.
    named_in
        Where the brands were read.
    most_mg
        Top of the usual daily range of adults, in mg; None where no text was read.
    most_source
        Code of the source of that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    stems: tuple[Annotated[str, Field(min_length=SHORTEST_TO_MEND)], ...]
    brands: frozenset[str] = frozenset()
    named_in: tuple[str, ...] = ()
    most_mg: float | None = None
    most_source: str = ""


@cache
def list_medicines() -> tuple[KnownMedicine, ...]:
    """Every medicine that is known."""
    file = resources.files("hemiface.records") / "medicines.toml"
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[KnownMedicine, ...]).validate_python(read["medicines"])


def find_medicines(name: str) -> tuple[KnownMedicine, ...]:
    """Medicines that a name speaks of; of two in one box, both.

    Parameters
    ----------
    name
        As somebody wrote it down: with a maker, a dose, or one letter wrong.
    """
    words = split_name(name)
    return tuple(one for one in list_medicines() if _is_of(words, one))


def has_name(name: str, names: Iterable[str]) -> bool:
    """Whether what was written down holds one of some names, or one slip from it."""
    words, known = split_name(name), set(names)
    long = [one for one in known if len(one) >= SHORTEST_TO_MEND]
    return not known.isdisjoint(words) or any(_is_slip(a, b) for a in words for b in long)


def split_name(name: str) -> list[str]:
    """Words of a name, in small letters without accents: a maker stands behind a hyphen."""
    plain = "".join(one for one in normalize("NFKD", name.casefold()) if not combining(one))
    return re.findall(r"[^\W\d_]+", plain)


def _is_of(words: list[str], medicine: KnownMedicine) -> bool:
    if any(word.startswith(medicine.stems) for word in words):
        return True
    # The last letters differ between languages; a slip is looked for in the stem alone.
    slips = (
        _is_slip(word[: len(stem) + more], stem)
        for word in words
        for stem in medicine.stems
        for more in (-1, 0, 1)
    )
    return any(slips) or has_name(" ".join(words), medicine.brands)


def _is_slip(word: str, name: str) -> bool:
    """Whether one letter is wrong, missing or too many."""
    if len(word) == len(name):
        return sum(a != b for a, b in zip(word, name, strict=True)) == 1
    short, long = sorted((word, name), key=len)
    return short in {long[:place] + long[place + 1 :] for place in range(len(long))}
