"""A provider passes somebody on: a chain with reasons, decided by who decides a placement (HLM-06)."""

import asyncio

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Given, Json, a_person
from .duty_stories import ZKIJ, agree, ask_onward, in_zkij, kinds, moved, transfers
from .household_stories import Home, a_director


async def passed_on(
    room: RoomUnderTest, given: Given, desk: Caller, referral: Json, at: tuple[Caller, Json], to: Caller
) -> tuple[Json, Json]:
    """To the next provider: asked, agreed, moved by `access`, accepted. The question and the placement."""
    provider, placement = at
    asked = (await ask_onward(given, provider, placement, to)).json()
    assert (await agree(given, desk, asked)).status_code == 200
    told = moved(given, referral, placement, to, last_day=given.today)
    await room.deliver("grant.moved", told)
    accepted = await given.accept(to, await given.placement_of(to, told["ref"]))
    assert accepted.status_code == 200, accepted.text
    return asked, dict(accepted.json())


async def chain(given: Given, by: Caller, referral: Json) -> Json:
    return dict((await given.get(by, f"/referrals/{referral['id']}")).json()["course"]["chain"])


@pytest.mark.requirement("HLM-06")
async def test_a_to_b_to_c_is_a_chain_of_three_the_third_tells_the_director_and_back_to_a_is_warned_of(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    a, b, c = [await given.a_provider() for _ in range(3)]
    assert given.policy.following.onward.signal_from == 3
    referral, at_a = await given.accepted(gp, a)
    home, director = Home(given), await a_director(given)
    household = await home.of(gp, referral)
    (start,) = await home.directors(desk, household)
    assert (await home.hand_over(desk, household, start, director.organisation)).is_success
    first, at_b = await passed_on(room, given, desk, referral, (a, at_a), b)
    assert (first["number"], first["warnings"]) == (2, [])
    assert "onward-signal" not in await kinds(given, director)
    second, at_c = await passed_on(room, given, desk, referral, (b, at_b), c)
    assert (second["number"], second["warnings"]) == (3, [])
    assert (await kinds(given, director)).count("onward-signal") == 1
    assert "onward-signal" not in await kinds(given, desk)
    found = await chain(given, gp, referral)
    assert found["providers"] == [str(each.organisation) for each in (a, b, c)]
    assert [each["status"] for each in found["passedOn"]] == ["moved", "moved"]
    back = await ask_onward(given, c, at_c, a, reason="family-wish")
    assert back.status_code == 201, back.text
    assert [each["code"] for each in back.json()["warnings"]] == ["back-to-earlier-provider"]
    seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    (last,) = [each for each in seen["course"]["timeline"] if each["kind"] == "onward-asked"][-1:]
    assert last["reasons"] == ["family-wish", "back-to-earlier-provider"]
    counted = (await given.get(desk, "/figures")).json()["passedOn"]
    assert sorted(each["provider"] for each in counted) == sorted(
        str(each.organisation) for each in (a, b, c)
    )
    assert {each["times"] for each in counted} == {None}, "once each is too few to be shown"


@pytest.mark.requirement("HLM-06")
async def test_it_needs_a_reason_moves_nobody_by_itself_and_the_sender_and_the_municipality_hear_it(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk, other_desk = (
        await given.a_gp(),
        await given.an_access_worker(),
        await given.an_access_worker("0193"),
    )
    a, b = [await given.a_provider() for _ in range(2)]
    referral, at_a = await given.in_care(gp, a)
    for reason in ("", "full", "no-such-reason"):
        assert (await ask_onward(given, a, at_a, b, reason=reason)).status_code == 400
    before = len(await room.told())
    asked = (await ask_onward(given, a, at_a, b)).json()
    assert len(await room.told()) == before
    assert (await given.get(b, "/placement-requests")).json()["items"] == []
    assert (await given.get(a, f"/placement-requests/{at_a['id']}")).json()["status"] == "in-care"
    for who in (gp, desk):
        assert (await kinds(given, who))[-1] == "onward-asked"
    waiting = await given.deadlines()
    assert waiting[("onward-awaited", asked["id"])] == str(desk.organisation)
    twice = await ask_onward(given, a, at_a, b)
    assert [each["code"] for each in twice.json()["reasons"]] == ["onward-asked-already"]
    path = f"/onward-referrals/{asked['id']}"
    seen = [(await given.get(who, path)).status_code for who in (gp, desk, a, b, other_desk)]
    assert seen == [200, 200, 200, 404, 404]
    # The provider that asked does not decide; who does may say no, and then it may be asked anew.
    assert (await given.post(a, f"{path}/agreement", {}, seen=1)).status_code == 403
    assert (await given.post(gp, f"{path}/refusal")).status_code == 428
    declined = await given.post(gp, f"{path}/refusal", seen=asked["version"])
    assert (declined.status_code, declined.json()["status"]) == (200, "declined")
    assert (await kinds(given, a))[-1] == "onward-declined"
    again = await given.post(gp, f"{path}/refusal", seen=declined.json()["version"])
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])
    assert not [kind for kind, _ in await given.deadlines() if kind == "onward-awaited"]
    assert (await chain(given, gp, referral))["providers"] == []
    anew = (await ask_onward(given, a, at_a)).json()
    assert (anew["number"], anew["toProvider"]) == (2, None)
    itself = await agree(given, desk, anew, provider=str(a.organisation))
    assert [each["code"] for each in itself.json()["reasons"]] == ["to-itself"]
    named = await agree(given, desk, anew, provider=str(b.organisation))
    assert (named.status_code, named.json()["status"], named.json()["toProvider"]) == (
        200,
        "agreed",
        str(b.organisation),
    )
    # Help is bound to A by its entitlement: B is asked when `access` has let the grant go on.
    assert (await given.get(b, "/placement-requests")).json()["items"] == []
    assert (await given.deadlines())[("onward-awaited", anew["id"])] == str(desk.organisation)


@pytest.mark.requirement("HLM-06")
async def test_where_nothing_was_granted_the_next_provider_is_asked_on_the_agreement(
    room: RoomUnderTest, given: Given
) -> None:
    a, b = [await given.a_provider(ZKIJ) for _ in range(2)]
    gp, desk, referral, placement = await in_zkij(given, a)
    accepted = (await given.accept(a, placement)).json()
    cared_for = (await given.start(a, accepted, given.today)).json()
    asked = (await ask_onward(given, a, cared_for, b)).json()
    agreed = await agree(given, desk, asked, lastDay=given.today.isoformat())
    assert (agreed.status_code, agreed.json()["status"]) == (200, "moved"), agreed.text
    (at_b,) = (await given.get(b, "/placement-requests")).json()["items"]
    assert (at_b["status"], at_b["referral"]) == ("requested", referral["id"])
    assert (await given.accept(b, at_b)).status_code == 200
    assert (await given.stop(a, cared_for, given.today)).status_code == 200
    assert (await given.get(gp, f"/referrals/{referral['id']}")).json()["status"] == "in-care"
    found = await chain(given, gp, referral)
    assert found["providers"] == [str(a.organisation), str(b.organisation)]


async def test_help_that_ends_before_it_went_on_elsewhere_is_listed_and_a_question_is_overtaken(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    a, b = [await given.a_provider() for _ in range(2)]
    nobody = {"person": a_person(bsn=None)}
    agreed_on, at_a = await given.in_care(gp, a, **nobody)
    asked = (await ask_onward(given, a, at_a, b)).json()
    assert (await agree(given, gp, asked)).status_code == 200
    only_asked, also_at_a = await given.in_care(gp, a, **nobody)
    overtaken = (await ask_onward(given, a, also_at_a, b)).json()
    for placement in (at_a, also_at_a):
        assert (await given.stop(a, placement, given.today)).status_code == 200
    (row,) = await transfers(given, desk)
    assert (row["referral"], row["cause"]) == (agreed_on["id"], "next-not-placed")
    assert row["referral"] != only_asked["id"]
    for each in (asked, overtaken):
        assert (await given.get(gp, f"/onward-referrals/{each['id']}")).json()["status"] == "lapsed"
    assert {kind for kind, _ in await given.deadlines()} == {"transfer-awaited"}
    # The grant moves after all: the row points to what is to be placed now.
    told = moved(given, agreed_on, at_a, b, last_day=given.today)
    await room.deliver("grant.moved", told)
    (row,) = await transfers(given, desk)
    assert row["grant"] == told["ref"]


@pytest.mark.requirement("HLM-06")
async def test_two_who_ask_at_once_make_one_question_and_two_who_decide_at_once_one_decision(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    a, b = [await given.a_provider() for _ in range(2)]
    _, at_a = await given.in_care(gp, a)
    answers = await asyncio.gather(*(ask_onward(given, a, at_a, b) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
    (asked,) = [each.json() for each in answers if each.status_code == 201]
    path = f"/onward-referrals/{asked['id']}"
    decisions = await asyncio.gather(
        agree(given, desk, asked), given.post(gp, f"{path}/refusal", seen=asked["version"])
    )
    assert sorted(each.status_code for each in decisions) == [200, 409]


async def test_under_a_mark_of_secrecy_the_chain_names_no_provider_to_who_may_not_know(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk, a, b = (
        await given.a_gp(),
        await given.an_access_worker(),
        *[await given.a_provider() for _ in "ab"],
    )
    referral, at_a = await given.in_care(gp, a)
    body = {"reason": "secret-placement"}
    marked = await given.post(
        desk, f"/referrals/{referral['id']}/secrecy-marks", body, **{"Idempotency-Key": "secrecy-mark-1"}
    )
    assert marked.is_success, marked.text
    asked = (await ask_onward(given, a, at_a, b)).json()
    path = f"/onward-referrals/{asked['id']}"
    for who, shown in ((gp, [None, None]), (desk, [str(a.organisation), str(b.organisation)])):
        seen = (await given.get(who, path)).json()
        assert [seen["fromProvider"], seen["toProvider"]] == shown
        assert (await chain(given, who, referral))["providers"] == shown
