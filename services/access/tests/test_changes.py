"""The local team changes help that runs: its end, its size, its intensity; and the provider is told."""

from datetime import date, timedelta

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, by_budget
from .changing import EVALUATED, NOORD_VELUWE, PLACES, VIEWS, ZHZ, Desk, a_stay_decision, codes
from .whole_figures import changes_of

TODAY = date(2026, 3, 10)
RESIDENTIAL_1, RESIDENTIAL_3 = 24_890, 40_270  # cents per etmaal


def after(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.requirement("ZHZ-07")
async def test_a_shortened_allocation_has_a_new_end_and_its_provider_hears_why_in_a_code(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_decision(by_budget("treatment")))
    await helped.entitled.deliver(TODAY)
    early = await helped.change("shorten", validUntil=after(-1))
    assert codes(early) == ["end-before-begin", "help-delivered-later"]
    assert codes(await helped.change("shorten", validUntil=after(1000))) == ["end-not-earlier"]
    said = {"validUntil": after(30), "statements": [VIEWS[0]]}
    made = await helped.changed("shorten", "goals-reached", **said)
    assert (made["validUntil"], made["reason"], made["ceilingByCents"]) == (after(30), "goals-reached", 0)
    assert made["words"]["statements"] == [VIEWS[0]]
    assert (await helped.seen())["validUntil"] == after(30)
    told = (await access.told("entitlement.changed"))[-1].data
    assert told["validUntil"] == after(30)
    assert (told["change"]["kind"], told["change"]["reason"]) == ("shorten", "goals-reached")
    assert VIEWS[0]["words"] not in str([event.data for event in await access.told()])
    assert (
        VIEWS[0]["words"].encode() not in (await access.rows("SELECT words FROM entitlement_change"))[0].words
    )
    assert "changed-shorten" in await helped.signals(desk.provider)
    for_provider = await desk.read(f"{helped.path}/changes", by=desk.provider)
    assert [each["reason"] for each in for_provider["items"]] == ["goals-reached"]
    assert "words" not in for_provider["items"][0]
    access.clock.advance(timedelta(days=31))
    late = (await helped.entitled.deliver(TODAY + timedelta(days=31))).json()
    assert late["heldBecause"] == ["outside-period"]


@pytest.mark.requirement("ZHZ-07")
async def test_raised_and_lowered_within_its_bounds_extended_and_stopped_with_a_reason(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_decision(by_budget("treatment")))
    budgets = {row["id"]: row["ceilingCents"] for row in await _budgets(desk)}
    now = (await helped.seen())["ceilingCents"]
    bigger = min(cents for cents in budgets.values() if cents > now)
    assert codes(await helped.change("raise", ceilingCents=bigger - 1)) == ["no-budget-of-that-size"]
    assert codes(await helped.change("raise", ceilingCents=now)) == ["not-more"]
    assert codes(await helped.change("raise", etmalen=3)) == ["hours-go-by-ceiling"]
    raised = await helped.changed("raise", "more-help-needed", ceilingCents=bigger)
    assert raised["ceilingByCents"] == bigger - now
    await helped.entitled.deliver(TODAY, minutes=120)
    due = (await helped.seen())["dueCents"]
    assert due > 0
    assert codes(await helped.change("lower", ceilingCents=due - 1)) == ["below-what-is-due"]
    await helped.changed("lower", "less-help-needed", ceilingCents=due + 1000)
    seen = await helped.seen()
    assert (seen["ceilingCents"], seen["leftCents"]) == (due + 1000, 1000)
    account = await desk.read(f"{helped.path}/account")
    committed = [entry["cents"] for entry in account["entries"] if entry["kind"] == "committed"]
    assert committed == [now, bigger - now, due + 1000 - bigger]
    assert (await helped.extend(TODAY + timedelta(days=400))).status_code == 201
    stopped = await helped.changed("stop", "no-contact")
    assert stopped["validUntil"] == TODAY.isoformat()
    seen = await helped.seen()
    assert (seen["status"], seen["expectedBackCents"]) == ("stopped", 1000)
    again = await helped.change("extend", validUntil=after(500))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/impossible-step")
    assert await changes_of(access, PLACES[desk.region]) == dict.fromkeys(
        ("extend", "lower", "raise", "stop"), 1
    )


async def _budgets(desk: Desk) -> list[dict[str, object]]:
    return list((await desk.read(f"/policies/{desk.region}"))["choiceBudgets"]["items"])


@pytest.mark.requirement("ZHZ-07")
async def test_a_wrong_change_names_its_fields_and_an_old_version_or_key_changes_nothing_twice(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_decision(by_budget("treatment")))
    wrong: dict[str, dict[str, object]] = {
        "validUntil": {"kind": "extend"},
        "ceilingCents": {"kind": "raise"},
        "schedule": {"kind": "phase-out"},
        "etmalen": {"kind": "shorten", "validUntil": after(9), "etmalen": 3},
        "reason": {"kind": "stop", "reason": "because"},
        "kind": {"kind": "grown-up"},
        "schedule.0.until": {"kind": "phase-out", "schedule": [{"until": "9999-12-31", "cents": 5}]},
    }
    for field, body in wrong.items():
        answer = await desk.send("POST", f"{helped.path}/changes", {"reason": "moved"} | body, etag='"1"')
        assert answer.status_code == 400, body
        assert field in {error["field"] for error in answer.json()["errors"]}, body
    stop = {"kind": "stop", "reason": "moved"}
    for etag, status in ((None, 428), ('"1"', 412)):
        answer = await desk.send("POST", f"{helped.path}/changes", stop, etag=etag)
        assert answer.status_code == status
    by_provider = await desk.send("POST", f"{helped.path}/changes", stop, etag='"2"', by=desk.provider)
    assert by_provider.status_code == 403
    headers = {"Idempotency-Key": "the-same-key", "If-Match": '"2"'}
    async with access.as_caller(desk.worker, **headers) as client:
        first = await client.post(f"{helped.path}/changes", json=stop)
        second = await client.post(f"{helped.path}/changes", json=stop)
    assert (first.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert len(await access.rows("SELECT 1 FROM entitlement_change")) == 1


@pytest.mark.requirement("NV-16")
async def test_stepping_down_from_three_to_one_frees_nights_and_money_at_once_and_is_counted(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 90))
    access.clock.advance(timedelta(days=10))
    assert (await helped.entitled.stay(TODAY, TODAY + timedelta(days=10))).status_code == 201
    step = {"validUntil": after(9), "intensity": "residential-1", "etmalen": 60}
    for changed, reason in (
        ({"intensity": "no-such"}, "no-tariff-of-intensity"),
        ({"intensity": "residential-3"}, "not-lighter"),
        ({"etmalen": 300}, "etmalen-do-not-fit"),
        ({"validUntil": after(8)}, "help-delivered-later"),
    ):
        assert reason in codes(await helped.change("step-down", **(step | changed))), changed
    made = await helped.changed("step-down", "lighter-help-fits", **step)
    assert (made["etmalenBy"], made["ceilingByCents"]) == (-80, -80 * RESIDENTIAL_3)
    old, new = await helped.seen(), await desk.read(f"/entitlements/{made['followedBy']}")
    assert (old["status"], old["validUntil"], old["etmalen"], old["leftCents"]) == (
        "stopped",
        after(9),
        10,
        0,
    )
    assert (new["status"], new["validFrom"], new["intensity"]) == ("running", after(10), "residential-1")
    assert (new["etmalen"], new["ceilingCents"]) == (60, 60 * RESIDENTIAL_1)
    assert new["placement"] == old["placement"]
    told = next(event for event in reversed(await access.told("entitlement.changed")) if event.data["change"])
    assert (told.data["change"]["kind"], told.data["change"]["etmalenBy"]) == ("step-down", -80)
    granted = (await access.told("entitlement.granted"))[-1]
    assert str(granted.subject) == told.data["change"]["followedBy"] == made["followedBy"]
    assert (await changes_of(access, PLACES[desk.region]))["step-down"] == 1
    shown = await desk.read("/changes/figures")
    assert (shown["stepDowns"], shown["changes"]["totals"]["total"]) == (None, None)
    # Care at the place goes on, and its end is the end of the lighter stay.
    stopped_on = access.clock().date()
    await helped.entitled.stop(TODAY, stopped_on)
    assert (await desk.read(f"/entitlements/{made['followedBy']}"))["status"] == "stopped"


@pytest.mark.requirement("NV-13")
async def test_each_kind_of_decision_holds_three_views_and_one_that_is_missing_is_noted(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    for kind in ("start", "continue", "phase-out"):
        more = [EVALUATED[1]] if kind == "continue" else []
        whole = a_stay_decision("step-2", 90, kind=kind, statements=[*VIEWS, *more], familyGroupPlan=PLAN)
        made = await desk.decided(whole)
        assert made.status_code == 201, made.text
        decision = made.json()
        assert (decision["kind"], decision["noted"]) == (kind, [])
        assert {each["about"] for each in decision["words"]["statements"]} >= {v["about"] for v in VIEWS}
        said = [each for each in VIEWS if each["about"] != "view-access-worker"]
        lacking = [*(said[1:]), *more]
        less = whole | {"statements": [*AWAY, *lacking], "consultations": []}
        assert (await desk.decided(less)).json()["noted"] == ["view-family"], kind


PLAN = {"offeredOn": "2026-02-01", "answer": "declined"}
AWAY = [{"about": "away-from-home", "words": "Thuis is het niet veilig."}]


@pytest.mark.requirement("NV-13")
async def test_phasing_out_is_a_schedule_that_gets_less_and_ends(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    helped = await desk.helped(a_stay_decision("step-2", 90, statements=VIEWS, familyGroupPlan=PLAN))
    steps = [
        {"until": after(13), "etmalen": 8},
        {"until": after(27), "etmalen": 4},
        {"until": after(41), "etmalen": 2},
    ]
    for wrong in ([steps[0], steps[0]], steps[::-1], [steps[1], {"until": after(41), "etmalen": 8}]):
        assert "schedule-not-decreasing" in codes(await helped.change("phase-out", schedule=wrong))
    longer = [{"until": after(2000), "etmalen": 8}]
    assert "end-not-earlier" in codes(await helped.change("phase-out", schedule=longer))
    made = await helped.changed("phase-out", "goals-reached", schedule=steps, statements=VIEWS[:2])
    assert [step["etmalen"] for step in made["schedule"]] == [8, 4, 2]
    assert made["noted"] == ["view-professional"]
    seen = await helped.seen()
    assert (seen["validUntil"], seen["etmalen"]) == (after(41), 14)
    # In its second period no more than four nights are paid, however many are left in all.
    access.clock.advance(timedelta(days=30))
    first = TODAY + timedelta(days=14)
    told = (await helped.entitled.stay(first, first + timedelta(days=6))).json()
    assert [(line["etmalen"], line["status"]) for line in told["lines"]] == [(4, "due"), (2, "held")]


@pytest.mark.requirement("ZHZ-10")
async def test_going_on_needs_an_evaluation_and_the_third_renewal_is_on_the_watch_list(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, ZHZ)
    helped = await desk.helped(a_stay_decision("living-group", 30))
    end = date.fromisoformat((await helped.seen())["validUntil"])
    without = await helped.extend(end + timedelta(days=30), statements=[])
    assert codes(without) == ["progress-evaluation-missing", "necessity-missing"]
    assert codes(await helped.change("raise", etmalen=40)) == [
        "progress-evaluation-missing",
        "necessity-missing",
    ]
    half = await helped.extend(end + timedelta(days=30), statements=EVALUATED[:1])
    assert codes(half) == ["necessity-missing"]
    for renewal in (1, 2):
        extended = await helped.extend(end + timedelta(days=30 * renewal), etmalen=30 + 20 * renewal)
        assert extended.status_code == 201, extended.text
        assert extended.json()["ceilingByCents"] == 20 * 17_850
        assert (await desk.read("/watch-list"))["items"] == []
    # The third is a new decision to continue, for the same young person.
    client = (await helped.seen())["client"]
    unsaid = await desk.decided(a_stay_decision("living-group", 30, kind="continue"), client=client)
    assert set(codes(unsaid)) == {"progress-evaluation-missing", "necessity-missing"}
    body = a_stay_decision("living-group", 30, kind="continue", statements=EVALUATED)
    assert (await desk.decided(body, client=client)).status_code == 201
    await desk.helped(a_stay_decision("living-group", 30))
    (watched,) = (await desk.read("/watch-list"))["items"]
    assert (watched["client"], watched["renewals"], watched["component"]) == (client, 3, "stay")


@pytest.mark.requirement("ZHZ-07")
async def test_the_longest_a_route_may_take_counts_from_the_first_day_with_every_longer_period(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    course = {"route": "product", "product": "guidance-at-home", "quantity": 600, "days": 100}
    heavier = {"about": "heavier-route", "words": "Het dorpshuis kan dit niet."}
    helped = await desk.helped(a_decision(course, statements=[*VIEWS, heavier], familyGroupPlan=PLAN))
    said = {"statements": [*VIEWS, *EVALUATED]}
    assert (await helped.extend(TODAY + timedelta(days=181), **said)).status_code == 201
    past = TODAY + timedelta(days=182)
    assert codes(await helped.extend(past, **said)) == ["duration-too-long"]
    reason = {"rule": "longest-duration", "reason": "De school begint pas in oktober."}
    made = await helped.extend(past, **said, overrides=[reason])
    assert made.status_code == 201, made.text
    assert made.json()["overrides"] == ["longest-duration"]
