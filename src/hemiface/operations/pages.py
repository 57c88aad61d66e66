"""Write a report anew from stored results without losing what it held."""

import re
from pathlib import Path
from typing import Protocol

from hemiface.assessment.change import compare_assessments
from hemiface.errors import OutputNotWritableError, SettingsError
from hemiface.model.analysis import Analysis
from hemiface.model.events import Event
from hemiface.model.strips import EventStrip, FaceTrack
from hemiface.reports.files import OVERLAY, REPORT
from hemiface.reports.pictures import (
    PICTURES,
    PackedStrip,
    match_pictures,
    pack_strips,
    read_pictures,
    write_pictures,
)
from hemiface.reports.render import render_report
from hemiface.reports.visits import PREVIOUS, Earlier, read_earlier
from hemiface.settings import AnalysisSettings
from hemiface.video import file_hash

KEPT = (PICTURES, OVERLAY, PREVIOUS)
"""Results that looking again at the signals leaves as they are."""

OPENING_BYTES = 500


class StripCutter(Protocol):
    """What cuts pictures of events out of a video."""

    def __call__(
        self,
        path: Path,
        events: tuple[Event, ...],
        track: FaceTrack,
        settings: AnalysisSettings,
        *,
        mirrored: bool,
    ) -> tuple[EventStrip, ...]:
        """Cut pictures through the strongest events."""
        ...


def render_page(
    analysis: Analysis,
    strips: tuple[PackedStrip, ...],
    *,
    previous: Earlier | None = None,
    language: str = "en",
) -> str:
    """Render a report, and what changed since the recording before.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    change = (
        compare_assessments(previous.summary.assessment(), analysis.assessment) if previous else ()
    )
    return render_report(
        analysis, strips=strips, previous=previous, change=change, language=language
    )


def render_again(
    folder: Path,
    analysis: Analysis,
    *,
    strips: tuple[PackedStrip, ...] | None = None,
    previous: Earlier | None = None,
    language: str | None = None,
) -> str:
    """Render the report of stored results as it was, but for what is given.

    Parameters
    ----------
    folder
        The results.
    analysis
        What they say now.
    strips
        Pictures of its events; those that the folder keeps by default.
    previous, language
        Those of the report that is there by default.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    if strips is None:
        strips = match_pictures(analysis.events, read_pictures(folder).frames)
    return render_page(
        analysis,
        strips,
        previous=previous or read_earlier(folder),
        language=language or read_language(folder),
    )


def cut_again(
    folder: Path,
    analysis: Analysis,
    video: Path,
    settings: AnalysisSettings,
    *,
    cutter: StripCutter | None = None,
) -> tuple[PackedStrip, ...]:
    """Cut pictures of events out of the original video, and keep them in the folder.

    Parameters
    ----------
    folder
        Results of an analysis.
    analysis
        The events as they are now.
    video
        The original file.
    settings
        How it was read.
    cutter
        What cuts; the pipeline by default.

    Raises
    ------
    SettingsError
        If it is not the video of these results, or they do not say where the face was.
    VideoError
        If the video cannot be read.
    OutputNotWritableError
        If the pictures cannot be kept.
    """
    if file_hash(video) != analysis.provenance.file_hash:
        raise SettingsError(
            f"{video.name} is not the video of the results in {folder}",
            hint="summary.json holds the SHA-256 of the right one.",
        )
    track = read_pictures(folder).track
    if track is None:
        raise SettingsError(
            f"the results in {folder} do not say where the face was",
            hint="Run `hemiface analyze` on the video again.",
        )
    cut = cutter or _load_cutter()
    strips = pack_strips(cut(video, analysis.events, track, settings, mirrored=analysis.mirrored))
    write_pictures(folder, strips, track)
    return strips


def _load_cutter() -> StripCutter:
    # Here and not above: it loads the inference engine, which other reports do without.
    from hemiface.pipeline import cut_strips

    return cut_strips


def read_language(folder: Path) -> str:
    """Language of the report in a folder of results; English where there is none."""
    try:
        with (folder / REPORT).open(encoding="utf-8") as page:
            found = re.search(r'<html lang="([a-z]+)"', page.read(OPENING_BYTES))
    except (OSError, ValueError):
        return "en"
    return found[1] if found else "en"


def save_text(text: str, path: Path) -> None:
    """Write a text to a file.

    Raises
    ------
    OutputNotWritableError
        If it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritableError(
            f"cannot write {path}: {error.strerror or error}", hint="Choose another place."
        ) from error
