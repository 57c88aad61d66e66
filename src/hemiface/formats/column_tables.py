"""A table of columns as CSV for people; apart from `cells`, for it takes a large library."""

from io import BytesIO

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from hemiface.formats.cells import FORMULA, guard_cell


def write_arrow_csv(table: pa.Table) -> bytes:
    """Write a table: its text and heads are guarded, its numbers stay numbers."""
    columns = [
        _guard(column) if pa.types.is_string(column.type) else column for column in table.columns
    ]
    names = [guard_cell(name) for name in table.column_names]
    written = BytesIO()
    pyarrow.csv.write_csv(pa.table(columns, names=names), written)
    return written.getvalue()


def _guard(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Guard the few cells that want it, which are found without a loop."""
    risky = pyarrow.compute.match_substring_regex(column, FORMULA)
    if not pyarrow.compute.any(risky).as_py():
        return column
    texts = [None if text is None else guard_cell(text) for text in column.to_pylist()]
    return pa.chunked_array([texts], type=column.type)
