"""Write a report anew from stored results without losing what it held."""

from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.model.analysis import Analysis
from hemiface.model.change import Change
from hemiface.model.circumstances import Circumstances
from hemiface.model.event_pictures import FaceTrack
from hemiface.model.faces import are_alike
from hemiface.pipeline.analyzer import Analyzer
from hemiface.results import Earlier, ResultsFolder, Summary
from hemiface.results.pictures import PackedStrip, match_pictures, pack_strips
from hemiface.settings import AnalysisSettings
from hemiface.video import file_hash


def render_page(
    analysis: Analysis,
    strips: tuple[PackedStrip, ...],
    *,
    previous: Earlier | None = None,
    known: Circumstances | None = None,
    language: str = "en",
) -> str:
    """Render a report, and what changed since the recording before.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    # Here and not above: whoever measures or corrects writes a page only in the end.
    from hemiface.reports.render import render_report

    change = _compare(previous.summary, analysis) if previous else ()
    return render_report(
        analysis, strips=strips, previous=previous, change=change, known=known, language=language
    )


def _compare(before: Summary, analysis: Analysis) -> tuple[Change, ...]:
    # Here and not above: most pages compare with nothing, and the stage takes its time to load.
    from hemiface.assessment.change import compare_assessments

    return compare_assessments(
        before.assessment(),
        analysis.assessment,
        alike=are_alike(before.quality.face, analysis.quality.face),
    )


def render_again(
    results: ResultsFolder,
    analysis: Analysis,
    *,
    strips: tuple[PackedStrip, ...] | None = None,
    previous: Earlier | None = None,
    known: Circumstances | None = None,
    language: str | None = None,
) -> str:
    """Render the report of stored results as it was, but for what is given.

    Parameters
    ----------
    results
        Where they are.
    analysis
        What they say now.
    strips
        Pictures of its events; those that the folder keeps by default.
    previous, known, language
        Those of the report that is there by default.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    if strips is None:
        strips = match_pictures(analysis.events, results.pictures().frames)
    return render_page(
        analysis,
        strips,
        previous=previous or results.previous(),
        known=known or results.known(analysis.video),
        language=language or results.language(),
    )


def cut_again(
    results: ResultsFolder,
    analysis: Analysis,
    video: Path,
    settings: AnalysisSettings,
    analyzer: Analyzer,
) -> tuple[tuple[PackedStrip, ...], FaceTrack]:
    """Cut pictures of events out of the original video.

    Parameters
    ----------
    results
        Results of an analysis.
    analysis
        The events as they are now.
    video
        The original file.
    settings
        How it was read.
    analyzer
        What cuts.

    Returns
    -------
    tuple of PackedStrip
        The pictures.
    FaceTrack
        Where the face was.

    Raises
    ------
    SettingsError
        If it is not the video of these results, or they do not say where the face was.
    VideoError
        If the video cannot be read.
    """
    if file_hash(video) != analysis.provenance.file_hash:
        raise SettingsError("other_video", video=video.name, results=results.path)
    try:
        track = results.pictures().track_with_mesh()
    except ValueError as error:
        raise SettingsError("analyze_again", results=results.path) from error
    if track is None:
        raise SettingsError("analyze_again", results=results.path)
    strips = analyzer.cut_pictures(
        video, analysis.events, track, settings, mirrored=analysis.mirrored
    )
    return pack_strips(strips), track
