"""The burdens that lists of people show, in an index: summaries are long.

Revision ID: 0003
Revises: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the index; other databases than SQLite read the summaries."""
    if op.get_bind().dialect.name != "sqlite":
        return
    values = ", ".join(
        f"json_extract(summary, '$.measures.spasm_time_percent_{side}.value')"
        for side in ("left", "right")
    )
    op.execute(
        "CREATE INDEX ix_analysis_burden ON analysis"
        f" (person_id, removed_at, recording_id, id, {values})"
    )
