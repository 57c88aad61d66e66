"""The manual tells of every alert and of every dose that is asked about."""

import re
from pathlib import Path

from hemiface import records
from hemiface.model.record import ConditionKind
from hemiface.records.concomitant_medicines import CONCOMITANT
from hemiface.records.effect_alerts import SIGNS
from hemiface.records.medicines import list_medicines
from hemiface.records.tablets import FIRST_NOTES, IN_PREGNANCY

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "record-treatment.md"


def find_codes() -> set[str]:
    """Codes of alerts: those in tables, and those that a call names."""
    folder = Path(records.__file__).parent
    written = "".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py")))
    named = re.findall(r'(?:make_alert|_Sign)\(\s*"(\w+)"', written)
    tables = [*CONCOMITANT, *map(str, ConditionKind), *(sign.code for sign in SIGNS.values())]
    notes = [note.code for some in FIRST_NOTES.values() for note in some]
    return {*named, *tables, *notes, *(f"{name}_in_pregnancy" for name in IN_PREGNANCY)}


def test_every_alert_stands_in_the_manual() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Alerts")[2].partition("## Rat")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {code for row in rows for code in re.findall(r"`(\w+)`", row)} == find_codes()


def test_every_usual_dose_stands_in_the_manual() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for medicine in list_medicines():
        if medicine.most_mg is not None:
            assert f"| {medicine.id} | {medicine.most_mg:,.0f} |" in page
