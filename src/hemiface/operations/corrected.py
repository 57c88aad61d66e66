"""What recordings show with what a person said about their events."""

from collections.abc import Mapping
from uuid import UUID

from hemiface.errors import SettingsError
from hemiface.model.record import Entry, Person, StoredAnalysis, StoredCorrection
from hemiface.operations.review import review_recording
from hemiface.operations.session import Session
from hemiface.results import Summary


def find_corrected(session: Session, person: Entry[Person]) -> Mapping[UUID, Summary]:
    """Summary of each recording of a person about whose events something was ever said.

    The analysis is kept as it was measured; whoever follows a course or writes a study wants it
    with the corrections that stand now. What whoever asks has still to rate blind, is left out.

    Raises
    ------
    RecordLockedError
        If such a recording is encrypted and the passphrase was not given.
    """
    with session.read() as work:
        of = {one.id: one.value.recording_id for one in work.list(StoredAnalysis, person.id)}
        said = work.list(StoredCorrection, person.id, removed=None)
        recordings = {of[one.value.analysis_id] for one in said if one.value.analysis_id in of}
        recordings -= work.unrated
    found = {}
    for recording in recordings:
        try:
            found[recording] = Summary.of(review_recording(session, str(recording)).analysis)
        except SettingsError:
            continue  # measured by another version: as it was kept
    return found
