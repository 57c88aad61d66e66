"""Say what the events of a recording in the records are; its folder of results is not needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemiface.errors import SettingsError
from hemiface.model.actor import Permission
from hemiface.model.assessment import AffectedSide, PatternLabel
from hemiface.model.corrections import Correction, CorrectionLog
from hemiface.model.events import EventSide, EventType
from hemiface.operations.blindness import refuse_blind
from hemiface.operations.correction_owner import RecordsOwner
from hemiface.operations.corrections import StandingCorrections, say_annotations, say_change
from hemiface.operations.permission import needs
from hemiface.operations.review import Review, correct_recording, review_recording
from hemiface.operations.session import Session
from hemiface.records.entry_types import read_id


@dataclass(frozen=True, slots=True)
class CorrectedRecording:
    """How a recording is seen after a correction.

    Parameters
    ----------
    recording_id
        Which recording.
    affected_side, pattern
        With the corrections that stand.
    corrections
        How many stand.
    lost_corrections
        Those whose event is not there.
    """

    recording_id: str
    affected_side: AffectedSide
    pattern: PatternLabel
    corrections: int
    lost_corrections: tuple[Correction, ...]


@needs(Permission.WRITE, of="recording_id")
def correct_recorded(
    session: Session, recording_id: str, new: Sequence[Correction]
) -> CorrectedRecording:
    """Say more of the events of a recording.

    Raises
    ------
    SettingsError
        If a correction speaks of an event that is not there.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    return _seen(recording_id, correct_recording(session, recording_id, new))


@needs(Permission.WRITE, of="recording_id")
def change_recorded(
    session: Session,
    recording_id: str,
    at: float,
    changes: Mapping[str, object],
    *,
    event_type: EventType | None = None,
    side: EventSide | None = None,
    author: str = "",
) -> CorrectedRecording:
    """Give the event at a moment other values; see `corrections.change_event`.

    Raises
    ------
    SettingsError
        If there is no such event or nothing to change.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    events = review_recording(session, recording_id).analysis.events
    said = say_change(events, at, changes, event_type=event_type, side=side, author=author)
    return correct_recorded(session, recording_id, [said])


@needs(Permission.WRITE, of="recording_id")
def import_recorded(
    session: Session, recording_id: str, file: Path, *, author: str = ""
) -> CorrectedRecording:
    """Let the annotations of a file replace all events of the types they speak of.

    Raises
    ------
    SettingsError
        If the file holds no events.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    events = review_recording(session, recording_id).analysis.events
    said = say_annotations(session, events, file, author=author)
    return correct_recorded(session, recording_id, said)


@needs(Permission.READ, of="recording_id")
def list_recorded(session: Session, recording_id: str) -> StandingCorrections:
    """Corrections that stand about the events of a recording.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording.
    """
    return StandingCorrections(_owner(session, recording_id).log().standing)


@needs(Permission.WRITE, of="recording_id")
def undo_recorded(session: Session, recording_id: str) -> CorrectedRecording:
    """Take back what was said last about the events of a recording.

    Raises
    ------
    SettingsError
        If nothing stands.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    owner = _owner(session, recording_id)
    return _moved(session, owner, owner.log(), owner.undo(), "undo")


@needs(Permission.WRITE, of="recording_id")
def redo_recorded(session: Session, recording_id: str) -> CorrectedRecording:
    """Say again what was taken back last about the events of a recording.

    Raises
    ------
    SettingsError
        If nothing was taken back since something new was said.
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    owner = _owner(session, recording_id)
    return _moved(session, owner, owner.log(), owner.redo(), "redo")


@needs(Permission.WRITE, of="recording_id")
def drop_recorded(session: Session, recording_id: str) -> CorrectedRecording:
    """Take back all that was said about the events of a recording; redo says each again.

    Raises
    ------
    RecordNotFoundError
        If there is no such recording, or it was not measured.
    """
    owner = _owner(session, recording_id)
    owner.drop()
    return _seen_anew(session, owner)


def _owner(session: Session, recording_id: str) -> RecordsOwner:
    """What is said of a recording, for whoever has not to rate it blind."""
    with session.read() as work:
        refuse_blind(work, [read_id(recording_id)])
    return RecordsOwner(session.store, read_id(recording_id))


def _moved(
    session: Session, owner: RecordsOwner, before: CorrectionLog, after: CorrectionLog, verb: str
) -> CorrectedRecording:
    if after == before:
        raise SettingsError("nothing_to_undo" if verb == "undo" else "nothing_to_redo")
    return _seen_anew(session, owner)


def _seen_anew(session: Session, owner: RecordsOwner) -> CorrectedRecording:
    review = review_recording(session, str(owner.recording_id))
    owner.keep_shown(review.log, review.analysis)
    return _seen(str(owner.recording_id), review)


def _seen(recording_id: str, review: Review) -> CorrectedRecording:
    assessment = review.analysis.assessment
    return CorrectedRecording(
        recording_id,
        assessment.affected_side,
        assessment.pattern.label,
        len(review.log.standing),
        review.lost,
    )
