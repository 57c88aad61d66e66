"""Erasing a person also reaches what a server keeps beside the records."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from hemiface.accounts.register import Account
from hemiface.jobs.queue import JobState
from hemiface.model.actor import Role
from hemiface.operations import patients
from hemiface.operations.service import Service, has_service, open_service
from hemiface.operations.session import Session

PASSWORD = "four words that rhyme not"


@pytest.fixture
def service(session: Session) -> Iterator[Service]:
    with open_service(session.records.location) as opened:
        opened.queue.lease_s = 1.0
        yield opened


def drop(service: Service, digit: str, pseudonym: str) -> Path:
    folder = service.job_folder(digit * 32)
    folder.mkdir(mode=0o700)
    (folder / "clip.mp4").write_text("a face")
    service.queue.add(
        digit * 32, f"key {digit}", "clip.mp4", "R9", {"video": "clip.mp4", "pseudonym": pseudonym}
    )
    return folder


def test_videos_that_were_meant_for_them_go(session: Session, service: Service) -> None:
    patients.add_person(session, {"pseudonym": "P1"})
    theirs, others, nobodys = (
        drop(service, "a", "P1"),
        drop(service, "b", "P2"),
        drop(service, "c", ""),
    )
    patients.erase_person(session, "P1")
    assert not theirs.exists()
    assert others.exists()
    assert nobodys.exists()
    assert sorted(job.id[0] for job in service.queue.list()) == ["b", "c"]


def test_work_on_them_stops_first(session: Session, service: Service) -> None:
    patients.add_person(session, {"pseudonym": "P1"})
    theirs = drop(service, "a", "P1")
    hold = service.queue.claim("w")
    assert hold is not None
    seen: list[bool] = []

    def work() -> None:
        while service.queue.renew(hold, 0.5):
            (theirs / "result").write_text("a face")
        seen.append(theirs.exists())
        service.queue.end(hold, JobState.CANCELED, None)

    worker = Thread(target=work)
    worker.start()
    patients.erase_person(session, "P1")
    worker.join()
    assert seen == [True], "the folder went while its worker wrote into it"
    assert not theirs.exists()
    assert service.queue.list() == []


def test_their_account_goes_and_waits_for_no_namesake(session: Session, service: Service) -> None:
    patients.add_person(session, {"pseudonym": "P1"})
    for account in (
        Account("owner", Role.OWNER),
        Account("pat", Role.PATIENT, "P1"),
        Account("sue", Role.PATIENT, "P2"),
    ):
        service.accounts.add(account, PASSWORD)
    tokens = {name: service.sign_ins.begin(name) for name in ("owner", "pat", "sue")}
    patients.erase_person(session, "P1")
    assert [account.name for account in service.accounts.list()] == ["owner", "sue"]
    assert {name for name, token in tokens.items() if service.sign_ins.find(token)} == {
        "owner",
        "sue",
    }


def test_no_server_is_made_by_erasing(session: Session) -> None:
    patients.add_person(session, {"pseudonym": "P1"})
    assert not has_service(session.records.location)
    patients.erase_person(session, "P1")
    assert not has_service(session.records.location)
