"""A whole study: fixed before its results, written whole, the same bytes again, nobody named."""

import csv
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hemiface.cli.main import main
from hemiface.errors import ExtraMissingError, OutputNotWritableError, StudyError
from hemiface.formats.study_plan_file import read_plan
from hemiface.model.study_plan import Design
from hemiface.operations import studies
from hemiface.operations.session import Session, open_session
from hemiface.operations.stream import outcomes
from hemiface.operations.studies import (
    StudyReport,
    fix_plan,
    run_study,
    write_plan_template,
)
from hemiface.reports import study_pdf
from hemiface.simulation.cohort_files import write_cohort, write_diary, write_ratings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_cohort(tmp_path, 60)
    write_ratings(tmp_path)
    write_diary(tmp_path)
    return tmp_path


@pytest.fixture
def session() -> Session:
    return open_session()


def run(session: Session, plan: Path, output: Path) -> StudyReport:
    (found,) = outcomes(run_study(session, plan, output))
    assert isinstance(found, StudyReport)
    return found


def write(session: Session, folder: Path, design: str = "cohort") -> Path:
    return write_plan_template(session, folder / f"{design}.toml", design)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("design", list(Design))
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_template_runs_on_what_is_simulated_and_again_gives_the_same_bytes(
    folder: Path, session: Session, design: Design, language: str
) -> None:
    spoken = replace(session, language=language)
    plan = write(spoken, folder, design)
    found = run(spoken, plan, folder / "out")
    assert found.failed == ()
    first = contents(folder / "out")
    assert set(first) == set(found.files)
    run(spoken, plan, folder / "out")
    assert contents(folder / "out") == first
    run(spoken, plan, folder / "elsewhere")
    assert contents(folder / "elsewhere") == first
    page = first["report.html"].decode()
    assert f'<html lang="{language}">' in page
    assert not re.search(r"(src|href)=\"?https?:", page)


def test_no_pseudonym_leaves_the_tables(folder: Path, session: Session) -> None:
    for name in ("persons.csv", "visits.csv"):
        path = folder / name
        path.write_text(path.read_text().replace("p000", "Erika-Muster"))
    (folder / "visits.csv").rename(folder / "Frau-Muster.csv")
    plan = write(session, folder)
    plan.write_text(plan.read_text().replace("visits.csv", "Frau-Muster.csv"))
    run(session, plan, folder / "out")
    for place, data in contents(folder / "out").items():
        assert b"Muster" not in data, place


def test_the_crate_lists_every_file_with_its_hash(folder: Path, session: Session) -> None:
    run(session, write(session, folder), folder / "out")
    graph = json.loads((folder / "out/ro-crate-metadata.json").read_text())["@graph"]
    by_id = {one["@id"]: one for one in graph}
    there = contents(folder / "out")
    del there["ro-crate-metadata.json"]
    assert {one["@id"] for one in by_id["./"]["hasPart"]} == set(there)
    for place, data in there.items():
        assert by_id[place]["sha256"] == hashlib.sha256(data).hexdigest()
    for place, name in (("#input-1", "visits.csv"), ("#input-2", "persons.csv")):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert by_id[place]["sha256"] == digest


@pytest.mark.parametrize(
    ("author", "identity", "name"),
    [
        ("Jane Doe 0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "Jane Doe"),
        ("Jane Doe (0000-0002-1825-0097)", "https://orcid.org/0000-0002-1825-0097", "Jane Doe"),
        (
            "Doe, https://orcid.org/0000-0002-1694-233x",
            "https://orcid.org/0000-0002-1694-233X",
            "Doe",
        ),
        ("Jane Doe 0000-0002-1825-0098", "#author-1", "Jane Doe 0000-0002-1825-0098"),
    ],
)
def test_an_orcid_behind_a_name_is_taken_where_its_digits_are_right(
    folder: Path, session: Session, author: str, identity: str, name: str
) -> None:
    plan = write(session, folder)
    plan.write_text(plan.read_text().replace('authors = ""', f'authors = "{author}"'))
    run(session, plan, folder / "out")
    graph = json.loads((folder / "out/ro-crate-metadata.json").read_text())["@graph"]
    (person,) = (one for one in graph if one["@type"] == "Person")
    assert (person["@id"], person["name"]) == (identity, name)


def test_methods_speak_of_a_correction_only_where_one_was_made(
    folder: Path, session: Session
) -> None:
    for design, made in (("cohort", True), ("n-of-1", False)):
        run(session, write(session, folder, design), folder / design)
        assert ("Holm 1979" in (folder / design / "methods.md").read_text()) is made


def test_every_column_of_the_tables_is_described(folder: Path, session: Session) -> None:
    run(session, write(session, folder), folder / "out")
    with (folder / "out/dictionary.csv").open(newline="") as file:
        described = list(csv.DictReader(file))
    for table in ("endpoints", "table1"):
        with (folder / f"out/{table}.csv").open(newline="") as file:
            head = next(csv.reader(file))
        assert head == [row["column"] for row in described if row["table"] == table]
    assert all(row["description"] and row["type"] for row in described)
    (value,) = (row for row in described if row["column"] == "value")
    assert "inf where a curve does not get there" in value["description"]


def test_a_plan_is_fixed_once_and_a_change_is_said_with_both_hashes(
    folder: Path, session: Session
) -> None:
    plan = write(session, folder)
    first = fix_plan(session, plan)
    assert first.is_new
    assert (first.n_persons, [one.what for one in first.history]) == (60, ["fixed"])
    assert not fix_plan(session, plan).is_new

    plan.write_text(plan.read_text().replace('funding = ""', 'funding = "None."'))
    assert fix_plan(session, plan).plan_hash == first.plan_hash
    text = plan.read_text().replace("month == 6", "month == 3")
    plan.write_text(text)
    early = run(session, plan, folder / "out")
    assert early.origin.is_changed
    assert not early.origin.is_changed_late
    page = (folder / "out/report.html").read_text()
    assert "changed before any result" in page
    assert first.plan_hash in page
    assert early.origin.plan_hash in page

    plan.write_text(text.replace("month == 3", "month == 12"))
    late = run(session, plan, folder / "out")
    assert late.origin.is_changed_late
    page = (folder / "out/report.html").read_text()
    assert "CHANGED AFTER RESULTS HAD BEEN SEEN" in page
    assert first.plan_hash in page
    assert late.origin.plan_hash in page
    assert "after results had been seen" in (folder / "out/methods.md").read_text()


def test_a_history_that_was_altered_is_noticed(folder: Path, session: Session) -> None:
    plan = write(session, folder)
    fix_plan(session, plan)
    run(session, plan, folder / "out")
    history = folder / "cohort.history.jsonl"
    lines = history.read_text().splitlines(keepends=True)
    assert len(lines) == 2
    for altered in (lines[1], lines[0].replace("fixed", "changed") + lines[1], "no line\n"):
        history.write_text(altered)
        with pytest.raises(StudyError, match="was altered"):
            fix_plan(session, plan)


def test_nothing_is_written_where_something_else_lies(folder: Path, session: Session) -> None:
    plan, other = write(session, folder), folder / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("three years")
    with pytest.raises(OutputNotWritableError, match="no study"):
        run(session, plan, other)
    assert contents(other) == {"thesis.txt": b"three years"}
    with pytest.raises(StudyError, match="is there already"):
        write(session, folder)


def test_a_plan_that_does_not_fit_fixes_and_writes_nothing(folder: Path, session: Session) -> None:
    plan = write(session, folder)
    plan.write_text(plan.read_text().replace('value = "burden"', 'value = "weight"'))
    for act in (lambda: fix_plan(session, plan), lambda: run(session, plan, folder / "out")):
        with pytest.raises(StudyError, match="no column weight"):
            act()
    assert not (folder / "out").exists()
    assert not (folder / "cohort.history.jsonl").exists()


def test_without_the_library_that_writes_pdf_it_says_so(
    folder: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> object:
        raise ImportError(name)

    study_pdf._load.cache_clear()
    monkeypatch.setattr(study_pdf, "import_module", refuse)
    with pytest.raises(ExtraMissingError, match="reportlab"):
        run(session, write(session, folder), folder / "out")
    assert not (folder / "out").exists()


def test_without_the_extra_it_says_so_before_anything_is_done(
    folder: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = write(session, folder)
    monkeypatch.setattr(studies, "find_spec", lambda _: None)
    with pytest.raises(StudyError, match="statsmodels and reportlab"):
        run(session, plan, folder / "out")
    assert not (folder / "cohort.history.jsonl").exists()


def test_authors_words_fill_the_checklist(folder: Path, session: Session) -> None:
    plan = write(session, folder)
    before = run(session, plan, folder / "out")
    assert (
        "| 22 | Funding and the part of funders | **For the authors** |"
        in (folder / "out/checklist-strobe.md").read_text()
    )
    plan.write_text(plan.read_text().replace('funding = ""', 'funding = "Nobody."'))
    after = run(session, plan, folder / "out")
    assert (
        "| 22 | Funding and the part of funders | Nobody. |"
        in (folder / "out/checklist-strobe.md").read_text()
    )
    assert before.origin.plan_hash == after.origin.plan_hash


@pytest.fixture
def call(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(folder)

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


def test_the_commands(call: Callable[..., tuple[int, str, str]], folder: Path) -> None:
    assert call("study", "init", "plan.toml") == (0, "plan.toml\n", "")
    code, out, _ = call("study", "fix", "plan.toml")
    assert (code, "60 persons" in out, "SHA-256" in out) == (0, True, True)
    assert call("study", "plan.toml", "-o", "out") == (0, "out/report.html\n", "")
    code, out, _ = call("study", "run", "plan.toml", "-o", "out", "--json")
    values = json.loads(out)
    assert values["plan_hash"] == values["first_hash"]
    assert values["flow"]["kept_persons"] == 60
    assert values["endpoints"][0]["lines"][0]["estimate"]["value"] < 5
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text().replace("month == 6", "month == 3"))
    code, _, err = call("study", "plan.toml", "-o", "out")
    assert code == 0
    assert values["first_hash"] in err
    code, _, err = call("study", "nowhere.toml")
    assert code != 0
    assert "hemiface study init" in err


def test_a_table_that_is_not_there_is_told_by_its_number(
    call: Callable[..., tuple[int, str, str]], folder: Path
) -> None:
    call("study", "init", "plan.toml")
    (folder / "visits.csv").unlink()
    code, _, err = call("study", "fix", "plan.toml")
    assert code != 0
    assert "table 1 cannot be opened" in err


def test_templates_keep_their_notes(folder: Path, session: Session) -> None:
    text = write(session, folder).read_text()
    assert text.count("#") > 20
    assert read_plan(text.encode()).group == "arm"


@pytest.mark.parametrize("days", [("1950-05-01", "3/4/1961"), ("19500501", "19610403")])
def test_table_1_takes_no_days(folder: Path, session: Session, days: tuple[str, str]) -> None:
    plan = write(session, folder)
    text = (folder / "persons.csv").read_text().splitlines()
    lines = [f"{text[0]},birth", *(f"{row},{days[at % 2]}" for at, row in enumerate(text[1:]))]
    (folder / "persons.csv").write_text("\n".join(lines))
    fix_plan(session, plan)
    plan.write_text(plan.read_text().replace("describe = [", 'describe = ["birth", '))
    with pytest.raises(StudyError, match="birth holds days"):
        fix_plan(session, plan)
