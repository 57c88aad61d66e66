"""The recommended recording as a sheet to print, and as a table of tasks."""

from html import escape

from hemiface.model.protocol import BEFORE, build_tasks
from hemiface.reports.language import Language, get_language

STYLE = """
body { font: 12pt/1.45 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem;
  border-bottom: 1px solid #999; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.why, p.source { color: #444; font-size: .9em; }
@media print { body { margin: 0; } }
"""


def render_protocol_html(code: str = "en") -> str:
    """One page to print or to show on a second screen; needs nothing else.

    Raises
    ------
    SettingsError
        If the sheet does not exist in the language.
    """
    t = get_language(code)
    before = "".join(f"<li>{escape(line)}</li>" for line in _list_before(t))
    rows = "".join(
        f'<tr><td class="time">{when}</td><td>{escape(words)}</td>'
        f'<td class="why">{escape(why)}</td></tr>'
        for when, words, why in _list_steps(t)
    )
    head = "".join(f"<th>{escape(t(f'sheet.{name}'))}</th>" for name in ("time", "say", "shows"))
    title = escape(t("sheet.title"))
    return (
        f'<!doctype html>\n<html lang="{t.code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
        f"<h2>{escape(t('sheet.before'))}</h2><ul>{before}</ul>"
        f"<h2>{escape(t('sheet.film'))}</h2><table><thead><tr>{head}"
        f"</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="source">{escape(t.sentences["protocol.source"])}</p></body></html>\n'
    )


def render_protocol_text(code: str = "en") -> str:
    """The same as plain text.

    Raises
    ------
    SettingsError
        If the sheet does not exist in the language.
    """
    t = get_language(code)
    lines = [t("sheet.title"), "", t("sheet.before")]
    lines += [f"  - {line}" for line in _list_before(t)]
    lines += ["", t("sheet.film")]
    for when, words, why in _list_steps(t):
        lines += [f"  {when:<10} {words}", f"  {'':<10} ({why})"]
    return "\n".join([*lines, "", t.sentences["protocol.source"], ""])


def render_protocol_tasks(start_s: float = 0.0) -> str:
    """Table of tasks for an analysis, for a recording that began at a time."""
    rows = [f"{task.onset:g},{task.duration:g},{task.name}" for task in build_tasks(start_s)]
    return "\n".join(["onset,duration,task", *rows, ""])


def _list_before(language: Language) -> list[str]:
    """What to see to before filming."""
    return [language.sentences[f"protocol.before_{place}"] for place in range(1, len(BEFORE) + 1)]


def _list_steps(language: Language) -> list[tuple[str, str, str]]:
    """Time, words and purpose of each step."""
    said = language.sentences
    return [
        (
            f"{task.onset:.0f}-{task.onset + task.duration:.0f} s",
            said[f"protocol.{task.name}.words"],
            said[f"protocol.{task.name}.why"],
        )
        for task in build_tasks()
    ]
