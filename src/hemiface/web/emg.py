"""Surface EMG beside a video on the review page: looked at, and kept nowhere."""

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.emg import ClapMatch, ClockMatch
from hemiface.model.signals import Series
from hemiface.operations.emg import EmgBeside, HeardBytes, name_channels, put_beside
from hemiface.web.access import needs
from hemiface.web.measured_videos import MeasuredVideo
from hemiface.web.review import FindVideo, find_recording, find_results

DAY_S = 86400.0


class Asked(BaseModel):
    """The end of the file's name, its channels, and what to add to the file's clock.

    Without a number, the claps in a channel tell that; without those, the blinks of both.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    ending: Annotated[str, Field(max_length=8)]
    left: Annotated[str, Field(max_length=80)] = ""
    right: Annotated[str, Field(max_length=80)] = ""
    clap: Annotated[str, Field(max_length=80)] = ""
    shift_s: Annotated[float | None, Field(ge=-DAY_S, le=DAY_S)] = None

    @property
    def channels(self) -> dict[Side, str]:
        """The channel of each side that has one."""
        named = {Side.LEFT: self.left, Side.RIGHT: self.right}
        return {side: name for side, name in named.items() if name}


router = APIRouter()


def _add_route(place: str, find: FindVideo, permission: Permission) -> None:
    """Add it for one kind of measured video."""
    Found = Annotated[MeasuredVideo, Depends(find)]

    @router.post(f"/api/{place}/emg", operation_id=f"put_emg_beside_{place.partition('/')[0]}")
    @needs(permission)
    async def put_emg_beside(
        request: Request, video: Found, asked: Annotated[Asked, Query()]
    ) -> dict[str, Any]:
        """Curves of the EMG in the body, on the video's clock; its channels where none is named."""
        data = await request.body()
        if not asked.channels:
            return {"channels": await run_in_threadpool(name_channels, data, asked.ending)}

        def look() -> EmgBeside:
            heard = HeardBytes(video.footage(), asked.clap) if asked.clap else None
            return put_beside(
                video.review(),
                data,
                asked.ending,
                asked.channels,
                shift_s=asked.shift_s,
                heard=heard,
            )

        return pack_beside(await run_in_threadpool(look))


def pack_beside(beside: EmgBeside) -> dict[str, Any]:
    """What the page draws, as plain values."""
    found, curves = beside.found, beside.curves
    match = found.match if isinstance(found.match, ClockMatch) else None
    claps = found.match if isinstance(found.match, ClapMatch) else None
    return {
        "shift_s": found.shift_s,
        "match": match
        and {
            "n_meeting": match.n_meeting,
            "n_blinks": match.n_blinks,
            "n_elsewhere": match.n_elsewhere,
            "is_sure": match.is_sure,
        },
        "claps": claps and {"n_meeting": claps.n_meeting, "n_claps": claps.n_claps},
        "n_events": len(found.events),
        "time": [round(float(time), 4) for time in curves.time],
        "strength": {side.value: _plain(row) for side, row in curves.strength.items()},
    }


def _plain(row: Series) -> list[float | None]:
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in row]


_add_route("recordings/{recording}", find_recording, Permission.READ_VIDEO)
_add_route("results/{job}", find_results, Permission.WORK_WITH_FILES)
