"""A cell shows its text in a spreadsheet, and comes back as it was."""

import ast
import csv
import io
import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hemiface
from hemiface.formats.cells import bare_cell, guard_cell, write_csv
from hemiface.formats.column_tables import write_arrow_csv


@given(st.text(st.sampled_from("'=+-@\t\ra1 \"\n"), max_size=5) | st.text(max_size=8))
def test_any_text_comes_back(text: str) -> None:
    guarded = guard_cell(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert bare_cell(guarded) == text


@given(st.text(st.sampled_from("'\"=+-@\t\r\n,;|a1"), max_size=8))
def test_no_separator_of_a_spreadsheet_begins_a_formula(text: str) -> None:
    guarded = guard_cell(text)
    assert bare_cell(guarded) == text
    for cell in re.split(r"[,;|\t\r\n]", guarded):
        assert not cell.lstrip('"').startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("text", ["", "'tis", "plain", "'", "1-2", "a=b"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert guard_cell(text) == bare_cell(text) == text


def test_a_table_guards_its_text_and_heads_and_keeps_its_numbers() -> None:
    rows = [["=1+1", -1.5, 3, None, True], ["-1.5", float("nan"), "-1+2", "@a", "plain"]]
    assert write_csv(["+head", "b", "c", "d", "e"], rows) == (
        "'+head,b,c,d,e\n'=1+1,-1.5,3,,true\n-1.5,,'-1+2,'@a,plain\n"
    )


@given(st.lists(st.text(st.sampled_from("'=+-@\t\r;a1"), min_size=1, max_size=4), min_size=1))
def test_a_long_table_is_guarded_as_a_short_one(texts: list[str]) -> None:
    written = write_arrow_csv(pa.table({"=text": texts, "n": [-1.5] * len(texts)}))
    head, *rows = csv.reader(io.StringIO(written.decode(), newline=""))
    assert head == ["'=text", "n"]
    assert rows == [[guard_cell(text), "-1.5"] for text in texts]


WRITERS = {"writer", "DictWriter", "write_csv", "to_csv"}


def test_no_module_writes_a_table_by_itself() -> None:
    source = Path(hemiface.__file__).parent
    found = {
        f"{path.relative_to(source)}: {ast.unparse(node)}"
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in WRITERS
        if path.name not in {"cells.py", "column_tables.py"} or path.parent.name != "formats"
    }
    imported = {
        f"{path.relative_to(source)}: {ast.unparse(node)}"
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in {"csv", "pyarrow.csv"}
    }
    assert not found | imported
