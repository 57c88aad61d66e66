"""The tables of a store as lines of text; what cannot be read is left out by name."""

from collections.abc import Mapping
from dataclasses import fields
from typing import IO, Any

import sqlalchemy as sa

from hemiface.model.messages import Message
from hemiface.records.archive import write_row
from hemiface.records.damaged_rows import UNFIT, BrokenRow, iter_rows
from hemiface.records.entry_types import ENTRY_TYPES
from hemiface.records.pace import Count

_KINDS = {kind.table.name: kind.name for kind in ENTRY_TYPES}
_MAY_BE_EMPTY = {
    (kind.table.name, one.name)
    for kind in ENTRY_TYPES
    for one in fields(kind.noun)
    if one.default is None
}


class Dump:
    """Writes table after table, each after those that it points at.

    Parameters
    ----------
    connection
        One consistent look at the records.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self.left_out: list[Message] = []
        """Rows that cannot be read, and those that belong to one that was left out."""
        self.expected: list[Message] = []
        """What the audit in the archive says of the same rows."""
        self._connection = connection
        self._gone: set[tuple[str, Any]] = set()

    def write(self, table: sa.Table, target: IO[bytes], count: Count) -> int:
        """Write a table; how many rows there are. Rows that are left out are counted too."""
        rows = 0
        for row in iter_rows(self._connection, table):
            count.add()
            line = None if isinstance(row, BrokenRow) else self._write_row(table, row)
            if line is None:
                self._leave_out(table, row)
            else:
                target.write(line)
                rows += 1
        return rows

    def _write_row(self, table: sa.Table, row: Mapping[str, Any]) -> bytes | None:
        loose = [column for column in table.c if self._points_nowhere(column, row)]
        if not all((table.name, column.name) in _MAY_BE_EMPTY for column in loose):
            return None
        try:
            line = write_row({**row, **{column.name: None for column in loose}})
        except UNFIT:
            return None
        if loose:
            self._say("damage.row_alone", "damage.changed", table, str(row["id"]))
        return line

    def _points_nowhere(self, column: sa.Column[Any], row: Mapping[str, Any]) -> bool:
        """Whether a field points at a row that was left out."""
        named = [key.column.table.name for key in column.foreign_keys]
        return any((name, row[column.name]) in self._gone for name in named)

    def _say(self, code: str, expected: str, table: sa.Table, name: str) -> None:
        values = {"kind": _KINDS.get(table.name, table.name), "entry": name}
        self.left_out.append(Message(code, values))
        self.expected.append(Message(expected, values))

    def _leave_out(self, table: sa.Table, row: Mapping[str, Any] | BrokenRow) -> None:
        key = next(iter(table.primary_key.columns)).name
        readable = row.readable if isinstance(row, BrokenRow) else row
        if key in readable:
            self._gone.add((table.name, readable[key]))
        name = row.name if isinstance(row, BrokenRow) else str(readable.get(key))
        self._say("damage.row_left_out", "damage.deleted", table, name)
