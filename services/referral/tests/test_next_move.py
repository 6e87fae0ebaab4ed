"""Whoever referred knows who has the next move, and until when: in the list as in the referral."""

from datetime import datetime, timedelta

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import REGION, Given, Json, a_key

Told = tuple[str, str] | None


async def told(given: Given, by: Caller, referral: Json) -> tuple[Told, datetime | None]:
    """The move as the referral tells it, which the list must tell too: what by whom, and until when."""
    one = (await given.get(by, f"/referrals/{referral['id']}")).json()["nextMove"]
    page = (await given.get(by, "/referrals?order=newest")).json()["items"]
    assert one == next(each["nextMove"] for each in page if each["id"] == referral["id"])
    if one is None:
        return None, None
    until = datetime.fromisoformat(one["until"]) if one["until"] else None
    return (one["what"], one["whose"]), until


@pytest.mark.requirement("NV-13")
async def test_the_referrer_reads_at_each_step_whose_move_it_is(room: RoomUnderTest, given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    sent = await given.referral(gp)
    move, until = await told(given, gp, sent)
    assert move == ("decision-awaited", "platform")
    assert until == room.clock() + timedelta(days=1)

    term = room.clock() + timedelta(days=56)
    opened = {"ref": sent["id"], "region": REGION, "referral": sent["id"], "lane": "desk", "status": "open"}
    await room.deliver("request.opened", {**opened, "version": 1, "dueAt": term.isoformat()})
    assert await told(given, gp, sent) == (("decision", "municipality"), term)
    later = term + timedelta(days=7)
    await room.deliver("request.changed", {**opened, "version": 3, "dueAt": later.isoformat()})
    await room.deliver("request.changed", {**opened, "version": 2, "dueAt": None})
    assert await told(given, gp, sent) == (("decision", "municipality"), later)

    (grant,) = await given.granted(sent)
    assert (await told(given, gp, sent))[0] == ("next-placement", "municipality")
    path = f"/referrals/{sent['id']}/placement-requests"
    asked = await given.post(
        gp, path, {"provider": str(provider.organisation)}, **{"Idempotency-Key": a_key()}
    )
    assert asked.status_code == 201, asked.text
    placement = await given.placement_of(provider, grant)
    move, until = await told(given, gp, sent)
    assert move == ("placement-answer", "provider")
    assert until == datetime.fromisoformat(placement["answerDueAt"])

    question = {"kind": "information-missing", "words": "Is er eerder hulp geweest?"}
    asking = await given.post(
        provider,
        f"/placement-requests/{placement['id']}/questions",
        question,
        seen=placement["version"],
        **{"Idempotency-Key": a_key()},
    )
    assert asking.status_code == 201, asking.text
    assert (await told(given, gp, sent))[0] == ("question-answer", "referrer")

    placement = await given.placement_of(provider, grant)
    accepted = await given.accept(provider, placement)
    assert accepted.status_code == 200, accepted.text
    assert (await told(given, gp, sent))[0] == ("start-awaited", "provider")
    started = await given.start(provider, accepted.json(), given.today)
    assert started.status_code == 200, started.text
    assert await told(given, gp, sent) == (None, None)
