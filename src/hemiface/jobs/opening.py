"""Open a queue that stands alone, without the records of an app."""

import sqlalchemy as sa

from hemiface.jobs import tables
from hemiface.jobs.queue import Queue

SCHEMA = "hemiface_batch"
"""Where its tables are in PostgreSQL: apart from those of an app in the same database."""
TRIES = 5


def open_queue(engine: sa.Engine) -> Queue:
    """Make the tables where they are not there, and give the queue.

    Parameters
    ----------
    engine
        The database; its errors are the caller's to convert.
    """
    if engine.dialect.name == "sqlite":
        tables.METADATA.create_all(engine)
        return Queue(engine)
    apart = engine.execution_options(schema_translate_map={None: SCHEMA})
    for left in reversed(range(TRIES)):
        try:
            with engine.begin() as connection:
                connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
            tables.METADATA.create_all(apart)
        except (sa.exc.IntegrityError, sa.exc.ProgrammingError):
            # Another worker makes them at the same moment; then they are there the next time.
            if not left:
                raise
        else:
            break
    return Queue(apart)
