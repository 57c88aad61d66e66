"""A queue of its own for each test, on each database that may hold one."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from hemiface.jobs import opening, tables
from hemiface.jobs.queue import Queue
from hemiface.records.engine import make_engine


@pytest.fixture
def engine_of_queue(queue_address: str) -> Iterator[sa.Engine]:
    made = make_engine(queue_address)
    yield made
    made.dispose()


@pytest.fixture
def queue(engine_of_queue: sa.Engine) -> Iterator[Queue]:
    opened = opening.open_queue(engine_of_queue)
    yield opened
    opened.close()


@pytest.fixture
def let_lapse(queue: Queue, engine_of_queue: sa.Engine) -> Callable[[], None]:
    """Make it as if every worker had been silent for longer than a lease."""
    del queue  # its tables are there
    server = engine_of_queue.dialect.name == "postgresql"
    schema = {None: opening.SCHEMA} if server else {}
    engine = engine_of_queue.execution_options(schema_translate_map=schema)

    def lapse() -> None:
        with engine.begin() as connection:
            connection.execute(sa.update(tables.job).values(held_until=0.0))

    return lapse
