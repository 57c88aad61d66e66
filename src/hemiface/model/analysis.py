"""One recording, measured: everything an analysis gives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hemiface.model.assessment import Assessment
from hemiface.model.events import Event
from hemiface.model.labeled import label_signals, tabulate_events
from hemiface.model.provenance import Provenance
from hemiface.model.quality import Quality
from hemiface.model.signals import Signals
from hemiface.model.tasks import TaskName
from hemiface.model.video import VideoInfo

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, slots=True)
class Task:
    """A stretch of the recording in which the person was asked to do something.

    Parameters
    ----------
    onset, duration
        Seconds.
    name
        What was asked.
    """

    onset: float
    duration: float
    name: TaskName


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the analysis of one video is.

    Parameters
    ----------
    n_frames
        Frames measured so far.
    time_s
        Time of the last of them, in seconds.
    duration_s
        Length of the video as its container states it; None where it does not.
    look
        Draws the face that was reached, with its lines, as a small WebP; empty without a face.
    """

    n_frames: int
    time_s: float
    duration_s: float | None
    look: Callable[[], bytes] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Analysis:
    """One recording, measured.

    Parameters
    ----------
    video
        What the file is.
    mirrored
        Whether the picture was taken in a mirror (selfie) and has been turned back.
    quality
        How far it can be trusted.
    signals
        Each side's movement.
    tasks
        What the person was asked to do, in order of time; empty when not said.
    events
        Blinks, spasms and other movement, in order of time.
    assessment
        What it shows.
    provenance
        What made it.
    """

    video: VideoInfo
    mirrored: bool
    quality: Quality
    signals: Signals
    tasks: tuple[Task, ...]
    events: tuple[Event, ...]
    assessment: Assessment
    provenance: Provenance

    def to_xarray(self) -> "xr.Dataset":
        """Give the signals over ``time`` and ``side``, with units and what made them.

        Returns
        -------
        xarray.Dataset
            See :func:`hemiface.model.labeled.label_signals`; the attributes name the video, the
            settings and the method, so that a stored copy still says where it comes from.

        Raises
        ------
        ExtraMissingError
            If xarray is not installed: it is optional.
        """
        made = self.provenance
        return label_signals(self.signals).assign_attrs(
            source_file=self.video.name,
            video_sha256=made.file_hash,
            settings_sha256=made.settings_hash,
            source_software=f"hemiface {made.package_version}",
            method_version=made.method,
        )

    def events_table(self) -> "pd.DataFrame":
        """Give one row an event, in order of time.

        Returns
        -------
        pandas.DataFrame
            See :func:`hemiface.model.labeled.tabulate_events`.

        Raises
        ------
        ExtraMissingError
            If pandas is not installed: it is optional.
        """
        return tabulate_events(self.events)
