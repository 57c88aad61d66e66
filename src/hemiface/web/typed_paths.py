"""A place on this machine, as somebody typed it into a page."""

from pathlib import Path

from hemiface.errors import RecordInvalidError


def read_place(text: str) -> Path:
    """Read a whole path; a part of one would lie wherever the app was started.

    Raises
    ------
    RecordInvalidError
        If it is no whole path, or names the home of somebody who is not there.
    """
    typed = text.strip()
    try:
        place = Path(typed).expanduser()
    except RuntimeError as error:
        raise RecordInvalidError("no_whole_path", path=typed) from error
    if not place.is_absolute() or "\0" in typed:
        raise RecordInvalidError("no_whole_path", path=typed)
    return place
