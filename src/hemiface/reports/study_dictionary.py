"""The data dictionary of a study's folder: what each column of its tables is."""

from collections.abc import Mapping, Sequence

from hemiface.formats.cells import write_csv

HEAD = ("table", "column", "type", "description")

_NUMBER = "empty where there is none; inf where a curve does not get there (not reached)"

ENDPOINTS: Mapping[str, tuple[str, str]] = {
    "endpoint": ("text", "Name of the endpoint in the plan."),
    "title": ("text", "Its title."),
    "rank": ("text", "primary, secondary or exploratory."),
    "technique": ("text", "How it was computed."),
    "persons": ("integer", "Persons whom the conditions of the endpoint leave."),
    "rows": ("integer", "Rows that they leave."),
    "included_persons": ("integer", "Persons of the study, after its exclusions."),
    "persons_with_value": ("integer", "Persons among them with a complete row."),
    "incomplete_rows": ("integer", "Rows among them that lack one of its columns."),
    "number": ("text", "What kind of number stands in this row; the report has it in words."),
    "of": ("text", "Of what: a group, a term, a time."),
    "value": ("number", f"The estimate, shares as 0 to 1; {_NUMBER}."),
    "low": ("number", f"Lower end of its interval; {_NUMBER}."),
    "high": ("number", f"Upper end of its interval; {_NUMBER}."),
    "level": ("number", "Share of such intervals that hold the truth."),
    "unit": ("text", "Unit of value, low and high; empty for a share or a ratio."),
    "n": ("integer", "Observations that the number rests on."),
    "p_value": ("number", "Of the test of this row alone; empty without a test."),
    "corrected_p_value": ("number", "Corrected for all tests of its rank (Holm)."),
    "verdict": ("text", "Code of what was found in words; a count where the row is one."),
    "failure": ("text", "Why the endpoint could not be computed; empty where it was."),
    "method": ("text", "How the number was computed, with its source."),
}
"""Columns of ``endpoints.csv``: type and description."""

BASELINE: Mapping[str, tuple[str, str]] = {
    "variable": ("text", "Column of the study."),
    "level": ("text", "Category that is counted; empty for a number."),
    "unit": ("text", "Unit of a number."),
    "group": ("text", "Group; all for everybody, empty for persons of no group."),
    "n": ("integer", "Persons with a value."),
    "missing": ("integer", "Persons without one."),
    "count": ("integer", "Persons of this level."),
    "mean": ("number", "Mean."),
    "sd": ("number", "Standard deviation."),
    "median": ("number", "Median."),
    "lower_quartile": ("number", "Lower quartile."),
    "upper_quartile": ("number", "Upper quartile."),
    "least": ("number", "Smallest value."),
    "largest": ("number", "Largest value."),
    "valid_time_s": ("number", "Seconds of recording that the values rest on."),
    "standardized_difference": ("number", "Of the first two groups (Austin 2009)."),
}
"""Columns of ``table1.csv``."""


def write_dictionary(tables: Sequence[str]) -> str:
    """Describe tables of a study's folder as CSV.

    Parameters
    ----------
    tables
        Of ``endpoints`` and ``table1`` those that are there.
    """
    known = {"endpoints": ENDPOINTS, "table1": BASELINE}
    rows = (
        (table, column, kind, description)
        for table in tables
        for column, (kind, description) in known[table].items()
    )
    return write_csv(HEAD, rows)
