"""Stretches of stored files, sealed or not."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import RecordLockedError, RecordStorageError
from hemiface.records import chunks, vault
from hemiface.records.files import FileStore
from hemiface.records.vault import KEY_BYTES, Vault

OPEN, SEALED = Vault(), Vault(sealing=True, key=b"k" * KEY_BYTES)
CHUNK = 64


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_BYTES", CHUNK)


def keep(folder: Path, content: bytes, how: Vault) -> tuple[FileStore, str]:
    store, digest = FileStore(str(folder)), hashlib.sha256(content).hexdigest()
    store.write(digest, [content], how)
    return store, digest


@pytest.mark.parametrize("how", [OPEN, SEALED], ids=["open", "sealed"])
@given(size=st.integers(0, 5 * CHUNK), start=st.integers(0, 400), stop=st.integers(0, 400))
def test_a_stretch_is_that_part_of_the_content(
    tmp_path_factory: pytest.TempPathFactory, how: Vault, size: int, start: int, stop: int
) -> None:
    content = bytes(number % 251 for number in range(size))
    store, digest = keep(tmp_path_factory.mktemp("files"), content, how)
    start, stop = min(start, size), min(stop, size)
    assert b"".join(store.read_span(digest, how, start, stop)) == content[start:stop]


def test_a_changed_chunk_is_found_and_others_are_still_read(tmp_path: Path) -> None:
    content = bytes(range(200))
    store, digest = keep(tmp_path, content, SEALED)
    place = Path(store.place(digest))
    stored = bytearray(place.read_bytes())
    stored[-1] ^= 1
    place.write_bytes(stored)
    assert b"".join(store.read_span(digest, SEALED, 0, CHUNK)) == content[:CHUNK]
    with pytest.raises(RecordStorageError):
        b"".join(store.read_span(digest, SEALED, 0, 200))


def test_a_file_that_was_cut_off_is_found(tmp_path: Path) -> None:
    store, digest = keep(tmp_path, bytes(3 * CHUNK), SEALED)
    place = Path(store.place(digest))
    place.write_bytes(place.read_bytes()[: -CHUNK - vault.TAG_BYTES])
    with pytest.raises(RecordStorageError):
        b"".join(store.read_span(digest, SEALED, 0, 2 * CHUNK))


def test_without_the_key_nothing_is_read(tmp_path: Path) -> None:
    store, digest = keep(tmp_path, b"a face", SEALED)
    with pytest.raises(RecordLockedError):
        b"".join(store.read_span(digest, OPEN, 0, 4))


@pytest.mark.parametrize("how", [OPEN, SEALED], ids=["open", "sealed"])
@given(size=st.integers(1, 5 * CHUNK))
def test_what_is_made_of_a_file_lies_beside_it_and_goes_with_it(
    tmp_path_factory: pytest.TempPathFactory, how: Vault, size: int
) -> None:
    folder = tmp_path_factory.mktemp("files")
    store, digest = keep(folder, b"a film", how)
    assert store.size_of_playable(digest) is None
    made = folder / "made.mp4"
    made.write_bytes(bytes(number % 251 for number in range(size)))
    store.write_playable(digest, made, how)
    assert store.size_of_playable(digest) == size
    assert b"".join(store.read_span(digest, how, 0, size, playable=True)) == made.read_bytes()
    assert b"".join(store.read_span(digest, how, 0, 6)) == b"a film"
    store.remove(digest)
    assert not any(path.is_file() for path in folder.rglob("*") if path != made)


def test_what_was_made_under_another_key_is_gone(tmp_path: Path) -> None:
    store, digest = keep(tmp_path, b"a film", OPEN)
    (tmp_path / "made").write_bytes(b"a plain film")
    store.write_playable(digest, tmp_path / "made", OPEN)
    store.write(digest, [b"a film"], SEALED)
    assert store.size_of_playable(digest) is None
