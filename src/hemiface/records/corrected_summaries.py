"""What recordings show with what a person said about their events, kept beside the analysis.

It follows from an analysis and its corrections. So it stands in no audit, no backup and no
export: it counts only where it was made from what stands now, and else is made anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.model.provenance import METHOD_VERSION
from hemiface.model.record import Recording, StoredAnalysis
from hemiface.records import tables
from hemiface.records.damaged_rows import UNFIT
from hemiface.records.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CorrectedBasis:
    """From what a corrected summary is made.

    Parameters
    ----------
    analysis_id, analysis_version
        The analysis of a recording that came in last.
    corrections
        Sum of the versions of all that was ever said about its events: it grows with whatever is
        said, taken back or said again.
    method_version
        Of what assesses the events.
    """

    analysis_id: UUID
    analysis_version: int
    corrections: int
    method_version: str = METHOD_VERSION


def find_bases(work: Transaction, people: Collection[UUID]) -> dict[UUID, CorrectedBasis]:
    """Recordings of some people about whose events something was ever said, and what stands.

    Left out are those of which nothing may be told to whoever looks.
    """
    bases = {}
    rows = work.connection.execute(_SAID, {"people": list(people)}).all()
    for recording_id, person_id, corrections in rows:
        if recording_id in work.unrated:
            continue
        made = work.list_names(StoredAnalysis, "recording_id", recording_id, person_id)
        if made:
            bases[recording_id] = CorrectedBasis(*made[-1], int(corrections))
    return bases


def read_corrected(
    work: Transaction, bases: Mapping[UUID, CorrectedBasis]
) -> dict[UUID, Mapping[str, Any] | None]:
    """What is kept of recordings and was made from what stands now.

    None stands where this version cannot make it: the analysis counts as it was kept.
    """
    table, found = tables.corrected_summary, {}
    for recording_id, basis in bases.items():
        query = sa.select(table).where(table.c.recording_id == recording_id)
        try:
            row = work.connection.execute(query).mappings().first()
        except UNFIT:
            continue  # damaged: it is made anew
        names = CorrectedBasis.__slots__
        if row is not None and CorrectedBasis(**{name: row[name] for name in names}) == basis:
            found[recording_id] = row["summary"]
    return found


def keep_corrected(
    work: Transaction, recording_id: UUID, summary: Mapping[str, Any] | None
) -> None:
    """Keep what a recording shows with what stands now, in the place of what was kept.

    Parameters
    ----------
    work
        A change of the records.
    recording_id
        Something was said about its events.
    summary
        As plain values; None where this version cannot make it.
    """
    recording = work.get(Recording, recording_id)
    basis = find_bases(work, [recording.person_id]).get(recording_id)
    if basis is None:
        return  # archived, or nothing was ever said
    table = tables.corrected_summary
    work.connection.execute(sa.delete(table).where(table.c.recording_id == recording_id))
    values = {"recording_id": recording_id, "person_id": recording.person_id, "summary": summary}
    work.connection.execute(sa.insert(table), {**values, **asdict(basis)})


_SAID = (
    sa.select(
        tables.recording.c.id,
        tables.recording.c.person_id,
        sa.func.sum(tables.correction.c.version),
    )
    .join_from(
        tables.correction, tables.analysis, tables.correction.c.analysis_id == tables.analysis.c.id
    )
    .join(tables.recording, tables.recording.c.id == tables.analysis.c.recording_id)
    .where(
        tables.correction.c.person_id.in_(sa.bindparam("people", expanding=True)),
        tables.recording.c.removed_at.is_(None),
    )
    .group_by(tables.recording.c.id, tables.recording.c.person_id)
)
