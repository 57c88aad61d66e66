"""What happened to a plan, its tables and its folder is said, and no work of authors is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from hemiface.cli.main import main
from hemiface.operations.session import Session, open_session
from hemiface.operations.stream import outcomes
from hemiface.operations.studies import StudyReport, run_study, write_plan_template
from hemiface.simulation.cohort_files import write_cohort


@pytest.fixture
def session() -> Session:
    return open_session()


@pytest.fixture
def plan(tmp_path: Path, session: Session) -> Path:
    write_cohort(tmp_path, 40)
    return write_plan_template(session, tmp_path / "study.toml", "cohort")


def run(session: Session, plan: Path) -> StudyReport:
    (found,) = outcomes(run_study(session, plan, plan.parent / "out"))
    assert isinstance(found, StudyReport)
    return found


def read(plan: Path, name: str) -> str:
    return (plan.parent / "out" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "CHANGED AFTER RESULTS"), ("de", "NACHDEM ERGEBNISSE VORLAGEN")]
)
def test_a_plan_that_was_changed_back_after_results_is_not_as_fixed(
    plan: Path, session: Session, language: str, said: str
) -> None:
    spoken = replace(session, language=language)
    text = plan.read_text()
    run(spoken, plan)
    plan.write_text(text.replace("month == 6", "month == 12"))
    other = run(spoken, plan)
    plan.write_text(text)
    found = run(spoken, plan)
    assert found.origin.plan_hash == found.origin.first_hash
    assert found.origin.is_changed_late
    assert len(found.origin.late_changes) == 2
    assert said in read(plan, "report.html")
    for name in ("report.html", "methods.md"):
        assert other.origin.plan_hash[:16] in read(plan, name)


def test_rows_dropped_from_a_table_after_results_are_told(
    plan: Path, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run(session, plan).origin.data_changes
    assert not run(session, plan).origin.data_changes
    visits = plan.parent / "visits.csv"
    whole = visits.read_text()
    visits.write_text("".join(whole.splitlines(keepends=True)[:-3]))
    assert run(session, plan).origin.data_changes
    assert "THE TABLES WERE CHANGED AFTER RESULTS" in read(plan, "report.html")
    assert "tables were changed after results had been seen" in read(plan, "methods.md")
    visits.write_text(whole)
    assert len(run(session, plan).origin.data_changes) == 2
    with pytest.raises(SystemExit):
        main(["study", str(plan), "-o", str(plan.parent / "out")])
    assert "the tables were changed after results were seen" in capsys.readouterr().err


def test_own_files_and_a_filled_checklist_outlive_the_next_run(
    plan: Path, session: Session
) -> None:
    run(session, plan)
    out = plan.parent / "out"
    (out / "notes.txt").write_text("mine")
    (out / "figures/drawing.txt").write_text("mine too")
    stale = out / "figures/stale.svg"
    filled = read(plan, "checklist-strobe.md") + "| 22 | funded by nobody |\n"
    (out / "checklist-strobe.md").write_text(filled)
    (out / "endpoints.csv").write_text("rounded,by,hand\n")
    assert run(session, plan).kept == ("checklist-strobe.md", "endpoints.edited.csv")
    assert read(plan, "checklist-strobe.md") == filled
    assert read(plan, "endpoints.edited.csv") == "rounded,by,hand\n"
    assert read(plan, "endpoints.csv").startswith("endpoint,")
    visits = plan.parent / "visits.csv"
    visits.write_text("".join(visits.read_text().splitlines(keepends=True)[:-3]))
    assert run(session, plan).kept == ("checklist-strobe.edited.md",)
    assert read(plan, "checklist-strobe.edited.md") == filled
    assert read(plan, "checklist-strobe.md") != filled
    assert run(session, plan).kept == ()
    assert read(plan, "notes.txt") == "mine"
    assert read(plan, "figures/drawing.txt") == "mine too"
    assert read(plan, "checklist-strobe.edited.md") == filled
    assert not stale.exists()


def test_a_figure_of_an_endpoint_that_is_gone_goes_too(plan: Path, session: Session) -> None:
    run(session, plan)
    text = plan.read_text()
    gone = next((plan.parent / "out/figures").glob("*.svg"))
    plan.write_text(text.replace(f'name = "{gone.stem}"', 'name = "renamed"'))
    run(session, plan)
    assert not gone.exists()
    assert (gone.parent / "renamed.svg").exists()


def test_who_has_no_row_at_an_endpoint_is_counted_as_missing(plan: Path, session: Session) -> None:
    visits = plan.parent / "visits.csv"
    lines = visits.read_text().splitlines()
    head = lines[0].split(",")
    month, burden = head.index("month"), head.index("burden")
    rows = [line.split(",") for line in lines[1:]]
    at_six = [row for row in rows if row[month] == "6" and row[burden]]
    for row in at_six[:3]:
        rows.remove(row)
    at_six[3][burden] = ""
    visits.write_text("\n".join([lines[0], *(",".join(row) for row in rows)]))
    found = run(session, plan)
    one = next(one for one in found.results.endpoints if len(one.endpoint.where) > 0)
    assert one.n_included == found.results.flow.kept_persons
    assert one.n_included - one.n_persons >= 3
    said = (
        f"{one.n_valued} of {one.n_included} included with a value, "
        f"{one.n_included - one.n_persons} without a row for it, "
        f"{one.n_persons - one.n_valued} with incomplete or too few rows only"
    )
    assert said in read(plan, "report.html")
    assert said in read(plan, "checklist-strobe.md")
