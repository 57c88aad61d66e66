"""The recommended recording as a sheet to print, and as a table of tasks."""

from html import escape

from hemiface.model.protocol import BEFORE, SOURCE, STEPS, build_tasks

TITLE = "Filming a face in ninety seconds"
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


def render_protocol_html() -> str:
    """One page to print or to show on a second screen; needs nothing else."""
    before = "".join(f"<li>{escape(line)}</li>" for line in BEFORE)
    rows = "".join(
        f'<tr><td class="time">{when}</td><td>{escape(words)}</td>'
        f'<td class="why">{escape(why)}</td></tr>'
        for when, words, why in _list_steps()
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{TITLE}</title><style>{STYLE}</style></head><body><h1>{TITLE}</h1>"
        f"<h2>Before</h2><ul>{before}</ul>"
        "<h2>Film without a break</h2><table><thead><tr><th>Time</th><th>Say</th><th>It shows"
        f"</th></tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="source">{escape(SOURCE)}</p></body></html>\n'
    )


def render_protocol_text() -> str:
    """The same as plain text."""
    lines = [TITLE, "", "Before"]
    lines += [f"  - {line}" for line in BEFORE]
    lines += ["", "Film without a break"]
    for when, words, why in _list_steps():
        lines += [f"  {when:<10} {words}", f"  {'':<10} ({why})"]
    return "\n".join([*lines, "", SOURCE, ""])


def render_protocol_tasks(start_s: float = 0.0) -> str:
    """Table of tasks for `hemiface analyze --tasks`, for a recording that began at a time."""
    rows = [f"{task.onset:g},{task.duration:g},{task.name}" for task in build_tasks(start_s)]
    return "\n".join(["onset,duration,task", *rows, ""])


def _list_steps() -> list[tuple[str, str, str]]:
    """Time, words and purpose of each step."""
    return [
        (f"{task.onset:.0f}-{task.onset + task.duration:.0f} s", step.words, step.why)
        for task, step in zip(build_tasks(), STEPS, strict=True)
    ]
