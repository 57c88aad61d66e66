"""What a study was made from, and what happened to its plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """Something that happened to a plan, as its history keeps it.

    Parameters
    ----------
    what
        ``fixed``: written down before any result; ``changed``: fixed anew; ``results``: results
        of this plan and these tables were made.
    plan_hash
        SHA-256 of the plan by then.
    at
        When, in UTC, ISO 8601.
    data_hash
        SHA-256 of the tables that results were made of; empty for what is no result, and where
        the history does not say it.
    """

    what: str
    plan_hash: str
    at: str
    data_hash: str = ""


@dataclass(frozen=True, slots=True)
class StudyInput:
    """A table that a study read; its place is not kept, for it may name a person.

    Parameters
    ----------
    name
        What it is called in the report.
    sha256
        Of its bytes.
    media_type
        ``text/csv`` or ``application/vnd.apache.parquet``.
    n_rows
        Number of rows.
    """

    name: str
    sha256: str
    media_type: str
    n_rows: int


@dataclass(frozen=True, slots=True)
class StudyOrigin:
    """What a study was made from.

    Parameters
    ----------
    plan_hash
        SHA-256 of what the plan decides.
    history
        What happened to the plan, the earliest first.
    inputs
        Every table.
    versions
        Of hemiface, Python and the libraries that compute, by name.
    """

    plan_hash: str
    history: tuple[PlanEvent, ...]
    inputs: tuple[StudyInput, ...]
    versions: Mapping[str, str]

    @property
    def first_hash(self) -> str:
        """Hash of the plan as it was fixed first."""
        return self.history[0].plan_hash if self.history else self.plan_hash

    @property
    def is_changed(self) -> bool:
        """Whether the plan was ever changed, be it back to what it was."""
        return self.first_hash != self.plan_hash or any(
            one.what == "changed" for one in self.history
        )

    @property
    def late_changes(self) -> tuple[PlanEvent, ...]:
        """Every change of the plan after results had been seen."""
        seen = next(
            (place for place, one in enumerate(self.history) if one.what == "results"),
            len(self.history),
        )
        return tuple(one for one in self.history[seen:] if one.what == "changed")

    @property
    def is_changed_late(self) -> bool:
        """Whether it was changed after results had been seen."""
        return bool(self.late_changes)

    @property
    def data_changes(self) -> tuple[PlanEvent, ...]:
        """Results that were made of other tables than the results before them."""
        known = [one for one in self.history if one.what == "results" and one.data_hash]
        return tuple(two for one, two in pairwise(known) if one.data_hash != two.data_hash)
