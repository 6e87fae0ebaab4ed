"""The tables of this room."""

import sqlalchemy as sa

metadata = sa.MetaData()

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("room", sa.Text, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("data_subject", sa.Text, nullable=True),
    sa.Column("thing", sa.Text, nullable=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("organisation", sa.Uuid, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("authorisation", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=True),
    sa.Column("emergency", sa.Uuid, nullable=True),
    sa.Column("may_betray", sa.Boolean, nullable=False),
    sa.Column("correlation_id", sa.Uuid, nullable=False),
)
sa.Index("entry_by_data_subject", entry.c.data_subject, entry.c.position)
sa.Index("entry_by_organisation", entry.c.organisation, entry.c.position)
