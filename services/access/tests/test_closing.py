"""What is left returns to the municipality, once."""

import asyncio
from datetime import date, timedelta

import pytest

from servicekit.subscriptions import NotYet
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import Given

TODAY = date(2026, 3, 10)


def withdrawn(referral: object) -> dict[str, object]:
    return {"ref": str(referral), "version": 2, "region": "ijsselland"}


async def test_a_final_line_after_the_stop_closes_and_a_further_line_is_refused(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    await entitled.stop(TODAY, TODAY)
    last = await entitled.deliver(TODAY, final=True)
    assert (last.json()["final"], last.json()["status"]) == (True, "due")
    account = (await entitled.get("/account")).json()
    assert (account["dueCents"], account["returnedCents"], account["leftCents"]) == (7_845, 172_155, 0)
    further = await entitled.deliver(TODAY)
    assert (further.status_code, further.json()["possibleSteps"]) == (409, [])
    assert len(await access.told("entitlement.closed")) == 1


async def test_a_final_line_before_the_stop_closes_when_the_stop_is_heard_of(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.deliver(TODAY, final=True)
    assert (await entitled.get()).json()["status"] == "granted"
    await entitled.stop(TODAY, TODAY)  # the start was never told: the stop carries it
    assert (await entitled.get()).json()["status"] == "closed"
    account = (await entitled.get("/account")).json()
    assert (account["dueCents"], account["returnedCents"]) == (7_845, 172_155)


async def test_without_a_final_line_the_late_delivery_term_closes_and_a_later_line_is_held(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    await entitled.stop(TODAY, TODAY)
    access.clock.advance(timedelta(days=59))
    assert await access.fire_deadlines() == 0
    assert (await entitled.deliver(TODAY)).json()["status"] == "due"
    access.clock.advance(timedelta(days=2))
    assert await access.fire_deadlines() == 1
    assert (await entitled.get()).json()["status"] == "closed"
    late = (await entitled.deliver(TODAY)).json()
    assert (late["status"], late["heldBecause"]) == ("held", ["after-closing"])
    account = (await entitled.get("/account")).json()
    assert (account["dueCents"], account["returnedCents"]) == (7_845, 172_155)
    assert [event.data["outcome"] for event in await access.told("request.closed")] == ["completed"]


async def test_two_who_declare_the_final_line_at_once_close_once(access: RoomUnderTest, given: Given) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    await entitled.stop(TODAY, TODAY)
    assert (await entitled.declare_final(None)).status_code == 428
    etag = (await entitled.get()).headers["etag"]
    answers = await asyncio.gather(*(entitled.declare_final(etag) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    kinds = [entry["kind"] for entry in (await entitled.get("/account")).json()["entries"]]
    assert kinds.count("returned") == 1


async def test_a_withdrawal_returns_all_that_was_committed(access: RoomUnderTest, given: Given) -> None:
    referral, grant = await given.grant()
    await access.deliver("referral.withdrawn", withdrawn(referral))
    (row,) = await access.rows("SELECT * FROM care_grant WHERE id = :id", id=grant)
    assert (row.due_cents, row.returned_cents) == (0, 180_000)
    (closed,) = await access.told("request.closed")
    assert (closed.data["outcome"], closed.version) == ("withdrawn", 2)
    await access.deliver("referral.withdrawn", withdrawn(referral))
    assert len(await access.told("request.closed")) == 1


async def test_a_withdrawal_closes_the_entitlement_and_holds_the_lines_that_waited(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.deliver(TODAY)
    await access.deliver("referral.withdrawn", withdrawn(entitled.referral))
    (line,) = (await entitled.get("/deliveries")).json()["items"]
    assert (line["status"], line["heldBecause"]) == ("held", ["never-started"])
    account = (await entitled.get("/account")).json()
    assert (account["heldCents"], account["returnedCents"]) == (7_845, 180_000)


async def test_a_withdrawal_that_comes_before_its_referral_waits_for_it(access: RoomUnderTest) -> None:
    with pytest.raises(NotYet):
        await access.deliver("referral.withdrawn", withdrawn(uuid7()))


async def test_an_acceptance_after_the_withdrawal_makes_no_entitlement(
    access: RoomUnderTest, given: Given
) -> None:
    referral, grant = await given.grant()
    await access.deliver("referral.withdrawn", withdrawn(referral))
    accepted = {
        "ref": str(uuid7()),
        "version": 2,
        "region": "ijsselland",
        "referral": str(referral),
        "grant": str(grant),
        "provider": str(uuid7()),
    }
    await access.deliver("placement.accepted", accepted)
    assert await access.rows("SELECT 1 FROM entitlement") == []
