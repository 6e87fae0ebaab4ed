"""One grant from the referral to the money that returns."""

from datetime import date, timedelta

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given, a_quote

DEADLINE = "SELECT due_at::date AS day FROM deadline WHERE kind = 'final-line'"
STARTED, STOPPED = date(2026, 3, 2), date(2026, 3, 9)


@pytest.mark.requirement("LAW-03")
async def test_a_gps_own_budget_goes_from_the_referral_to_the_money_that_returns(
    access: RoomUnderTest, given: Given
) -> None:
    access.clock.at -= timedelta(days=10)
    provider, desk = await given.provider(), await given.desk()
    entitled = await given.entitlement(provider)
    access.clock.advance(timedelta(days=10))
    await entitled.start(STARTED)
    line = await entitled.deliver(STARTED, minutes=12 * 60)
    assert line.status_code == 201, line.text
    assert (line.json()["amountCents"], line.json()["status"]) == (94_140, "due")
    (waits,) = await access.rows(DEADLINE)
    # Care that is never told to stop does not hold its money for ever.
    await entitled.stop(STARTED, STOPPED)
    (brought_forward,) = await access.rows(DEADLINE)
    assert brought_forward.day < waits.day
    seen = await entitled.get()
    closed = await entitled.declare_final(seen.headers["etag"])
    assert closed.status_code == 200, closed.text
    assert closed.json()["status"] == "closed"
    account = (await entitled.get("/account", by=desk)).json()
    assert (account["dueCents"], account["returnedCents"]) == (94_140, 180_000 - 94_140)
    assert [entry["kind"] for entry in account["entries"]] == [
        "committed",
        "delivered",
        "due",
        "expected-back",
        "returned",
        "expected-back",
    ]
    (told,) = await access.told("request.closed")
    assert told.data["outcome"] == "completed"
    assert [e.data["status"] for e in await access.told() if e.noun == "entitlement"] == [
        "granted",
        "running",
        "stopped",
        "stopped",
        "closed",
    ]
    assert await access.rows("SELECT 1 FROM deadline WHERE fired_at IS NULL") == []


@pytest.mark.requirement("IJS-16")
async def test_a_gps_quote_request_stands_on_the_desks_list_with_owner_and_deadline(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    request_id = await given.referral(**a_quote())
    async with access.as_caller(desk) as client:
        (item,) = (await client.get("/requests")).json()["items"]
    assert item["id"] == str(request_id)
    assert item["owner"] == str(desk.organisation)
    assert item["dueAt"] == "2026-05-05T22:00:00Z"  # eight weeks, the last day whole, summer time
    (opened,) = await access.told("request.opened")
    assert (opened.data["lane"], opened.data["owner"]) == ("desk", str(desk.organisation))
