"""Pages: templates, with the words of the reader's language."""

import mimetypes
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, nodes, pass_context
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from hemiface.errors import HemifaceError
from hemiface.errors.words import LANGUAGES
from hemiface.reports.language import Language, flatten, get_language
from hemiface.web.audit_words import say_action, say_kind
from hemiface.web.hints import StoredProblem, mark_code, say_problem

THEMES = ("light", "dark")
FIRST_SEEN = ("base", "home", "job_list", "job", "job_state", "people", "people_rows", "review")
"""Templates of the pages that are looked at first."""


def show(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Fill a template for whoever asks.

    Parameters
    ----------
    request
        Who asks, in which language and theme.
    template
        Name of the template, without its endings.
    status
        HTTP status of the answer.
    values
        What the template shows.
    """
    words = language_of(request)
    page = (
        environment_of(words.code)
        .get_template(f"{template}.html.j2")
        .render(
            t=words,
            languages=LANGUAGES,
            theme=_theme(request),
            actor=getattr(request.state, "actor", None),
            here=request.url.path,
            **values,
        )
    )
    return HTMLResponse(page, status)


def language_of(request: Request) -> Language:
    """Words in the language that was chosen, else in the first one the browser speaks."""
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return get_words(chosen)
    wanted = request.headers.get("accept-language", "").lower().split(",")
    spoken = (part.partition(";")[0].strip()[:2] for part in wanted)
    return get_words(next((code for code in spoken if code in LANGUAGES), LANGUAGES[0]))


@cache
def get_words(code: str) -> Language:
    """Words of the app in one language, with those of the reports, whose sections it shows."""
    reports = get_language(code)
    return replace(reports, words={**reports.words, **read_catalog(code)})


def read_catalog(code: str) -> Mapping[str, str]:
    """Words of the app's own in one language, by dotted key."""
    text = (files("hemiface.web") / "catalogs" / f"{code}.toml").read_text(encoding="utf-8")
    return dict(flatten(tomllib.loads(text), "web."))


def load_pages() -> None:
    """Read and compile what is looked at first, so that nobody waits for it."""
    mimetypes.init()
    for code in LANGUAGES:
        for name in FIRST_SEEN:
            environment_of(code).get_template(f"{name}.html.j2")


class _WordedEnvironment(Environment):
    """Templates in one language: its words are filled in as they are compiled, and not each time.

    They are the greater part of what a page with many buttons is made of.
    """

    words: Language

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        _FillIn(self.words).visit(parsed)
        return parsed


class _FillIn(NodeTransformer):
    """Puts a text of the catalog in the place of each ``t("key")`` that has nothing to fill."""

    def __init__(self, words: Language) -> None:
        self._words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name="t"), args=[nodes.Const(value=str(key))], kwargs=[]
            ) if self._words.has(key):
                return nodes.Const(self._words(key), lineno=node.lineno)
        return node


@cache
def environment_of(code: str) -> Environment:
    """Templates with the words of one language."""
    environment = _WordedEnvironment(
        loader=ChoiceLoader([PackageLoader("hemiface.web"), PackageLoader("hemiface.reports")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.words = get_words(code)
    environment.globals["icon"] = icon
    environment.filters["mark_code"] = mark_code
    environment.globals["say_problem"] = _say_problem_here
    environment.globals["say_action"] = say_action
    environment.globals["say_kind"] = say_kind
    return environment


@pass_context
def _say_problem_here(
    context: Context, problem: HemifaceError | StoredProblem, t: Language
) -> Markup:
    return say_problem(problem, t, context.get("here", ""))


def _theme(request: Request) -> str:
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


@cache
def icon(name: str) -> Markup:
    """A drawing of the app's own, to stand in a page."""
    return Markup((files("hemiface.web") / "static" / "icons" / f"{name}.svg").read_text())
