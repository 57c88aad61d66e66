"""Run commands on a disk that is full, each in a forked process of its own.

    python -m tests.full_disk

Reads lines of JSON, ``[folder, most_bytes, words]``, and answers each with
``[exit code, what was said on the error stream]``.
"""

import json
import os
import pkgutil
import resource
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from tests.fakes import told_session

from hemiface import cli, operations
from hemiface.cli.main import main


def run(folder: Path, most_bytes: int, words: Sequence[str]) -> tuple[int, str]:
    """Exit code and errors of a command in a folder where no file may outgrow a size.

    A file that may not grow stands for a disk that is full: both fail while writing.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, sys.stderr.fileno())
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        os._exit(_act(folder, most_bytes, words))
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        said = told.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _act(folder: Path, most_bytes: int, words: Sequence[str]) -> int:
    os.chdir(folder)
    os.environ["HEMIFACE_DATA"] = str(folder / "data")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    code = 0
    try:
        main(list(words), obj=told_session())
    except SystemExit as end:
        code = int(end.code or 0)
    sys.stderr.flush()
    return code


def serve() -> None:
    """Answer until nothing more is asked."""
    for package in (cli, operations):  # once, and not in each process
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for line in sys.stdin:
        folder, most_bytes, words = json.loads(line)
        sys.stdout.write(f"{json.dumps(run(Path(folder), most_bytes, words))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
