"""The report says what is known about a small world, and nothing leaves the page."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from time import thread_time

import pytest
from tests.unit.reports import worlds

from hemiface.errors import SettingsError
from hemiface.model.analysis import Analysis
from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.model.event_pictures import EventStrip
from hemiface.model.events import EventSource
from hemiface.reports.headline import summarize_headline
from hemiface.reports.language import get_language
from hemiface.reports.render import render_report
from hemiface.results.pictures import pack_strips
from hemiface.simulation.scenes import build_spasm_scene
from hemiface.simulation.simulate import build_times, simulate_signals

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&.mp4"


class Outline(HTMLParser):
    """Elements and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    return parser


def words(page: str) -> str:
    return " ".join(" ".join(outline(page).texts).replace("\u202f", " ").split())


@pytest.fixture(scope="module")
def page() -> str:
    return render_report(worlds.right_clonic())


def test_first_screen_names_the_persons_own_side_and_the_figures(page: str) -> None:
    text = words(page)
    assert "Involuntary movement on the right side" in text
    assert "6 involuntary movements in 28 s of measurable video (12.8 a minute)." in text
    assert "23.2 % of the time in involuntary movement (20 to 26 %)" in text
    assert "Very sure 94 % support for this answer" in text
    assert "28 s of 30 s could be measured (94 %)" in text


def test_red_flags_come_before_everything_else(page: str) -> None:
    assert page.index("Call the emergency number at once") < page.index("<h1")


def test_never_says_that_somebody_has_it(page: str) -> None:
    assert not re.search(r"you have|diagnosed", words(page), re.IGNORECASE)
    assert "not a diagnosis" in words(page)


def test_nothing_is_fetched(page: str) -> None:
    addresses = [
        value
        for _, attributes in outline(page).tags
        for name, value in attributes.items()
        if name in {"src", "href", "action", "data", "poster", "srcset"} and value
    ]
    assert addresses
    assert all(address.startswith(("#", "data:image/")) for address in addresses)
    assert "default-src 'none'" in page


def test_hostile_file_name_stays_text() -> None:
    analysis = worlds.right_clonic(HOSTILE)
    page = render_report(analysis)
    parsed = outline(page)
    assert not [tag for tag, _ in parsed.tags if tag == "img"]
    assert HOSTILE in parsed.texts
    scripts = len(re.findall(r"<script", page))
    assert scripts == len(re.findall(r"</script>", page)) == 2


def test_unknown_language_is_refused() -> None:
    with pytest.raises(SettingsError, match="'xx'"):
        render_report(worlds.right_clonic(), language="xx")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", ["right_clonic", "healthy", "bilateral", "poor", "no_face"])
def test_every_world_has_a_page(name: str, language: str) -> None:
    world: Analysis = getattr(worlds, name)()
    page = render_report(world, strips=pack_strips(worlds.strips(world)), language=language)
    parsed = outline(page)
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    headline = get_language(language)(f"headline.{world.assessment.affected_side}")
    assert headline in words(page)
    assert len(page.encode()) < 3_000_000


def test_poor_recording_says_what_to_do() -> None:
    text = words(render_report(worlds.poor()))
    assert "too little to rely on" in text
    assert "Both eyes could be measured for 11 of 30 seconds." in text
    assert "Film for at least a minute with the whole face in view." in text
    assert "The recording has serious flaws. What helps stands below." in text
    assert "serious flaws" not in words(render_report(worlds.healthy()))
    assert "How much \u2013 No figure without a clear side." in text
    german = words(render_report(worlds.poor(), language="de"))
    assert "Bringen Sie mehr Licht auf die linke Gesichtsh\u00e4lfte." in german


@pytest.mark.parametrize(("language", "word"), [("en", "nvoluntary"), ("de", "nwillk\u00fcrlich")])
def test_what_stays_open_is_not_called_involuntary(language: str, word: str) -> None:
    world = worlds.right_clonic()
    pattern = replace(world.assessment.pattern, label=PatternLabel.INDETERMINATE)
    opened = replace(world, assessment=replace(world.assessment, pattern=pattern))
    headline = summarize_headline(opened, get_language(language))
    assert word not in headline.title + headline.lede + headline.facts[0].note
    assert headline.side is AffectedSide.RIGHT


def test_a_flaw_without_code_is_shown_in_the_english_it_was_stored_in() -> None:
    page = render_report(worlds.poor(), language="de")
    assert '<span lang="en">The head was turned more than 25 degrees.</span>' in page
    assert page.count('lang="en"') == 3, "the flaw, its advice, and the one reason of this world"


def test_what_was_poor_in_several_places_is_said_once() -> None:
    assert words(render_report(worlds.crowded())).count("Close other programs while recording") == 1


@pytest.mark.parametrize(
    ("label", "measure", "said", "not_said"),
    [
        (
            PatternLabel.EYELID_MYOKYMIA,
            "flutter_time_percent",
            (
                "In 50 % of 28 s of measurable video the lid fluttered without closing.",
                "50.0 % of the time with flutter of the lid (44 to 56 %)",
            ),
            "0 involuntary movements",
        ),
        (
            PatternLabel.SYNKINESIS,
            "synkinesis_percent",
            ("50.0 % of the blinks and smiles pulled other parts of this side along",),
            "of the time in involuntary movement",
        ),
    ],
)
def test_what_moves_without_a_spasm_is_not_called_no_movement(
    label: PatternLabel, measure: str, said: tuple[str, ...], not_said: str
) -> None:
    known = worlds.measures(
        {(measure, worlds.LEFT): 50.0, ("spasm_time_percent", worlds.LEFT): 0.0}
    )
    found = worlds.assessment(AffectedSide.LEFT, 0.9, label, 0.8, (), measures=known)
    text = words(render_report(worlds.analysis((), found)))
    assert [sentence for sentence in said if sentence not in text] == []
    assert not_said not in text


def test_a_face_that_did_not_move_has_no_empty_bars() -> None:
    page = render_report(worlds.healthy())
    assert 'class="region-bar"' not in page
    assert "No region took part in an involuntary movement." in page


def test_a_calm_face_is_not_alarmed_first() -> None:
    page = render_report(worlds.healthy())
    assert page.index("<h1") < page.index("Call the emergency number at once")


def test_pictures_carry_the_persons_sides() -> None:
    world = worlds.right_clonic()
    page = render_report(world, strips=pack_strips(worlds.strips(world)))
    images = [attributes for tag, attributes in outline(page).tags if tag == "img"]
    assert len(images) == 10
    assert all(str(image["src"]).startswith("data:image/webp;base64,") for image in images)
    assert all(image["height"] == "180" and image["alt"] for image in images)
    strip = page[page.index('class="strip-frame"') :]
    assert strip.index('<b class="r"') < strip.index('<b class="l"')


def test_missing_pictures_are_said_with_the_way_to_get_them() -> None:
    world = worlds.right_clonic()
    page = words(render_report(world, strips=pack_strips([EventStrip(0, ())])))
    assert "6 of the strongest events have no pictures" in page
    assert "write the report anew with the original video" in page
    assert "original video" not in words(render_report(replace(world, events=())))


def test_measures_stand_with_units_intervals_and_definitions(page: str) -> None:
    text = words(page)
    assert "Time in spasm How much of the time this side is in a spasm." in text
    assert "8.0 to 21.0 adults looking straight ahead" in text
    assert "measures have no value in this recording" in text
    assert "single-rater ICC 0.47" in text


def test_a_minute_of_video_is_small_and_quick() -> None:
    signals, events = simulate_signals(
        build_spasm_scene(Side.LEFT, 60.0), build_times(60.0, 30.0), seed=1
    )
    world = replace(worlds.right_clonic(), signals=signals, events=events)
    started = thread_time()  # its own work, whatever else the machine does meanwhile
    page = render_report(world, strips=pack_strips(worlds.strips(world)))
    assert thread_time() - started < 1.5
    assert len(page.encode()) < 1_000_000


def test_without_script_the_still_drawing_is_there(page: str) -> None:
    still = page[page.index('<div class="still">') : page.index('<div class="live')]
    assert still.count("<path") > 10
    assert "html:not(.js) .js-only { display: none; }" in page


def test_what_the_person_did_stands_with_the_spasms_of_that_time() -> None:
    page = render_report(worlds.with_activities(worlds.right_clonic()))
    text = words(page)
    assert "At rest and while moving" in text
    table = text[text.index("At rest and while moving") :]
    assert table.index("Rest 14 s") < table.index("Talking 12 s") < table.index("Smile 2 s")
    smile = table[table.index("Smile 2 s") :][:20]
    assert smile.count("\N{EN DASH}") == 3
    assert "At rest and while moving" not in words(render_report(worlds.right_clonic()))


def test_one_event_is_said_in_the_singular() -> None:
    world = worlds.right_clonic()
    spasm = next(event for event in world.events if event.event_type == "spasm")
    text = words(render_report(replace(world, events=(spasm,))))
    assert "One involuntary movement in 28 s of measurable video (2.1 a minute)." in text
    assert "One event" in text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(4.0, "too little to rely on"), (20.0, "short: film a minute"), (75.0, "")],
)
def test_how_long_was_watched_is_judged_on_the_first_screen(seconds: float, said: str) -> None:
    world = worlds.healthy()
    quality = replace(world.quality, valid_time_s=seconds, duration_s=seconds)
    page = words(render_report(replace(world, quality=quality)))
    for note in ("too little to rely on", "short: film a minute"):
        assert (note in page) == (note == said)


def test_events_that_a_person_set_are_counted() -> None:
    world = worlds.right_clonic()
    first = replace(world.events[0], source=EventSource.CORRECTED)
    page = words(render_report(replace(world, events=(first, *world.events[1:]))))
    assert "Events set by a person 1" in page
    assert "Events set by a person" not in words(render_report(world))
