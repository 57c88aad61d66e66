"""A phone is invited to film a person with its own camera, and to send what it filmed."""

from dataclasses import replace

from hemiface.accounts.invitations import Invitation
from hemiface.errors import JobNotFoundError, NotAllowedError
from hemiface.jobs.queue import Job
from hemiface.jobs.uploads import Upload
from hemiface.model.actor import Actor, Permission
from hemiface.operations.jobs import DroppedVideo, announce_video, get_job, queue_video
from hemiface.operations.patients import show_person
from hemiface.operations.permission import needs
from hemiface.operations.service import Service
from hemiface.operations.session import Session


@needs(Permission.WORK_WITH_FILES)
def invite_phone(session: Session, service: Service, pseudonym: str = "") -> tuple[Invitation, str]:
    """Invite a phone to send videos of one person, or of nobody in particular.

    Returns
    -------
    Invitation
        The invitation.
    str
        The secret of its code: it works once, within five minutes.

    Raises
    ------
    RecordNotFoundError
        If there is no such person.
    """
    if pseudonym:
        show_person(session, pseudonym)
    return service.invitations.invite(session.actor.name, pseudonym)


@needs(Permission.WORK_WITH_FILES)
def watch_invitation(session: Session, service: Service, key: str) -> tuple[Invitation, Job | None]:
    """What became of an invitation, and the last video that came of it.

    Raises
    ------
    JobNotFoundError
        If there is none.
    """
    try:
        found = service.invitations.get(key)
    except LookupError as error:
        raise JobNotFoundError("invitation") from error
    return found, _last_job(session, service, found)


@needs(Permission.ASK)
def phone_session(session: Session, service: Service, token: str) -> tuple[Session, Invitation]:
    """The session of a phone that was let in: it acts for whoever invited it.

    Raises
    ------
    NotAllowedError
        If it was never let in, its time is over, or whoever invited it is gone.
    """
    found = service.invitations.find(token)
    actor: Actor | None = None
    if found is not None and not found.who:
        actor = Actor()
    elif found is not None:
        account = service.accounts.find(found.who)
        actor = account.actor if account else None
    if found is None or actor is None:
        raise NotAllowedError("phone")
    return replace(session, actor=actor), found


@needs(Permission.WORK_WITH_FILES)
def announce_from_phone(
    session: Session, service: Service, invitation: Invitation, video: DroppedVideo
) -> Upload | Job:
    """Begin to take in what a phone sends: it is of the person of the invitation.

    Raises
    ------
    UploadTooLargeError, UploadInvalidError
        See :func:`hemiface.operations.jobs.announce_video`.
    """
    found = announce_video(session, service, replace(video, pseudonym=invitation.pseudonym))
    if isinstance(found, Job):
        service.invitations.note_job(invitation.key, found.id)
    return found


@needs(Permission.WORK_WITH_FILES)
def queue_from_phone(
    session: Session, service: Service, invitation: Invitation, upload_id: str, video: DroppedVideo
) -> Job:
    """Queue what a phone has sent whole.

    Raises
    ------
    UploadInvalidError, JobNotFoundError
        See :func:`hemiface.operations.jobs.queue_video`.
    """
    named = replace(video, pseudonym=invitation.pseudonym)
    job = queue_video(session, service, upload_id, named)
    service.invitations.note_job(invitation.key, job.id)
    return job


@needs(Permission.WORK_WITH_FILES)
def job_from_phone(session: Session, service: Service, invitation: Invitation) -> Job | None:
    """The last video that the phone sent; None where it sent none that is still here."""
    return _last_job(session, service, invitation)


def _last_job(session: Session, service: Service, invitation: Invitation) -> Job | None:
    if not invitation.job_id:
        return None
    try:
        return get_job(session, service, invitation.job_id)
    except LookupError:  # it was kept with a person, or deleted
        return None
