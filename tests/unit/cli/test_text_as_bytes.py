"""Text that comes as bytes: marks of UTF-8 are taken, broken letters refused with their line."""

from pathlib import Path

import pytest

from hemiface.cli.records import read_passphrase
from hemiface.errors import RecordInvalidError
from hemiface.operations.diary import decode_table

TABLE = "day,spasm,note\n2026-01-01,1,müde\n2026-01-02,2,über\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_broken_byte_in_utf_8_is_refused_with_its_line(mark: bytes) -> None:
    broken = mark + TABLE.encode().replace("über".encode(), b"\xfcber")
    with pytest.raises(RecordInvalidError, match="line 3"):
        decode_table(broken)


def test_text_of_windows_is_still_read() -> None:
    assert decode_table(TABLE.encode("cp1252")) == TABLE
    assert decode_table(TABLE.encode("utf-8-sig")) == TABLE


def test_a_passphrase_file_may_begin_with_the_mark_of_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "passphrase.txt"
    file.write_bytes(b"\xef\xbb\xbfcorrect horse\r\n")
    assert read_passphrase(file) == "correct horse"
