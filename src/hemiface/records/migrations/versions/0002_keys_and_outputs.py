"""The data key before, and archives and exports on their way.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add both."""
    op.add_column("keyring", sa.Column("former_key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "output",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_output")),
    )
