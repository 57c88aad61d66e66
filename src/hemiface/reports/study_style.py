"""How figures of a study look: one set of rules for the page, for SVG files and for PDF.

Lines differ in color, dash and mark, so that they can be told apart in print without color, and
by people with any form of color blindness (palette of Okabe & Ito, 2008, darkened for text).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from hemiface.reports.palette import LIGHT

SERIES_LIGHT = ("#00609c", "#b34700", "#00735a", "#8f3f74", "#14202b", "#4a2fc8")
SERIES_DARK = ("#6fbcf0", "#f7a25c", "#2fc39b", "#e3a5cc", "#e6ecf0", "#e8e337")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 2", "1 2")
N_SERIES = len(SERIES_LIGHT)
NAMED = tuple(f"s{place}" for place in range(N_SERIES))


@dataclass(frozen=True, slots=True)
class Look:
    """How an element is drawn; colors by name, empty for none.

    Parameters
    ----------
    fill, stroke
        Names of colors.
    width
        Of the stroke.
    dash
        Lengths of dashes and gaps.
    opacity
        Of the fill.
    bold
        Whether text is.
    """

    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: str = ""
    opacity: float = 1.0
    bold: bool = False


RULES: Mapping[str, Look] = {
    "label": Look("muted"),
    "label strong": Look("ink", bold=True),
    "axis": Look(stroke="muted", width=1.2),
    "grid": Look(stroke="grid"),
    "reference": Look(stroke="ink", dash="4 3"),
    "box": Look("paper", "muted", 1.2),
    "box out": Look("sheet", "line", 1.2),
    **{f"label {name}": Look(name, bold=True) for name in NAMED},
    **{
        f"trace {name}": Look(stroke=name, width=2.0, dash=dash)
        for name, dash in zip(NAMED, DASHES, strict=True)
    },
    **{f"whisker {name}": Look(stroke=name, width=1.6) for name in NAMED},
    **{f"band {name}": Look(name, opacity=0.14) for name in NAMED},
    **{f"dot {name}": Look(name, "paper") for name in NAMED},
    **{f"ring {name}": Look("paper", name, 1.6) for name in NAMED},
}
"""Look by the classes of an element, more of them before fewer."""

COLORS: Mapping[str, str] = {**LIGHT, **dict(zip(NAMED, SERIES_LIGHT, strict=True))}
"""Colors of files, by name."""


def find_look(classes: str) -> Look:
    """Look of an element with these classes; plain where no rule names them."""
    wanted = set(classes.split())
    fitting = [key for key in RULES if set(key.split()) <= wanted]
    return RULES[max(fitting, key=lambda key: len(key.split()))] if fitting else Look("ink")


def write_file_rules() -> str:
    """Rules for an SVG file, with the colors written in."""
    return "".join(
        f".{'.'.join(classes.split())}{{{_declare(look, COLORS.__getitem__)}}}\n"
        for classes, look in RULES.items()
    )


def write_page_rules() -> str:
    """Rules for a page by day and by night."""
    light = ";".join(f"--{name}:{one}" for name, one in zip(NAMED, SERIES_LIGHT, strict=True))
    dark = ";".join(f"--{name}:{one}" for name, one in zip(NAMED, SERIES_DARK, strict=True))
    return (
        f":root{{{light}}}:root.dark{{{dark}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not(.light){{{dark}}}}}"
        f"@media print{{:root,:root.dark{{{light}}}}}\n" + "".join(_page_rules())
    )


def _page_rules() -> Iterator[str]:
    for classes, look in RULES.items():
        selector = f".study-figure .{'.'.join(classes.split())}"
        yield f"{selector}{{{_declare(look, lambda name: f'var(--{name})')}}}\n"


def _declare(look: Look, color: Callable[[str], str]) -> str:
    parts = [f"fill:{color(look.fill) if look.fill else 'none'}"]
    if look.stroke:
        parts += [f"stroke:{color(look.stroke)}", f"stroke-width:{look.width:g}"]
    else:
        parts.append("stroke:none")
    if look.dash:
        parts.append(f"stroke-dasharray:{look.dash}")
    if look.opacity < 1:
        parts.append(f"fill-opacity:{look.opacity:g}")
    if look.bold:
        parts.append("font-weight:600")
    return ";".join(parts)
