"""Every word of the app exists in every language."""

import re
from importlib.resources import files
from string import Formatter

import pytest
from fastapi.testclient import TestClient

from hemiface.errors.words import LANGUAGES
from hemiface.reports.language import get_language
from hemiface.web.templating import environment_of, get_words, read_catalog

TEMPLATES = files("hemiface.web") / "templates"


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogs_hold_the_same_keys_and_places(code: str) -> None:
    english, other = read_catalog("en"), read_catalog(code)
    assert english.keys() == other.keys()
    for key, text in english.items():
        assert places(text) == places(other[key]), key
    assert not english.keys() & get_language(code).words.keys()


def test_templates_use_words_that_exist() -> None:
    words = read_catalog("en")
    used = {
        key
        for template in TEMPLATES.iterdir()
        for key in re.findall(r"""t\(["'](web\.[\w.]+)["'][,)]""", template.read_text())
    }
    plural = {key.removesuffix(".one") for key in words if key.endswith(".one")}
    assert used <= words.keys() | plural


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_of_a_followed_person_use_words_that_exist(code: str) -> None:
    words = get_language(code).words
    folders = (TEMPLATES, files("hemiface.reports") / "templates")
    texts = [one.read_text() for folder in folders for one in folder.iterdir()]
    used = {
        key for text in texts for key in re.findall(r"""t\(["'](follow\.[\w.]+)["'][,)]""", text)
    }
    groups = {
        key for text in texts for key in re.findall(r"""t\(["'](follow\.[\w.]+\.)["'] ~""", text)
    }
    plural = {key.removesuffix(".one") for key in words if key.endswith(".one")}
    assert len(used) > 100
    assert used <= words.keys() | plural
    assert [group for group in groups if not any(key.startswith(group) for key in words)] == []


@pytest.mark.parametrize(
    ("header", "cookie", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "", "de"),
        ("fr,en", "", "en"),
        ("", "", "en"),
        ("de", "en", "en"),
        ("en", "xx", "en"),
    ],
)
def test_the_browser_chooses_the_language(
    nobody: TestClient, header: str, cookie: str, language: str
) -> None:
    if cookie:
        nobody.cookies.set("language", cookie)
    answer = nobody.get("/sign-in", headers={"accept-language": header})
    assert f'<html lang="{language}"' in answer.text


def test_language_and_theme_can_be_chosen(nobody: TestClient) -> None:
    nobody.post("/language", data={"code": "de", "back": "/sign-in"})
    nobody.post("/theme", data={"name": "dark", "back": "/sign-in"})
    assert '<html lang="de" class="dark">' in nobody.get("/sign-in").text
    nobody.post("/theme", data={"name": "system"})
    assert '<html lang="de">' in nobody.get("/sign-in").text


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


ENGLISH = re.compile(
    r"\b(the|is|are|cannot|there|which|with|give|look|this|that|of|and|or|not|from|for|to|has|have"
    r"|it|its|be|as|on|a|no|should|must|than|when|file|given|found|data)\b",
    re.IGNORECASE,
)
SAME_WORD = {
    *("where.region", "provenance.file", "study.line.kappa", "follow.response.plateau"),
    *("follow.scale.blinded", "web.nav.videos", "web.language.en", "web.language.de"),
    *("web.theme.system", "web.home.recent", "web.camera.js.pause", "web.trust.android"),
    *("web.people.pseudonym", "web.settings.system", "web.review.video"),
    "web.settings.passkeys",
}
"""Words that German shares with English."""


def test_no_german_sentence_is_english_or_half_english() -> None:
    german, english = get_words("de"), get_words("en")
    texts = {**german.words, **german.sentences}
    originals = {**english.words, **english.sentences}
    for key, text in texts.items():
        said = re.sub(r"\{[^}]*\}|'[^']*'|`[^`]*`|N-of-1", "", text)
        assert not ENGLISH.search(said), f"{key}: {text}"
        copied = text == originals.get(key) and re.search(r"[a-z]{4}", said)
        assert not copied or key in SAME_WORD or is_citation(text), f"{key}: {text}"


def is_citation(text: str) -> bool:
    """Whether a text is a publication: it names a DOI, or a year after a name."""
    return "doi:" in text or re.search(r"\b(19|20)\d\d\b", text) is not None


def test_words_are_filled_in_as_a_page_is_compiled_and_as_asking_for_them_would() -> None:
    text = '{{ t("web.nav.people") }}, {{ t("web.review.undo") | upper }}, {{ t("side." ~ side) }}'
    text += ', {{ t("web.raters.left_aside", n=n) }}'
    for code in LANGUAGES:
        words, environment = get_words(code), environment_of(code)
        page = environment.from_string(text).render(t=words, side="left", n=2)
        undo = words("web.review.undo").upper()
        said = (words("web.nav.people"), undo, words("side.left"))
        assert page == ", ".join((*said, words("web.raters.left_aside", n=2)))
        asked = environment.from_string(text).render(t=lambda key, **_: key, side="left", n=2)
        assert asked == ", ".join((*said[:2], "side.left", "web.raters.left_aside"))
