"""`previous.json`: what the same person's recording before showed."""

import json
from dataclasses import dataclass
from datetime import date

from hemiface.results.summary import Summary


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same person's recording before, with which a report compares.

    Parameters
    ----------
    summary
        What it showed.
    day
        When it was filmed; None where nobody said.
    """

    summary: Summary
    day: date | None = None

    def to_json(self) -> str:
        """Write strict JSON."""
        values = {"day": self.day and self.day.isoformat(), "summary": self.summary.to_values()}
        return json.dumps(values, indent=2, allow_nan=False, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Earlier":
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is no earlier recording of this version.
        """
        try:
            values = json.loads(text)
            day, summary = values["day"], values["summary"]
            return cls(Summary.model_validate(summary), date.fromisoformat(day) if day else None)
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"no earlier recording: {error}") from error
