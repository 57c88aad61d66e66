"""What a study was made from, and what happened to its plan."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """Something that happened to a plan, as its history keeps it.

    Parameters
    ----------
    what
        ``fixed``: written down before any result; ``changed``: fixed anew; ``results``: results
        of this plan were made for the first time.
    plan_hash
        SHA-256 of the plan by then.
    at
        When, in UTC, ISO 8601.
    """

    what: str
    plan_hash: str
    at: str


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
        """Whether the plan is not what it was when it was fixed first."""
        return self.first_hash != self.plan_hash

    @property
    def is_changed_late(self) -> bool:
        """Whether it was changed after results of an earlier plan had been seen."""
        return any(
            one.what == "results" and one.plan_hash != self.plan_hash for one in self.history
        )
