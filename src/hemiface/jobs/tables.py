"""Tables of the queue, in a database of their own beside the records."""

import sqlalchemy as sa

METADATA = sa.MetaData()

job = sa.Table(
    "job",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    # The same work is queued once.
    sa.Column("work_key", sa.String(200), nullable=False, unique=True),
    sa.Column("number", sa.BigInteger, nullable=False, index=True),
    sa.Column("title", sa.String(255), nullable=False),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("request", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("held_by", sa.String(100), nullable=False, default=""),
    sa.Column("held_until", sa.Float, nullable=False, default=0.0),
    sa.Column("cancel_wanted", sa.Boolean, nullable=False, default=False),
    sa.Column("progress", sa.Float, nullable=False, default=0.0),
    sa.Column("outcome", sa.JSON),
    sa.Column("added_at", sa.Float, nullable=False),
    sa.Column("begun_at", sa.Float),
    sa.Column("ended_at", sa.Float),
)

upload = sa.Table(
    "upload",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
    # When it was announced, or its last part came.
    sa.Column("added_at", sa.Float, nullable=False),
)

upload_part = sa.Table(
    "upload_part",
    METADATA,
    sa.Column("upload_id", sa.ForeignKey("upload.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
)

# A recording that is being made: nobody knows yet how long it will be.
take = sa.Table(
    "take",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("who", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("pseudonym", sa.String(64), nullable=False),
    sa.Column("received_bytes", sa.BigInteger, nullable=False, default=0),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("added_at", sa.Float, nullable=False),
)
