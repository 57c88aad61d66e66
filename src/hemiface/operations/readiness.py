"""Load what the first look at a recording needs, so that nobody waits for it."""

from hemiface.operations.permission import open_to_all


@open_to_all
def get_ready() -> None:
    """Load what corrections and reports use; it takes its time the first time."""
    from hemiface.pipeline import findings
    from hemiface.reports import render
    from hemiface.results import pictures, stored

    del findings, stored
    render.load_templates()
    pictures.load_formats()
