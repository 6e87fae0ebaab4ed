"""One entry of the log of looks: who did what with whose data, when, why, from where and by which right.

The events and fields are those that NEN 7513 asks of a log of a care file.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from wirekit.identifiers import uuid7


class Action(StrEnum):
    """What was done. `REFUSED`: it was tried, and nothing was shown or changed."""

    LOOKED = "looked"
    SEARCHED = "searched"
    CHANGED = "changed"
    PRINTED = "printed"
    EXPORTED = "exported"
    SENT = "sent"
    DESTROYED = "destroyed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """`data_subject`: an opaque reference or a keyed hash, never a number or a name; None for a list.

    `thing`: what was addressed, such as `letter 0193…`. `authorisation`: the right that let it through,
    such as `own-file`. `source`: the address from which the call came. `emergency`: the opening of the
    emergency door, if it went by one. `may_betray`: whoever the file is of and reads the log must not learn
    of this one. `at` in UTC.
    """

    at: datetime
    room: str
    operation: str
    action: Action
    data_subject: str | None
    thing: str | None
    purpose: str
    subject: str
    organisation: UUID
    role: str
    authorisation: str
    source: str | None
    emergency: UUID | None
    may_betray: bool
    correlation_id: UUID
    id: UUID = field(default_factory=uuid7)

    def values(self) -> dict[str, Any]:
        """By the name of each column."""
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = tuple(each.name for each in fields(Entry))


@dataclass(frozen=True)
class Right:
    """By what this caller works on this thing, and from where; every look tells it.

    `action` is what its looks are unless they say otherwise; `data_subjects` whose files the thing is of:
    a look at each is logged though the use case says nothing.
    """

    action: Action = Action.CHANGED
    authorisation: str = ""
    thing: str | None = None
    data_subjects: tuple[str, ...] = ()
    source: str | None = None
    emergency: UUID | None = None
    may_betray: bool = False

    def entry(
        self,
        data_subject: str | None,
        purpose: str,
        action: Action,
        *,
        at: datetime,
        call: tuple[str, str, UUID],
        who: tuple[str, UUID, str],
    ) -> Entry:
        """`call`: room, operation, correlation id. `who`: subject, organisation, role."""
        (room, operation, correlation_id), (subject, organisation, role) = call, who
        return Entry(
            at=at,
            room=room,
            operation=operation,
            action=action,
            data_subject=data_subject,
            thing=self.thing,
            purpose=purpose,
            subject=subject,
            organisation=organisation,
            role=role,
            authorisation=self.authorisation,
            source=self.source,
            emergency=self.emergency,
            may_betray=self.may_betray,
            correlation_id=correlation_id,
        )
