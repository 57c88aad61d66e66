"""The folder of a batch: plan, ledger, and a folder of results for each recording."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TextIO

from filelock import FileLock, Timeout

from hemiface.errors import JobError, OutputNotWritableError, ResultsNotFoundError
from hemiface.errors.faults import find_reason
from hemiface.formats.ledger import (
    ended_from_lines,
    ended_to_line,
    latest,
    plan_from_json,
    plan_to_json,
)
from hemiface.model.batch import BatchPlan, Ended
from hemiface.results import ResultsFolder
from hemiface.results.publish import added_files

PLAN = "plan.json"
LEDGER = "ledger"
RECORDINGS = "recordings"
TABLES = "tables"
PAGE = "batch.html"


@dataclass(frozen=True, slots=True)
class BatchFolder:
    """What lies where.

    Parameters
    ----------
    path
        The folder; it need not be there yet.
    """

    path: Path

    def recording(self, name: str) -> ResultsFolder:
        """Where the results of a recording are, or go."""
        return ResultsFolder(self.path / RECORDINGS / PurePosixPath(name))

    def write_plan(self, plan: BatchPlan) -> None:
        """Keep which recordings there are.

        Raises
        ------
        OutputNotWritableError
            If it cannot be written.
        """
        self.write_files({PLAN: plan_to_json(plan).encode()})

    def plan(self) -> BatchPlan:
        """Which recordings there are.

        Raises
        ------
        ResultsNotFoundError
            If no batch was begun here.
        """
        try:
            return plan_from_json((self.path / PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ResultsNotFoundError("batch", path=self.path) from error

    def ended(self) -> dict[str, Ended]:
        """What was last said of each recording, by whomever."""
        lines = [
            line
            for place in sorted((self.path / LEDGER).glob("*.jsonl"))
            for line in ended_from_lines(place.read_text("utf-8", errors="replace"))
        ]
        return latest(lines)

    def take_ledgers(self, other: "BatchFolder", number: int) -> None:
        """Hold the ledgers of another folder of the same batch, too.

        Raises
        ------
        OutputNotWritableError
            If one cannot be written.
        """
        self.write_files(
            {
                f"{LEDGER}/part-{number:04d}-{place.name}": place.read_bytes()
                for place in sorted((other.path / LEDGER).glob("*.jsonl"))
            }
        )

    def write_files(self, contents: dict[str, bytes]) -> None:
        """Write files, each whole or not at all.

        Raises
        ------
        OutputNotWritableError
            If one cannot be written.
        """
        try:
            with added_files(self.path) as new:
                for name, content in contents.items():
                    (new / name).parent.mkdir(parents=True, exist_ok=True)
                    (new / name).write_bytes(content)
        except OSError as error:
            raise self._not_writable(error) from error

    @contextmanager
    def ledger(self, of: str) -> Iterator["Ledger"]:
        """Open the ledger of one driver to write; nobody else may at the same time.

        Parameters
        ----------
        of
            Who writes: ``all``, or which shard.

        Raises
        ------
        JobError
            If another run writes it.
        OutputNotWritableError
            If it cannot be written.
        """
        folder = self.path / LEDGER
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(folder / f".{of}.lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise JobError("batch_at_work", path=self.path) from error
        except OSError as error:
            raise self._not_writable(error) from error
        with lock, (folder / f"{of}.jsonl").open("a+", encoding="utf-8", errors="replace") as file:
            yield Ledger(file)

    def _not_writable(self, error: OSError) -> OutputNotWritableError:
        return OutputNotWritableError("place", path=self.path, reason=find_reason(error))


class Ledger:
    """What became of recordings, line by line; each is on the disk before the next begins.

    Parameters
    ----------
    file
        Open to read and append.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        file.seek(0)
        before = file.read()
        if before and not before.endswith("\n"):
            file.write("\n")  # a killed run left half a line
        self._keys = {line.recording: line.key for line in ended_from_lines(before)}

    def add(self, ended: Ended) -> None:
        """Write a line, unless the last one says that these results are there."""
        if ended.key and self._keys.get(ended.recording) == ended.key:
            return
        self._file.write(ended_to_line(ended))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._keys[ended.recording] = ended.key
