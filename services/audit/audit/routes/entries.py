"""The log, for who may read it: auditors and privacy officers, and the person whose file it is."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints
from sqlalchemy import Row

from audit.store.entries import Wanted, entries_of_person
from audit.usecases.read_log import read_entries
from auditlog.entry import Action
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Moment, Page
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["entries"])

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_-]{0,59}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{16,64}$")]
"""Of a young person, as the rooms have it, or the keyed hash of what was searched for: nothing that is known
outside."""
Limit = Annotated[int, Query(ge=1, le=100)]
EARLIEST, LATEST = 2015, 2100  # the Youth Act began in 2015; beyond 2100 somebody mistyped
OUTSIDE = Text(
    nl="moet liggen tussen {earliest} en {latest}", en="must lie between {earliest} and {latest}"
).format(earliest=EARLIEST, latest=LATEST)


def _of_this_century(value: datetime) -> datetime:
    # The year first: at the ends of the calendar a change of time zone overflows.
    if not EARLIEST <= value.year <= LATEST:
        raise FieldRefused(OUTSIDE)
    return value.astimezone(UTC)


Instant = Annotated[Moment, AfterValidator(_of_this_century)]


async def wanted_entries(
    first: Annotated[Instant | None, Query(alias="from")] = None,
    until: Instant | None = None,
    organisation: UUID | None = None,
    role: Word | None = None,
    action: Action | None = None,
    operation: Word | None = None,
    room: Word | None = None,
    data_subject: Annotated[Reference | None, Query(alias="dataSubject")] = None,
    emergency: bool | None = None,
) -> Wanted:
    """`until` is not included. `emergency`: only what went by the emergency door, or nothing of it."""
    asked = (first, until, organisation, role, action, operation, room, data_subject, emergency)
    return Wanted(*asked)


WantedEntries = Annotated[Wanted, Depends(wanted_entries)]


class LookRead(Answer):
    """What a person reads about its own file: never which worker it was. `at` in UTC."""

    id: UUID
    at: AwareDatetime
    action: Action
    purpose: str
    role: str
    organisation: UUID
    by_emergency_door: bool

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({**row._mapping, "by_emergency_door": row.emergency is not None})


class EntryRead(LookRead):
    """All that the log knows of one action.

    `thing`: what was addressed. `authorisation`: in which part it was let through. `mayBetray`: the person
    itself does not read this one.
    """

    room: str
    operation: str
    data_subject: str | None
    thing: str | None
    subject: str
    authorisation: str
    source: str | None
    emergency: UUID | None = Field(description="The opening of the emergency door by which it went.")
    may_betray: bool
    correlation_id: UUID


@router.get("/entries", summary="The log, newest first")
async def list_entries(
    tx: Tx, own: OwnOrganisation, wanted: WantedEntries, after: UUID | None = None, limit: Limit = 50
) -> Page[EntryRead]:
    found = await read_entries(tx, own, wanted, after=after, limit=limit + 1)
    items = [EntryRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/clients/{client_id}/entries", summary="Who looked at one file, for the person whose file it is")
async def list_looks_at_client(
    client_id: UUID, tx: Tx, after: UUID | None = None, limit: Limit = 50
) -> Page[LookRead]:
    """For the room that shows it to the young person and the parents, and logs their own look."""
    found = await entries_of_person(tx, str(client_id), after=after, limit=limit + 1)
    items = [LookRead.of(row) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
