"""An event that comes twice, late or in another order has its effect once."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.events import Envelope
from wirekit.identifiers import uuid7

from .builders import Given, referral

TODAY = date(2026, 3, 10)
TABLES = ("request", "decision", "care_grant", "ledger_entry", "entitlement", "delivery", "known_care")


async def contents(room: RoomUnderTest) -> dict[str, list[Any]]:
    return {table: sorted(map(repr, await room.rows(f"SELECT * FROM {table}"))) for table in TABLES}  # noqa: S608


async def test_a_referral_that_is_told_twice_opens_one_request(access: RoomUnderTest) -> None:
    submitted = referral(access.clock())
    envelope = await access.deliver("referral.submitted", submitted)
    await access.deliver("referral.submitted", submitted, again=envelope)
    await access.deliver("referral.submitted", submitted)
    assert len(await access.told("request.opened")) == 1
    assert len(await access.told("decision.made")) == 1


async def test_an_acceptance_that_is_told_twice_makes_one_entitlement(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    accepted = {
        "ref": str(entitled.placement),
        "version": 2,
        "region": "ijsselland",
        "referral": str(entitled.referral),
        "grant": str(entitled.grant),
        "provider": str(entitled.provider.organisation),
    }
    await access.deliver("placement.accepted", accepted)
    assert len(await access.told("entitlement.granted")) == 1


async def test_care_that_is_heard_of_before_the_acceptance_counts_once_it_comes(
    access: RoomUnderTest, given: Given
) -> None:
    placement = uuid7()
    care = {
        "ref": str(uuid7()),
        "version": 1,
        "region": "ijsselland",
        "placement": str(placement),
        "startedOn": TODAY.isoformat(),
        "stoppedOn": None,
    }
    await access.deliver("care.started", care)
    request_id, grant = await given.grant()
    accepted = {
        "ref": str(placement),
        "version": 2,
        "region": "ijsselland",
        "referral": str(request_id),
        "grant": str(grant),
        "provider": str(uuid7()),
    }
    await access.deliver("placement.accepted", accepted)
    (row,) = await access.rows("SELECT status FROM entitlement")
    assert row.status == "running"


async def test_an_acceptance_and_a_start_that_come_at_the_same_moment_both_count(
    access: RoomUnderTest, given: Given
) -> None:
    """As after a time away, when the whole story lies waiting in the stream."""
    told: list[tuple[str, dict[str, Any]]] = []
    for _ in range(8):
        request_id, grant = await given.grant()
        placement = {"ref": str(uuid7()), "version": 2, "region": "ijsselland", "referral": str(request_id)}
        told.append(("placement.accepted", placement | {"grant": str(grant), "provider": str(uuid7())}))
        care = {"ref": str(uuid7()), "version": 1, "region": "ijsselland", "placement": placement["ref"]}
        told.append(("care.started", care | {"startedOn": TODAY.isoformat(), "stoppedOn": None}))
    await asyncio.gather(*(access.deliver(name, data) for name, data in told))
    rows = await access.rows("SELECT status FROM entitlement")
    assert [row.status for row in rows] == ["running"] * 8


async def test_a_rebuild_applies_the_known_care_anew_and_ends_with_the_same_rows(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.deliver(TODAY)
    await entitled.start(TODAY)
    await entitled.stop(TODAY, TODAY)
    before, told = await contents(access), len(await access.told())
    state = entitled.care_event(TODAY, TODAY)
    envelope = Envelope(
        id=uuid7(),
        source="urn:nld:wegwijs:referral",
        type="nl.wegwijs.care.stopped.v1",
        time=access.clock(),
        subject=UUID(state["ref"]),
        dataschema="urn:nld:wegwijs:schema:care.stopped.v1",
        sequence="2",
        correlationid=uuid7(),
        actor="rebuild",
        actorrole="service",
        actororganisation=PLATFORM,
        data=state,
    )
    await access.app.state.workers.subscriptions.apply(envelope, rebuilding=True)
    assert await contents(access) == before
    assert len(await access.told()) == told


async def test_the_feeds_give_the_current_state_of_each_thing(access: RoomUnderTest, given: Given) -> None:
    entitled = await given.entitlement(await given.provider())
    await given.referral(budget="treatment")
    async with access.as_caller(Caller("rebuild", PLATFORM, "service")) as client:
        names = {
            noun: sorted(
                item["type"] for item in (await client.get("/feed", params={"noun": noun})).json()["items"]
            )
            for noun in ("request", "decision", "entitlement")
        }
    assert names == {
        "request": ["nl.wegwijs.request.closed.v1", "nl.wegwijs.request.opened.v1"],
        "decision": ["nl.wegwijs.decision.made.v1"],
        "entitlement": ["nl.wegwijs.entitlement.changed.v1"],
    }
    assert entitled.id
