"""The manual says what the code does."""

import re
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest

from hemiface.cli.main import hemiface
from hemiface.cli.names import COMMANDS
from hemiface.operations.method import list_settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current(generator: ModuleType) -> None:
    for place, text in generator.generate().items():
        path = DOCS / place
        assert path.exists(), f"run `make docs`: {place} is missing"
        assert path.read_text(encoding="utf-8") == text, f"run `make docs`: {place} is old"


def walk(command: click.Command, context: click.Context) -> list[tuple[str, click.Command]]:
    found = [(context.command_path, command)]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            found += walk(child, click.Context(child, context, info_name=name))
    return found


def test_every_command_and_option_is_in_the_manual() -> None:
    page = (DOCS / "reference/commands.md").read_text()
    commands = walk(hemiface, click.Context(hemiface, info_name="hemiface"))[1:]
    assert len(commands) >= len(COMMANDS)
    for path, command in commands:
        assert f"## {path}\n" in page
        section = page.split(f"## {path}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert max(parameter.opts, key=len) in section, (path, parameter.name)


def test_every_setting_is_in_the_manual() -> None:
    page = (DOCS / "reference/settings.md").read_text()
    for info in list_settings():
        assert f"| `{info.name}` |" in page.split(f"## {info.stage}\n")[1].split("\n## ")[0]


def test_every_page_is_in_the_table_of_contents() -> None:
    index = (DOCS / "index.md").read_text()
    for page in DOCS.glob("*/*.md"):
        folder = page.parent.name
        assert f"{folder}/*" in index or f"{folder}/{page.stem}" in index, page.name


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_named_is_there(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)\b", (ROOT / page).read_text()))
    assert named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_commands_of_the_how_to_pages_exist() -> None:
    for page in [ROOT / "README.md", *DOCS.glob("how-to/*.md"), *DOCS.glob("tutorial/*.md")]:
        fences = re.findall(r"(?ms)^```([a-z]*)\n(.*?)^```$", page.read_text())
        blocks = "".join(text for kind, text in fences if kind in ("", "sh", "bash", "text"))
        for line in re.findall(r"(?m)^(?:\S*/)?hemiface ([a-z].*)$", blocks):
            words = re.split("[|>#&]", line)[0].split()
            assert _unknown(words) == "", f"{page.name}: {line}"
    assert _unknown(["person", "nosuch", "--foo"]) == "nosuch"
    assert _unknown(["person", "list", "--foo"]) == "--foo"
    assert _unknown(["treatment", "add", "botulinum", "P1", "--foo=1"]) == "--foo"


def _unknown(words: Sequence[str]) -> str:
    """The first word that names no command, group or option; empty where all do."""
    command: click.Command = hemiface
    context = click.Context(hemiface, info_name="hemiface")
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        try:
            _, inner, rest = command.resolve_command(context, rest)
        except click.UsageError:
            return rest[0]
        assert inner is not None
        command, context = inner, click.Context(inner, context, inner.name)
    known = {"--help", "-h"}
    for parameter in command.params:
        known |= {*parameter.opts, *parameter.secondary_opts}
    options = (word.partition("=")[0] for word in rest if re.match("-[-a-z]", word))
    return next((option for option in options if option not in known), "")


def test_nothing_is_installed_by_a_name_that_is_on_no_index() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
    texts = {page: page.read_text() for page in [*pages, *(ROOT / "src").rglob("*.py")]}
    assert [
        page for page, text in texts.items() if re.search(r"pip install .?hemiface\b", text)
    ] == []
