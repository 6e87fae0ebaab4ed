"""The waiting clock: from the referral to the first contact to the start, against the norm of the country."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given as some
from hypothesis import strategies as st

from referral.domain.components import Component
from referral.domain.waiting import ComponentFacts, Stretch, next_last_day, waits_of
from region_policy.loader import Policies
from region_policy.terms import end_of
from region_policy.waiting import WaitingNorm, WaitingNorms
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, ZWOLLE, Given, Json

REGIONS = Path(__file__).parents[3] / "regions"
GRANT = UUID("01990000-0000-7000-8000-000000000006")
NORMS = WaitingNorms(to_first_contact=WaitingNorm(28, 28), to_start=WaitingNorm(70, 70))


async def waiting(given: Given, by: Caller, referral: Json) -> list[tuple[str, int, bool, bool]]:
    """Of each stretch its name, the days, whether the norm is passed and whether it runs."""
    course = (await given.get(by, f"/referrals/{referral['id']}")).json()["course"]
    return [
        (each["stretch"], each["days"], each["isPassed"], each["until"] is None) for each in course["waiting"]
    ]


async def first_contact(given: Given, provider: Caller, placement: Json, on: date) -> Json:
    path = f"/placement-requests/{placement['id']}/first-contact"
    answer = await given.post(provider, path, {"contactOn": on.isoformat()}, seen=placement["version"])
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def clock(room: RoomUnderTest) -> list[tuple[str, object]]:
    rows = await room.rows(
        "SELECT owner, due_at FROM deadline WHERE kind = 'waiting-norm' AND fired_at IS NULL"
    )
    return [(row.owner, row.due_at) for row in rows]


async def norms_told(given: Given, by: Caller) -> list[list[str]]:
    found = await given.messages(by)
    return [[reason["code"] for reason in each["reasons"]] for each in found if each["kind"] == "norm-passed"]


@pytest.mark.requirement("NV-18", "HLM-15")
async def test_the_clock_runs_from_the_referral_over_the_first_contact_to_the_start(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    sent = given.today
    referral = await given.referral(gp, preferredProvider=str(provider.organisation), urgency="urgent")
    assert [each["stretch"] for each in referral["course"]["waiting"]] == ["to-first-contact"]
    assert await clock(room) == [(f"municipality:{DALFSEN}", end_of(sent + timedelta(days=28)))]
    await given.on_the_desks_list(referral)
    assert [owner for owner, _ in await clock(room)] == [str(desk.organisation)]
    room.clock.advance(timedelta(days=29))
    assert await waiting(given, gp, referral) == [("to-first-contact", 29, True, True)]
    await fire_norm(room)
    assert await norms_told(given, gp) == await norms_told(given, desk) == [["to-first-contact"]]
    # Told once, whatever happens further within this stretch.
    (grant,) = await given.granted(referral, preferred=provider.organisation)
    accepted = (await given.accept(provider, await given.placement_of(provider, grant))).json()
    assert await clock(room) == []
    room.clock.advance(timedelta(days=3))
    met_on = given.today - timedelta(days=2)
    record = await first_contact(given, provider, accepted, met_on)
    assert record["firstContactOn"] == met_on.isoformat()
    assert record["firstContactRecordedAt"].startswith(given.today.isoformat())
    assert await waiting(given, desk, referral) == [
        ("to-first-contact", 30, True, False),
        ("to-start", 2, False, True),
    ]
    assert await clock(room) == [(str(provider.organisation), end_of(met_on + timedelta(days=70)))]
    room.clock.advance(timedelta(days=70))
    await fire_norm(room)
    for reader in (gp, desk, provider):
        assert (await norms_told(given, reader))[-1] == ["to-start"]
    assert len(await norms_told(given, gp)) == 2
    assert await clock(room) == []
    started_on = given.today - timedelta(days=1)
    answer = await given.start(provider, {**accepted, "version": record["version"]}, started_on)
    assert answer.status_code == 200, answer.text
    assert await waiting(given, gp, referral) == [
        ("to-first-contact", 30, True, False),
        ("to-start", 71, True, False),
    ]


async def fire_norm(room: RoomUnderTest) -> None:
    """What is due fires, and the norm does not fire again at the next look."""
    await room.fire_deadlines()
    missed = [each for each in await room.told("deadline.missed") if each.data["kind"] == "waiting-norm"]
    await room.fire_deadlines()
    again = [each for each in await room.told("deadline.missed") if each.data["kind"] == "waiting-norm"]
    assert again == missed


@pytest.mark.requirement("NV-18")
async def test_a_first_contact_is_of_who_takes_the_young_person_and_can_be_told_once(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    _, placement = await given.asked(gp, provider)
    path = f"/placement-requests/{placement['id']}/first-contact"
    body = {"contactOn": given.today.isoformat()}
    early = await given.post(provider, path, body, seen=1)
    assert (early.status_code, "possibleSteps" in early.json()) == (409, True)
    accepted = (await given.accept(provider, placement)).json()
    for wrong in (-1, 1):
        day = {"contactOn": (given.today + timedelta(days=wrong)).isoformat()}
        refused = await given.post(provider, path, day, seen=accepted["version"])
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "contactOn")
    assert (await given.post(provider, path, body)).status_code == 428
    assert (await given.post(provider, path, body, seen=1)).status_code == 412
    await first_contact(given, provider, accepted, given.today)
    assert (await given.post(provider, path, body, seen=accepted["version"] + 1)).status_code == 409


@pytest.mark.requirement("HLM-08", "NV-18")
async def test_a_municipality_reads_who_waits_unsafe_first_and_then_longest_first(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    elsewhere = await given.an_access_worker(ZWOLLE)
    people: list[Json] = [{"bsn": None} for _ in range(6)]
    sent = []
    for number, person in enumerate(people):
        who = {"givenName": "Kind", "familyName": str(number), "birthDate": "2017-05-04", **person}
        sent.append(await given.referral(gp, person=who, safety=number == 3))
        room.clock.advance(timedelta(days=2))
    started, withdrawn = sent[0], sent[1]
    grants = await given.granted(started, given.a_grant(), given.a_grant("stay"), preferred=None)
    for grant in grants:
        path = f"/referrals/{started['id']}/placement-requests"
        asked = {"provider": str(provider.organisation), "grant": grant}
        answer = await given.post(desk, path, asked, **{"Idempotency-Key": grant})
        assert answer.status_code == 201, answer.text
    await begin(given, provider, grants[0])
    await given.withdraw(gp, withdrawn, seen=1)

    async def listed(by: Caller) -> list[Json]:
        items: list[Json] = []
        path = "/waiting?limit=2"
        while True:
            page = (await given.get(by, path)).json()
            items += page["items"]
            if page["next"] is None:
                return items
            path = f"/waiting?limit=2&after={page['next']}"

    # One component is in care, the other one waits on: the referral does not drop off the list.
    order = [sent[number]["id"] for number in (3, 0, 2, 4, 5)]
    assert [each["referral"] for each in await listed(desk)] == order
    (unsafe, half, *_) = await listed(desk)
    assert (unsafe["safety"], half["status"]) == (True, "in-care")
    assert [(each["component"], each["days"]) for each in half["waits"]] == [("stay", 12)]
    await begin(given, provider, grants[1])
    assert [each["referral"] for each in await listed(desk)] == [order[0], *order[2:]]
    assert await listed(elsewhere) == []
    assert (await given.get(gp, "/waiting")).status_code == 403
    assert "Kind" not in (await given.get(desk, "/waiting")).text


async def begin(given: Given, provider: Caller, grant: str) -> None:
    accepted = (await given.accept(provider, await given.placement_of(provider, grant))).json()
    assert (await given.start(provider, accepted, given.today)).status_code == 200


@pytest.mark.requirement("NV-18")
def test_every_region_has_its_norm_beside_that_of_the_country() -> None:
    policies = Policies.load(REGIONS)
    for region, files in policies.by_region.items():
        for policy in files:
            norms, own = WaitingNorms.of(policy), policy.following.waiting
            assert (norms.to_first_contact.national, norms.to_start.national) == (28, 70), region
            assert norms.to_first_contact.strictest == min(28, own.first_contact_days)
            assert norms.to_start.strictest == min(70, own.start_days)


DAYS = st.integers(0, 200).map(lambda passed: date(2026, 1, 1) + timedelta(days=passed))
MAYBE = st.none() | DAYS


@some(
    sent=DAYS,
    contact=MAYBE,
    start=MAYBE,
    over=MAYBE,
    today=DAYS,
    norm=st.builds(WaitingNorm, st.integers(1, 90), st.integers(1, 90)),
)
def test_no_day_is_waited_in_two_stretches_and_none_is_lost(
    sent: date, contact: date | None, start: date | None, over: date | None, today: date, norm: WaitingNorm
) -> None:
    contact, start, over = (day and max(day, sent) for day in (contact, start, over))
    facts = ComponentFacts(GRANT, Component.STAY, contact_on=contact, started_on=start)
    waits = waits_of(sent, over, [facts], WaitingNorms(norm, norm), today=max(today, sent))
    assert waits[0].since == sent
    for earlier, later in pairwise(waits):
        assert earlier.until == later.since
    ends = start or over
    assert waits[-1].until == ends
    assert len(waits) == (2 if contact else 1)
    assert all(wait.is_passed is (wait.days > norm.national or wait.days > norm.regional) for wait in waits)
    running = [wait for wait in waits if wait.runs]
    assert next_last_day(waits, set()) == (min(w.last_day for w in running) if running else None)
    for told in ((GRANT, Stretch.TO_FIRST_CONTACT), (None, Stretch.TO_FIRST_CONTACT)):
        left = [wait for wait in running if wait.stretch is not Stretch.TO_FIRST_CONTACT]
        assert next_last_day(waits, {told}) == (left[0].last_day if left else None)
