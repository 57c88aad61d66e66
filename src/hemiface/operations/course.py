"""The course of a person: each kind of value on its own line, treatments as marks."""

from hemiface.model.actor import Permission
from hemiface.model.course import Course, LineKind
from hemiface.operations.corrected_findings import find_corrected
from hemiface.operations.course_lines import (
    find_disagreements,
    read_diary_line,
    read_scale_lines,
)
from hemiface.operations.course_marks import list_marks
from hemiface.operations.course_video import read_video_course
from hemiface.operations.permission import needs
from hemiface.operations.session import Session


@needs(Permission.READ, of="pseudonym")
def tell_course(session: Session, pseudonym: str) -> Course:
    """Tell the course of a person, without what whoever asks has still to rate blind.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    RecordLockedError
        If a corrected recording is encrypted and the passphrase was not given.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
    corrected = find_corrected(session, person)
    with session.read() as work:
        shown = read_video_course(work, person, corrected)
        lines = (
            *shown.lines,
            *read_diary_line(work, person.id),
            *read_scale_lines(work, person.id),
        )
        marks = list_marks(work, person.id)
    spasm = [line for line in lines if line.kind is not LineKind.WEAKNESS]
    return Course(
        pseudonym,
        person.value.side,
        person.value.today,
        lines,
        marks,
        tuple(find_disagreements(spasm)),
        shown.missing,
    )
