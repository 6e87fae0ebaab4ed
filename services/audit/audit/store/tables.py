"""The tables of this room."""

import sqlalchemy as sa

metadata = sa.MetaData()

entry = sa.Table(
    "entry",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
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
sa.Index("entry_by_data_subject", entry.c.data_subject, entry.c.id)
sa.Index("entry_by_organisation", entry.c.organisation, entry.c.id)
sa.Index("entry_by_moment", entry.c.at, postgresql_using="brin")
sa.Index("entry_by_door", entry.c.id, postgresql_where=entry.c.emergency.isnot(None))

# The chain, without gaps from 1 on: the n-th link, whose it is, and what it comes to.
link = sa.Table(
    "link",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("entry", sa.Uuid, nullable=False, unique=True),
    sa.Column("hash", sa.LargeBinary, sa.CheckConstraint("length(hash) = 32"), nullable=False),
)

# The signed heads once more: what counts are those in the other store.
head = sa.Table(
    "head",
    metadata,
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("token", sa.Text, nullable=False),
)

# Entries that wait for their link; a trigger lists each.
unchained = sa.Table("unchained", metadata, sa.Column("entry", sa.Uuid, primary_key=True))
