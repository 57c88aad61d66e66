"""People who stand and people who were put aside, each in order: a list of them is long.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add both indexes."""
    for name, which in (
        ("ix_person_standing", "removed_at IS NULL"),
        ("ix_person_aside", "removed_at IS NOT NULL"),
    ):
        where = sa.text(which)
        op.create_index(name, "person", ["pseudonym"], sqlite_where=where, postgresql_where=where)
