"""Tables of accounts and sign-ins, in a database of their own beside the records."""

import sqlalchemy as sa

METADATA = sa.MetaData()

account = sa.Table(
    "account",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("pseudonym", sa.String(64), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)

sign_in = sa.Table(
    "sign_in",
    METADATA,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    # Empty: whoever sits at the machine, let in by a link.
    sa.Column("account", sa.String(64), nullable=False, index=True),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
)

invitation = sa.Table(
    "invitation",
    METADATA,
    sa.Column("key", sa.String(64), primary_key=True),
    # Empty: whoever sits at the machine, let in by a link.
    sa.Column("who", sa.String(64), nullable=False),
    sa.Column("pseudonym", sa.String(64), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("token_hash", sa.String(64), nullable=False, index=True),
    sa.Column("accepted_at", sa.Float),
    sa.Column("job_id", sa.String(32), nullable=False),
)
