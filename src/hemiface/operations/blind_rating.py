"""Rate recordings without knowing whose they are, when they were made, or what was done before."""

import hashlib
from dataclasses import dataclass

from hemiface.model.actor import Permission
from hemiface.model.questionnaires import Rating
from hemiface.model.record import Recording
from hemiface.operations.permission import needs
from hemiface.operations.session import Session


@dataclass(frozen=True, slots=True)
class BlindTask:
    """The next recording to rate.

    Parameters
    ----------
    recording
        Its id; None where all are rated.
    n_left, n_all
        How many are left, and how many there are.
    """

    recording: str | None
    n_left: int
    n_all: int


@needs(Permission.WRITE, of="pseudonym")
def next_blind(session: Session, pseudonym: str, scale: str, rater: str) -> BlindTask:
    """The next recording of a person that a rater has not rated on a scale.

    The order is drawn once for each rater and scale, and says nothing of time.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    with session.read() as work:
        person = work.find_person(pseudonym)
        recordings = [entry.id for entry in work.list(Recording, person.id)]
        done = {
            entry.value.recording_id
            for entry in work.list(Rating, person.id)
            if (entry.value.scale, entry.value.rater) == (scale, rater)
        }
    left = [one for one in recordings if one not in done]
    drawn = sorted(left, key=lambda one: hashlib.sha256(f"{scale}/{rater}/{one}".encode()).digest())
    return BlindTask(str(drawn[0]) if drawn else None, len(left), len(recordings))
