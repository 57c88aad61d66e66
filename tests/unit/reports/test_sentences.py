"""A report speaks one language: whatever a stage can say has its words in every other."""

import ast
import json
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.unit.reports import worlds

import hemiface
from hemiface.assessment.assess import assess
from hemiface.assessment.change import compare_assessments
from hemiface.assessment.rules import RULES
from hemiface.errors.words import LANGUAGES
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, PatternLabel, ScaleEstimate
from hemiface.model.flaw_words import FLAWS
from hemiface.model.measures import MEASURES
from hemiface.model.messages import ENGLISH, Message, build_message, find_places
from hemiface.model.quality import Flaw, Quality, QualityFlag, Severity
from hemiface.model.scales import SCALES
from hemiface.reports.comparison import render_comparison
from hemiface.reports.figures import draw_figures
from hemiface.reports.language import get_language
from hemiface.reports.protocol import render_protocol_html, render_protocol_text
from hemiface.reports.render import render_report
from hemiface.reports.sentences import list_english, read_translations
from hemiface.reports.visits import ComparedRecording
from hemiface.results import Earlier
from hemiface.results.pictures import pack_strips
from hemiface.results.summary import Summary
from hemiface.settings import AssessmentSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import build_times, simulate_signals

OTHERS = [code for code in LANGUAGES if code != "en"]
SETTINGS = AssessmentSettings(n_resamples=50)
GOOD = Quality(60.0, 60.0, 30.0, 150.0)
VALUES: Mapping[str, float | str] = {
    **dict.fromkeys(("side", "locked_side", "flutter_side"), "right"),
    "fault": "disk_fails",
    "detail": "I/O",
}


def example(code: str) -> Message:
    """A message with a value for every place of its sentence."""
    return build_message(code, {**dict.fromkeys(find_places(ENGLISH[code]), 12.5), **VALUES})


def forms(text: str) -> set[tuple[str, str | None]]:
    """Places of a sentence, and how each writes its value."""
    return {(name, form) for _, name, form, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_of_the_model_is_translated_as_it_stands(code: str) -> None:
    english = dict(list_english())
    translated = read_translations(code)
    assert set(translated) == set(english)
    for name, text in english.items():
        entry = translated[name]
        assert entry["en"] == text, f"the English of {name} changed: bring {code} up to date"
        assert entry[code].strip()
        assert forms(entry[code]) == forms(text), name


def test_every_flaw_rule_and_scale_has_its_sentences() -> None:
    assert {flaw for flaw in Flaw if f"advice.{flaw}" not in ENGLISH} == set()
    assert {code.split(".")[1] for code in FLAWS} == {flaw.value for flaw in Flaw}
    assert [rule.reason for rule in RULES if rule.reason not in ENGLISH] == []
    assert {f"scale.{scale.name}.limits" for scale in SCALES} <= set(ENGLISH)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ENGLISH)
def test_every_sentence_can_be_said(code: str, name: str) -> None:
    said = get_language(code).say(example(name), "")
    assert said.text
    assert said.language == code
    assert "{" not in said.text


@pytest.mark.parametrize(
    ("name", "values", "english", "german"),
    [
        (
            "quality.low_frame_rate.missed",
            {"rate_hz": 12.5},
            "There are only 12.5 pictures per second: short movements are missed.",
            "Das Video hat nur 12,5 Bilder pro Sekunde: Kurze Bewegungen gehen verloren.",
        ),
        (
            "pattern.synkinesis.share",
            {"locked_share": 0.25, "locked_side": "left"},
            "25\u202f% of the blinks and smiles pulled the rest of the left side along.",
            "Bei 25\u202f% der Lidschl\u00e4ge und L\u00e4chelbewegungen zog der Rest der linken"
            " Seite mit.",
        ),
        (
            "quality.damaged",
            {"fault": "disk_fails", "detail": "I/O"},
            "A part of the recording cannot be read: the disk fails: I/O.",
            "Ein Teil der Aufnahme ist nicht lesbar: der Datentr\u00e4ger versagt: I/O.",
        ),
    ],
)
def test_values_are_written_as_each_language_writes_them(
    name: str, values: Mapping[str, float | str], english: str, german: str
) -> None:
    message = build_message(name, values)
    assert get_language("en").say(message, "").text == english
    assert get_language("de").say(message, "").text == german


def test_what_a_language_does_not_know_stays_english() -> None:
    german = get_language("de")
    unknown = Message("of.a.later.version", {})
    of_other_places = Message("pattern.spasm.alone", {"side": "left"})
    of_another_kind = Message("pattern.spasm.alone", {"side": "left", "bouts": "many"})
    for message in (None, unknown, of_other_places, of_another_kind):
        said = german.say(message, "As it was.")
        assert (said.text, said.language) == ("As it was.", "en")


def test_no_stage_says_anything_without_a_code() -> None:
    package = Path(hemiface.__file__).parent
    bare = [
        f"{path.name}:{call.lineno}"
        for stage in ("video", "landmarks", "signals", "events", "assessment")
        for path in (package / stage).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "QualityFlag"
    ]
    assert bare == [], "a flag is made by QualityFlag.build, whose sentences have translations"


SCENES: Mapping[PatternLabel, Sequence[Act]] = {
    PatternLabel.HEMIFACIAL_SPASM: scenes.build_spasm_scene(Side.LEFT),
    PatternLabel.BILATERAL_SPASM: scenes.build_bilateral_scene(),
    PatternLabel.SYNKINESIS: scenes.build_synkinesis_scene(Side.RIGHT),
    PatternLabel.EYELID_MYOKYMIA: scenes.build_myokymia_scene(Side.LEFT),
    PatternLabel.FACIAL_WEAKNESS: scenes.build_weakness_scene(Side.LEFT),
    PatternLabel.NO_INVOLUNTARY_MOVEMENT: scenes.build_healthy_scene(),
    PatternLabel.INDETERMINATE: scenes.build_wink_scene(),
}


def play(label: PatternLabel) -> Analysis:
    """Analysis of the scene that resembles a pattern, found by the stages themselves."""
    acts = SCENES[label]
    signals, events = simulate_signals(acts, build_times(60.0))
    found = assess(signals, events, GOOD, (), SETTINGS)
    assert found.pattern.label is label
    assert len(found.pattern.reason_codes) == len(found.pattern.reasons)
    whole = worlds.analysis((), found)
    return replace(whole, signals=signals, events=events, quality=GOOD)


def say_everything() -> Analysis:
    """A report that gives every flaw, every reason and every grade there is."""
    flags = tuple(
        QualityFlag.build(
            Flaw(code.split(".")[1]),
            Severity.WARNING,
            0.0,
            30.0,
            kind=".".join(code.split(".")[2:]),
            **example(code).values,
        )
        for code in FLAWS
    )
    reasons = tuple(example(code) for code in ENGLISH if code.startswith("pattern."))
    grades = tuple(example(code) for code in ENGLISH if code.startswith("grade."))
    found = worlds.assessment(
        AffectedSide.RIGHT,
        0.9,
        PatternLabel.HEMIFACIAL_SPASM,
        0.9,
        tuple(map(str, reasons)),
        measures=worlds.measures(
            {(info.name, worlds.RIGHT if info.per_side else None): 12.5 for info in MEASURES}
        ),
        scales=[
            ScaleEstimate(
                scale.name,
                min(scale.levels),
                max(scale.levels),
                scale.rater_agreement,
                tuple(map(str, grades)),
                grades,
            )
            for scale in SCALES
        ],
    )
    found = replace(found, pattern=replace(found.pattern, reason_codes=reasons))
    quality = Quality(30.0, 28.1, 30.0, 182.0, flags)
    return worlds.analysis(worlds.RIGHT_CLONIC, found, quality)


class Reader(HTMLParser):
    """Every text of a page that somebody sees or hears."""

    HEARD = ("alt", "aria-label", "title", "placeholder", "data-side", "data-letter")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._silent = "data" if dict(attrs).get("id") == "data" else tag
        self.texts += [value for name, value in attrs if name in self.HEARD and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if self._silent == "data":
            self.texts += find_texts(json.loads(data))
        elif not self._silent:
            self.texts.append(" ".join(data.replace("\u202f", " ").split()))


def find_texts(tree: object) -> Iterator[str]:
    """Every text of a JSON value; names of its fields are not shown."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for name, value in tree.items():
            if name not in ("side", "type"):  # codes that choose a colour
                yield from find_texts(value)
    elif isinstance(tree, Sequence):
        for value in tree:
            yield from find_texts(value)


def find_english(page: str, code: str) -> set[str]:
    """English words on a page that have others in its language."""
    reader = Reader()
    reader.feed(page)
    shown = {text for text in reader.texts if text}
    whole = "\n".join(shown)
    english, other = get_language("en"), get_language(code)
    pairs = [(text, other.words[key]) for key, text in english.words.items()]
    pairs += [(text, other.sentences[key]) for key, text in english.sentences.items()]
    for info in MEASURES:
        pairs += [
            (info.title, other.words[f"measure.{info.name}.title"]),
            (info.meaning, other.words[f"measure.{info.name}.meaning"]),
            (info.definition, other.words[f"measure.{info.name}.definition"]),
            (info.reference_note, other.words[f"measure.{info.name}.note"]),
        ]
    alike = {*other.words.values(), *other.sentences.values()}
    found = set()
    for ours, theirs in pairs:
        pieces = [piece.strip(" .,:;") for piece, _, _, _ in string.Formatter().parse(ours)]
        for piece in pieces:
            long = len(piece.split()) >= 3 and piece not in theirs
            if long and piece in whole:
                found.add(piece)
        if ours in shown - alike:
            found.add(ours)
    return found


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("label", PatternLabel)
def test_the_report_of_each_pattern_holds_no_english(code: str, label: PatternLabel) -> None:
    page = render_report(play(label), language=code)
    assert find_english(page, code) == set()
    assert 'lang="en"' not in page


@pytest.mark.parametrize("code", OTHERS)
def test_a_report_that_says_everything_holds_no_english(code: str) -> None:
    analysis = say_everything()
    english = render_report(analysis)
    assert len(find_english(english, code)) > 150, "or the search for English finds none"
    page = render_report(
        analysis,
        previous=Earlier(Summary.of(analysis), date(2026, 3, 14)),
        strips=pack_strips(worlds.strips(analysis)),
        language=code,
    )
    assert find_english(page, code) == set()
    assert 'lang="en"' not in page


def test_a_result_stored_without_codes_opens_and_keeps_its_english() -> None:
    analysis = replace(play(PatternLabel.HEMIFACIAL_SPASM), quality=worlds.POOR)
    stored = json.loads(Summary.of(analysis).to_json())
    del stored["pattern"]["reason_codes"]
    for estimate in stored["scale_estimates"]:
        del estimate["reason_codes"]
    for flag in stored["quality"]["flags"]:
        del flag["message_code"], flag["advice_code"]
    opened = Summary.from_json(json.dumps(stored))
    old = replace(analysis, assessment=opened.assessment(), quality=opened.quality)
    page = render_report(old, language="de")
    for reason in opened.pattern.reasons:
        assert f'<li lang="en">{reason}</li>' in page
    for flag in opened.quality.flags:
        assert f'<span lang="en">{flag.message}</span>' in page


@pytest.mark.parametrize("code", OTHERS)
def test_a_comparison_holds_no_english(code: str) -> None:
    first, last = say_everything(), worlds.right_clonic(burden=9.0)
    changes = compare_assessments(first.assessment, last.assessment)
    for days in ((date(2026, 3, 14), date(2026, 4, 20)), (None, None)):
        visits = [ComparedRecording(first, days[0]), ComparedRecording(last, days[1], changes)]
        page = render_comparison(visits, language=code)
        assert find_english(page, code) == set()


@pytest.mark.parametrize("code", OTHERS)
def test_figures_hold_no_english(code: str) -> None:
    for drawing in draw_figures(say_everything(), code).values():
        assert find_english(drawing, code) == set()


@pytest.mark.parametrize("code", OTHERS)
def test_the_sheet_for_filming_holds_no_english(code: str) -> None:
    for sheet in (render_protocol_html(code), render_protocol_text(code)):
        assert find_english(sheet, code) == set()
