"""A measured video as the review page works with it, whoever keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hemiface.model.corrections import Correction
from hemiface.model.playback import RecordingBytes
from hemiface.operations.corrections import correct_events, redo_correction, undo_correction
from hemiface.operations.event_ratings import (
    hide_curves,
    rate_events,
    recording_of,
    redo_rated,
    render_rating,
    review_rating,
    undo_rated,
)
from hemiface.operations.playback import (
    make_file_playable,
    make_recording_playable,
    pack_mesh,
    pack_seen,
    play_file,
    play_recording,
)
from hemiface.operations.recorded_corrections import redo_recorded, undo_recorded
from hemiface.operations.review import (
    Review,
    correct_recording,
    list_earlier,
    render_review,
    review_recording,
    review_results,
)
from hemiface.operations.session import Session
from hemiface.reports.render import ReportParts


class MeasuredVideo(Protocol):
    """A measured video: its findings, what is said of them, and its bytes."""

    def review(self) -> Review:
        """How it is seen now."""

    def correct(self, new: Sequence[Correction]) -> Review:
        """Say more of its events."""

    def undo(self) -> Review:
        """Take back what was said last."""

    def redo(self) -> Review:
        """Say again what was taken back last."""

    def footage(self) -> RecordingBytes:
        """Its bytes."""

    def make_playable(self) -> None:
        """Make something that every browser plays."""

    def others(self) -> list[tuple[str, datetime, bool]]:
        """With what it can be compared: id, and when that was filmed by the person's own clock.

        Where nobody knows when, as the last says, it is when that was kept.
        """

    def parts(self, review: Review, language: str) -> ReportParts:
        """Its report in parts."""

    def pack(self, review: Review) -> bytes:
        """Times, curves and face squares of its frames."""

    def pack_mesh(self, review: Review, first: int) -> bytes:
        """The face as lines on some of its frames."""


class _Shown:
    """A measured video that shows all that was found."""

    def parts(self, review: Review, language: str) -> ReportParts:
        """Its report in parts."""
        return render_review(review, language)

    def pack(self: MeasuredVideo, review: Review) -> bytes:
        """Times, curves and face squares of its frames."""
        return pack_seen(review, self.footage())

    def pack_mesh(self, review: Review, first: int) -> bytes:
        """The face as lines on some of its frames."""
        return pack_mesh(review, first)


@dataclass(frozen=True)
class RecordedVideo(_Shown):
    """A recording in the records; they keep what is said of it."""

    session: Session
    recording_id: str

    def review(self) -> Review:
        """How it is seen now."""
        return review_recording(self.session, self.recording_id)

    def correct(self, new: Sequence[Correction]) -> Review:
        """Say more of its events."""
        return correct_recording(self.session, self.recording_id, new)

    def undo(self) -> Review:
        """Take back what was said last."""
        undo_recorded(self.session, self.recording_id)
        return self.review()

    def redo(self) -> Review:
        """Say again what was taken back last."""
        redo_recorded(self.session, self.recording_id)
        return self.review()

    def footage(self) -> RecordingBytes:
        """Its bytes, opened as they are read where they are sealed."""
        return play_recording(self.session, self.recording_id)

    def make_playable(self) -> None:
        """Make something that every browser plays; the records keep it."""
        make_recording_playable(self.session, self.recording_id)

    def others(self) -> list[tuple[str, datetime, bool]]:
        """Other recordings of the person."""
        found = list_earlier(self.session, self.recording_id)
        return [
            (str(entry.id), filmed or entry.created_at, filmed is not None)
            for entry, filmed in found
        ]


@dataclass(frozen=True)
class LooseVideo(_Shown):
    """A video and a folder of results that belong to nobody yet; the folder keeps what is said."""

    session: Session
    folder: Path
    video: Path

    def review(self) -> Review:
        """How it is seen now."""
        return review_results(self.session, self.folder)

    def correct(self, new: Sequence[Correction]) -> Review:
        """Say more of its events."""
        correct_events(self.session, self.folder, new)
        return self.review()

    def undo(self) -> Review:
        """Take back what was said last."""
        undo_correction(self.session, self.folder)
        return self.review()

    def redo(self) -> Review:
        """Say again what was taken back last."""
        redo_correction(self.session, self.folder)
        return self.review()

    def footage(self) -> RecordingBytes:
        """Its bytes."""
        return play_file(self.session, self.video, self.folder)

    def make_playable(self) -> None:
        """Make something that every browser plays, beside the video."""
        make_file_playable(self.session, self.video, self.folder)

    def others(self) -> list[tuple[str, datetime, bool]]:
        """Nobody knows whose others there are."""
        return []


@dataclass(frozen=True, slots=True)
class RatedVideo:
    """A recording that somebody rates without seeing what was found in it."""

    session: Session
    rating_id: str

    def review(self) -> Review:
        """The rater's own events."""
        return review_rating(self.session, self.rating_id)

    def correct(self, new: Sequence[Correction]) -> Review:
        """Say more of them."""
        return rate_events(self.session, self.rating_id, new)

    def undo(self) -> Review:
        """Take back what was said last."""
        return undo_rated(self.session, self.rating_id)

    def redo(self) -> Review:
        """Say again what was taken back last."""
        return redo_rated(self.session, self.rating_id)

    def footage(self) -> RecordingBytes:
        """Its bytes."""
        return play_recording(self.session, recording_of(self.session, self.rating_id))

    def make_playable(self) -> None:
        """Make something that every browser plays; the records keep it."""
        make_recording_playable(self.session, recording_of(self.session, self.rating_id))

    def others(self) -> list[tuple[str, datetime, bool]]:
        """Nothing is compared."""
        return []

    def parts(self, review: Review, language: str) -> ReportParts:
        """The rater's own events, and no report."""
        return render_rating(review, language)

    def pack(self, review: Review) -> bytes:
        """Times and face squares of its frames; no curves."""
        return hide_curves(pack_seen(review, self.footage()))

    def pack_mesh(self, review: Review, first: int) -> bytes:
        """Nothing: the lines of the lids show what was measured."""
        del review, first
        return b""
