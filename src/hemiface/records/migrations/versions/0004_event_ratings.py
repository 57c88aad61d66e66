"""What raters say the events of a recording are.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add their table."""
    op.create_table(
        "event_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("rater", sa.Text(), server_default="", nullable=False),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("undone", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_event_rating_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_event_rating_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_rating")),
    )
    for column in ("person_id", "recording_id"):
        op.create_index(op.f(f"ix_event_rating_{column}"), "event_rating", [column])
