"""What a stranger may have prepared: nothing is written, deleted or read outside the store."""

import csv
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hemiface.errors import RecordConflictError, RecordError, RecordInvalidError
from hemiface.formats.diary_table import read_diary
from hemiface.model.record import Entry, Person, Recording, StoredAnalysis
from hemiface.records import archive, audit_check
from hemiface.records.backup import read_backup, write_backup
from hemiface.records.diary_days import read_diary_day
from hemiface.records.exchange import export_person, import_person
from hemiface.records.recordings import erase_person
from hemiface.records.restore import restore_backup
from hemiface.records.store import Store, StoreLocation
from hemiface.records.vault import Vault

FullPerson = Callable[[Store, str], Entry[Person]]
DIGEST = sha256(b"pictures").hexdigest()
SOME = Recording(sha256=DIGEST, size_bytes=8)

HOSTILE = [
    "../../outside",
    "../../../../outside",
    "/outside",
    "..",
    ".",
    "",
    "a/../../../outside",
    "a\\..\\outside",
    "C:outside",
    "nul",
    "files/../../outside",
    "%2e%2e/outside",
    "outside\0.mp4",
    "\ud800",
    "x" * 5000,
    "-rf",
    "=cmd|' /C calc'!A0",
    "\x1b[2J",
    "2026-13-45",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "1e999",
    "NaN",
    "[" * 3000,
]
TEXT = st.sampled_from(HOSTILE) | st.text(max_size=12)
JSON: st.SearchStrategy[Any] = (
    TEXT | st.none() | st.integers() | st.floats() | st.booleans() | st.just([]) | st.just({})
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """An archive's members and an exported folder's documents, as hemiface writes them."""
    folder = tmp_path_factory.mktemp("prepared")
    with Store(StoreLocation.in_folder(folder / "data"), who="t") as store:
        (folder / "video.mp4").write_bytes(b"pictures")
        store.files.write(DIGEST, [b"pictures"], Vault())
        with store.write() as work:
            person = work.add(Person(pseudonym="P1"))
            recording = work.add(Recording(sha256=DIGEST, size_bytes=8, suffix=".mp4"), person.id)
            work.add(_analysis(recording.id, {"report.html": DIGEST}), person.id)
        write_backup(store, folder / "backup.tar")
        export_person(store, "P1", folder / "export")
    with tarfile.open(folder / "backup.tar") as tar:
        members = [(member.name, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]  # all are files
    yield {
        "members": members,
        "person": json.loads((folder / "export/person.json").read_text()),
        "bundle": json.loads((folder / "export/bundle.json").read_text()),
    }


def _analysis(recording_id: Any, files: dict[str, str]) -> StoredAnalysis:  # noqa: ANN401 - an id
    return StoredAnalysis(
        recording_id=recording_id,
        package_version="1",
        method_version="1",
        settings_hash="",
        file_hash=DIGEST,
        made_at=datetime(2026, 3, 1, tzinfo=UTC),
        summary={"nested": {"text": "x"}},
        files=files,
    )


def _fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Where every plain value and every name of a document is."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, ("name", key))
            yield from _fields(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _fields(inner, (*path, number))
    else:
        yield path


def _put(document: Any, path: tuple[Any, ...], new: Any) -> Any:  # noqa: ANN401 - JSON
    """Copy of a document with another value, or another name, in one place."""
    changed = json.loads(json.dumps(document))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    last = path[-1]
    if isinstance(last, tuple):
        inner[str(new)] = inner.pop(last[1])
    else:
        inner[last] = new
    return changed


class _Watched:
    """A store within a folder around which nothing may change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "a/b").mkdir(parents=True)
        for place in (root / "outside", root / "a/outside", root / "a/b/outside"):
            place.write_bytes(b"pictures")  # what a recording's hash would match
        self.location = StoreLocation.in_folder(root / "a/b/data")
        self.before = self._look()

    def _look(self) -> dict[str, tuple[bytes, int]]:
        own = self.root / "a/b"
        return {
            str(place): (place.read_bytes(), place.stat().st_mtime_ns)
            for place in self.root.rglob("*")
            if place.is_file()
            and not place.is_relative_to(own / "data")
            and not place.is_relative_to(own / "in")
            and not place.is_relative_to(own / "out")
        }

    def check(self) -> None:
        """Nothing changed outside."""
        assert self._look() == self.before

    def use(self, store: Store) -> None:
        """Do with what was taken in all that makes files."""
        out = self.root / "a/b/out"
        out.mkdir(exist_ok=True)
        with store.read() as work:
            people = work.list(Person, removed=None)
        for person in people:
            with suppress(RecordError):  # somebody who was archived
                export_person(store, person.value.pseudonym, out / "export")
            erase_person(store, person.id)
        write_backup(store, out / "after.tar")
        with tarfile.open(out / "after.tar") as tar:
            stored = [tar.extractfile(m).read() for m in tar if m.name.startswith("files/")]  # type: ignore[union-attr]  # all are files
        assert stored == []
        for place in out.rglob("*"):
            assert place.is_relative_to(out)


def _write_tar(place: Path, members: list[tuple[str, bytes]], *, honest: bool = True) -> None:
    """Archive of these members, with a manifest that fits them."""
    if honest:
        manifest = json.loads(members[-1][1])
        manifest["members"] = {name: sha256(data).hexdigest() for name, data in members[:-1]}
        members = [*members[:-1], (members[-1][0], json.dumps(manifest).encode())]
    with tarfile.open(place, "w") as tar:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_field_of_a_person_reaches_outside(
    prepared: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    watched = _Watched(tmp_path_factory.mktemp("world"))
    name = data.draw(st.sampled_from(["person", "bundle"]))
    document = prepared[name]
    if name == "bundle" and data.draw(st.booleans()):
        resource = data.draw(st.sampled_from(range(3)))
        entry = document["entry"][resource]["resource"]["extension"][0]
        inner = json.loads(entry["valueString"])
        path = data.draw(st.sampled_from(list(_fields(inner))))
        changed = json.loads(json.dumps(document))
        changed["entry"][resource]["resource"]["extension"][0]["valueString"] = json.dumps(
            _put(inner, path, data.draw(JSON))
        )
    else:
        path = data.draw(st.sampled_from(list(_fields(document))))
        changed = _put(document, path, data.draw(JSON))
    folder = watched.root / "a/b/in"
    (folder / "files").mkdir(parents=True)
    for place in prepared["person"]["files"].values():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(b"pictures")
    (folder / "person.json").write_text(json.dumps(changed))
    with Store(watched.location, who="t") as store:
        try:
            import_person(store, folder)
        except RecordError:
            with store.read() as work:
                assert work.count_people() == 0
        watched.use(store)
        with store.read() as work:
            assert audit_check.verify(work.connection, work.vault).problems == ()
    watched.check()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_member_of_an_archive_reaches_outside(
    prepared: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    watched = _Watched(tmp_path_factory.mktemp("world"))
    members = list(prepared["members"])
    number = data.draw(st.sampled_from(range(len(members))))
    name, content = members[number]
    if data.draw(st.booleans()):
        members[number] = (name.partition("/")[0] + "/" + data.draw(TEXT), content)
    elif name.endswith(".jsonl") and content:
        lines = [json.loads(line) for line in content.splitlines()]
        path = data.draw(st.sampled_from(list(_fields(lines))))
        lines = _put(lines, path, data.draw(JSON))
        text = "".join(json.dumps(line) + "\n" for line in lines)
        members[number] = (name, text.encode())
    elif name == archive.MANIFEST:
        manifest = json.loads(content)
        path = data.draw(st.sampled_from(list(_fields(manifest))))
        members[number] = (name, json.dumps(_put(manifest, path, data.draw(JSON))).encode())
    else:
        members[number] = (name, b"another")
    source = watched.root / "a/b/in"
    source.mkdir()
    try:
        _write_tar(source / "x.tar", members, honest=name != archive.MANIFEST)
    except (UnicodeEncodeError, ValueError, KeyError):
        return  # no archive can say that
    with Store(watched.location, who="t") as store:
        try:
            restore_backup(store, source / "x.tar")
        except RecordError:
            with store.read() as work:
                assert work.count_people() == 0
        else:
            watched.use(store)
    watched.check()


@settings(max_examples=150)
@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(",;\t"),
)
@example([["0\n0"]], ",")
@example([["0\x1b[2J"]], ",")
@example([["0\xa00"]], ",")
def test_any_table_is_a_diary_or_refused(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["day", "note", "spasm"], *rows])
    for table in (text.getvalue(), delimiter.join(rows[0])):
        try:
            read_diary(table, read_diary_day)
        except RecordInvalidError as error:
            assert _stays_in_its_line(error.message)


def _stays_in_its_line(message: str) -> bool:
    """Any space is harmless: numbers and texts out of spreadsheets hold unbreakable ones."""
    return all(sign.isprintable() or category(sign) == "Zs" for sign in message)


def test_a_field_with_a_line_break_in_its_name_is_refused_in_one_line() -> None:
    with pytest.raises(RecordInvalidError, match="diary has no field spa") as caught:
        read_diary_day({"day": "2026-03-01", "spa\nsm": 1})
    assert _stays_in_its_line(caught.value.message)


def _single(tmp_path: Path, member: tarfile.TarInfo, data: bytes = b"") -> Path:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    return tmp_path / "x.tar"


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE],
)
def test_only_plain_members_are_read(tmp_path: Path, kind: bytes) -> None:
    member = tarfile.TarInfo(f"files/{DIGEST}")
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(RecordInvalidError, match="whole backup"):
        read_backup(_single(tmp_path, member))


@pytest.mark.parametrize(
    "name", ["files/../../../outside", "tables/secrets.jsonl", "notes.txt", "files/0", "../x"]
)
def test_only_known_members_are_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordInvalidError, match="whole backup"):
        read_backup(_single(tmp_path, tarfile.TarInfo(name), b"x"))


def test_a_member_twice_and_one_after_the_manifest_are_refused(
    tmp_path: Path, prepared: dict[str, Any]
) -> None:
    members = prepared["members"]
    for wrong in ([members[0], *members], [*members, members[0]], [members[-1], *members[:-1]]):
        _write_tar(tmp_path / "x.tar", wrong, honest=False)
        with pytest.raises(RecordInvalidError, match="whole backup"):
            read_backup(tmp_path / "x.tar")


def test_what_does_not_belong_is_named(tmp_path: Path, prepared: dict[str, Any]) -> None:
    with pytest.raises(RecordInvalidError, match=r"'\.\./x' does not belong"):
        read_backup(_single(tmp_path, tarfile.TarInfo("../x"), b"x"))
    whole = tmp_path / "whole.tar"
    _write_tar(whole, prepared["members"], honest=True)
    content = whole.read_bytes()
    whole.write_bytes(content + bytes(20_480))
    assert read_backup(whole).rows > 0
    for behind in (b"junk", content, bytes(2 << 20)):
        whole.write_bytes(content + behind)
        with pytest.raises(RecordInvalidError, match="behind its end"):
            read_backup(whole)


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    header = tarfile.TarInfo("huge")
    header.type, header.size = tarfile.XHDTYPE, 1 << 32
    (tmp_path / "header.tar").write_bytes(header.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 1024)
    sparse = tarfile.TarInfo(f"files/{DIGEST}")
    sparse.type = tarfile.GNUTYPE_SPARSE
    (tmp_path / "sparse.tar").write_bytes(sparse.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)
    deep = b"[" * 100_000
    with tarfile.open(tmp_path / "deep.tar", "w") as tar:
        member = tarfile.TarInfo(archive.MANIFEST)
        member.size = len(deep)
        tar.addfile(member, io.BytesIO(deep))
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    names = [(f"files/{sha256(bytes([n])).hexdigest()}", bytes([n])) for n in range(3)]
    _write_tar(tmp_path / "many.tar", names, honest=False)
    for name in ("header", "sparse", "deep", "many"):
        with pytest.raises(RecordInvalidError, match="whole backup"):
            read_backup(tmp_path / f"{name}.tar")


NUMBERS = st.sampled_from(
    [b"\xff" * 11 + b"\xf0", b"\x80" + b"\xff" * 11, b"77777777777\0", b"-0000000020\0", b"\0" * 12]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_header_is_believed(
    prepared: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    source = tmp_path_factory.mktemp("header") / "x.tar"
    _write_tar(source, prepared["members"], honest=True)
    with tarfile.open(source) as tar:
        starts = [member.offset for member in tar]
    content = bytearray(source.read_bytes())
    start = data.draw(st.sampled_from(starts))
    header = content[start : start + tarfile.BLOCKSIZE]
    where, new = data.draw(
        st.tuples(st.just(124), NUMBERS)  # the size
        | st.tuples(st.integers(0, 499), st.binary(min_size=1, max_size=12))
    )
    header[where : where + len(new)] = new
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    content[start : start + tarfile.BLOCKSIZE] = header
    source.write_bytes(content)
    with suppress(RecordInvalidError):
        assert read_backup(source).rows > 0


def test_a_pipe_is_no_backup_and_no_person(tmp_path: Path, folder_store: Store) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RecordInvalidError):
        read_backup(tmp_path / "pipe")
    with pytest.raises(RecordInvalidError):
        import_person(folder_store, tmp_path / "pipe")


def test_links_within_an_export_are_refused(
    folder_store: Store, full_person: FullPerson, tmp_path: Path, video: Path
) -> None:
    full_person(folder_store, "P1")
    export_person(folder_store, "P1", tmp_path / "export")
    (copy,) = (tmp_path / "export/files").glob("*.mp4")
    copy.unlink()
    copy.symlink_to(video)
    with Store(StoreLocation.in_folder(tmp_path / "other"), who="t") as other:
        with pytest.raises(RecordInvalidError, match="link"):
            import_person(other, tmp_path / "export")
        person = tmp_path / "export/person.json"
        person.rename(tmp_path / "elsewhere.json")
        person.symlink_to(tmp_path / "elsewhere.json")
        with pytest.raises(RecordInvalidError):
            import_person(other, tmp_path / "export")


def test_a_file_that_no_entry_speaks_of_is_refused(
    folder_store: Store, full_person: FullPerson, tmp_path: Path
) -> None:
    full_person(folder_store, "P1")
    export_person(folder_store, "P1", tmp_path / "export")
    (tmp_path / "export/files/stray.mp4").write_bytes(b"pictures")
    person = tmp_path / "export/person.json"
    document = json.loads(person.read_text())
    document["files"][DIGEST] = "files/stray.mp4"
    person.write_text(json.dumps(document))
    with (
        Store(StoreLocation.in_folder(tmp_path / "other"), who="t") as other,
        pytest.raises(RecordInvalidError, match="not the files"),
    ):
        import_person(other, tmp_path / "export")


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe\x00", b'{"entries": 1e999}', b"1" * 10_000],
    ids=["deep lists", "deep objects", "not UTF-8", "not finite", "a long number"],
)
def test_json_that_cannot_be_read_is_said(
    folder_store: Store, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "person.json").write_bytes(content)
    with pytest.raises(RecordInvalidError):
        import_person(folder_store, tmp_path)


def test_nothing_is_restored_over_records_that_came_meanwhile(
    tmp_path: Path, prepared: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_tar(tmp_path / "x.tar", prepared["members"])
    with Store(StoreLocation.in_folder(tmp_path / "data"), who="t") as store:
        put = store.files.put_stored

        def meanwhile(*arguments: Any) -> None:  # noqa: ANN401 - passed on
            put(*arguments)
            with store.write() as work:
                work.add(Person(pseudonym="P9"))

        monkeypatch.setattr(store.files, "put_stored", meanwhile)
        with pytest.raises(RecordConflictError, match="already"):
            restore_backup(store, tmp_path / "x.tar")
        with store.read() as work:
            assert [person.value.pseudonym for person in work.search_people()] == ["P9"]
