"""Events: CloudEvents 1.0 with the NL GOV profile, each with the full public state of its aggregate."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from wirekit.caller import Caller
from wirekit.identifiers import uuid7

MAX_EVENT_BYTES = 65_536
TYPE = re.compile(r"nl\.wegwijs\.([a-z]+)\.([a-z-]+)\.v(\d+)")


class Trace(BaseModel):
    """What an act belongs to: the first request of all (correlation) and the one right before (causation)."""

    model_config = ConfigDict(frozen=True)
    correlation_id: UUID = Field(default_factory=uuid7)
    causation_id: UUID | None = None


class Envelope(BaseModel):
    """A CloudEvent as it travels. Attribute names are lower case letters only, as the standard says."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(pattern=r"^urn:nld:[a-z0-9][a-z0-9:-]+$")
    type: str = Field(pattern=TYPE.pattern)
    time: AwareDatetime
    subject: UUID
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    sequence: str = Field(pattern=r"^[1-9]\d*$")
    sequencetype: Literal["Integer"] = "Integer"
    correlationid: UUID
    causationid: UUID | None = None
    actor: str
    actorrole: str
    actororganisation: UUID
    data: dict[str, Any]

    @property
    def name(self) -> str:
        """The name that subscriptions use, such as `thing.changed`."""
        found = TYPE.fullmatch(self.type)
        return f"{found[1]}.{found[2]}" if found else self.type

    @property
    def noun(self) -> str:
        return self.name.partition(".")[0]

    @property
    def version(self) -> int:
        return int(self.sequence)

    @property
    def trace(self) -> Trace:
        """The trace of what this event causes."""
        return Trace(correlation_id=self.correlationid, causation_id=self.id)

    def to_bytes(self) -> bytes:
        body = self.model_dump_json(exclude_none=True).encode()
        if len(body) > MAX_EVENT_BYTES:
            raise ValueError(f"{self.type}: {len(body)} bytes; the profile allows {MAX_EVENT_BYTES}")
        return body


class Event(BaseModel):
    """What a room tells: subclass it, set NAME, add the public fields. No name, address or free text.

    `ref` is the aggregate, `version` counts its changes from 1, `region` goes into the NATS subject.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True
    )
    NAME: ClassVar[str]
    MAJOR: ClassVar[int] = 1

    ref: UUID
    version: int = Field(ge=1)
    region: str = Field(pattern=r"^[a-z][a-z-]*$")

    @classmethod
    def type_name(cls) -> str:
        return f"nl.wegwijs.{cls.NAME}.v{cls.MAJOR}"

    def nats_subject(self, room: str) -> str:
        return f"wegwijs.{self.region}.{room}.{self.NAME}"

    def envelope(self, *, room: str, at: datetime, by: Caller, trace: Trace) -> Envelope:
        return Envelope(
            id=uuid7(),
            source=f"urn:nld:wegwijs:{room}",
            type=self.type_name(),
            time=at,
            subject=self.ref,
            dataschema=f"urn:nld:wegwijs:schema:{self.NAME}.v{self.MAJOR}",
            sequence=str(self.version),
            correlationid=trace.correlation_id,
            causationid=trace.causation_id,
            actor=by.subject,
            actorrole=by.role,
            actororganisation=by.organisation,
            data=self.model_dump(mode="json"),
        )


class Reading(BaseModel):
    """What a consumer reads of somebody else's event: only the fields it needs, the rest is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)

    ref: UUID
    version: int
    region: str

    @classmethod
    def of(cls, envelope: Envelope) -> Self:
        return cls.model_validate(envelope.data)


class DeadlineMissed(Event):
    """Something that waited was not done in time; published by every room."""

    NAME = "deadline.missed"
    kind: str
    about: UUID
    owner: str
    due_at: AwareDatetime

    @field_validator("due_at")
    @classmethod
    def _whole_seconds(cls, value: datetime) -> datetime:
        return value.replace(microsecond=0)


@lru_cache
def filter_subjects(room: str, names: tuple[str, ...]) -> list[str]:
    """The NATS subjects under which a room tells these events, in any region."""
    return [f"wegwijs.*.{room}.{name}" for name in names]
