"""What some tests need beside Python: skipped aloud where it is missing, or failed on demand."""

import os
from typing import TypeVar

import pytest

T = TypeVar("T")


def tests_everything() -> bool:
    """Whether nothing may be skipped or left to chance, as in continuous integration."""
    return bool(os.environ.get("HEMIFACE_TEST_EVERYTHING"))


def need(found: T | None, missing: str) -> T:
    """Give what was found; else skip the test, or fail it where everything must be tested.

    Parameters
    ----------
    found
        A program or a folder; None where there is none.
    missing
        What to say then, and how to get it.
    """
    if found is not None:
        return found
    if tests_everything():
        pytest.fail(missing)
    pytest.skip(missing)
