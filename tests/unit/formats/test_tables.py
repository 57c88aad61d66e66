"""A table from outside is refused before its size costs anything."""

from io import BytesIO

import pyarrow as pa
import pyarrow.parquet
import pytest

from hemiface.errors import StudyError
from hemiface.formats import tables
from hemiface.formats.annotations import parse_annotations
from hemiface.formats.manifest import read_manifest
from hemiface.formats.study_tables import read_table
from hemiface.formats.tables import MOST_COLUMNS, iter_rows

MANY = [f"c{n}" for n in range(MOST_COLUMNS + 1)]
TABLE = ",".join([*MANY, "video", "onset", "duration", "event_type"]) + "\n1\n"
LIMIT = f"no table may have more than {MOST_COLUMNS}"


def test_every_reader_refuses_too_many_columns() -> None:
    with pytest.raises(ValueError, match=LIMIT):
        read_manifest(TABLE)
    with pytest.raises(ValueError, match=LIMIT):
        parse_annotations(TABLE.encode(), ".csv")
    with pytest.raises(StudyError, match=LIMIT):
        read_table(TABLE.encode(), "table 1")
    written = BytesIO()
    pyarrow.parquet.write_table(pa.table({name: [1.0] for name in MANY}), written)
    with pytest.raises(StudyError, match=LIMIT):
        read_table(written.getvalue(), "table 1")


@pytest.mark.parametrize("rest", ["9,x\n", ""])
def test_a_quotation_mark_that_is_open_is_named_by_its_line(rest: str) -> None:
    text = 'a,b\n1,x\n2,"y\n' + "3,z\n" * 50 + rest
    with pytest.raises(ValueError, match="begins in line 3 goes on beyond it"):
        read_manifest(text.replace("a,b", "video,visit"))
    text = text.replace('2,"y', '"2,y')
    with pytest.raises(ValueError, match="begins in line 3 goes on beyond it"):
        list(iter_rows(text, whole=True))


def test_as_many_columns_as_a_table_may_have_are_read() -> None:
    assert len(list(iter_rows(",".join(MANY[:-1]) + "\n1\n"))) == 1


def test_short_lines_count_as_what_they_leave_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CELLS", 8)
    assert len(list(iter_rows("a,b,c,d\n1\n2\n"))) == 2
    with pytest.raises(ValueError, match="more than 8 cells"):
        list(iter_rows("a,b,c,d\n1\n2\n3\n"))
