"""What a person takes along from a review: the report, an export, a comparison."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hemiface.assessment.change import compare_assessments
from hemiface.errors import SettingsError
from hemiface.model.faces import are_alike
from hemiface.operations.permission import open_to_all
from hemiface.operations.report_pages import render_page
from hemiface.operations.reporting import FILE_EXPORTS, ExportFormat
from hemiface.operations.review import NAMELESS, Review
from hemiface.reports.comparison import render_comparison
from hemiface.reports.visits import ComparedRecording
from hemiface.results.pictures import match_pictures

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""Earliest day that an archive can name: the same events make the same bytes."""


@open_to_all
def write_handout(review: Review, language: str, *, with_face: bool) -> str:
    """The report as one page that opens anywhere, with the events as they were corrected.

    Parameters
    ----------
    with_face
        Whether it holds pictures. Without them it also leaves out what the file was called,
        so that nobody is recognized by it.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    analysis = review.analysis
    strips = match_pictures(analysis.events, review.pictures.frames) if with_face else ()
    if not with_face:
        analysis = replace(analysis, video=replace(analysis.video, name=NAMELESS))
    return render_page(
        analysis,
        strips,
        previous=review.previous,
        known=review.known,
        language=language,
    )


@open_to_all
def pack_export(review: Review, kind: ExportFormat) -> bytes:
    """Events and signals for another program, as they were corrected: an archive of files.

    Raises
    ------
    SettingsError
        If the format is not one of a single recording.
    """
    if kind not in FILE_EXPORTS:
        raise SettingsError("export_kind", kind=kind, names=", ".join(FILE_EXPORTS))
    packed = io.BytesIO()
    with TemporaryDirectory(prefix="hemiface-export-") as folder, ZipFile(packed, "w") as box:
        for path in FILE_EXPORTS[kind](review.analysis, Path(folder), NAMELESS):
            member = ZipInfo(path.name, FIRST_DAY)
            box.writestr(member, path.read_bytes(), ZIP_DEFLATED)
    return packed.getvalue()


@open_to_all
def compare_reviews(earlier: Review, later: Review, language: str) -> str:
    """A page that holds two recordings of a person against each other.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    first, second = earlier.analysis, later.analysis
    alike = are_alike(first.quality.face, second.quality.face)
    changes = compare_assessments(first.assessment, second.assessment, alike=alike)
    days: tuple[date | None, date | None] = (earlier.known.day, later.known.day)
    if None in days or days[0] == days[1]:
        days = (None, None)  # then they are numbered
    visits = [ComparedRecording(first, days[0]), ComparedRecording(second, days[1], changes)]
    return render_comparison(visits, language=language)
