"""ELAN annotation files (EAF 3.0).

Written with the standard library: the usual package for the format (pympi-ling) has not
been released since 2021, and a document of time slots and tiers is small. The schema is
the one of the Max Planck Institute for Psycholinguistics, EAFv3.0.xsd.
"""

import mimetypes
from itertools import count
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote
from xml.etree import ElementTree

from hemiface.model.analysis import Analysis
from hemiface.reports.exports.layout import describe_event, tier_name

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"

KIND = "event"
"""The one linguistic type: text aligned with time."""

Element: TypeAlias = ElementTree.Element
Span: TypeAlias = tuple[float, float, str]
"""Onset, end in seconds, and text."""


def export_elan(analysis: Analysis, folder: Path, stem: str) -> tuple[Path, ...]:
    """Events and flaws as tiers over the video.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = folder / f"{stem}.eaf"
    tree = ElementTree.ElementTree(build_document(analysis))
    ElementTree.indent(tree)
    tree.write(path, encoding="UTF-8", xml_declaration=True)
    return (path,)


def build_document(analysis: Analysis) -> ElementTree.Element:
    """The whole document; the same results give the same document."""
    name = analysis.video.name
    document = ElementTree.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": f"hemiface {analysis.provenance.package_version}",
            "DATE": analysis.provenance.created_at,
            "FORMAT": "3.0",
            "VERSION": "3.0",
            "xmlns:xsi": SCHEMA_INSTANCE,
            "xsi:noNamespaceSchemaLocation": SCHEMA,
        },
    )
    header = draw("HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    address = "./" + quote(name)
    kind = mimetypes.guess_type(name)[0] or "unknown"
    header.append(
        draw("MEDIA_DESCRIPTOR", MEDIA_URL=address, MIME_TYPE=kind, RELATIVE_MEDIA_URL=address)
    )
    slots = draw("TIME_ORDER")
    document.extend([header, slots])
    for tier, spans in lay_out_tiers(analysis).items():
        document.append(_build_tier(tier, spans, slots))
    document.append(
        draw(
            "LINGUISTIC_TYPE",
            LINGUISTIC_TYPE_ID=KIND,
            TIME_ALIGNABLE="true",
            GRAPHIC_REFERENCES="false",
        )
    )
    return document


def draw(tag: str, *children: Element | str, **attributes: object) -> Element:
    """One element with its attributes, children and text."""
    element = ElementTree.Element(tag, {name: str(value) for name, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            element.text = child
        else:
            element.append(child)
    return element


def lay_out_tiers(analysis: Analysis) -> dict[str, list[Span]]:
    """Spans by tier; ELAN allows no overlap within a tier, so what overlaps moves to another."""
    tiers: dict[str, list[Span]] = {name: [] for name in ("blink", "spasm_left", "spasm_right")}
    for event in analysis.events:
        text = describe_event(event) or event.event_type.value
        _place(tiers, tier_name(event), (event.onset, event.offset, text))
    for flag in sorted(analysis.quality.flags, key=lambda flag: flag.onset):
        _place(tiers, "quality", (flag.onset, flag.onset + flag.duration, flag.message))
    return tiers


def _place(tiers: dict[str, list[Span]], name: str, span: Span) -> None:
    onset = _milliseconds(span[0])
    for number in count(1):
        spans = tiers.setdefault(name if number == 1 else f"{name}_{number}", [])
        if not spans or _milliseconds(spans[-1][1]) <= onset:
            spans.append(span)
            return


def _build_tier(name: str, spans: list[Span], slots: Element) -> Element:
    tier = draw("TIER", LINGUISTIC_TYPE_REF=KIND, TIER_ID=name)
    for number, (onset, end, text) in enumerate(spans, start=1):
        start_ms = _milliseconds(onset)
        refs = [_add_slot(slots, ms) for ms in (start_ms, max(_milliseconds(end), start_ms + 1))]
        value = draw("ANNOTATION_VALUE", text)
        aligned = draw(
            "ALIGNABLE_ANNOTATION",
            value,
            ANNOTATION_ID=f"{name}-{number}",
            TIME_SLOT_REF1=refs[0],
            TIME_SLOT_REF2=refs[1],
        )
        tier.append(draw("ANNOTATION", aligned))
    return tier


def _add_slot(slots: Element, milliseconds: int) -> str:
    name = f"ts{len(slots) + 1}"
    slots.append(draw("TIME_SLOT", TIME_SLOT_ID=name, TIME_VALUE=milliseconds))
    return name


def _milliseconds(time: float) -> int:
    return round(1000 * time)
