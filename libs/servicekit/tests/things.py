"""A room about nothing in particular, to try the kit on: things that have a colour."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import text

from doorkit.permissions import Standing
from servicekit.app import Room
from servicekit.deadlines import Deadline
from servicekit.organisations import Organisation
from servicekit.preconditions import IdempotencyKey, IfMatch, claim, etag, require_match
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from servicekit.subscriptions import NotYet, Subscription
from servicekit.transaction import Transaction
from testkit.rooms import RoomUnderTest
from wirekit.events import Event, Reading
from wirekit.models import Answer, Body, Line
from wirekit.problems import ImpossibleStep
from wirekit.settings import RoomSettings

TABLES = (
    "CREATE TABLE thing (id uuid PRIMARY KEY, owner uuid NOT NULL, region text NOT NULL, "
    "colour text NOT NULL, version integer NOT NULL)",
    # Deferred, so that it fails at the commit and not a moment earlier.
    "CREATE TABLE rare_colour (colour text, "
    "CONSTRAINT one_of_each UNIQUE (colour) DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE heard (ref uuid PRIMARY KEY, version integer NOT NULL, colour text NOT NULL)",
    "CREATE TABLE effect (ref uuid NOT NULL, version integer NOT NULL)",
    "CREATE TABLE missed (ref uuid NOT NULL)",
)
router = APIRouter(route_class=GuardedRoute, tags=["things"])


class ThingChanged(Event):
    NAME = "thing.changed"
    colour: str


class ThingCreate(Body):
    colour: Line


class ThingRead(Answer):
    id: UUID
    colour: str
    version: int


@router.post("/things", status_code=201)
async def make_thing(
    body: ThingCreate, tx: Tx, own: OwnOrganisation, idempotency_key: IdempotencyKey
) -> ThingRead:
    claimed = await claim(tx, idempotency_key, body)
    if not claimed.made_before:
        values = {"id": claimed.resource_id, "owner": own.id, "colour": body.colour}
        await tx.session.execute(text("INSERT INTO thing VALUES (:id, :owner, 'here', :colour, 1)"), values)
        tx.publish(ThingChanged(ref=claimed.resource_id, version=1, region="here", colour=body.colour))
    return await _thing(tx, claimed.resource_id)


@router.post("/rare-things", status_code=201)
async def make_rare_thing(body: ThingCreate, tx: Tx) -> ThingCreate:
    await tx.session.execute(text("INSERT INTO rare_colour VALUES (:colour)"), {"colour": body.colour})
    tx.publish(ThingChanged(ref=UUID(int=1), version=1, region="here", colour=body.colour))
    return body


@router.get("/things/{thing_id}")
async def read_thing(thing_id: UUID, tx: Tx, response: Response) -> ThingRead:
    thing = await _thing(tx, thing_id)
    tx.looked_at(thing_id, "to see its colour")
    response.headers["ETag"] = etag(thing)
    return thing


@router.post("/things/{thing_id}/painting")
async def paint_thing(thing_id: UUID, body: ThingCreate, tx: Tx, if_match: IfMatch = None) -> ThingRead:
    thing = await _thing(tx, thing_id, lock=True)
    if thing.colour == "black":
        raise ImpossibleStep(possible_steps=["scrape"])
    require_match(thing, if_match)
    values = {"id": thing_id, "colour": body.colour}
    await tx.session.execute(text("UPDATE thing SET colour=:colour, version=version+1 WHERE id=:id"), values)
    return await _thing(tx, thing_id)


@router.get("/bug")
async def meet_a_bug(tx: Tx) -> ThingRead:
    raise RuntimeError("the secret 999990019 must not show")


@router.get("/forgotten")
async def forgotten_operation(tx: Tx) -> dict[str, str]:
    return {"this": "has no row in the permission table"}


async def _thing(tx: Transaction, thing_id: UUID, *, lock: bool = False) -> ThingRead:
    query = f"SELECT id, colour, version FROM thing WHERE id = :id {'FOR UPDATE' if lock else ''}"  # noqa: S608
    row = (await tx.session.execute(text(query), {"id": thing_id})).one()
    return ThingRead.model_validate(row, from_attributes=True)


async def standing(tx: Transaction, own: Organisation, thing_id: UUID) -> Standing | None:
    query = text("SELECT owner, region FROM thing WHERE id = :id")
    row = (await tx.session.execute(query, {"id": thing_id})).one_or_none()
    if row is None:
        return None
    return Standing(frozenset({"owner"} if row.owner == own.id else ()), row.region)


class ReadingOfThing(Reading):
    colour: str


async def hear(tx: Transaction, thing: ReadingOfThing) -> None:
    values = {"ref": thing.ref, "version": thing.version, "colour": thing.colour}
    await tx.session.execute(
        text(
            "INSERT INTO heard VALUES (:ref, :version, :colour) "
            "ON CONFLICT (ref) DO UPDATE SET version = :version, colour = :colour"
        ),
        values,
    )


async def forget(tx: Transaction, ref: UUID) -> None:
    await tx.session.execute(text("DELETE FROM heard WHERE ref = :ref"), {"ref": ref})


async def react(tx: Transaction, thing: ReadingOfThing) -> None:
    """Needs to have heard of the thing before; and cannot stand the colour of bile."""
    if thing.colour == "bile":
        raise RuntimeError("no")
    heard = await tx.session.execute(text("SELECT 1 FROM heard WHERE ref = :ref"), {"ref": thing.ref})
    if heard.first() is None:
        raise NotYet("thing", thing.ref)
    values = {"ref": thing.ref, "version": thing.version}
    await tx.session.execute(text("INSERT INTO effect VALUES (:ref, :version)"), values)


async def missed(tx: Transaction, deadline: Deadline) -> None:
    await tx.session.execute(text("INSERT INTO missed VALUES (:ref)"), {"ref": deadline.ref})
    if deadline.owner == "nobody":
        raise RuntimeError("nobody can take this")


def room(permissions: Any) -> Room:
    """The name is that of a real room, so that the embedded NATS has a user and a stream for it."""
    return Room(
        name="access",
        version="0.1.0",
        description="Things.",
        routers=(router,),
        permissions=permissions,
        standings={"thing_id": standing},
        events=(ThingChanged,),
        subscriptions=(
            Subscription("thing.changed", "crisis", ReadingOfThing, hear, projects=True, forget=forget),
            Subscription("thing.used", "crisis", ReadingOfThing, react),
        ),
        when_missed={"painting": missed},
    )


Settings = RoomSettings
__all__ = ["TABLES", "RoomUnderTest", "Settings", "ThingChanged", "room"]
