"""Tables of accounts, sign-ins and passkeys, in a database of their own beside the records."""

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

passkey = sa.Table(
    "passkey",
    METADATA,
    sa.Column("id", sa.String(1400), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("used_at", sa.Float),
)

recovery_code = sa.Table(
    "recovery_code",
    METADATA,
    sa.Column("code_hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False, index=True),
)

doorstep = sa.Table(
    "doorstep",
    METADATA,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False, index=True),
    sa.Column("created_at", sa.Float, nullable=False),
)

challenge = sa.Table(
    "challenge",
    METADATA,
    # Of the sign-in or doorstep it was given to, and to nobody else.
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False, index=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("value", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
)

OF_AN_ACCOUNT = (sign_in, doorstep, challenge, passkey, recovery_code)
"""Tables whose rows go with their account."""
