"""The language in which a questionnaire was shown.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; of what was answered before, nobody knows."""
    op.add_column(
        "questionnaire_response",
        sa.Column("language", sa.Text(), server_default="", nullable=False),
    )
