"""Kill a process at each of its writes in turn, and look at what it leaves behind.

A scenario is a class of three functions on a folder: `prepare` makes a world, `act` is what
is killed, `check` looks at the world after the kill. Each runs in a forked process of its
own, so a killed one takes nothing of the others along; the parent never starts a thread.

    python -m tests.kills tests.integration.test_kills:Analyze FOLDER [FIRST LAST]
"""

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Protocol

KILLED = 86
CHANGING = frozenset(
    {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"}
    | {"tests.step"}
)
"""Audit events of Python that announce a change of the file system, and one of the tests' own."""


class Scenario(Protocol):
    """What is done, and what has to hold after a kill."""

    def prepare(self, folder: Path) -> None:
        """Make a world."""

    def act(self, folder: Path) -> None:
        """Do what is killed."""

    def check(self, folder: Path) -> None:
        """Raise where the world is not as it must be; may go on working in it."""


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file under a folder by its path, without hidden working folders."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def make_old(folder: Path) -> None:
    """Let working folders of killed runs look as if they had been left a while ago."""
    for path in folder.rglob(".*.partial"):
        os.utime(path, (0.0, 0.0))


def kill_at_each_write(scenario: Scenario, folder: Path, steps: Iterator[int] | None = None) -> int:
    """Run a scenario once for each write it makes, killed right before it, or as a file is opened.

    Parameters
    ----------
    scenario
        What is done.
    folder
        An empty folder.
    steps
        Before which writes to kill, in rising order; all by default.

    Returns
    -------
    int
        How many kills there were.

    Raises
    ------
    AssertionError
        If preparing or checking failed, with the number of the write.
    """
    kills = 0
    prepared = folder / "prepared"
    prepared.mkdir()
    assert fork(partial(scenario.prepare, prepared)) == 0, "preparing failed"
    for step in steps or count(1):
        world = folder / str(step)
        shutil.copytree(prepared, world)
        ended = fork(partial(_act, scenario, world, step))
        assert ended in (0, KILLED), f"to be killed before write {step}, it ended with {ended}"
        kills += ended == KILLED
        checked = fork(partial(scenario.check, world))
        assert checked == 0, f"after a kill before write {step} the world is not whole"
        shutil.rmtree(world)
        if ended == 0:
            break
    return kills


def _act(scenario: Scenario, world: Path, step: int) -> None:
    """Act, and end at once before the given write under the world."""
    root, done = str(world.resolve()), 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if changes(event, arguments, root):
            done += 1
            if done == step:
                if event == "open" and str(arguments[1]).startswith("w"):
                    Path(str(arguments[0])).open("wb").close()  # opened, and nothing written yet
                os._exit(KILLED)

    sys.addaudithook(watch)
    scenario.act(world)


def changes(event: str, arguments: tuple[object, ...], root: str) -> bool:
    """Whether an audit event changes something below a folder, or below one that is held open."""
    if event == "open":
        flags = arguments[2]
        if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR):
            return False
        arguments = arguments[:1]  # a mode is no place, and a handle was opened before
    elif event not in CHANGING:
        return False
    return any(
        (name := os.fsdecode(place)).startswith(root) or not Path(name).is_absolute()
        for place in arguments
        if isinstance(place, str | bytes | os.PathLike)
    )


def fork(work: Callable[[], None]) -> int:
    """Exit code of some work done in a process of its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 0
        try:
            work()
        except BaseException:  # noqa: BLE001 - a forked copy of the parent must end here
            traceback.print_exc()
            code = 1
        sys.stderr.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(words: list[str]) -> None:
    """Run the scenario named on the command line and print how many kills there were."""
    module, name = words[0].split(":")
    scenario: Scenario = getattr(import_module(module), name)()
    steps = iter(range(int(words[2]), int(words[3]) + 1)) if len(words) > 2 else None
    sys.stdout.write(f"{kill_at_each_write(scenario, Path(words[1]), steps)} kills\n")


if __name__ == "__main__":
    main(sys.argv[1:])
