"""What fresh eyes found in placing, bridging, waiting and care, each as a story."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from referral.domain import messages
from region_policy.terms import end_of_term
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import Given, Json, a_key, a_person
from .duty_stories import HAARLEM, ZKIJ, Register, agree, ask_onward, in_zkij, moved, transfers
from .people_stories import People
from .placement_stories import Asking
from .test_bridging import Stage
from .test_care_record import Care
from .test_partnerships import ask as ask_partnership
from .test_partnerships import assign, reasons

DAY = timedelta(days=1)
OF_SIXTEEN = a_person(birthDate="2010-01-01")


@pytest.mark.requirement("NV-18")
async def test_bridging_that_was_taken_back_stays_so_and_its_provider_never_opens_the_file(
    room: RoomUnderTest, given: Given
) -> None:
    stage = await Stage(given).set()
    running = await stage.running(given.today + 3 * DAY)
    taken_back = await stage.do(running, "withdrawal", by=stage.gp)
    assert taken_back.json()["status"] == "withdrawn"
    told = [message["kind"] for message in await given.messages(stage.bridge)]
    room.clock.advance(10 * DAY)
    placement = (await stage.start(given.today)).json()
    (never,) = await stage.seen()
    assert (never["status"], never["endedOn"]) == ("withdrawn", None)
    assert (await given.get(stage.bridge, f"/referrals/{stage.referral['id']}")).status_code == 404
    assert (await given.stop(stage.provider, placement, given.today)).status_code == 200
    (never,) = await stage.seen()
    assert (never["status"], never["endedOn"]) == ("withdrawn", None)
    assert [message["kind"] for message in await given.messages(stage.bridge)] == told
    assert "bridging-ended" not in [message["kind"] for message in await given.messages(stage.gp)]


@pytest.mark.requirement("NV-18")
async def test_bridging_goes_along_when_the_grant_moves_on_and_ends_on_the_eve_of_the_start_there(
    room: RoomUnderTest, given: Given
) -> None:
    stage = await Stage(given).set()
    await stage.running(given.today)
    other = await given.a_provider()
    told = moved(given, stage.referral, stage.placement, other, last_day=given.today + 6 * DAY)
    await room.deliver("grant.moved", told)
    at_other = (await given.accept(other, await given.placement_of(other, told["ref"]))).json()
    room.clock.advance(7 * DAY)
    assert (await given.start(other, at_other, given.today)).status_code == 200
    (ended,) = await stage.seen()
    assert (ended["status"], ended["endedOn"]) == ("ended", (given.today - DAY).isoformat())
    assert [kind for kind, *_ in await stage.helped()] == ["bridging", "care"]
    claimed = await room.rows("SELECT DISTINCT grant_id FROM helped_days")
    assert [str(row.grant_id) for row in claimed] == [told["ref"]]


@pytest.mark.requirement("NV-18")
async def test_bridging_on_days_that_were_bridged_already_is_a_wrong_day_and_no_failure(
    room: RoomUnderTest, given: Given
) -> None:
    stage = await Stage(given).set()
    running = await stage.running(given.today)
    first = given.today
    room.clock.advance(5 * DAY)
    await stage.do(running, "stop", stoppedOn=given.today.isoformat())
    again = (await stage.ask()).json()
    refused = await stage.do(again, "acceptance", startsOn=first.isoformat())
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "startsOn")
    day_after = (given.today + DAY).isoformat()
    assert (await stage.do(again, "acceptance", startsOn=day_after)).status_code == 200


@pytest.mark.requirement("NV-23", "HLM-06")
async def test_an_accepted_referral_whose_grant_goes_on_where_nobody_is_found_is_told_and_comes_to_an_end(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral, at_a = await given.accepted(gp, a)
    last = given.today + 6 * DAY
    told = moved(given, referral, at_a, None, last_day=last)
    await room.deliver("grant.moved", told | {"validUntil": (last + 30 * DAY).isoformat()})
    # The receiver never moves a young person without the sender knowing.
    news = (await given.messages(gp))[-1]
    assert (news["kind"], news["day"], news["provider"]) == ("onward-agreed", last.isoformat(), None)
    assert [reason["code"] for reason in news["reasons"]] == ["goes-on-elsewhere"]
    room.clock.advance(60 * DAY)
    await room.fire_deadlines()
    seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    assert seen["status"] == "closed"
    assert [reason["code"] for reason in (await given.messages(gp))[-1]["reasons"]] == ["grant-lapsed"]
    assert await given.deadlines() == {}
    assert (await given.get(desk, "/waiting")).json()["items"] == []


@pytest.mark.requirement("HLM-04")
async def test_what_access_tells_late_never_closes_a_referral_that_was_accepted(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a = await given.a_gp(), await given.a_provider()
    referral, _ = await given.accepted(gp, a)
    for outcome in ("lapsed", "refused"):
        await given.closed(referral, outcome)
    assert (await given.get(gp, f"/referrals/{referral['id']}")).json()["status"] == "accepted"


@pytest.mark.requirement("HLM-02", "HLM-23")
async def test_a_lead_wins_no_time_by_passing_the_question_to_itself(
    room: RoomUnderTest, given: Given
) -> None:
    gp, lead, b = await given.a_gp(), await given.a_provider(), await given.a_provider()
    together = await Register(room).partnership(lead, b)
    referral = await given.referral(gp)
    (grant,) = await given.granted(referral)
    await ask_partnership(given, gp, referral, together["ref"])
    at_lead = await given.placement_of(lead, grant)
    room.clock.advance(DAY)
    assert reasons(await assign(given, lead, at_lead, lead)) == ["asked-already"]
    assert (await given.placement_of(lead, grant))["answerDueAt"] == at_lead["answerDueAt"]


@pytest.mark.requirement("HLM-16", "HLM-15")
async def test_once_the_word_back_is_stopped_no_reminder_tells_the_gp_how_it_goes(
    room: RoomUnderTest, given: Given
) -> None:
    desk, people = await given.an_access_worker(), People(given)
    urgent = await Asking.of(given, person=OF_SIXTEEN, urgency="urgent")
    silent, asks, offers = [await given.a_provider() for _ in range(3)]
    await urgent.asked(silent)
    slow = await Asking.of(given, person=a_person(bsn=None, birthDate="2010-01-01"))
    _, placement = await slow.asked(silent, asks)
    await slow.question(asks, placement)
    choosing = await Asking.of(given, person=a_person(bsn=None, birthDate="2010-01-01"))
    _, offered = await choosing.asked(silent, offers)
    await given.accept(offers, offered)
    stories = (urgent, slow, choosing)
    for story in stories:
        assert (await people.stop_feedback(desk, story.referral)).status_code == 201
    room.clock.advance(40 * DAY)
    for _ in range(3):
        await room.fire_deadlines()
    for story in stories:
        assert (await story.kinds(story.gp))[-1] == "feedback-stopped"
    heard = [await story.kinds(desk) for story in stories]
    assert "urgent-late" in heard[0]
    assert "question-late" in heard[1]
    assert "choice-awaited" in heard[2]
    owners = await given.deadlines()
    gps = {str(story.gp.organisation) for story in stories}
    assert gps.isdisjoint(owners.values())


@pytest.mark.requirement("HLM-15")
async def test_a_page_by_urgency_goes_on_where_it_was_though_its_last_item_has_left_the_list(
    room: RoomUnderTest, given: Given
) -> None:
    gp, lead, b = await given.a_gp(), await given.a_provider(), await given.a_provider()
    together = await Register(room).partnership(lead, b)
    asked = []
    for _ in range(3):
        referral = await given.referral(gp, person=a_person(bsn=None))
        (grant,) = await given.granted(referral)
        await ask_partnership(given, gp, referral, together["ref"])
        asked.append(await given.placement_of(lead, grant))
    path = "/placement-requests?order=urgency&limit=1"
    page = (await given.get(lead, path)).json()
    assert [item["id"] for item in page["items"]] == [asked[0]["id"]]
    room.clock.advance(DAY)
    assert (await assign(given, lead, asked[0], b)).status_code == 200
    page = (await given.get(lead, f"{path}&after={page['next']}")).json()
    assert [item["id"] for item in page["items"]] == [asked[1]["id"]]


@pytest.mark.requirement("ZHZ-15")
async def test_nobody_answers_for_a_transfer_that_was_over_as_it_was_listed(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk, a = await given.a_gp(), await given.an_access_worker(), await given.a_provider()
    register = Register(room)
    contract = await register.contract(a)
    referral = await given.referral(gp)
    until = given.today + 2 * DAY
    (grant,) = await given.granted(
        referral, given.a_grant(provider=str(a.organisation), validUntil=until.isoformat())
    )
    # Asked and silent, and the last day of the grant passes before the provider's own term.
    assert (await given.placement_of(a, grant))["status"] == "requested"
    room.clock.advance(3 * DAY)
    await register.ends(contract, given.today)
    await room.fire_deadlines()
    (row,) = await transfers(given, desk, past=True)
    assert row["status"] == "closed"
    assert await given.deadlines() == {}


@pytest.mark.requirement("HLM-06")
async def test_a_last_day_that_nobody_can_have_meant_is_a_wrong_day_and_no_failure(
    room: RoomUnderTest, given: Given
) -> None:
    a, b = [await given.a_provider("zuid-kennemerland-ijmond") for _ in range(2)]
    gp, desk, _, placement = await in_zkij(given, a)
    accepted = (await given.accept(a, placement)).json()
    asked = (await ask_onward(given, a, accepted, b)).json()
    far = await agree(given, gp, asked, lastDay="9999-12-31")
    assert (far.status_code, far.json()["errors"][0]["field"]) == (400, "lastDay")
    for odd in ("from=0001-01-01", "until=9999-12-31", "from=0001-01-01&until=0001-01-01"):
        assert (await given.get(desk, f"/figures?{odd}")).status_code in {200, 400}, odd
    assert (await agree(given, gp, asked, lastDay=given.today.isoformat())).status_code == 200


@pytest.mark.requirement("NV-18")
async def test_who_comes_back_before_the_planned_day_is_in_care_again_from_that_day(given: Given) -> None:
    care = await Care(given).accepted()
    away = {"kind": "interrupted", "from": care.day(10), "until": care.day(60), "reason": "away"}
    assert (await care.record({"kind": "started", "on": care.day(1)}, away)).status_code == 200
    back = await care.record({"kind": "resumed", "on": care.day(20)})
    assert back.status_code == 200, back.text
    (stood_still,) = (await care.read())["interruptions"]
    assert stood_still["untilOn"] == care.day(19)
    again = {"kind": "interrupted", "from": care.day(25), "until": care.day(28), "reason": "away"}
    assert (await care.record(again)).status_code == 200
    # A correction of the first one leaves the state of today, which is of the second, as it is.
    (told,) = (await given.room.told("care.changed"))[-1:]
    assert (told.data["interruptedSince"], told.data["interruptedUntil"]) == (care.day(25), care.day(28))
    late = await care.record({"kind": "resumed", "on": care.day(15)})
    assert late.status_code == 200, late.text
    (told,) = (await given.room.told("care.changed"))[-1:]
    assert (told.data["interruptedSince"], told.data["interruptedUntil"]) == (care.day(25), care.day(28))
    nothing = await care.record({"kind": "resumed", "on": care.day(22)})
    assert (nothing.status_code, nothing.json()["errors"][0]["field"]) == (400, "facts.0.on")


@pytest.mark.requirement("ZHZ-15", "GRO-01")
async def test_where_nobody_decided_the_municipality_passes_on_whose_provider_is_gone(
    room: RoomUnderTest, given: Given
) -> None:
    a, b = [await given.a_provider(ZKIJ) for _ in range(2)]
    register = Register(room)
    contract = await register.contract(a, region=ZKIJ, regions=[ZKIJ], municipalities=[HAARLEM])
    gp, desk, referral, placement = await in_zkij(given, a)
    accepted = (await given.accept(a, placement)).json()
    assert reasons(await ask_onward(given, desk, accepted, b)) == ["provider-goes-on"]
    assert (await ask_onward(given, gp, accepted, b)).status_code == 403
    await register.ends(contract, given.today)
    await room.fire_deadlines()
    (row,) = await transfers(given, desk)
    asked = await ask_onward(given, desk, accepted, b, reason="provider-stops")
    assert asked.status_code == 201, asked.text
    assert (await agree(given, desk, asked.json())).status_code == 200
    (at_b,) = (await given.get(b, "/placement-requests")).json()["items"]
    assert (await given.accept(b, at_b)).status_code == 200
    (row,) = await transfers(given, desk, past=True)
    assert (row["status"], row["nextProvider"]) == ("transferred", str(b.organisation))
    kinds = [message["kind"] for message in await given.messages(gp)]
    assert kinds[-4:] == ["another-provider-sought", "onward-asked", "onward-agreed", "accepted"]
    assert (await given.get(gp, f"/referrals/{referral['id']}")).json()["status"] == "accepted"


@pytest.mark.requirement("NV-18")
async def test_bridging_ends_with_the_grant_though_another_component_goes_on(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a, c = await given.a_gp(), await given.a_provider(), await given.a_provider()
    referral = await given.referral(gp)
    last = (given.today + 10 * DAY).isoformat()
    stay = given.a_grant("stay", provider=str(a.organisation))
    _, short = await given.granted(referral, stay, given.a_grant(validUntil=last))
    at_a = (await given.accept(a, await given.placement_of(a, stay["grant"]))).json()
    path, body = f"/referrals/{referral['id']}/bridging", {"provider": str(c.organisation), "grant": short}
    asked = (await given.post(gp, path, body, **{"Idempotency-Key": a_key()})).json()
    starts = {"startsOn": given.today.isoformat()}
    await given.post(c, f"/bridging/{asked['id']}/acceptance", starts, seen=asked["version"])
    assert (await given.start(a, at_a, given.today)).status_code == 200
    room.clock.advance(14 * DAY)
    await room.fire_deadlines()
    seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    (ended,) = seen["course"]["bridging"]
    assert (seen["status"], ended["status"], ended["endReason"]) == ("in-care", "ended", "grant-lapsed")
    assert await given.deadlines() == {}


@pytest.mark.requirement("HLM-04")
async def test_an_order_of_a_court_that_is_over_orders_nothing(given: Given) -> None:
    desk = await given.an_access_worker()
    body = {"referrerCode": "08", "person": a_person(), "municipality": "0148"}
    for days, status in ((-1, 400), (0, 201)):
        order = {"number": "C/08/12345", "until": (given.today + days * DAY).isoformat()}
        answer = await given.send(desk, body | {"courtOrder": order})
        assert answer.status_code == status, answer.text
        if status == 400:
            assert [error["field"] for error in answer.json()["errors"]] == ["courtOrder.until"]


@pytest.mark.requirement("NV-11")
def test_every_sentence_stands_once_so_that_none_is_mended_in_vain() -> None:
    for name in ("message_wordings", "reason_wordings"):
        text = (Path(messages.__file__).parent / f"{name}.yaml").read_text(encoding="utf-8")
        codes = re.findall(r"^([a-z0-9-]+):", text, re.MULTILINE)
        assert sorted(codes) == sorted(set(codes)), name


@pytest.mark.requirement("NV-12")
async def test_a_choice_is_recorded_once_whoever_records_it_and_however_often(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    first, second = await asking.asked(a, b)
    for provider, placement in ((a, first), (b, second)):
        assert (await given.accept(provider, placement)).status_code == 200
    key = a_key()
    made = await asking.choose(first, key=key)
    assert made.status_code == 201, made.text
    assert (await asking.choose(first, key=key)).json()["id"] == made.json()["id"]
    assert (await asking.choose(second, key=key)).status_code in {409, 422}
    assert (await asking.choose(second)).json()["possibleSteps"] == []
    assert await given.deadlines() == {("start-awaited", first["id"]): str(a.organisation)}


@pytest.mark.requirement("NV-11")
async def test_events_of_access_in_any_order_and_twice_leave_one_course(
    room: RoomUnderTest, given: Given
) -> None:
    gp, a = await given.a_gp(), await given.a_provider()
    referral = await given.referral(gp, preferredProvider=str(a.organisation))
    ref = uuid7()
    grant = given.a_grant()
    for _ in range(2):
        await given.granted(referral, grant, preferred=a.organisation, ref=ref)
        await given.on_the_desks_list(referral)
    (placement,) = (await given.get(a, "/placement-requests")).json()["items"]
    kinds: list[Json] = (await given.get(gp, f"/referrals/{referral['id']}")).json()["course"]["timeline"]
    assert [each["kind"] for each in kinds] == ["received", "granted", "placement-requested"]
    assert set(await given.deadlines()) == {("placement-answer", placement["id"])}
    await given.closed(referral, "lapsed")
    await given.granted(referral, given.a_grant(), preferred=a.organisation)
    assert (await given.get(gp, f"/referrals/{referral['id']}")).json()["status"] == "closed"
    assert await given.deadlines() == {}
    late = end_of_term(given.policy.terms.placement_answer, since=given.today)
    room.clock.at = late + DAY
    await room.fire_deadlines()
    assert await room.told("placement.expired") == []
