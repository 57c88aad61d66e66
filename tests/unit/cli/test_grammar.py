"""One grammar: old spellings answer with the new one, and clinic words are taken."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.types import BoolParamType, StringParamType
from tests.fakes import told_session

from hemiface.cli import retired_spellings
from hemiface.cli.batch import ShardType
from hemiface.cli.correct import Target
from hemiface.cli.groups import NounGroup
from hemiface.cli.main import hemiface, main
from hemiface.cli.names import COMMANDS
from hemiface.cli.parameters import Day, Number, Word

Call = Callable[..., tuple[int, str, str]]

RAW = re.compile(
    r"Invalid value|No such|Missing (argument|option|parameter)|is not a valid|unexpected extra"
    r"|requires an argument|Input should be|not one of|not in the range|type=|validation error"
)
"""What click and pydantic say by themselves."""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command line; give exit code, output and complaints."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(words, obj=told_session())
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return int(left.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def p001(call: Call) -> None:
    assert call("person", "add", "P001", "--zone", "Europe/Berlin", "--side", "left")[0] == 0


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command with its words."""
    context = click.Context(command, info_name=" ".join(("hemiface", *path)))
    if isinstance(command, click.Group):
        assert isinstance(command, NounGroup), path
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from walk(child, (*path, name))
    if path:
        yield " ".join(path), command


@pytest.mark.parametrize(("old", "new"), retired_spellings.COMMANDS.items())
def test_an_old_command_answers_with_the_new_one(call: Call, old: str, new: str) -> None:
    code, out, err = call(*old.split(), "P001")
    assert (code, out) == (2, "")
    assert f"`hemiface {old}` is now `hemiface {new}`" in err
    assert f"hemiface {new} --help" in err
    known = dict(walk(hemiface))
    assert new in known
    assert old not in known


@pytest.mark.parametrize(("old", "new"), retired_spellings.OPTIONS.items())
def test_an_old_option_answers_with_the_new_one(call: Call, old: str, new: str) -> None:
    path, _, option = old.rpartition(" ")
    code, _, err = call(*path.split(), option, "x")
    assert code == 2
    assert f"{option} is now {new}" in err
    flags = {flag for parameter in dict(walk(hemiface))[path].params for flag in parameter.opts}
    assert option not in flags
    assert all(flag in flags for flag in re.findall(r"--[a-z-]+", new))


def test_days_are_on_and_times_of_day_are_at() -> None:
    for path, command in walk(hemiface):
        for parameter in command.params:
            if not isinstance(parameter, click.Option):
                continue
            if "--on" in parameter.opts:
                assert parameter.metavar == "DATE", path
            if "--at" in parameter.opts:
                assert parameter.metavar == "TIME", path
            if "-o" in parameter.opts:
                assert parameter.metavar == "DIR", path


def test_every_noun_has_verbs_and_restore_means_one_thing() -> None:
    known = dict(walk(hemiface))
    assert [path for path in known if path.split()[-1] == "restore"] == ["restore"]
    assert all(path.count(" ") for path in known if path.split()[-1] == "import")
    assert {command.group for command in COMMANDS.values()} == {
        "Video",
        "Person",
        "Guide",
        "System",
    }


def wrong_words() -> Iterator[list[str]]:
    """A command line with one wrong word for each option that is not free text."""
    for path, command in walk(hemiface):
        yield [*path.split(), "--nothing-like-this"]
        if isinstance(command, click.Group):
            yield [*path.split(), "nothing-like-this"]
            continue
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.is_flag:
                yield [*path.split(), parameter.opts[0]]
                if isinstance(parameter.type, Number | Word | Day | ShardType):
                    yield [*path.split(), parameter.opts[0], "\x07wrong"]


def test_no_sentence_of_a_library_reaches_a_person(call: Call) -> None:
    tried = 0
    free = {type(p.type) for _, c in walk(hemiface) for p in c.params} - {
        Number,
        Word,
        Day,
        ShardType,
        Target,
    }
    assert free <= {StringParamType, click.Path, BoolParamType, click.Tuple}
    for words in wrong_words():
        code, _, err = call(*words)
        assert code == 2, words
        assert not RAW.search(err), (words, err)
        assert err.count("\n") == 1, (words, err)
        tried += 1
    assert tried > 150


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("person", "ad", "P1"), "there is no command ad; did you mean add?"),
        (("person", "add", "P1", "--sid", "left"), "there is no option --sid here; did you mean"),
        (
            ("visit", "add", "P1", "--date", "2026-03-01"),
            "here; did you mean --on?",
        ),
        (("visit", "add", "P1", "--time", "09:30"), "here; did you mean --at?"),
        (("person", "list", "--date", "2026-03-01"), "there is no option --date here"),
        (("person", "add", "P1", "--side", "lef"), "--side: lef is not known; did you mean left?"),
        (("person", "add", "P1", "--birth-year", "x"), "--birth-year: x is not a whole number"),
        (("person", "list", "a", "b"), "too many words: b"),
        (("person", "edit", "P1", "--side"), "--side needs a value after it"),
        (("probe",), "VIDEO is missing"),
        (("analyze", "a", "--jobs", "0"), "--jobs: 0 is not 1 or more"),
        (("analyze", "a", "--start", "5", "--end", "5"), "--end 5 is not later than --start 5"),
        (("analyze", "a", "--on", "soon"), "--on: soon is not a day"),
        (("analyze", "a", "--at", "noon"), "noon is not a time of day"),
    ],
)
def test_what_is_wrong_is_said(call: Call, words: tuple[str, ...], said: str) -> None:
    code, _, err = call(*words)
    assert code == 2
    assert said in err


def test_a_noun_alone_shows_its_verbs(call: Call) -> None:
    code, _, err = call("person")
    assert code == 2
    assert "\n  add " in err


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize(
    ("typed", "product", "brand"),
    [
        ("Botox", "onabotulinumtoxinA", "Botox"),
        ("dysport", "abobotulinumtoxinA", "Dysport"),
        ("XEOMIN", "incobotulinumtoxinA", "Xeomin"),
        ("onabotulinumtoxina", "onabotulinumtoxinA", ""),
    ],
)
def test_brands_are_products(call: Call, typed: str, product: str, brand: str) -> None:
    words = ["treatment", "add", "botulinum", "P001", "--product", typed, "-i", "oculi:left:10x4"]
    code, out, err = call(*words, "--json")
    assert code == 0, err
    value = json.loads(out)["value"]
    assert (value["product"], value["brand"]) == (product, brand)
    assert value["injections"][0]["muscle"] == "orbicularis_oculi"


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize(
    ("typed", "muscle"),
    [
        ("zygomaticus", "zygomaticus_major"),
        ("Zygomaticus minor", "zygomaticus_minor"),
        ("m. mentalis", "mentalis"),
        ("DAO", "depressor_anguli_oris"),
    ],
)
def test_muscles_are_known_as_a_clinic_writes_them(call: Call, typed: str, muscle: str) -> None:
    words = ["treatment", "add", "botulinum", "P001", "--product", "Botox", "-i", f"{typed}:Left:3"]
    code, out, err = call(*words, "--json")
    assert code == 0, err
    assert json.loads(out)["value"]["injections"][0]["muscle"] == muscle


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize(
    ("injection", "said"),
    [
        ("zygomatikus_major:left:3", "did you mean zygomaticus_major?"),
        ("mentalis:lefft:3", "lefft is no side; did you mean left?"),
        ("mentalis:left:many", "many is not a number of units"),
        ("masseter:left:3", "masseter is no muscle that is injected (Give"),
        ("mentalis", "mentalis is not an injection"),
    ],
)
def test_near_misses_of_injections_are_told(call: Call, injection: str, said: str) -> None:
    words = ["treatment", "add", "botulinum", "P001", "--product", "Botox", "-i", injection]
    code, _, err = call(*words)
    assert code == 2
    assert said in err


@pytest.mark.usefixtures("p001")
def test_yesterday_is_a_day_everywhere(call: Call) -> None:
    def value(*words: str) -> Any:  # noqa: ANN401 - JSON
        code, out, err = call(*words, "--json")
        assert code == 0, err
        return json.loads(out)["value"]

    day = value("diary", "add", "P001", "--spasm", "4", "--on", "yesterday")["day"]
    today = datetime.now(UTC).date()
    assert today - timedelta(days=2) <= datetime.fromisoformat(day).date() <= today
    words = ["rating", "add", "P001", "hsgs", "--total", "7", "--on", "gestern"]
    assert value(*words)["day"] == day
    words = ["treatment", "add", "medicine", "P001", "--name", "gabapentin", "--on", "1.2.2026"]
    assert value(*words)["started"] == "2026-02-01"
    words = ["person", "consent", "P001", "--kind", "research", "--on", "yesterday"]
    assert value(*words)["given_on"] == day
    assert json.loads(call("diary", "list", "P001", "--since", "yesterday", "--json")[1])
    code, _, err = call("diary", "add", "P001", "--spasm", "4", "--on", "soon")
    assert (code, "soon is not a day (" in err) == (2, True)
    err = call("diary", "add", "P001", "--spasm", "4", "--on", "yesterdya")[2]
    assert "yesterdya is not a day; did you mean yesterday?" in err


@pytest.mark.usefixtures("p001")
def test_a_time_comes_back_as_it_was_typed(call: Call) -> None:
    call("visit", "add", "P001", "--on", "2026-07-01", "--at", "9:30", "--label", "summer")
    call("visit", "add", "P001", "--at", "2026-01-01T23:45")
    out = call("visit", "list", "P001")[1]
    assert "2026-07-01 09:30" in out
    assert "2026-01-01 23:45" in out
    assert "UTC" not in out
    shown = call("visit", "add", "P001", "--on", "2026-07-02", "--at", "08:15")[1]
    assert "2026-07-02 08:15" in shown
    assert "2026-07-01 09:30" in call("person", "history", "P001")[1]
    code, _, err = call("visit", "add", "P001", "--on", "2026-07-02", "--at", "morning")
    assert (code, "2026-07-02 morning is no day or time that there is" in err) == (2, True)


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize(
    "words",
    [
        ("visit", "add", "P001", "--on", "{}", "--at", "9.30"),
        ("diary", "add", "P001", "--on", "{}", "--spasm", "3"),
        ("treatment", "add", "medicine", "P001", "--name", "Baclofen", "--on", "{}"),
    ],
)
def test_a_day_of_no_calendar_is_said_and_one_that_is_past_by_weeks_is_taken(
    call: Call, words: tuple[str, ...]
) -> None:
    code, _, err = call(*(word.format("31.02.2026") for word in words))
    assert (code, "there is no day 31.02.2026" in err) == (2, True)
    assert call(*(word.format("vor 3 Wochen") for word in words))[0] == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Berlin", "unknown time zone Berlin; did you mean Europe/Berlin?"),
        ("Europe/Berln", "; did you mean Europe/Berlin?"),
        ("new york", "; did you mean America/New_York?"),
        ("Nowhereatall", "unknown time zone Nowhereatall ("),
    ],
)
def test_a_city_names_its_time_zone(call: Call, typed: str, said: str) -> None:
    code, _, err = call("person", "add", "P9", "--zone", typed)
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("correct results --undo", "undo"),
        ("correct results --remove 12.4", "remove"),
        ("correct --list results", "list"),
        ("diary P001 --export", "export"),
    ],
)
def test_a_verb_that_was_an_option_answers_with_the_verb(call: Call, words: str, verb: str) -> None:
    noun = words.split(maxsplit=1)[0]
    code, out, err = call(*words.split())
    assert (code, out) == (2, "")
    assert f"--{verb}` is now `hemiface {noun} {verb}`" in err


@pytest.mark.parametrize("words", ["correct remove x -3", "probe -5", "diary add P001 -.5"])
def test_a_value_below_zero_is_told_as_such(call: Call, words: str) -> None:
    code, _, err = call(*words.split())
    assert code == 2
    assert "begins with a minus" in err
    assert "no option" not in err


@pytest.mark.usefixtures("p001")
@pytest.mark.parametrize(
    ("product", "near"), [("Xeomni", "Xeomin"), ("Botox 100", "Botox"), ("disport", "Dysport")]
)
def test_a_product_that_is_nearly_known_is_told(call: Call, product: str, near: str) -> None:
    toxin = ("treatment", "add", "botulinum", "P001", "-i", "oculi:left:5", "--product")
    code, _, err = call(*toxin, product)
    assert (code, f"did you mean {near}?" in err) == (2, True)
    code, _, err = call(*toxin, "sugar")
    assert (code, "Botox, Dysport, Xeomin" in err) == (2, True)


@pytest.mark.usefixtures("p001")
def test_an_injection_is_written_as_in_germany(call: Call) -> None:
    toxin = ("treatment", "add", "botulinum", "P001", "--product", "Botox", "--on", "1.3.26")
    code, out, err = call(*toxin, "-i", "orbicularis_oculi:links:2,5x1")
    assert code == 0, err
    assert "orbicularis_oculi left 2.5 units 1 site\n" in out
    assert "did you mean oculi?" in call(*toxin, "-i", "ocull:left:5")[2]
    assert call("person", "edit", "P001", "--side", "rechts")[0] == 0


def test_years_are_those_of_somebody_living(call: Call) -> None:
    code, _, err = call("person", "add", "P2", "--birth-year", "2190")
    assert (code, "birth year is 2190, which is still to come" in err) == (2, True)
    code, _, err = call("person", "add", "P2", "--birth-year", "1960", "--onset-year", "1900")
    assert (code, "twitch in 1900 would be before the birth in 1960" in err) == (2, True)
    assert call("person", "add", "P2", "--birth-year", "1960")[0] == 0
    assert call("person", "edit", "P2", "--onset-year", "1959")[0] == 2
    assert call("person", "edit", "P2", "--onset-year", "1960")[0] == 0


def test_a_name_is_no_pseudonym_anywhere(call: Call, tmp_path: Path) -> None:
    said = call("person", "add", "Anna M\u00fcller")
    video = tmp_path / "visit.mp4"
    video.write_bytes(b"no video")
    out = str(tmp_path / "out")
    assert call("analyze", str(video), "-o", out, "--pseudonym", "Anna M\u00fcller") == said
    table = tmp_path / "videos.csv"
    table.write_text("video,pseudonym\nvisit.mp4,Anna M\u00fcller\n", encoding="utf-8")
    code, _, err = call("batch", str(table), "-o", out)
    assert (code, "line 2: the pseudonym cannot be used" in err) == (5, True)


@pytest.mark.usefixtures("p001")
def test_an_empty_day_is_not_written(call: Call) -> None:
    code, out, err = call("diary", "add", "P001", "--on", "yesterday")
    assert (code, out) == (2, "")
    assert "nothing is said about the day (Such as --spasm 4" in err
    assert json.loads(call("diary", "list", "P001", "--json")[1]) == []


@pytest.mark.usefixtures("p001")
def test_a_day_without_a_time_has_none(call: Call) -> None:
    assert "  at: 2026-03-01\n" in call("visit", "add", "P001", "--on", "2026-03-01")[1]
    timed = call("visit", "add", "P001", "--on", "2026-03-02", "--at", "09:30")[1]
    assert "  at: 2026-03-02 09:30\n" in timed
    for words in (("visit", "list", "P001"), ("person", "history", "P001")):
        shown = call(*words)[1]
        assert "12:00" not in shown
        assert "09:30" in shown


def test_a_queue_that_cannot_be_used_is_told_before_anything_begins(call: Call) -> None:
    code, _, err = call("worker", "--queue", "foo")
    assert code == 2
    assert "the queue cannot be used" in err
    assert "measuring" not in err
