"""The commands about people: what is printed where, and with which exit code."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from tests.fakes import told_session
from tests.worlds import make_analysis

from hemiface.cli import diary, person, ratings, records, safekeeping
from hemiface.cli.main import main
from hemiface.results import ResultsFolder

SMOKE = Path(__file__).parents[2] / "fixtures" / "smoke.mp4"

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command line; give exit code, output and complaints."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return int(left.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def data(call: Call) -> Callable[..., Any]:
    """Run a command with --json that must succeed; give what it printed."""

    def run(*words: str) -> Any:  # noqa: ANN401 - JSON
        code, out, err = call(*words, "--json")
        assert code == 0, err
        return json.loads(out)

    return run


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Pretend that somebody sits at a terminal and types these words."""

    def at_terminal(*answers: str) -> list[str]:
        left = list(answers)
        for module in (records, person, diary, ratings, safekeeping):
            monkeypatch.setattr(module, "is_interactive", lambda: True, raising=False)

        def prompt(text: str, *_: object, **__: object) -> str:
            assert left, f"nobody types an answer to: {text}"
            return left.pop(0)

        monkeypatch.setattr(click, "prompt", prompt)
        return left

    return at_terminal


@pytest.fixture
def p001(call: Call) -> None:
    assert call("person", "add", "P001", "--zone", "Europe/Berlin", "--side", "left")[0] == 0


def test_a_person_from_beginning_to_end(call: Call, data: Callable[..., Any]) -> None:
    added = data("person", "add", "P1", "--birth-year", "1960", "--family-name", "Muster")
    assert added["kind"] == "person"
    assert added["value"]["birth_year"] == 1960
    assert data("person", "show", "P1") == added
    assert data("person", "show", "P1", "--identity")["identity"]["family_name"] == "Muster"
    assert data("person", "list", "muster", "--name") == [added]
    assert data("person", "edit", "P1", "--rename", "P2", "--contact", "mail")["version"] == 2
    assert data("person", "archive", "P2")["removed_at"]
    assert data("person", "list") == []
    assert data("person", "unarchive", "P2")["removed_at"] is None
    assert data("person", "erase", "P2", "--yes") == {"erased": "P2"}
    code, _, err = call("person", "show", "P2")
    assert code == 2
    assert "there is no person P2" in err


@pytest.mark.usefixtures("p001")
def test_words_for_people(call: Call) -> None:
    assert "P001" in call("person", "list")[1]
    call("visit", "add", "P001", "--on", "2026-03-01", "--at", "9:30", "--label", "first")
    call("diary", "add", "P001", "--spasm", "4", "--felt", "eyelid", "--on", "2026-03-02")
    out = call("person", "history", "P001")[1]
    assert "2026-03-01 09:30" in out
    assert "spasm: 4" in out
    assert "first" in call("visit", "list", "P001")[1]
    assert "4.0" in call("diary", "list", "P001")[1]
    assert "nobody has said" in call("person", "show", "P001", "--identity")[1]


@pytest.mark.usefixtures("p001")
def test_the_diary(call: Call, data: Callable[..., Any], tmp_path: Path) -> None:
    data("diary", "trigger", "P001", "noise", "--high", "5")
    first = data("diary", "add", "P001", "--on", "2026-03-01", "--spasm", "4")
    again = data("diary", "add", "P001", "--on", "2026-03-01", "--trigger", "noise=2")
    assert again["id"] == first["id"]
    assert again["value"]["spasm"] == 4
    assert again["value"]["triggers"] == {"noise": 2}
    assert again["value"]["stress"] is None
    table = tmp_path / "diary.csv"
    table.write_text(call("diary", "export", "P001")[1])
    assert data("diary", "import", "P001", str(table))["unchanged"] == 1
    table.write_text("day,spasm\n2026-03-01,9\n2026-03-02,\n")
    assert call("diary", "import", "P001", str(table))[0] == 1
    counts = data("diary", "import", "P001", str(table), "--replace")
    assert counts == {"added": 1, "replaced": 1, "unchanged": 0}
    days = data("diary", "list", "P001", "--since", "2026-03-02")
    assert [day["value"]["spasm"] for day in days] == [None]
    assert call("diary", "add", "P001", "--trigger", "noise")[0] == 2
    assert call("diary", "import", "P001", str(tmp_path / "none.csv"))[0] == 2


@pytest.mark.usefixtures("p001")
def test_the_diary_asks_where_somebody_types(
    data: Callable[..., Any], typed: Callable[..., list[str]]
) -> None:
    data("diary", "trigger", "P001", "noise")
    left = typed("4", "", "seven", "99", "7,5", *[""] * 8, "3")
    value = data_of(data, "diary", "add", "P001")
    assert left == []
    assert (value["spasm"], value["eye_shut_min"], value["sleep_h"]) == (4, None, 7.5)
    assert value["triggers"] == {"noise": 3}


def data_of(data: Callable[..., Any], *words: str) -> Any:  # noqa: ANN401 - JSON
    return data(*words)["value"]


def test_a_field_given_twice_is_refused(call: Call, data: Callable[..., Any]) -> None:
    data("person", "add", "P1", "--side", "left")
    entry = data("diary", "add", "P1", "--spasm", "3")
    for words in (
        ["entry", "edit", entry["id"], "spasm=5", "spasm=6"],
        ["rating", "add", "P1", "jrs", "severity=2", "severity=3", "frequency=3"],
    ):
        code, _, err = call(*words)
        assert code == 2
        assert f"{words[4].partition('=')[0]} is given twice" in err
    assert data("entry", "show", entry["id"])["value"]["spasm"] == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["surgery", "P9", "--side", "right"], "on the right side, which is not the affected one"),
        (["medicine", "P9", "--name", "clonazepam", "--dose-mg", "50"], "50 mg a day"),
    ],
)
def test_surgery_and_doses_in_doubt_want_to_be_confirmed(
    call: Call, data: Callable[..., Any], words: list[str], told: str
) -> None:
    data("person", "add", "P9", "--side", "left")
    code, _, err = call("treatment", "add", *words)
    assert code == 2
    assert told in err
    assert "--yes" in err
    assert data("treatment", "list", "P9") == []
    data("treatment", "add", *words, "--yes")
    assert len(data("treatment", "list", "P9")) == 1


def test_injections_in_doubt_want_to_be_confirmed(call: Call, data: Callable[..., Any]) -> None:
    data("person", "add", "P9", "--side", "left")
    dysport = ["treatment", "add", "botulinum", "P9", "--product", "Dysport"]
    other_side = [*dysport, "-i", "orbicularis_oculi:right:200x4"]
    code, _, err = call(*other_side)
    assert code == 2
    assert "200 units go into the right side, which is not the affected one" in err
    assert "--yes" in err
    assert data("treatment", "list", "P9") == []
    assert data(*other_side, "--yes")["value"]["injections"][0]["units"] == 200
    code, _, err = call(*dysport, "--yes", "-i", "platysma:left:3000")
    assert code == 2
    assert "more than any vial of the product holds (500)" in err
    (entry,) = data("treatment", "list", "P9")
    assert call("entry", "edit", entry["id"], "other_units=25000")[0] == 2


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_table_is_taken_as_a_spreadsheet_saves_it(
    call: Call, data: Callable[..., Any], tmp_path: Path, encoding: str
) -> None:
    table = tmp_path / "t.csv"
    table.write_bytes("TAG;Müde\r\n01.11.25;4,5\r\n".encode(encoding))
    assert data("diary", "import", "P001", str(table))["added"] == 1
    table.write_text("day;spasm\n2099-06-01;5\n")
    code, _, err = call("diary", "import", "P001", str(table))
    assert code == 2
    assert "line 2: 2099-06-01 is still to come" in err


@pytest.mark.usefixtures("p001")
def test_treatments_and_alerts(call: Call, data: Callable[..., Any]) -> None:
    ona = ["treatment", "add", "botulinum", "P001", "--product", "onabotulinumtoxinA", "--on"]
    first = data(*ona, "2026-01-05", "-i", "orbicularis_oculi:left:30x4:pretarsal")
    assert first["value"]["injections"][0]["sites"] == 4
    assert [alert["code"] for alert in first["alerts"]] == ["first_session_ceiling"]
    code, out, _ = call(*ona, "2026-02-05", "-i", "mentalis:left:2.5")
    assert code == 0
    assert "warning: The session on 2026-02-05 came 31 days" in out
    assert call(*ona, "2026-02-05", "-i", "masseter:left:2.5")[0] == 2
    medicine = data(
        "treatment", "add", "medicine", "P001", "--name", "gabapentin", "--dose-mg", "300"
    )
    ended = data("treatment", "end", medicine["id"], "--why", "no effect")
    assert ended["value"]["stopped"]
    assert ended["value"]["why_stopped"] == "no effect"
    data(
        "treatment",
        "add",
        "surgery",
        "P001",
        "--side",
        "left",
        "--vessels",
        "AICA",
        "--vessels",
        "PICA",
    )
    data("treatment", "add", "other", "P001", "--name", "acupuncture", "--on", "2025-01-01")
    effect = ["--kind", "swallowing_trouble", "--on", "2026-02-10"]
    bad = data("treatment", "add", "side-effect", "P001", *effect, "--treatment-id", first["id"])
    assert bad["alerts"][0]["level"] == "emergency"
    assert data("treatment", "alerts", "P001")[0]["code"] == "toxin_spread"
    assert len(data("treatment", "list", "P001")) == 6
    assert "gabapentin" in call("treatment", "list", "P001")[1]
    assert call("treatment", "end", first["id"])[0] == 2
    assert "emergency number" in call("treatment", "alerts", "P001")[1]


@pytest.mark.usefixtures("p001")
def test_ratings(call: Call, data: Callable[..., Any], typed: Callable[..., list[str]]) -> None:
    value = data_of(
        data, "rating", "add", "P001", "jrs", "severity=2", "frequency=3", "--rater", "R1"
    )
    assert (value["total"], value["rater"]) == (5, "R1")
    assert data_of(data, "rating", "add", "P001", "hsgs", "--total", "7")["total"] == 7
    assert call("rating", "add", "P001", "jrs", "severity=9")[0] == 2
    assert call("rating", "add", "P001")[0] == 2
    assert call("rating", "add", "P001", "jrs", "severity")[0] == 2
    assert "paraphrased" in call("rating", "scales")[1]
    left = typed("7", "3")
    assert data_of(data, "rating", "add", "P001", "smc")["levels"] == {"grade": 3}
    assert left == []


@pytest.mark.usefixtures("p001")
def test_questionnaires(call: Call, data: Callable[..., Any]) -> None:
    answers = [f"{item}=1" for item in range(1, 8)]
    answered = data("questionnaire", "ask", "P001", "gad-7", *answers)
    assert (answered["value"]["total"], answered["band"]) == (7, "mild")
    data("questionnaire", "ask", "P001", "hfs-7", "--total", "12")
    second = data("questionnaire", "ask", "P001", "hfs-7", "--total", "9")
    assert second["change"]["important"] is True
    out = call("questionnaire", "ask", "P001", "hfs-7", "--total", "8")[1]
    assert "-1, less than the smallest that people notice" in out
    assert "Pfizer" in call("questionnaire", "list")[1]
    assert call("questionnaire", "ask", "P001", "hads-a", "--total", "22")[0] == 2
    assert call("questionnaire", "ask", "P001", "bdi")[0] == 2
    assert call("questionnaire", "ask")[0] == 2


@pytest.mark.usefixtures("p001")
def test_what_a_total_or_a_number_leaves_unknown_is_said(call: Call) -> None:
    out = call("questionnaire", "ask", "P001", "phq-9", "--total", "14")[1]
    assert "item 9 is not known" in out
    answers = [f"{item}=0" for item in range(1, 10)]
    assert "not known" not in call("questionnaire", "ask", "P001", "phq-9", *answers)[1]
    alone = call("questionnaire", "ask", "P001", "benefit-duration-weeks", "--total", "9")[1]
    assert "Share of benefit" in alone
    call("questionnaire", "ask", "P001", "benefit-percent", "--total", "70")
    both = call("questionnaire", "ask", "P001", "benefit-peak-weeks", "--total", "3")[1]
    assert "Share of benefit" not in both


@pytest.mark.usefixtures("p001")
def test_the_language_of_the_questions_is_kept_with_the_answers(
    call: Call, data: Callable[..., Any], typed: Callable[..., list[str]]
) -> None:
    typed(*["0"] * 7)
    assert call("questionnaire", "ask", "P001", "gad-7", "--lang", "de")[0] == 0
    assert data("questionnaire", "ask", "P001", "gad-7", "1=1")["value"].get("language", "") == ""
    said = data("questionnaire", "ask", "P001", "hfs-7", "--total", "8", "--lang", "de")
    assert said["value"]["language"] == "de"
    kept = [one["value"].get("language", "") for one in data("person", "history", "P001")]
    assert sorted(kept) == ["", "de", "de"]
    assert "language: de" in call("person", "history", "P001")[1]
    assert call("entry", "edit", said["id"], "language=German")[0] == 2
    assert call("audit", "verify")[0] == 0


@pytest.mark.usefixtures("p001")
def test_the_safety_text_cannot_be_passed_by_a_script(call: Call, data: Callable[..., Any]) -> None:
    code, _, err = call("questionnaire", "ask", "P001", "phq-9", "9=1", "--json")
    problem = json.loads(err)["error"]
    assert (code, problem["code"]) == (1, "records.safety")
    assert "emergency number" in problem["message"]
    assert data("person", "history", "P001") == []
    kept = data("questionnaire", "ask", "P001", "phq-9", "9=1", "--safety-read")
    assert kept["value"]["safety_shown"] is True
    assert "emergency number" in kept["safety"][0]


@pytest.mark.usefixtures("p001")
def test_the_safety_text_comes_at_once_and_has_to_be_read(
    call: Call, typed: Callable[..., list[str]]
) -> None:
    left = typed("5", *["0"] * 8, "2", "", "no", "read")
    code, out, err = call("questionnaire", "ask", "P001", "phq-9")
    assert (code, left) == (0, [])
    assert err.count("call your local emergency number now") == 3
    assert "call your local emergency number now" in out
    assert "total 2 minimal" in out


def add_told(capsys: pytest.CaptureFixture[str], video: Path, day: str) -> dict[str, Any]:
    """Add a file that says what a told analyzer sees in it."""
    words = ["recording", "add", "P001", str(video), "--on", day, "--at", "09:30", "--json"]
    with pytest.raises(SystemExit) as left:
        main(words, obj=told_session())
    printed = capsys.readouterr()
    assert not left.value.code, printed.err
    added: dict[str, Any] = json.loads(printed.out)
    return added


def film(place: Path, comment: bytes = b"") -> None:
    """Write a short video; what is said in it makes it another file."""
    said = (8 + len(comment)).to_bytes(4) + b"free" + comment
    place.write_bytes(SMOKE.read_bytes() + said)


@pytest.mark.usefixtures("p001")
def test_a_history_tells_every_time_by_one_clock(call: Call, tmp_path: Path) -> None:
    call("person", "edit", "P001", "--zone", "Europe/Berlin")
    video = tmp_path / "a.mp4"
    film(video)
    call("recording", "add", "P001", str(video), "--on", "2026-03-01", "--at", "09:40")
    (line,) = (
        line for line in call("person", "history", "P001")[1].splitlines() if "recording" in line
    )
    assert line.startswith("2026-03-01 09:40")
    assert "recorded at: 2026-03-01 09:40" in line


@pytest.mark.usefixtures("p001")
def test_an_hour_that_never_was_is_refused(call: Call) -> None:
    call("person", "edit", "P001", "--zone", "Europe/Berlin")
    code, out, err = call("visit", "add", "P001", "--on", "2026-03-29", "--at", "02:30")
    assert (code, out) == (2, "")
    assert "on 2026-03-29 no clock in Europe/Berlin showed 02:30" in err
    assert "Write what clocks showed: 03:30" in err
    assert "2026" not in call("visit", "list", "P001")[1]


@pytest.mark.usefixtures("p001")
def test_of_an_hour_that_came_twice_it_is_said_which(call: Call) -> None:
    call("person", "edit", "P001", "--zone", "Europe/Berlin")
    first = call("visit", "add", "P001", "--on", "2025-10-26", "--at", "02:30")[1]
    second = call("visit", "add", "P001", "--at", "2025-10-26T02:30+01:00")[1]
    later = call("visit", "add", "P001", "--on", "2025-10-26", "--at", "03:00")[1]
    assert "at: 2025-10-26 02:30, the first of two (UTC+02:00)\n" in first
    assert "at: 2025-10-26 02:30, the second of two (UTC+01:00)\n" in second
    assert "at: 2025-10-26 03:00\n" in later


def test_what_is_no_video_is_not_kept(
    call: Call, data: Callable[..., Any], tmp_path: Path, p001: None
) -> None:
    del p001
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear Ada")
    code, out, err = call("recording", "add", "P001", str(letter), "--on", "today")
    assert (code, out) == (3, "")
    assert err == call("probe", str(letter))[2]
    assert data("recording", "list", "P001") == []
    assert not list((tmp_path / "records" / "recordings").rglob("*"))


def test_recordings(call: Call, data: Callable[..., Any], tmp_path: Path, p001: None) -> None:
    del p001
    video = tmp_path / "Ada Lovelace.MP4"
    film(video)
    visit = data("visit", "add", "P001")
    words = ["recording", "add", "P001", str(video), "--visit-id", visit["id"], "--mirrored"]
    kept = data(*words, "--task", "rest", "--on", "2026-03-01", "--at", "09:30")
    assert kept["value"]["suffix"] == ".mp4"
    assert kept["value"]["recorded_at"] == "2026-03-01T08:30:00Z"
    assert "Lovelace" not in json.dumps(kept)
    results = tmp_path / "results"
    results.mkdir()
    measured = make_analysis()
    made = replace(measured.provenance, file_hash=kept["value"]["sha256"])
    ResultsFolder(results).write(replace(measured, provenance=made))
    analysis = data("recording", "attach", kept["id"], str(results))
    assert list(analysis["value"]["files"]) == ["events.csv", "signals.parquet"]
    assert data("correct", "list", kept["id"])["corrections"] == []
    code, _, err = call("correct", "undo", kept["id"])
    assert (code, "nothing to undo" in err) == (1, True)
    assert data("recording", "list", "P001")[0]["analyses"] == [analysis["id"]]
    assert "1" in call("recording", "list", "P001")[1]
    assert call("person", "add", "P002")[0] == 0
    code, out, _ = call("recording", "move", kept["id"], "P002")
    assert (code, "from P001 to P002" in out) == (0, True)
    assert data("recording", "list", "P001") == []
    undo = out.partition("undo: hemiface ")[2].split()
    assert undo[-1] == visit["id"]
    assert data(*undo)["before"] == "P002"
    assert data("recording", "list", "P001")[0]["value"]["visit_id"] == visit["id"]
    assert call("recording", "move", kept["id"], "P001")[0] == 1
    data("recording", "save", kept["id"], str(tmp_path / "copy.mp4"))
    assert (tmp_path / "copy.mp4").read_bytes() == video.read_bytes()
    assert call("recording", "save", kept["id"], str(tmp_path / "copy.mp4"))[0] == 1
    ResultsFolder(results).write(measured)
    assert "another video" in call("recording", "attach", kept["id"], str(results))[2]
    (results / "summary.json").write_text("[]")
    assert call("recording", "attach", kept["id"], str(results))[0] == 2
    (results / "summary.json").unlink()
    assert call("recording", "attach", kept["id"], str(results))[0] == 2


def test_a_folder_of_videos(call: Call, data: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    names = ["P1_2026-03-01_0930_rest.mp4", "P1_20260301 smile.MOV", "P2/2026-03-02.mp4"]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        film(folder / name, name.encode())
    (folder / "notes.txt").write_text("no video")
    planned = data("recording", "import", str(folder), "--create", "--dry-run")
    assert {file["outcome"] for file in planned} == {"would be added"}
    assert data("person", "list") == []
    (tmp_path / "none" / "P9").mkdir(parents=True)
    (tmp_path / "none" / "P9" / "2026-03-03.mp4").write_bytes(b"")
    for how in (("--dry-run",), ()):
        code, out, _ = call("recording", "import", str(tmp_path / "none"), "--create", *how)
        assert (code, "2026-03-03.mp4" in out) == (5, True)
    assert data("person", "list") == [], "a file that is no video left its person behind"
    assert call("recording", "import", str(folder))[0] == 5
    done = data("recording", "import", str(folder), "--create")
    assert {file["outcome"] for file in done} == {"added"}
    again = data("recording", "import", str(folder), "--create")
    assert {file["outcome"] for file in again} == {"known"}
    kept = data("recording", "list", "P1")
    assert sorted(entry["value"]["task"] for entry in kept) == ["rest", "smile"]
    assert len(data("visit", "list", "P1")) == 1
    for name in ("holiday.mp4", "P1_2026-13-01.mp4"):
        (folder / name).write_bytes(b"?")
    code, out, err = call("recording", "import", str(folder))
    assert code == 5
    assert "the name does not say person and date" in out
    assert "the date in the name does not exist" in out
    assert "2 of 5" in err
    (tmp_path / "empty").mkdir()
    assert call("recording", "import", str(tmp_path / "empty"))[0] == 3


@pytest.mark.usefixtures("p001")
def test_single_entries(call: Call, data: Callable[..., Any]) -> None:
    entry = data("diary", "add", "P001", "--spasm", "4", "--note", "old")
    edited = data("entry", "edit", entry["id"], "spasm=5", "note=new", "sleep_h=null")
    assert (edited["value"]["spasm"], edited["value"]["note"]) == (5, "new")
    assert data("entry", "show", entry["id"]) == edited
    assert call("entry", "edit", entry["id"], "spasm=6", "--version", "1")[0] == 1
    assert call("entry", "edit", entry["id"], "spasm")[0] == 2
    assert call("entry", "edit", entry["id"], "spams=6")[0] == 2
    data("entry", "archive", entry["id"])
    assert data("person", "history", "P001", "--kind", "diary") == []
    assert data("entry", "unarchive", entry["id"])["removed_at"] is None
    assert call("person", "history", "P001", "--kind", "unheard")[0] == 2
    assert call("entry", "show", "no-id")[0] == 2


@pytest.mark.usefixtures("p001")
def test_erasing_wants_to_be_sure(call: Call, typed: Callable[..., list[str]]) -> None:
    assert call("person", "erase", "P001")[0] == 2
    typed("P002", "P001")
    assert call("person", "erase", "P001")[0] == 2
    assert call("person", "erase", "P001")[0] == 0
    assert call("person", "show", "P001")[0] == 2


@pytest.mark.usefixtures("p001")
def test_consent_and_exchange(call: Call, data: Callable[..., Any], tmp_path: Path) -> None:
    assert data_of(data, "person", "consent", "P001", "--kind", "research")["given_on"]
    out = data("person", "export", "P001", str(tmp_path / "out"))
    assert out["entries"] == {"person": 1, "consent": 1}
    assert call("person", "import", str(tmp_path / "out"))[0] == 1
    data("person", "erase", "P001", "--yes")
    assert data("person", "import", str(tmp_path / "out")) == out
    data("person", "erase", "P001", "--yes")
    assert data("person", "import", str(tmp_path / "out/bundle.json"))["pseudonym"] == "P001"


@pytest.mark.usefixtures("p001")
def test_backup_and_restore(
    call: Call, data: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = str(tmp_path / "backup.tar")
    made = data("backup", backup)
    assert data("backup", "--check", backup) == made
    minute = made["made_at"][:16].replace("T", " ")
    assert f"made {minute} UTC\n" in call("backup", "--check", backup)[1]
    assert call("backup", backup)[0] == 1
    assert call("restore", backup)[0] == 1
    monkeypatch.setenv("HEMIFACE_DATA", str(tmp_path / "new"))
    assert data("restore", backup) == made
    assert "P001" in call("person", "list")[1]
    assert "all is whole" in call("audit", "verify")[1]


def test_encryption(
    call: Call,
    data: Callable[..., Any],
    tmp_path: Path,
    typed: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data("person", "add", "P1", "--family-name", "Muster")
    first, second = tmp_path / "first.txt", tmp_path / "second.txt"
    first.write_text("correct horse battery\n")
    second.write_text("another passphrase")
    given = ("--passphrase-file", str(first))
    assert call("encrypt")[0] == 2
    assert data("encrypt", "--state") == {"state": "off"}
    assert data("encrypt", *given)["state"] == "on"
    code, _, err = call("person", "show", "P1", "--identity", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (1, "records.locked")
    assert data("person", "show", "P1", "--identity", *given)["identity"]["family_name"]
    said = call("audit", "verify")[1]
    assert "1 contents are encrypted" in said
    assert "what was read is whole" in said
    assert data("audit", "verify", "--unlock", *given)["sealed"] == 0
    assert call("encrypt", "--rekey", "--change-to-file", str(second), *given)[0] == 2
    data("encrypt", "--change-to-file", str(second), *given)
    assert call("encrypt", "--rekey", *given)[0] == 1
    assert data("encrypt", "--rekey", "--passphrase-file", str(second))["state"] == "on"
    monkeypatch.setenv("HEMIFACE_PASSPHRASE_FILE", str(second))
    assert data("decrypt")["state"] == "off"
    monkeypatch.delenv("HEMIFACE_PASSPHRASE_FILE")
    left = typed("correct horse battery", "correct horse battery")
    assert "keep it somewhere safe" in call("encrypt")[2]
    assert "Muster" in call("person", "show", "P1", "--identity")[1]
    assert left == []
    assert call("decrypt", "--passphrase-file", str(tmp_path / "none"))[0] == 2


@pytest.mark.usefixtures("p001")
def test_the_audit(call: Call, data: Callable[..., Any]) -> None:
    head = data("audit", "verify")["head"]
    data("diary", "add", "P001", "--spasm", "4")
    assert data("audit", "verify", "--expect", head)["problems"] == []
    assert call("audit", "verify", "--expect", "0" * 63 + "1")[0] == 1
    lines = data("audit", "list", "--pseudonym", "P001")
    assert [line["kind"] for line in lines] == ["diary", "person"]
    assert "add" in call("audit", "list")[1]
    assert '"spasm":4.0' in call("audit", "show", "2")[1]
    code, out, err = call("audit", "show", "99999")
    assert (code, out) == (2, "")
    assert "the audit has no link 99999" in err


def test_a_person_is_asked_for_at_a_terminal(
    call: Call, data: Callable[..., Any], typed: Callable[..., list[str]]
) -> None:
    assert call("person", "add")[0] == 2
    assert call("person", "add", "Ada Lovelace")[0] == 2
    typed("P9", "right")
    assert data_of(data, "person", "add")["side"] == "right"
    assert call("person", "edit", "P9")[0] == 2


def test_recordings_are_measured_from_the_records(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, p001: None
) -> None:
    del p001

    def analyze(*words: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as left:
            main(
                ["recording", "analyze", "P001", "-o", str(tmp_path / "out"), *words],
                obj=told_session(),
            )
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return left.value.code, printed.out

    for day, order in (("2026-03-01", "good"), ("2026-04-20", "good too")):
        video = tmp_path / "visit.mp4"
        video.write_text(order)
        add_told(capsys, video, day)
    code, text = analyze("--json")
    assert code == 0
    found = json.loads(text)
    assert [one["compared_with"] for one in found] == [None, "2026-03-01"]
    assert all(one["analysis"] for one in found)
    assert "every recording has been measured" in analyze()[1]
    assert "2026-04-20" in analyze("--again")[1]
    video.write_text("nobody")
    add_told(capsys, video, "2026-06-01")
    code, text = analyze()
    assert code == 5
    assert "nobody is seen" in text


def test_a_swapped_recording_is_listed_and_ends_with_1(
    call: Call, data: Callable[..., Any], tmp_path: Path, p001: None
) -> None:
    del p001
    video = tmp_path / "video.mp4"
    film(video)
    kept = data("recording", "add", "P001", str(video))
    assert "1 files read" in call("audit", "verify", "--sample", "0.5")[1]
    digest = kept["value"]["sha256"]
    (tmp_path / "records" / "recordings" / digest[:2] / digest).write_bytes(b"swapped!")
    for command in (("audit", "verify"), ("backup", str(tmp_path / "backup.tar"))):
        code, out, err = call(*command)
        assert code == 1
        assert f"problem: recording {kept['id']}" in out
        assert err.count("\n") == 1
    for share in ("2", "0", "-1", "nan", "0,0"):
        assert call("audit", "verify", "--sample", share)[0] == 2


def test_a_folder_that_others_may_enter_is_said(call: Call, tmp_path: Path, p001: None) -> None:
    del p001
    assert call("person", "list")[2] == ""
    (tmp_path / "records").chmod(0o755)
    code, _, err = call("person", "list")
    assert code == 0
    assert "others may enter" in err


def test_a_diary_leaves_and_comes_back_with_notes_of_several_lines(
    call: Call, data: Callable[..., Any], tmp_path: Path, p001: None
) -> None:
    del p001
    note = "=1+1\nand more\u2028and more"
    data("diary", "add", "P001", "--spasm", "4", "--note", note)
    table = tmp_path / "diary.csv"
    table.write_bytes(call("diary", "export", "P001")[1].encode())
    assert "'=1+1" in table.read_text()
    assert data("diary", "import", "P001", str(table))["unchanged"] == 1


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b"\xff\xfe\0", b"\0" * 600, b"day\n" + b"x" * 10**6, b'{"entries":[1e999]}'],
)
@pytest.mark.parametrize(
    "words",
    [("restore",), ("backup", "--check"), ("person", "import"), ("diary", "import", "P001")],
)
def test_whatever_is_imported_ends_with_2_and_one_line(
    call: Call, tmp_path: Path, p001: None, words: tuple[str, ...], content: bytes
) -> None:
    del p001
    (tmp_path / "file").write_bytes(content)
    code, _, err = call(*words, str(tmp_path / "file"))
    assert code == 2, err
    assert err.startswith("hemiface: ")
    assert err.count("\n") == 1


def test_one_grammar_corrects_a_recording_in_the_records(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, p001: None
) -> None:
    del p001

    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(words, obj=told_session())
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out + printed.err

    video = tmp_path / "visit.mp4"
    video.write_text("good")
    kept = add_told(capsys, video, "2026-03-01")
    assert run("recording", "analyze", "P001", "-o", str(tmp_path / "out"))[0] == 0
    folder = next((tmp_path / "out").glob("*/events.csv")).parent
    onset = (folder / "events.csv").read_text().splitlines()[1].split(",")[0]
    code, said = run("correct", "remove", kept["id"], onset)
    assert code == 0, said
    assert "1 correction" in said
    assert f"remove  {float(onset):g}" in run("correct", "list", kept["id"])[1]
    assert "0 corrections" in run("correct", "undo", kept["id"])[1]
    assert "1 correction" in run("correct", "redo", kept["id"])[1]
    assert "0 corrections" in run("correct", "drop", kept["id"])[1]
    assert "nothing to undo" in run("correct", "undo", kept["id"])[1]
    again = ["correct", "add", kept["id"], "1.5", "0.4", "--type", "spasm", "--side", "right"]
    assert run(*again)[0] == 0
    assert "right spasm 1.5 s" in run("correct", "list", kept["id"])[1]
    # What cannot be is refused here, too; how long the recording is, is said.
    code, said = run("correct", "add", kept["id"], "999", "1", "--type", "spasm", "--side", "left")
    assert code == 2
    assert "is not within the recording" in said
    # A folder that is a copy of the recording says the same, and that it was behind.
    said = run("correct", "list", str(folder))[1]
    assert "right spasm 1.5 s" in said
    assert "more was said in the records" in said
    code, said = run("correct", "undo", str(folder))
    assert code == 0
    assert "more was said in the records" in said
    assert run("correct", "redo", str(folder))[0] == 0
    assert "more was said" not in run("correct", "list", str(folder))[1]
    # What was written beside the results by hand is taken up, and that is said.
    corrections = folder / "corrections.csv"
    columns = corrections.read_text().splitlines()[0].split(",")
    values = {"action": "add", "at": "3", "onset": "3", "duration": "0.5", "side": "left"}
    row = ",".join((values | {"event_type": "spasm"}).get(name, "") for name in columns)
    corrections.write_text(corrections.read_text() + row + "\n")
    said = run("reassess", str(folder))[1]
    assert "1 correction beside the results was taken up" in said
    told = run("person", "history", "P001", "--kind", "correction")[1]
    assert "add  3  left spasm 3 s 0.5 s" in " ".join(told.split(" ")).replace("\n", " ")


def test_what_is_attached_or_saved_in_the_wrong_place_is_said_for_what_it_is(
    call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path, p001: None
) -> None:
    del p001
    video = tmp_path / "visit.mp4"
    video.write_text("good")
    kept = add_told(capsys, video, "2026-03-01")["id"]
    code, _, err = call("recording", "attach", kept, str(video))
    assert (code, "visit.mp4 is a file; results of an analysis are a folder" in err) == (2, True)
    assert call("recording", "save", kept, str(tmp_path / "copy.mp4"))[0] == 0
    code, _, err = call("recording", "save", kept, str(tmp_path / "copy.mp4"))
    assert "copy.mp4 is already there" in err
    assert code != 0
    assert "outside hemiface" not in err


def test_a_copy_that_is_older_than_the_records_is_not_used_without_a_word(
    call: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path, p001: None
) -> None:
    del p001
    video = tmp_path / "visit.mp4"
    video.write_text("good")
    kept = add_told(capsys, video, "2026-03-01")
    with pytest.raises(SystemExit):
        main(("recording", "analyze", "P001", "-o", str(tmp_path / "out")), obj=told_session())
    folder = next((tmp_path / "out").glob("*/events.csv")).parent
    many = str(tmp_path / "out")
    uses = [
        ("report", str(folder)),
        ("export", str(folder), "--to", "csv", "-o", str(tmp_path / "exported")),
        ("compare", str(folder), str(folder)),
        ("agree", str(folder), str(folder)),
        ("agree", many, many),
    ]
    for words in uses:
        code, _, err = call(*words)
        assert (code, err) == (0, "")
    add = ("correct", "add", kept["id"], "1.5", "0.4", "--type", "spasm", "--side", "right")
    assert call(*add)[0] == 0
    for words in uses:
        code, _, err = call(*words)
        assert code == 0
        assert f"note: {folder.name} is a copy of results in the records, and more was said" in err
        assert f"`hemiface reassess {folder}` brings it up to date" in err
    assert call("reassess", str(folder))[0] == 0
    for words in uses:
        assert call(*words)[2] == ""
    # Of records that are not at hand nobody knows what they say by now, and none are made.
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "records").rename(elsewhere)
    assert "records that are not at hand" in call(*uses[0])[2]
    assert not (tmp_path / "records").exists()
    assert "stands there" in call("correct", "list", str(folder))[1]
    assert not (tmp_path / "records").exists()


def test_the_first_person_is_told_where_the_records_lie(call: Call, tmp_path: Path) -> None:
    del tmp_path
    first, second = (call("person", "add", name)[1] for name in ("P1", "P2"))
    assert "the records are in" in first
    assert "records.db" in first
    assert "records.db" not in second


def test_the_doctor_says_where_the_data_lies(call: Call, data: Callable[..., Any]) -> None:
    place = data("doctor")["records"]
    assert (place["exists"], place["size_bytes"], place["encryption"]) == (False, 0, "")
    assert "none yet" in call("doctor")[1]
    call("person", "add", "P1")
    place = data("doctor")["records"]
    assert place["exists"]
    assert place["size_bytes"] > 10_000
    assert place["encryption"] == "off"
    assert f"{place['database']}, " in call("doctor")[1]
    assert "encryption is off" in call("doctor")[1]


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize(
    "words",
    [
        ("restore",),
        ("backup", "--check"),
        ("diary", "import", "P001"),
        ("person", "import"),
    ],
)
def test_a_file_that_is_not_there_is_named(call: Call, words: tuple[str, ...]) -> None:
    code, _, err = call(*words, "/nonono.file")
    assert code == 2
    assert "there is no file /nonono.file" in err
    assert "HEMIFACE_DATA" not in err
    code, _, err = call(*words, "/dev/zero")
    assert code == 2


@pytest.mark.usefixtures("p001")
def test_a_table_that_nobody_has_is_refused_at_once(call: Call, tmp_path: Path) -> None:
    table = tmp_path / "diary.csv"
    table.write_text(",".join(["day", *(f"trigger: {n}" for n in range(20_000))]) + "\n")
    code, _, err = call("diary", "import", "P001", str(table))
    assert code == 2
    assert "20001 columns" in err


def test_only_an_ordinary_small_file_holds_a_passphrase(call: Call, tmp_path: Path) -> None:
    kept = tmp_path / "passphrase.txt"
    for content, said in [(b"", "empty"), (b"\n", "empty"), (b"a" * 5000, "more than")]:
        kept.write_bytes(content)
        code, _, err = call("encrypt", "--passphrase-file", str(kept))
        assert code == 2
        assert said in err
    code, _, err = call("encrypt", "--passphrase-file", "/dev/zero")
    assert code == 2
    assert "no ordinary file" in err
    assert "off" in call("encrypt", "--state")[1]


@pytest.mark.usefixtures("p001")
def test_the_course_is_told_in_both_languages(call: Call) -> None:
    assert "Nothing to tell yet." in call("person", "course", "P001")[1]
    assert (
        "Noch gibt es nichts zu berichten." in call("person", "course", "P001", "--lang", "de")[1]
    )
    toxin = ("treatment", "add", "botulinum", "P001", "--product", "Botox", "--on", "2026-03-01")
    assert call(*toxin, "-i", "oculi:left:2.5")[0] == 0
    for day in range(1, 29):
        assert call("diary", "add", "P001", "--on", f"2026-02-{day:02d}", "--spasm", "6")[0] == 0
    german = call("person", "course", "P001", "--lang", "de")[1]
    assert "Nach dem Tagebuch" in german
    assert "01.03.2026" in german
    assert "Botox, 2,5 U" in german
    english = call("person", "course", "P001")[1]
    assert "By the diary" in english
    for word in ("Session", "Given", "diary", "injection"):
        assert word not in german
