"""The archive of a backup as a stranger may have made it: members, limits and rows."""

import base64
import io
import json
import re
import stat
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from hemiface.errors import RecordError, RecordInvalidError
from hemiface.formats.strict_json import parse_json
from hemiface.model.record import SHA256
from hemiface.records import tables
from hemiface.records.files import storage_errors

FORMAT = "hemiface backup 1"
MANIFEST = "manifest.json"
TABLES, FILES = "tables", "files"
NAMES = {f"{TABLES}/{name}.jsonl" for name in tables.METADATA.tables}
MOST_MEMBERS = 1_000_000
LONGEST_ROW = 64 << 20
LARGEST_MANIFEST = 256 << 20
ROWS_AT_ONCE = 1000
LONGEST_NAME = 100
MOST_PADDING = 1 << 20
"""Zeros behind the last member; other programs fill up whole blocks of a tape."""
MOST_AT_ONCE = 4 << 20
"""Bytes of one read: headers that ask for more, which tarfile would hold whole, are refused."""


@dataclass(frozen=True)
class Manifest:
    """Last member of an archive.

    Parameters
    ----------
    format
        Always `FORMAT`.
    made_at, revision, rows
        As in the report of a backup.
    members
        SHA-256 of every member before it, by name.
    """

    format: str
    made_at: str
    revision: str
    rows: int
    members: dict[str, str]


_MANIFESTS = TypeAdapter(Manifest)


def open_members(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Members of an archive in their order, each checked for what it may be.

    Yields
    ------
    A table ``tables/NAME.jsonl`` of ours, a file ``files/SHA256``, or the manifest.

    Raises
    ------
    RecordInvalidError
        If it is no archive, or holds a link, a device, another name, a name twice, holes,
        more than `MOST_MEMBERS`, or anything behind its end.
    RecordStorageError
        If it cannot be read.
    """
    seen: set[str] = set()
    with storage_errors(), archive_errors(source):
        if not stat.S_ISREG(source.stat().st_mode):
            raise not_whole(source)
        with (
            _Bounded(source) as handle,
            tarfile.open(fileobj=handle, mode="r:") as archive,
        ):
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # or they pile up
                content = archive.extractfile(member) if _is_ours(member, seen) else None
                if content is None:
                    named = {"source": source.name, "member": member.name[:LONGEST_NAME]}
                    raise RecordInvalidError("backup_member", **named)
                seen.add(member.name)
                yield member.name, content
            if not _ends(handle, archive.offset):
                raise RecordInvalidError("backup_behind", source=source.name)


@contextmanager
def archive_errors(source: Path) -> Iterator[None]:
    """Turn whatever reading a member makes of bytes that nobody has checked into one error.

    Raises
    ------
    RecordInvalidError
        If the archive is not what a backup has written.
    """
    try:
        yield
    except RecordError:
        raise
    except (
        tarfile.TarError,
        EOFError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
    ) as error:
        raise not_whole(source) from error


def _is_ours(member: tarfile.TarInfo, seen: set[str]) -> bool:
    folder, _, name = member.name.partition("/")
    known = member.name in NAMES or member.name == MANIFEST
    known |= folder == FILES and bool(SHA256.fullmatch(name))
    in_order = MANIFEST not in seen  # which comes last
    plain = member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()
    plain &= member.size >= 0
    return known and plain and in_order and member.name not in seen and len(seen) < MOST_MEMBERS


def _ends(handle: IO[bytes], offset: int) -> bool:
    """Whether nothing but padding follows."""
    handle.seek(offset)
    rest = handle.read(MOST_PADDING + 1)
    return len(rest) <= MOST_PADDING and not any(rest)


class _Bounded(io.FileIO):
    """A file that refuses to be read in large pieces."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most so many bytes."""
        if size is None or not 0 <= size <= MOST_AT_ONCE:
            raise tarfile.ReadError("a header asks for too much")
        return super().read(size) or b""


def read_manifest(content: IO[bytes], source: Path) -> Manifest:
    """Manifest of an archive.

    Raises
    ------
    RecordInvalidError
        If it is not one of ours.
    """
    parts = []
    while block := content.read(MOST_AT_ONCE):
        parts.append(block)
        if sum(map(len, parts)) > LARGEST_MANIFEST:
            raise not_whole(source)
    try:
        manifest = _MANIFESTS.validate_python(parse_json(b"".join(parts)))
    except (ValidationError, RecordInvalidError) as error:
        raise not_whole(source) from error
    known = re.fullmatch(r"\d{4}", manifest.revision) and int(manifest.revision) > 0
    if manifest.format != FORMAT or not known or manifest.rows < 0:
        raise not_whole(source)
    return manifest


def read_batches(content: IO[bytes], source: Path) -> Iterator[list[dict[str, Any]]]:
    """Rows of a table as `read_rows` gives them, some at once; those of a batch name the same.

    Raises
    ------
    RecordInvalidError
        As `read_rows`.
    """
    batch: list[dict[str, Any]] = []
    begun = 0
    for row in read_rows(content, source):
        if batch and row.keys() != batch[0].keys():
            yield batch
            batch, begun = [], content.tell()
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE or content.tell() - begun > MOST_AT_ONCE:
            yield batch
            batch, begun = [], content.tell()
    if batch:
        yield batch


def read_rows(content: IO[bytes], source: Path) -> Iterator[dict[str, Any]]:
    """Rows of a table, each value still with the mark of its type.

    Raises
    ------
    RecordInvalidError
        If a line is no row, or longer than `LONGEST_ROW`.
    """
    while line := content.readline(LONGEST_ROW):
        row = parse_json(line) if line.endswith(b"\n") else None
        if not isinstance(row, dict) or not all(
            isinstance(value, list) and len(value) == 2 for value in row.values()
        ):
            raise not_whole(source)
        yield row


def write_row(row: Mapping[str, Any]) -> bytes:
    """Line of a row, each value with its type beside it, so that it needs no table to be read.

    Raises
    ------
    ValueError, TypeError, RecursionError
        If it holds what no line can, as a number without end.
    """
    plain = {name: _encode(value) for name, value in row.items()}
    return json.dumps(plain, allow_nan=False).encode() + b"\n"


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return ["instant", value.isoformat()]
    if isinstance(value, date):
        return ["day", value.isoformat()]
    if isinstance(value, UUID):
        return ["id", value.hex]
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode()]
    return ["plain", value]


def decode(tagged: list[Any]) -> Any:  # noqa: ANN401 - whatever a column holds
    """Value of a marked one.

    Raises
    ------
    ValueError, TypeError
        If mark and value do not fit together.
    """
    tag, value = tagged
    if tag == "instant":
        return datetime.fromisoformat(value)
    if tag == "day":
        return date.fromisoformat(value)
    if tag == "id":
        return UUID(value)
    if tag == "bytes":
        return base64.b64decode(value, validate=True)
    if tag == "plain":
        return value
    raise ValueError(tag)


def not_whole(source: Path) -> RecordInvalidError:
    """Say that an archive is not what a backup has written."""
    return RecordInvalidError("backup", source=source.name)
