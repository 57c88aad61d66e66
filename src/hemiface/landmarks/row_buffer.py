"""Arrays that grow by a row at a time, as lists do, but without a list's memory."""

from collections.abc import Iterable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Number = TypeVar("Number", bound=np.generic)

_FIRST_ROWS, MOST_ROWS = 512, 8192
"""Rows by which an array grows: by as many as it has, within these bounds. Rows ahead take
memory, and an array that moves often leaves holes behind."""


class RowBuffer(Generic[Number]):
    """Rows of one shape, gathered one after the other.

    The array is enlarged where it lies, so there is never a second copy of it.

    Parameters
    ----------
    shape
        Shape of a row; empty for plain numbers.
    dtype
        Type of the numbers.
    """

    def __init__(self, shape: tuple[int, ...], dtype: type[Number]) -> None:
        self._rows: NDArray[Number] = np.empty((0, *shape), dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, row: ArrayLike) -> None:
        """Add one row."""
        if self._length == len(self._rows):
            self._resize(self._length + min(max(self._length, _FIRST_ROWS), MOST_ROWS))
        self._rows[self._length] = row
        self._length += 1

    def extend(self, rows: Iterable[ArrayLike]) -> None:
        """Add several rows."""
        for row in rows:
            self.append(row)

    def take(self) -> NDArray[Number]:
        """All rows, shape ``(n_rows, *shape)``; they are no longer kept here."""
        self._resize(self._length)
        taken, self._rows, self._length = self._rows, self._rows[:0].copy(), 0
        return taken

    def _resize(self, n_rows: int) -> None:
        # Nobody else has seen the array yet, so no reference to it can be left dangling.
        self._rows.resize((n_rows, *self._rows.shape[1:]), refcheck=False)
