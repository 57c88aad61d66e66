"""Write the pages of docs/reference that are made from the code.

They are kept in the repository, so that they can be read where the code is read; a test
fails when one of them is no longer what this script writes.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
from benchmarks.published import compare_all
from pydantic import JsonValue

from hemiface import errors
from hemiface.assessment.rules import BASE_POINTS, RULES
from hemiface.cli.exits import EXITS
from hemiface.cli.exits import MEANINGS as EXIT_MEANINGS
from hemiface.cli.main import hemiface
from hemiface.cli.names import COMMANDS
from hemiface.formats.event_table import BIDS_COLUMNS, EVENT_COLUMNS
from hemiface.formats.signal_table import SIGNAL_COLUMNS, column_unit
from hemiface.guide.details import load_emergency_numbers
from hemiface.model.actor import MEANINGS, PERMISSIONS, Permission, Role
from hemiface.model.assessment import PatternLabel
from hemiface.model.crisis import CONTACTS
from hemiface.model.definitions import DEFINITIONS
from hemiface.model.measures import MEASURES, MeasureInfo
from hemiface.model.messages import ENGLISH
from hemiface.operations.catalog import list_operations
from hemiface.operations.guide_lists import list_claims, list_dangers, list_sources
from hemiface.operations.method import list_settings
from hemiface.results.filenames import CORRECTIONS, OVERLAY, PICTURES, PREVIOUS, REPORT
from hemiface.results.summary import summary_schema
from hemiface.version import __version__
from hemiface.web.access import iter_routes, rule_of
from hemiface.web.app import ROUTERS

DOCS = Path(__file__).parent
SCHEMA = Path("../src/hemiface/results/summary.schema.json")
CODEMETA = Path("../codemeta.json")
EXIT_CODES = """\
Results go to standard output, errors to standard error; with `--json` both are JSON.

| exit code | meaning |
|---|---|"""
ERROR_EXITS = """\
## At the command line

Code with which a command ends ([what each means](commands.md)), by code of the error, and by code
and case where a case differs from the rest."""
SETTINGS = """\
`hemiface settings` prints them as a file to change and give to `hemiface analyze --settings`.
What a file does not name keeps its default."""
MEASURE_NAMES = """\
In `summary.json` a measure of one side is called by its name with `_left` or `_right` behind
it: the person's own left and right."""
RULES_INTRODUCTION = """\
A label earns points for what the recording shows. Points grow evenly with one number of the
evidence, from nothing to full. The scores are the softmax of all points; a tenth of the support
is kept back for what no rule knows. The weights put the clinical descriptions in order; they
were not fitted to patients."""
DEFINITIONS_INTRODUCTION = """\
Where one kind of movement ends and another begins. Some are defaults of [settings](settings.md).
[The method](../explanation/method.md) says what the movements are."""
CLAIMS_INTRODUCTION = """\
The project began with two web pages of mixed quality. Every factual claim on them was checked;
`hemiface guide claims` prints the same list. A place names the document and its line."""
DANGERS_INTRODUCTION = """\
What the guide warns of, for every medicine, procedure, age and condition that it or the records
name; `hemiface guide dangers` prints the same. A statement of the guide can claim no more than
the kind of its source allows: a page is no trial, and a label is no review."""
ROUTES_INTRODUCTION = """\
Every address that `hemiface serve` answers. A test asks each one as each role and as nobody; an
address that declares nothing is refused and fails the tests. *own*: only what is the patient's
own, which the address or the operation behind it says. Files below `/static` answer anybody."""
PERMISSIONS_INTRODUCTION = """\
Every operation says what it needs and refuses whoever lacks it. A researcher works with
pseudonyms: no names, no video, no free text. A patient reaches what is the patient's own.
The command line acts as the owner."""
PUBLISHED_INTRODUCTION = """\
What `hemiface.research` computes of data that others published, beside what they printed. A test
makes this page anew and fails where one of our numbers does not round to theirs. The data lie in
`benchmarks/published`; where each table comes from stands in NOTICE."""
NOTICE = "<!-- Made by docs/generate.py; change the code, not this page. -->"


def generate() -> dict[Path, str]:
    """Text of every generated file, by its place below docs/."""
    pages = {
        "commands": write_commands(),
        "settings": write_settings_page(),
        "measures": write_measures(),
        "definitions": write_definitions(),
        "resemblance": write_rules(),
        "claims": write_claims(),
        "dangers": write_dangers(),
        "files": write_files(),
        "errors": write_errors(),
        "permissions": write_permissions(),
        "routes": write_routes(),
        "published": write_published(),
    }
    texts = {
        Path(f"reference/{name}.md"): "\n".join([NOTICE, "", *lines]).rstrip() + "\n"
        for name, lines in pages.items()
    }
    return texts | {
        SCHEMA: json.dumps(summary_schema(), indent=2) + "\n",
        CODEMETA: json.dumps(write_codemeta(), indent=2, ensure_ascii=False) + "\n",
    }


def write_codemeta() -> dict[str, object]:
    """Description of the software for archives (CodeMeta 3), from pyproject.toml."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": project["name"],
        "description": project["description"],
        "version": __version__,
        "license": f"https://spdx.org/licenses/{project['license']}",
        "author": [{"@type": "Organization", "name": one["name"]} for one in project["authors"]],
        "keywords": project["keywords"],
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python']}",
        "softwareRequirements": project["dependencies"],
        "applicationCategory": "HealthApplication",
        "developmentStatus": "wip",
    }


def write_commands() -> Iterator[str]:
    """Help of every command, as a terminal shows it."""
    yield from ("# Commands", "", EXIT_CODES)
    yield from (f"| {code} | {meaning} |" for code, meaning in EXIT_MEANINGS.items())
    yield ""
    context = hemiface.make_context("hemiface", [], resilient_parsing=True)
    context.terminal_width = context.max_content_width = 90
    yield from ("## hemiface", "", "```text", hemiface.get_help(context), "```", "")
    for name in COMMANDS:
        command = hemiface.get_command(context, name)
        assert command is not None
        yield from _write_command(command, click.Context(command, context, info_name=name))


def _write_command(command: click.Command, context: click.Context) -> Iterator[str]:
    context.terminal_width = context.max_content_width = 90
    yield from (f"## {context.command_path}", "", "```text", command.get_help(context), "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _write_command(child, click.Context(child, context, info_name=name))


def write_settings_page() -> Iterator[str]:
    """One table of settings a stage."""
    yield from ("# Settings", "", SETTINGS)
    stage = ""
    for info in list_settings():
        if info.stage != stage:
            stage = info.stage
            yield from ("", f"## {stage}", "", "| name | default | unit | meaning |")
            yield "|---|---|---|---|"
        default = "" if info.default is None else f"`{json.dumps(info.default)}`"
        yield f"| `{info.name}` | {default} | {info.unit} | {info.description} |"


def write_measures() -> Iterator[str]:
    """The registry of measures, in its own words."""
    yield from ("# Measures", "", MEASURE_NAMES)
    group = ""
    for info in MEASURES:
        if info.group != group:
            group = info.group
            yield from ("", f"## {group.capitalize()}")
        yield from _write_measure(info)


def _write_measure(info: MeasureInfo) -> Iterator[str]:
    yield from ("", f"### {info.name}", "", f"{info.title}. {info.meaning}", "")
    yield from (info.definition, "")
    yield f"- Unit: {info.unit or 'none'}; {'one a side' if info.per_side else 'one a face'}."
    yield f"- Better: {info.better}."
    yield f"- Source: {info.source}."
    for known in info.references:
        span = f"{known.low:g} to {known.high:g} {info.unit}".rstrip()
        yield f"- Others: {span} ({known.people}; {known.source})."
    if info.reference_note:
        yield f"- {info.reference_note}"


def write_definitions() -> Iterator[str]:
    """The table of definitions."""
    yield from ("# Definitions", "", DEFINITIONS_INTRODUCTION, "")
    yield from ("| of | number | unit | what lies beyond it | source |", "|---|---|---|---|---|")
    for one in DEFINITIONS:
        yield f"| {one.term} | {one.value:g} | {one.unit} | {one.meaning} | {one.source} |"


def write_rules() -> Iterator[str]:
    """The rules behind a resemblance, label by label."""
    yield from ("# Rules of resemblance", "", RULES_INTRODUCTION)
    for label in PatternLabel:
        base = f" Starts with {BASE_POINTS[label]:g} points." if label in BASE_POINTS else ""
        yield from ("", f"## {label}", "", f"Reasons for and against it.{base}".strip(), "")
        yield from (
            "| evidence | from | full at | points | says | source |",
            "|---|---|---|---|---|---|",
        )
        for rule in (rule for rule in RULES if rule.label is label):
            gate = f" x {rule.gate}" if rule.gate else ""
            yield (
                f"| {rule.evidence}{gate} | {rule.start:g} | {rule.full:g} | {rule.points:+g} "
                f"| {ENGLISH[rule.reason]} | {rule.source} |"
            )


def write_dangers() -> Iterator[str]:
    """Every danger with its source and its owners, and every source with kind and year."""
    yield from ("# Dangers and sources", "", DANGERS_INTRODUCTION, "", "## Dangers", "")
    owners = list_dangers()
    dangers = {danger.id: danger for one in owners for danger in one.dangers}
    yield from ("| when to call | how urgent | of | sources |", "|---|---|---|---|")
    for name, danger in dangers.items():
        titles = [one.title for one in owners if name in {d.id for d in one.dangers}]
        sources = ", ".join(source.id for source in danger.sources)
        yield f"| {danger.call} | {danger.level} | {'; '.join(titles)} | {sources} |"
    yield from ("", "## Emergency numbers that are named", "")
    yield from ("| number | countries | sources |", "|---|---|---|")
    for one in load_emergency_numbers():
        yield f"| {one.number} | {', '.join(one.countries)} | {', '.join(one.sources)} |"
    yield from ("", "## Crisis lines", "")
    yield from ("| country | line | number | source | looked up |", "|---|---|---|---|---|")
    for line in CONTACTS:
        yield f"| {line.country} | {line.name} | {line.number} | {line.source} | {line.checked} |"
    yield from ("", "## Sources", "", "| id | kind | year | what | read |", "|---|---|---|---|---|")
    for one in list_sources():
        year = one.year or ""
        yield f"| {one.id} | {one.kind} | {year} | {one.citation} | {one.read} |"


def write_claims() -> Iterator[str]:
    """Every claim of the founding documents, by verdict."""
    yield from ("# Claims checked", "", CLAIMS_INTRODUCTION)
    claims = list_claims()
    for verdict in dict.fromkeys(str(claim.verdict) for claim in claims):
        found = [claim for claim in claims if str(claim.verdict) == verdict]
        yield from ("", f"## {verdict.capitalize()} ({len(found)})", "")
        yield from ("| claim | correction | sources | place |", "|---|---|---|---|")
        for claim in found:
            sources = "; ".join(f"{one.id}: {one.citation}" for one in claim.sources)
            places = ", ".join(f"{one.document} line {one.line}" for one in claim.places)
            cells = (claim.claim, claim.correction, sources, places)
            yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write_files() -> Iterator[str]:
    """What an analysis leaves behind."""
    yield from ("# Files of an analysis", "", "## summary.json", "")
    yield from _write_schema(summary_schema())
    yield "The JSON schema is shipped as `hemiface/results/summary.schema.json`."
    yield from ("", "## events.csv", "", "One row an event. What is not known is empty.")
    yield f"The columns that other software may rely on: {_names(BIDS_COLUMNS)}."
    yield f"Columns after them: {_names(EVENT_COLUMNS[len(BIDS_COLUMNS) :])}."
    yield from (
        "",
        "## signals.parquet",
        "",
        "One row a frame; NaN where nothing could be measured.",
    )
    yield from ("", "| column | unit |", "|---|---|")
    for column in SIGNAL_COLUMNS:
        yield f"| `{column}` | {column_unit(column)} |"
    yield from (
        "",
        "## Others",
        "",
        "| file | what it holds |",
        "|---|---|",
        f"| `{REPORT}` | the page for people |",
        f"| `{PICTURES}` | its pictures of events, and where the face was |",
        f"| `{OVERLAY}` | on request: the video with lines and events, or the lines alone |",
        f"| `{PREVIOUS}` | the recording before, with which the page compares |",
        f"| `{CORRECTIONS}` | what a person said about events |",
    )


def _write_schema(schema: dict[str, JsonValue]) -> Iterator[str]:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    yield from ("Strict JSON; what could not be measured is `null`.", "")
    yield from (f"Top level: {_names(properties)}.", "")


def _names(names: object) -> str:
    assert isinstance(names, tuple | dict)
    return ", ".join(f"`{name}`" for name in names)


def write_errors() -> Iterator[str]:
    """The drawing at the top of the error tree, and how a command ends that one stopped."""
    first, drawing, *rest = (errors.__doc__ or "").strip().split("\n\n")
    yield from ("# Errors", "", first, "", "```text", drawing, "```", "", *rest, "")
    yield from (ERROR_EXITS, "", "| error | exit code |", "|---|---|")
    yield from (f"| `{key}` | {code} |" for key, code in EXITS.items())


def write_permissions() -> Iterator[str]:
    """Which role has which permission, and what each operation needs."""
    yield from ("# Roles and permissions", "", PERMISSIONS_INTRODUCTION, "")
    yield from ("## Permissions", "", f"| permission | {' | '.join(Role)} | |")
    yield f"|---|{'---|' * len(Role)}---|"
    for permission, meaning in MEANINGS.items():
        cells = [_allowed(role, permission) for role in Role]
        yield f"| {permission} | {' | '.join(cells)} | {meaning} |"
    yield from ("", "## Operations", "", f"| operation | needs | {' | '.join(Role)} | |")
    yield f"|---|---|{'---|' * len(Role)}---|"
    for operation in list_operations():
        assert operation.need is not None
        need = operation.need
        cells = [_allowed(role, need.permission, own=bool(need.of)) for role in Role]
        row = (f"`{operation.name}`", need.permission, *cells, operation.summary)
        yield f"| {' | '.join(row)} |"


def write_routes() -> Iterator[str]:
    """Which route of the app answers whom."""
    yield from ("# Routes of the app", "", ROUTES_INTRODUCTION, "")
    yield f"| method | address | needs | nobody | {' | '.join(Role)} | |"
    yield f"|---|---|---|---|{'---|' * len(Role)}---|"
    for router in ROUTERS:
        for method, path, route in iter_routes(router):
            rule = rule_of(route.endpoint)
            assert rule is not None
            cells = [rule.answers(role) for role in (None, *Role)]
            summary = (route.endpoint.__doc__ or "").partition("\n")[0]
            row = (method, f"`{path}`", rule.permission or "-", *cells, summary)
            yield f"| {' | '.join(row)} |"


def _allowed(role: Role, permission: Permission, *, own: bool = True) -> str:
    if permission not in PERMISSIONS[role]:
        return "-"
    narrow = role is Role.PATIENT and own and permission is not Permission.ASK
    return "own" if narrow else "yes"


def write_published() -> Iterator[str]:
    """Published numbers, ours and the difference."""
    yield from ("# Statistics checked against published numbers", "", PUBLISHED_INTRODUCTION, "")
    yield "| method | data | number | theirs | ours | difference | source of theirs | read in |"
    yield "|---|---|---|---|---|---|---|---|"
    for row in compare_all():
        more = row.digits + 2
        difference = round(row.ours - row.theirs, more) + 0.0
        yield (
            f"| {row.method} | {row.data} | {row.quantity} | {row.theirs:.{row.digits}f} "
            f"| {row.ours:.{more}f} | {difference:.{more}f} | {row.source} | {row.read_in} |"
        )


def main() -> None:
    """Write every page."""
    for place, text in generate().items():
        path = DOCS / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
