"""Every file of a study's folder but its description: same study, same bytes."""

import json
from collections.abc import Mapping
from math import isnan

from hemiface.formats.cells import write_csv
from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import StudyPlan
from hemiface.reports.drawing import Element, draw, write
from hemiface.reports.figures import FONTS
from hemiface.reports.language import get_language
from hemiface.reports.study_checklists import Checklist, Filled, fill_checklist
from hemiface.reports.study_dictionary import BASELINE, ENDPOINTS, write_dictionary
from hemiface.reports.study_methods import list_references, write_methods
from hemiface.reports.study_page import draw_all, render_study
from hemiface.reports.study_pdf import write_pdf
from hemiface.reports.study_style import write_file_rules
from hemiface.research.study_results import EndpointResult, StudyResults


def write_study_files(
    plan: StudyPlan,
    results: StudyResults,
    origin: StudyOrigin,
    decided: Mapping[str, object],
    *,
    language: str = "en",
) -> dict[str, bytes]:
    """Write everything, by its place in the folder.

    Parameters
    ----------
    plan, results, origin
        What was planned, what came out, and what it was made from.
    decided
        What the plan decides, as plain values: `plan.json`.
    language
        Language of the report, its figures and the checklist.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    ExtraMissingError
        If reportlab, which writes PDF, is not installed.
    """
    words = get_language(language)
    checklist = fill_checklist(plan, results, origin, words)
    texts = {
        "report.html": render_study(plan, results, origin, language=language),
        "plan.json": json.dumps(decided, indent=2, sort_keys=True, ensure_ascii=False) + "\n",
        "methods.md": _write_methods(plan, results, origin, language),
        f"checklist-{checklist.name}.md": _write_checklist(checklist, language),
        "endpoints.csv": _write_endpoints(results),
    }
    if results.baseline:
        texts["table1.csv"] = _write_baseline(results)
    tables = ["endpoints", *(["table1"] if results.baseline else [])]
    texts["dictionary.csv"] = write_dictionary(tables)
    found = {place: text.encode() for place, text in texts.items()}
    for name, figure in draw_all(plan, results, language=language).items():
        found[f"{name}.svg"] = _write_svg(figure).encode()
        found[f"{name}.pdf"] = write_pdf(figure)
    return found


def _write_svg(figure: Element) -> str:
    """A drawing as a file, its colors and fonts written in."""
    rules = f"text{{font-family:{FONTS};font-size:12px}}\n{write_file_rules()}"
    root = draw(figure.tag)
    root.attrib.update(figure.attrib)
    _, _, width, height = figure.attrib["viewBox"].split()
    root.attrib |= {"width": width, "height": height}
    ground = draw("rect", width=width, height=height, fill="#ffffff")
    root.extend([figure[0], draw("style", rules), ground, *figure[1:]])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{write(root)}\n'


def _write_methods(
    plan: StudyPlan, results: StudyResults, origin: StudyOrigin, language: str
) -> str:
    """The methods in the language of the report; in English too, as manuscripts mostly are."""
    references = "\n".join(f"- {one}" for one in list_references(results, origin))
    parts = []
    for code in dict.fromkeys((language, "en")):
        t = get_language(code)
        body = "\n\n".join(write_methods(plan, results, origin, code))
        parts.append(f"# {t('study.methods.title')}\n\n{body}\n")
    cite = get_language(language)("study.methods.cite")
    return "\n".join([*parts, f"## {cite}\n\n{references}\n"])


def _write_checklist(found: Checklist, language: str) -> str:
    t = get_language(language)
    head = [t("study.list.item"), t("study.list.asks"), t("study.list.answer")]
    lines = [
        f"# {t('study.list.title', title=found.title)}",
        "",
        f"{found.source}. {t('study.list.compared')} {found.compared}.",
        "",
        _row(head),
        "|---|---|---|",
    ]
    for row in found.rows:
        author = f" **{t('study.list.author')}**" if row.filled is not Filled.WHOLE else ""
        lines.append(_row([row.number, row.asks, f"{row.answer}{author}".strip()]))
    return "\n".join(lines) + "\n"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _write_endpoints(results: StudyResults) -> str:
    rows = (row for one in results.endpoints for row in _tabulate(one))
    return write_csv(ENDPOINTS, rows)


def _tabulate(one: EndpointResult) -> list[list[object]]:
    same: list[object] = [
        one.endpoint.name,
        one.endpoint.title,
        one.endpoint.rank.value,
        one.endpoint.technique.value,
        one.n_persons,
        one.n_rows,
        one.n_included,
        one.n_valued,
        one.n_incomplete,
    ]
    if one.error is not None:
        gaps = [""] * (len(ENDPOINTS) - len(same) - 2)
        return [[*same, *gaps, one.error.message, ""]]
    rows = []
    for line in one.lines:
        found = line.estimate
        numbers = [found.value, found.low, found.high, found.level] if found else []
        rows.append(
            [
                *same,
                line.code,
                line.subject,
                *([_short(value) for value in numbers] or [""] * 4),
                found.unit if found else "",
                found.n if found else "",
                _short(line.p_value),
                _short(line.corrected_p_value),
                line.verdict,
                "",
                found.method if found else "",
            ]
        )
    return rows


def _write_baseline(results: StudyResults) -> str:
    rows: list[list[object]] = []
    for one in results.baseline:
        for group in one.groups:
            same = [group.group, group.n, group.n_missing]
            rest = [_short(group.valid_time_s), _short(one.difference)]
            for level, count in zip(one.levels, group.counts, strict=False):
                rows.append([one.name, level, "", *same, count, *[""] * 7, *rest])
            if not one.levels:
                numbers = [
                    group.mean,
                    group.deviation,
                    group.median,
                    group.lower_quartile,
                    group.upper_quartile,
                    group.least,
                    group.largest,
                ]
                cells = [_short(value) for value in numbers]
                rows.append([one.name, "", one.unit, *same, "", *cells, *rest])
    return write_csv(BASELINE, rows)


def _short(value: float) -> str:
    """Ten figures: as many as every machine agrees on."""
    return "" if isnan(value) else f"{value:.10g}"
