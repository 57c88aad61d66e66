"""Where new people are taken to live until somebody says otherwise: where this machine stands."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hemiface.operations.permission import open_to_all

UTC_NAMES = frozenset({"Etc/UCT", "Etc/UTC", "Etc/Universal", "Etc/Zulu"})
"""Other names of UTC."""

LOCAL_TIME, ZONES = Path("/etc/localtime"), "zoneinfo"
"""Where systems say their time zone: a link into a folder of that name."""


@open_to_all
def own_zone() -> str:
    """Time zone of this machine by its IANA name; UTC where the machine does not say one."""
    said = os.environ.get("TZ")
    path = said.removeprefix(":") if said is not None else os.path.realpath(LOCAL_TIME)
    name = path.rpartition(f"/{ZONES}/")[2]
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
    return "UTC" if name in UTC_NAMES else name
