"""What recordings show with the corrections that stand.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table, empty: what it holds is made when it is first asked for."""
    op.create_table(
        "corrected_summary",
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("analysis_id", sa.Uuid(), nullable=False),
        sa.Column("analysis_version", sa.Integer(), nullable=False),
        sa.Column("corrections", sa.Integer(), nullable=False),
        sa.Column("method_version", sa.Text(), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_corrected_summary_recording_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_corrected_summary_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["analysis_id"], ["analysis.id"], name=op.f("fk_corrected_summary_analysis_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_corrected_summary")),
    )
    op.create_index(op.f("ix_corrected_summary_person_id"), "corrected_summary", ["person_id"])
