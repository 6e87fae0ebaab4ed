"""The tables that each room's database has for looks on their way to the log."""

import sqlalchemy as sa

looks_metadata = sa.MetaData()

# Looks that the log could not take when they were made (or where there is none): stored here first.
read_log = sa.Table(
    "read_log",
    looks_metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("data_subject", sa.Text, nullable=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("organisation", sa.Uuid, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("correlation_id", sa.Uuid, nullable=False),
    sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("action", sa.Text, nullable=False, server_default="looked"),
    sa.Column("thing", sa.Text, nullable=True),
    sa.Column("authorisation", sa.Text, nullable=False, server_default=""),
    sa.Column("source", sa.Text, nullable=True),
    sa.Column("emergency", sa.Uuid, nullable=True),
    sa.Column("may_betray", sa.Boolean, nullable=False, server_default=sa.false()),
)

# Which of them the log itself has by now: the entries of `read_log` stay as they are.
read_log_sent = sa.Table(
    "read_log_sent",
    looks_metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
)
