"""Figures of a study as PDF, with their fonts inside; the same drawing gives the same bytes.

reportlab writes the file. Of SVG only what our drawings are made of is understood: paths of
straight lines, rectangles, circles and text.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from hemiface.errors import ExtraMissingError
from hemiface.reports.drawing import Element
from hemiface.reports.study_style import COLORS, Look, find_look

FONT_SIZE = 10.5
"""The font inside is wider than those of pages, whose texts are 12 high."""
FONTS = ("Vera", "VeraBd")
Untyped: TypeAlias = Any
"""Of reportlab, which has no types: its drawing module and its canvas."""
_STEP = re.compile(r"([MLHVZ])([^MLHVZ]*)")
_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " "})


def write_pdf(figure: Element) -> bytes:
    """One page of the size of the drawing.

    Raises
    ------
    ExtraMissingError
        If reportlab is not installed.
    """
    library = _load()
    _, _, width, height = (float(part) for part in figure.attrib["viewBox"].split())
    written = BytesIO()
    # invariant: no time, no name of the machine, no random identifier
    canvas = library.Canvas(written, pagesize=(width, height), invariant=1, pageCompression=0)
    canvas.setTitle(figure.attrib.get("aria-label", ""))
    canvas.setCreator("hemiface")
    for element in figure.iter():
        _draw(canvas, element, height)
    canvas.showPage()
    canvas.save()
    return written.getvalue()


@cache
def _load() -> Untyped:
    """The part of reportlab that draws, with the fonts that come along."""
    try:
        metrics = import_module("reportlab.pdfbase.pdfmetrics")
        fonts = import_module("reportlab.pdfbase.ttfonts")
        place = Path(import_module("reportlab").__file__ or "").parent / "fonts"
        drawing = import_module("reportlab.pdfgen.canvas")
    except ImportError as error:
        raise ExtraMissingError("no_pdf") from error
    for name in FONTS:
        metrics.registerFont(fonts.TTFont(name, str(place / f"{name}.ttf")))
    return drawing


def _draw(canvas: Untyped, element: Element, height: float) -> None:
    """Draw one element; PDF counts upwards."""
    if element.tag not in ("path", "rect", "circle", "text"):
        return
    look = find_look(element.attrib.get("class", ""))
    if element.tag == "text":
        _write_text(canvas, element, look, height)
        return
    fill, stroke = _prepare(canvas, look)
    number = {name: float(value) for name, value in element.attrib.items() if _is_number(value)}
    if element.tag == "rect":
        y = height - number["y"] - number["height"]
        size = number["width"], number["height"]
        canvas.roundRect(number["x"], y, *size, number.get("rx", 0), stroke=stroke, fill=fill)
    elif element.tag == "circle":
        at = number["cx"], height - number["cy"]
        canvas.circle(*at, number["r"], stroke=stroke, fill=fill)
    else:
        path = canvas.beginPath()
        for step, x, y in _follow(element.attrib["d"]):
            if step == "M":
                path.moveTo(x, height - y)
            elif step == "L":
                path.lineTo(x, height - y)
            else:
                path.close()
        canvas.drawPath(path, stroke=stroke, fill=fill)


def _prepare(canvas: Untyped, look: Look) -> tuple[int, int]:
    """Set colors and dashes; say whether to fill and to stroke."""
    if look.fill:
        canvas.setFillColor(COLORS[look.fill])
        canvas.setFillAlpha(look.opacity)
    if look.stroke:
        canvas.setStrokeColor(COLORS[look.stroke])
        canvas.setLineWidth(look.width)
        canvas.setDash([float(part) for part in look.dash.split()])
    return int(bool(look.fill)), int(bool(look.stroke))


def _write_text(canvas: Untyped, element: Element, look: Look, height: float) -> None:
    canvas.setFillColor(COLORS[look.fill or "ink"])
    canvas.setFillAlpha(1)
    canvas.setFont(FONTS[look.bold], FONT_SIZE)
    write = {"middle": canvas.drawCentredString, "end": canvas.drawRightString}.get(
        element.attrib.get("text-anchor", "start"), canvas.drawString
    )
    x, y = float(element.attrib["x"]), height - float(element.attrib["y"])
    write(x, y, (element.text or "").translate(_SPACES))


def _follow(path: str) -> Iterator[tuple[str, float, float]]:
    """Corners of a path of absolute straight lines."""
    x = y = 0.0
    for step, rest in _STEP.findall(path):
        numbers = [float(part) for part in rest.replace(",", " ").split()]
        if step == "Z":
            yield "Z", x, y
        elif step in "HV":
            x, y = (numbers[0], y) if step == "H" else (x, numbers[0])
            yield "L", x, y
        else:
            x, y = numbers
            yield step, x, y


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
