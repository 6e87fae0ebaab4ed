"""The tables that each room's database has for the kit's own work.

SQLAlchemy Core on purpose: these rows are written on every command, and the unit of work costs
twice the processor time of a plain insert.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

kit_metadata = sa.MetaData()


def _instant(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


outbox = sa.Table(
    "outbox",
    kit_metadata,
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("event_id", sa.Uuid, nullable=False, unique=True),
    sa.Column("nats_subject", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    _instant("created_at"),
)

# One row per event that was handled: an event that comes twice has its effect once.
inbox = sa.Table(
    "inbox", kit_metadata, sa.Column("event_id", sa.Uuid, primary_key=True), _instant("handled_at")
)

# The version up to which the read model of an aggregate has been brought.
applied_version = sa.Table(
    "applied_version",
    kit_metadata,
    sa.Column("noun", sa.Text, primary_key=True),
    sa.Column("ref", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    _instant("applied_at"),
)

parked = sa.Table(
    "parked",
    kit_metadata,
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("waiting_for", sa.Text, nullable=False, index=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    _instant("parked_at"),
    _instant("next_try_at"),
)

dead_letter = sa.Table(
    "dead_letter",
    kit_metadata,
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("event_type", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    _instant("died_at"),
)

deadline = sa.Table(
    "deadline",
    kit_metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ref", sa.Uuid, nullable=False),
    sa.Column("region", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False),
    _instant("due_at"),
    _instant("next_try_at"),
    _instant("fired_at", nullable=True),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
)
sa.Index(
    "deadline_one_open",
    deadline.c.kind,
    deadline.c.ref,
    unique=True,
    postgresql_where=deadline.c.fired_at.is_(None),
)
sa.Index("deadline_waiting", deadline.c.next_try_at, postgresql_where=deadline.c.fired_at.is_(None))

# No body is kept: a repeated call is answered by reading the thing again.
idempotency = sa.Table(
    "idempotency",
    kit_metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body_hash", sa.LargeBinary, nullable=False),
    sa.Column("resource_id", sa.Uuid, nullable=False),
    _instant("created_at"),
)
sa.Index("idempotency_age", idempotency.c.created_at)

# Who exists and where it works: the read model that authorisation asks.
organisation = sa.Table(
    "known_organisation",
    kit_metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("area", sa.Text, nullable=True),
    sa.Column("regions", ARRAY(sa.Text), nullable=False),
    sa.Column("active_until", sa.DateTime(timezone=True), nullable=True),
)
