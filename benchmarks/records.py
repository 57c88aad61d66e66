"""Time what people wait for: a list, a search and one person's course.

    python benchmarks/records.py [--people 10000] [--visits 20] [DATABASE_URL]

Without an address it fills an SQLite file in a temporary folder; give the address of an
empty PostgreSQL database to time that one. Prints the median of each in milliseconds.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hemiface.model.actor import Actor
from hemiface.model.anatomy import Side
from hemiface.model.diary import DiaryEntry
from hemiface.model.questionnaires import Rating
from hemiface.model.record import Entry, Person, Recording, Visit
from hemiface.model.treatments import BotulinumSession, InjectedMuscle, Injection, Toxin
from hemiface.operations.history import tell_history
from hemiface.operations.patients import search_people
from hemiface.operations.session import open_session
from hemiface.records.entry_types import entry_type_of
from hemiface.records.store import Store, StoreLocation
from hemiface.records.vault import Vault

LIMIT_MS = 50
ROUNDS = 200
START = date(2015, 1, 5)


def fill(store: Store, people: int, visits: int) -> None:
    """Fill the tables directly; the audit of so many entries is not what is timed."""
    rng = random.Random(6)
    with store.write() as work:
        for first in range(0, people, 500):
            rows: dict[type[Any], list[dict[str, Any]]] = {}
            for number in range(first, min(first + 500, people)):
                for entry in make_course(rng, number, visits):
                    kind = entry_type_of(type(entry.value))
                    rows.setdefault(type(entry.value), []).append(kind.row(entry, Vault()))
            for noun, batch in rows.items():
                work.connection.execute(sa.insert(entry_type_of(noun).table), batch)


def make_course(rng: random.Random, number: int, visits: int) -> Iterator[Entry[Any]]:
    """A person with visits, and at each a recording, a rating, an injection or a diary."""

    def keep(value: object, owner: UUID | None = None) -> Entry[Any]:
        entry_id = UUID(int=rng.getrandbits(128))
        now = datetime.now(UTC)
        return Entry(entry_id, owner or entry_id, 1, now, now, None, value)

    person = keep(Person(pseudonym=f"P{number:05d}", zone="Europe/Berlin"))
    yield person
    for index in range(visits):
        day = START + timedelta(weeks=13 * index)
        at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
        visit = keep(Visit(at=at), person.id)
        yield visit
        digest = f"{rng.getrandbits(256):064x}"
        yield keep(Recording(sha256=digest, size_bytes=1, visit_id=visit.id), person.id)
        levels = {"severity": rng.randrange(5), "frequency": rng.randrange(5)}
        yield keep(Rating(scale="jrs", day=day, rater="R1", levels=levels, total=4), person.id)
        eye = Injection(
            muscle=InjectedMuscle.ORBICULARIS_OCULI, side=Side.LEFT, units=12.5, sites=4
        )
        yield keep(BotulinumSession(day=day, product=Toxin.ONA, injections=(eye,)), person.id)
        yield keep(DiaryEntry(day=day, spasm=float(rng.randrange(11))), person.id)


def median_ms(task: Callable[[], object]) -> float:
    """Median time of a task in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> int:
    """Fill, time and print; exit code 1 if something takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("database_url", nargs="?")
    options = parser.parse_args()
    rng = random.Random(7)

    def somebody() -> str:
        return f"P{rng.randrange(options.people):05d}"

    with tempfile.TemporaryDirectory() as folder:
        location = StoreLocation.in_folder(Path(folder))
        if options.database_url:
            location = StoreLocation(options.database_url, location.files_url)
        with open_session(Actor("benchmark"), location=location) as session:
            store = session.store
            start = time.perf_counter()
            fill(store, options.people, options.visits)
            store.compact()
            print(f"filled in {time.perf_counter() - start:.0f} s: {options}")
            results = {
                "list 100 people": median_ms(lambda: search_people(session)),
                "search a pseudonym": median_ms(lambda: search_people(session, somebody()[2:])),
                "one person's course": median_ms(lambda: tell_history(session, somebody())),
            }
    for name, value in results.items():
        print(f"{name:<22}{value:7.1f} ms")
    return int(max(results.values()) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
