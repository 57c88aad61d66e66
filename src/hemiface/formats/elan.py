"""ELAN's annotation format (EAF 3.0, Max Planck Institute for Psycholinguistics)."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import PurePath
from typing import TypeAlias
from urllib.parse import quote

Row: TypeAlias = tuple[float, float, str, str]
"""Onset and offset in seconds, tier, and value of one annotation."""

MIME_TYPES = {".mp4": "video/mp4", ".mov": "video/quicktime", ".avi": "video/x-msvideo"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Date written into each file: the same events give the same bytes."""


def write_elan(rows: Sequence[Row], video: str = "") -> bytes:
    """Write annotations as an ELAN document, one tier a name.

    Parameters
    ----------
    rows
        Annotations; times are kept to the millisecond.
    video
        Name of the video beside the document; empty for none.
    """
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "hemiface",
            "DATE": EPOCH.isoformat(),
            "FORMAT": "3.0",
            "VERSION": "3.0",
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:noNamespaceSchemaLocation": "http://www.mpi.nl/tools/elan/EAFv3.0.xsd",
        },
    )
    header = ET.SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    if video:
        mime = MIME_TYPES.get(PurePath(video).suffix.lower(), "unknown")
        address = f"./{quote(video)}"  # a URI, whatever the file is called
        media = {"MEDIA_URL": address, "RELATIVE_MEDIA_URL": address, "MIME_TYPE": mime}
        ET.SubElement(header, "MEDIA_DESCRIPTOR", media)
    order = ET.SubElement(root, "TIME_ORDER")
    slots = _write_slots(order, rows)
    for name in dict.fromkeys(row[2] for row in rows):
        tier = ET.SubElement(root, "TIER", {"LINGUISTIC_TYPE_REF": "event", "TIER_ID": name})
        for place, (_, _, owner, value) in enumerate(rows):
            if owner == name:
                _write_annotation(tier, place, slots, value)
    kind = {"GRAPHIC_REFERENCES": "false", "LINGUISTIC_TYPE_ID": "event", "TIME_ALIGNABLE": "true"}
    ET.SubElement(root, "LINGUISTIC_TYPE", kind)
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data


def spread_tiers(rows: Sequence[Row]) -> list[Row]:
    """Move annotations that overlap to further tiers: ELAN holds no overlap within one."""
    ends: dict[str, float] = {}
    placed: list[Row] = []
    for onset, offset, name, value in rows:
        names = (name if number == 1 else f"{name}_{number}" for number in count(1))
        tier = next(tier for tier in names if ends.get(tier, onset) <= onset)
        ends[tier] = offset
        placed.append((onset, offset, tier, value))
    return placed


def read_elan(data: bytes) -> list[Row]:
    """Read the time-aligned annotations of an ELAN document.

    Annotations that only refer to others, or have no time yet, are left out.

    Raises
    ------
    ValueError
        If the data is no ELAN document.
    """
    # A document type could define entities that grow without bound; ELAN writes none.
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("it declares a document type, which ELAN never does")
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        raise ValueError(f"it is not XML: {error}") from error
    if root.tag != "ANNOTATION_DOCUMENT":
        raise ValueError("it is not an ELAN document")
    slots = {
        slot.get("TIME_SLOT_ID"): float(slot.get("TIME_VALUE", "nan")) / 1000
        for slot in root.iter("TIME_SLOT")
    }
    rows = []
    for tier in root.iter("TIER"):
        for each in tier.iter("ALIGNABLE_ANNOTATION"):
            onset = slots.get(each.get("TIME_SLOT_REF1"), float("nan"))
            offset = slots.get(each.get("TIME_SLOT_REF2"), float("nan"))
            if offset >= onset:
                value = each.findtext("ANNOTATION_VALUE") or ""
                rows.append((onset, offset, tier.get("TIER_ID", ""), value))
    return rows


def _write_slots(order: ET.Element, rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Write the time slots in order of time; two for each annotation."""
    starts = [(round(1000 * row[0]), place, 0) for place, row in enumerate(rows)]
    stops = [(round(1000 * row[1]), place, 1) for place, row in enumerate(rows)]
    names: dict[tuple[int, int], str] = {}
    for number, (moment, place, side) in enumerate(sorted(starts + stops), start=1):
        name = f"ts{number}"
        names[place, side] = name
        ET.SubElement(order, "TIME_SLOT", {"TIME_SLOT_ID": name, "TIME_VALUE": str(moment)})
    return [(names[place, 0], names[place, 1]) for place in range(len(rows))]


def _write_annotation(
    tier: ET.Element, place: int, slots: Sequence[tuple[str, str]], value: str
) -> None:
    """Write one annotation into its tier."""
    first, last = slots[place]
    outer = ET.SubElement(tier, "ANNOTATION")
    names = {"ANNOTATION_ID": f"a{place + 1}", "TIME_SLOT_REF1": first, "TIME_SLOT_REF2": last}
    inner = ET.SubElement(outer, "ALIGNABLE_ANNOTATION", names)
    ET.SubElement(inner, "ANNOTATION_VALUE").text = value
