"""Load what the first look at a recording needs, so that nobody waits for it."""

from hemiface.operations.permission import open_to_all


@open_to_all
def get_ready() -> None:
    """Import the stages that corrections and reports use; they take their time the first time."""
    from hemiface.pipeline import findings
    from hemiface.reports import render
    from hemiface.results import stored

    del findings, render, stored
