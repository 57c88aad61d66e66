"""Results that the records keep, laid out as a folder."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from hemiface.model.record import Entry, StoredAnalysis
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder
from hemiface.results.filenames import SUMMARY


@contextmanager
def laid_out(session: Session, entry: Entry[StoredAnalysis]) -> Iterator[ResultsFolder]:
    """Give results that the records keep as a folder in memory, and delete it in the end.

    Raises
    ------
    RecordNotFoundError, RecordStorageError
        If a file of them is missing or damaged.
    """
    from hemiface.records.workspace import private_workspace

    stored = session.store.files
    with session.unlocked() as work:
        vault = work.vault
    with private_workspace(0) as folder:
        for name, digest in entry.value.files.items():
            with (folder / name).open("wb") as target:
                target.writelines(stored.read(digest, vault))
        (folder / SUMMARY).write_text(json.dumps(entry.value.summary), encoding="utf-8")
        yield ResultsFolder(folder)
