"""The figures of a report as files for papers and slides.

Each is the very drawing of the report, with its colours written in. PNG is made from the
SVG by resvg, a small renderer that draws text with the fonts of the machine; it is the
extra `figures`, because a report needs none.
"""

from collections.abc import Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

from hemiface.errors import ExtraMissingError
from hemiface.model.analysis import Analysis
from hemiface.reports.conjugacy import draw_conjugacy, find_eye_pairs
from hemiface.reports.drawing import Element, draw, write
from hemiface.reports.facemap import draw_face_map
from hemiface.reports.involvement import summarize_involvement
from hemiface.reports.language import get_language
from hemiface.reports.palette import LIGHT
from hemiface.reports.timeline import draw_timeline

DOTS_PER_UNIT = 3.0
"""PNG pixels for each unit of a drawing: 2880 across for the timeline, 300 dpi at 24 cm."""

FONTS = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"

STYLE = """
text {{ font-family: {fonts}; font-size: 12px; fill: {muted}; }}
.label.left {{ fill: {left}; font-weight: 600; }}
.label.right {{ fill: {right}; font-weight: 600; }}
.label.panel-name {{ fill: {ink}; font-weight: 600; }}
.grid {{ stroke: {grid}; stroke-width: 1; fill: none; }}
.axis {{ stroke: {muted}; stroke-width: 1.2; fill: none; }}
.hatch {{ stroke: {hatch}; stroke-width: 1.2; fill: none; }}
.trace {{ fill: none; stroke-width: 1.3; stroke-linejoin: round; }}
.trace.left {{ stroke: {left}; }}
.trace.right {{ stroke: {right}; }}
.blink {{ fill: {blink}; }}
.spasm.left {{ fill: {left}; }}
.spasm.right {{ fill: {right}; }}
.spasm.both {{ fill: {ink}; }}
.synkinesis {{ fill: {paper}; stroke: {muted}; stroke-width: 2; stroke-dasharray: 2 2; }}
.movement {{ fill: {paper}; stroke: {muted}; stroke-width: 1.5; }}
.band {{ fill: {grid}; }}
.mark.spasm {{ stroke: {paper}; stroke-width: 1.2; }}
.mark.blink {{ fill: {paper}; stroke: {blink}; stroke-width: 2.2; }}
.face {{ fill: none; stroke: {muted}; stroke-width: 2; stroke-linecap: round; }}
.face.outline, .face.ear {{ stroke: {blink}; }}
.face.brow {{ stroke-width: 4; }}
.face.iris {{ fill: {muted}; stroke: none; }}
.patch.left, .letter-ground.left {{ fill: {patch_left}; }}
.patch.right, .letter-ground.right {{ fill: {patch_right}; }}
text.letter {{ fill: {paper}; font-size: 16px; font-weight: 700; }}
"""


class FigureFormat(StrEnum):
    """Kinds of figure files."""

    SVG = "svg"
    PNG = "png"


def draw_figures(analysis: Analysis, language: str = "en") -> Mapping[str, str]:
    """Every figure of a report as an SVG document, by name."""
    words = get_language(language)
    drawn = {
        "timeline": draw_timeline(analysis, words),
        "face_map": draw_face_map(summarize_involvement(analysis), words),
        "conjugacy": draw_conjugacy(find_eye_pairs(analysis), words),
    }
    return {name: _document(drawing) for name, drawing in drawn.items()}


def write_figures(
    analysis: Analysis, folder: Path, formats: frozenset[FigureFormat], language: str = "en"
) -> tuple[Path, ...]:
    """Write every figure in the given formats.

    Raises
    ------
    ExtraMissingError
        If PNG is wanted and its renderer is not installed.
    OSError
        If a file cannot be written.
    """
    paths = []
    for name, text in draw_figures(analysis, language).items():
        for kind in sorted(formats):
            path = folder / f"{name}.{kind}"
            data = text.encode() if kind is FigureFormat.SVG else render_png(text)
            path.write_bytes(data)
            paths.append(path)
    return tuple(paths)


def render_png(text: str) -> bytes:
    """Picture of an SVG document on white.

    Raises
    ------
    ExtraMissingError
        If the renderer is not installed.
    """
    try:
        resvg = import_module("resvg_py")
    except ImportError as error:
        raise ExtraMissingError("no_png") from error
    return bytes(resvg.svg_to_bytes(svg_string=text, background="#ffffff", zoom=DOTS_PER_UNIT))


def _document(drawing: Element) -> str:
    colors = {name.replace("-", "_"): value for name, value in LIGHT.items()}
    style = draw("style", STYLE.format(fonts=FONTS, **colors))
    root = ElementTree.Element(drawing.tag, drawing.attrib)
    root.extend([drawing[0], style, *drawing[1:]])
    _, _, width, height = drawing.attrib["viewBox"].split()
    root.attrib |= {"width": width, "height": height}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{write(root)}\n'
