"""Stored results become pages, figures and files of other programs."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest
from tests.unit.reports import worlds

from hemiface.errors import OutputNotWritableError, ResultsNotFoundError, SettingsError
from hemiface.model.analysis import Analysis
from hemiface.operations.comparison import render_comparison_page
from hemiface.operations.reporting import (
    ExportFormat,
    export_results,
    make_figures,
    write_report,
)
from hemiface.operations.session import Session
from hemiface.results import ResultsFolder


def keep(world: Analysis, folder: Path) -> Path:
    folder.mkdir()
    ResultsFolder(folder).write(world)
    return folder


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return keep(worlds.right_clonic(burden=30.0), tmp_path / "march")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    return keep(worlds.right_clonic(burden=9.0), tmp_path / "april")


def test_report_is_written_anew_in_another_language(session: Session, results: Path) -> None:
    assert write_report(replace(session, language="de"), results) == results / "report.html"
    assert "Bewegung der rechten Seite" in (results / "report.html").read_text()


def test_report_against_the_recording_before(
    session: Session, results: Path, later: Path, tmp_path: Path
) -> None:
    page = write_report(session, later, previous=results, output=tmp_path / "page.html").read_text()
    assert "from 30.0\u202f% to 9.0\u202f%" in page


def test_comparison_of_days_and_treatments(session: Session, results: Path, later: Path) -> None:
    page = render_comparison_page(
        session,
        (results, later),
        (date(2026, 3, 14), date(2026, 4, 20)),
        treatments=((date(2026, 3, 20), "toxin"),),
    )
    assert "Less involuntary movement than at first" in page
    assert "toxin" in page


@pytest.mark.parametrize(
    "days", [(date(2026, 3, 14),), (date(2026, 4, 20), date(2026, 3, 14))], ids=["one", "turned"]
)
def test_days_that_do_not_fit_are_refused(
    session: Session, results: Path, later: Path, days: Sequence[date]
) -> None:
    with pytest.raises(SettingsError, match="its own day"):
        render_comparison_page(session, (results, later), days)


def test_figures_go_beside_the_results(session: Session, results: Path) -> None:
    paths = make_figures(session, results, ["svg"])
    assert {path.parent.name for path in paths} == {"figures"}
    assert len(paths) == 3


@pytest.mark.parametrize("kind", list(ExportFormat))
def test_every_format_is_written(
    session: Session, results: Path, later: Path, kind: ExportFormat
) -> None:
    output = results.parent / "out" / kind
    paths = export_results(session, (results, later), [kind], output)
    assert len(paths) >= 2
    assert all(path.is_file() and path.is_relative_to(output) for path in paths)


def test_several_formats_in_one_call_get_a_folder_each(
    session: Session, results: Path, tmp_path: Path
) -> None:
    kinds = [ExportFormat.CSV, ExportFormat.FHIR, ExportFormat.MEASURES, ExportFormat.CSV]
    paths = export_results(session, (results,), kinds, tmp_path / "out")
    assert {path.parent.name for path in paths} == {"csv", "fhir", "measures"}
    assert len(paths) == len(set(paths)) == 5


def test_one_table_of_any_number_of_recordings(
    session: Session, results: Path, tmp_path: Path
) -> None:
    other = tmp_path / "elsewhere" / results.name
    shutil.copytree(results, other)
    parquet, csv = export_results(
        session, (results, other), [ExportFormat.MEASURES], tmp_path / "out"
    )
    table = pyarrow.parquet.read_table(parquet).to_pylist()
    names = {row["recording"] for row in table}
    assert len(names) == 2
    assert all(name.endswith(f"/{results.name}") for name in names)
    keys = [(row["recording"], row["measure"], row["side"]) for row in table]
    assert (
        len(set(keys))
        == len(keys)
        == 2 * len(ResultsFolder(results).analysis().assessment.measures)
    )
    assert csv.read_text(encoding="utf-8").count("\n") == len(keys) + 1
    share = [row for row in table if row["measure"] == "spasm_time_percent"]
    assert all(row["unit"] == "%" and row["valid_time_s"] > 0 for row in share)


def test_labels_and_folders_are_checked(session: Session, results: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no label"):
        export_results(
            session, (results,), [ExportFormat.BIDS], tmp_path / "out", subject="Jane Doe"
        )
    with pytest.raises(SettingsError, match="same name"):
        export_results(session, (results, results), [ExportFormat.CSV], tmp_path / "out")
    with pytest.raises(ResultsNotFoundError):
        export_results(session, (tmp_path / "nothing",), [ExportFormat.CSV], tmp_path / "out")


def test_a_place_that_cannot_be_written_is_said(
    session: Session, results: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutputNotWritableError, match="cannot write"):
        export_results(session, (results,), [ExportFormat.CSV], blocked)
    with pytest.raises(OutputNotWritableError):
        write_report(session, results, output=blocked / "page.html")
    with pytest.raises(OutputNotWritableError):
        make_figures(session, results, ["svg"], output=blocked)
