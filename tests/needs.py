"""What some tests need beside Python: skipped aloud where it is missing, or failed on demand.

Some of it no checking machine need have, such as a cluster: those tests are skipped there, too, and
the end of a run says in a section of its own what was not tested.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")

UNTESTED = "not tested here: "
"""How the reason of such a skip begins."""


def tests_everything() -> bool:
    """Whether nothing may be skipped or left to chance, as in continuous integration."""
    return bool(os.environ.get("HEMIFACE_TEST_EVERYTHING"))


def need(found: T | None, missing: str, *, demanded: bool = True) -> T:
    """Give what was found; else skip the test, or fail it where everything must be tested.

    Parameters
    ----------
    found
        A program or a folder; None where there is none.
    missing
        What to say then, and how to get it.
    demanded
        Whether everything that must be tested needs it.
    """
    if found is not None:
        return found
    if demanded and tests_everything():
        pytest.fail(missing)
    pytest.skip(f"{UNTESTED}{missing}")


def list_untested(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """What was not tested for want of something, each once.

    Parameters
    ----------
    skipped
        Reports of the tests that were skipped.
    """
    reasons = (one.longrepr[2] for one in skipped if isinstance(one.longrepr, tuple))
    return sorted(
        {
            reason.partition(UNTESTED)[2]
            for reason in reasons
            if reason.startswith(f"Skipped: {UNTESTED}")
        }
    )
