"""The tables that each room's database has for the kit's own work.

SQLAlchemy Core on purpose: these rows are written on every command, and the unit of work costs
twice the processor time of a plain insert.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

kit_metadata = MetaData()


def _instant(name: str, *, nullable: bool = False) -> "Column[object]":
    return Column(name, DateTime(timezone=True), nullable=nullable)


outbox = Table(
    "outbox",
    kit_metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("nats_subject", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _instant("created_at"),
)

# One row per event that was handled: an event that comes twice has its effect once.
inbox = Table("inbox", kit_metadata, Column("event_id", Uuid, primary_key=True), _instant("handled_at"))

# The version up to which the read model of an aggregate has been brought.
applied_version = Table(
    "applied_version",
    kit_metadata,
    Column("noun", Text, primary_key=True),
    Column("ref", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    _instant("applied_at"),
)

parked = Table(
    "parked",
    kit_metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("waiting_for", Text, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
    _instant("parked_at"),
    _instant("next_try_at"),
)

dead_letter = Table(
    "dead_letter",
    kit_metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("event_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    _instant("died_at"),
)

deadline = Table(
    "deadline",
    kit_metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ref", Uuid, nullable=False),
    Column("region", Text, nullable=False),
    Column("owner", Text, nullable=False),
    _instant("due_at"),
    _instant("next_try_at"),
    _instant("fired_at", nullable=True),
    Column("attempts", SmallInteger, nullable=False, server_default=text("0")),
)
Index(
    "deadline_one_open",
    deadline.c.kind,
    deadline.c.ref,
    unique=True,
    postgresql_where=deadline.c.fired_at.is_(None),
)
Index("deadline_waiting", deadline.c.next_try_at, postgresql_where=deadline.c.fired_at.is_(None))

# No body is kept: a repeated call is answered by reading the thing again.
idempotency = Table(
    "idempotency",
    kit_metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body_hash", LargeBinary, nullable=False),
    Column("resource_id", Uuid, nullable=False),
    _instant("created_at"),
)
Index("idempotency_age", idempotency.c.created_at)

read_log = Table(
    "read_log",
    kit_metadata,
    Column("id", Uuid, primary_key=True),
    Column("data_subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("organisation", Uuid, nullable=False),
    Column("role", Text, nullable=False),
    Column("correlation_id", Uuid, nullable=False),
    _instant("looked_at"),
)

# A key whose `wrapped` is null was destroyed: what was sealed under it can never be read again.
data_key = Table(
    "data_key",
    kit_metadata,
    Column("data_subject", Uuid, primary_key=True),
    Column("wrapped", LargeBinary, nullable=True),
    _instant("created_at"),
    _instant("destroyed_at", nullable=True),
)

# Who exists and where it works: the read model that authorisation asks.
organisation = Table(
    "known_organisation",
    kit_metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("area", Text, nullable=True),
    Column("regions", ARRAY(Text), nullable=False),
    Column("active_until", DateTime(timezone=True), nullable=True),
)
