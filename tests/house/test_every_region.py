"""Every policy of every region, at work in the rooms on its own days: what the file says is what happens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from scenes import example, get, post
from scenes_registry_offers import OFFER

from region_policy.cases import Choice, Facts
from region_policy.codes import REFERS_AS, ReferrerType, Route, SettledBy
from region_policy.decisions import check
from region_policy.loader import Policies
from region_policy.model import RegionPolicy
from region_policy.terms import end_of_term
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wegwijs_cli.rooms import ACCESS, CRISIS, PROVIDER_REGISTRY, Room
from wirekit.identifiers import uuid7
from wirekit.roles import Roles
from wirekit.tokens import Caller

ROOT = Path(__file__).parents[2]
ROLES = Roles.load(ROOT / "regions" / "roles.yaml")
EVERY = [policy for of in Policies.load(ROOT / "regions").by_region.values() for policy in of]
NUMBER = "+31612345678"
CRITERIA = [{"id": "registered-staff", "text": "Geregistreerde professionals"}]
Start = Callable[[Room], AbstractAsyncContextManager[RoomUnderTest]]


def in_force(room: RoomUnderTest) -> Iterator[RegionPolicy]:
    """Each policy, at noon a month after it began."""
    for policy in EVERY:
        room.clock.at = datetime.combine(policy.valid_from + timedelta(days=31), time(12), UTC)
        yield policy


def may_ask(policy: RegionPolicy, day: date) -> Iterator[tuple[Facts, Choice, SettledBy | None]]:
    """What a referral says by itself: who asks, along which route, by which budget."""
    for referrer in ReferrerType:
        facts = Facts(
            municipality=policy.municipalities.items[0],
            referrer=referrer,
            age=policy.ages.oldest,
            decision_day=day,
        )
        for route in Route:
            for budget in (None, *policy.budgets):
                choice = Choice(route=route, budget=budget)
                verdict = check(policy, facts, choice)
                if verdict.is_allowed:
                    yield facts, choice, verdict.settled_by


async def test_a_referral_waits_at_the_desk_for_as_long_as_its_policy_gives_the_municipality(
    start: Start,
) -> None:
    async with start(ACCESS) as room:
        for policy in in_force(room):
            today = room.clock().date()
            asked = list(may_ask(policy, today))
            assert asked, policy.region
            for facts, choice, settled_by in asked:
                request = uuid7()
                submitted = example(
                    "referral.submitted",
                    ref=str(request),
                    region=policy.region,
                    municipality=facts.municipality,
                    age=facts.age,
                    referrerType=facts.referrer,
                    forms=[],
                    route=choice.route,
                    budget=choice.budget,
                    measure=None,
                    courtAuthorisationUntil=None,
                    preferredProvider=None,
                    submittedAt=room.clock().isoformat(),
                )
                await room.deliver("referral.submitted", submitted)
                (row,) = await room.rows("SELECT * FROM request WHERE id = :id", id=request)
                assert row.outcome is None, (policy.region, choice, row.refused)
                if settled_by is SettledBy.DESK:
                    term = policy.of(facts.municipality).terms.decision
                    assert row.due_at == end_of_term(term, since=today), (policy.region, choice)
                if settled_by is SettledBy.REFERRER and choice.budget:
                    made = "SELECT committed_cents FROM care_grant WHERE request_id = :id"
                    ((committed,),) = await room.rows(made, id=request)
                    assert committed == policy.budgets[choice.budget].ceiling_cents


async def test_who_may_raise_an_alarm_has_it_climb_in_the_seconds_of_the_policy_and_others_get_numbers(
    start: Start,
) -> None:
    ended_with_numbers: set[str] = set()
    async with start(CRISIS) as room:
        for policy in in_force(room):
            place = policy.municipalities.items[-1]
            body = {"municipality": place, "callBackNumber": NUMBER, "danger": True}
            for role, referrer in REFERS_AS.items():
                kind = ROLES.roles[role].organisation_kinds[0]
                by = await room.caller(role, kind, area=place, regions=(policy.region,))
                answer = await send(room, by, "/alarms", body)
                if referrer not in policy.crisis.open_to:
                    assert answer.status_code in (403, 409), (policy.region, role, answer.text)
                    if answer.status_code == 409:
                        told = {each["number"] for each in answer.json()["numbers"]}
                        assert told == {each.number for each in policy.crisis.numbers.items}
                        ended_with_numbers.add(policy.region)
                    continue
                assert answer.status_code == 201, (policy.region, role, answer.text)
                times = policy.crisis.times
                assert await due(room, "acknowledgement", answer.json()["id"]) == times.acknowledge_seconds
                left = await post(room, by, "/call-backs", body)
                assert await due(room, "call-back", left.json()["id"]) == times.call_back_seconds
    assert ended_with_numbers


async def due(room: RoomUnderTest, kind: str, ref: str) -> int:
    """In how many seconds this deadline is."""
    sql = "SELECT due_at FROM deadline WHERE kind = :kind AND ref = :ref"
    ((due_at,),) = await room.rows(sql, kind=kind, ref=UUID(ref))
    return int((due_at - room.clock()).total_seconds())


async def send(room: RoomUnderTest, by: Caller, path: str, body: Any) -> httpx.Response:
    async with room.as_caller(by, **{"Idempotency-Key": uuid7().hex}) as client:
        return await client.post(path, json=body)


async def test_the_landscape_of_each_region_is_judged_by_its_own_rules(start: Start) -> None:
    async with start(PROVIDER_REGISTRY) as room:
        for policy in in_force(room):
            rules, region = policy.landscape, policy.region
            manager = await room.caller("contract-manager", "region", regions=(region,))
            coverage = await get(room, manager, f"/coverage?region={region}")
            assert coverage["withinKm"] == rules.coverage.within_km
            assert {line["form"] for line in coverage["lines"]} >= set(rules.coverage.forms)
            opening = {"region": region, "form": "ambulatory", "criteria": CRITERIA}
            first = (await post(room, manager, "/admission-rounds", opening)).json()
            await post(room, manager, f"/admission-rounds/{first['id']}/closing", None, **{"If-Match": '"1"'})
            second = await send(room, manager, "/admission-rounds", opening)
            assert second.is_success is not policy.admission.closed_after_first_round, (region, second.text)
            norm = rules.capacity.waiting_norm_days
            assert await signalled(room, manager, policy, wait=norm) == []
            assert await signalled(room, manager, policy, wait=norm + 1) == ["wait-over-norm"]


async def signalled(room: RoomUnderTest, manager: Caller, policy: RegionPolicy, *, wait: int) -> list[str]:
    """Of a new provider under contract, with so many days to wait."""
    since = policy.valid_from.isoformat()
    entry = {"kind": "provider", "name": "Een aanbieder", "regions": [policy.region]}
    organisation = uuid7()
    async with room.as_caller(Caller("population", PLATFORM, "service")) as client:
        assert (await client.put(f"/organisations/{organisation}", json=entry)).status_code == 201
    provider = Caller("provider", organisation, "provider-worker")
    contract = {"provider": str(organisation), "form": "ambulatory", "level": "bespoke", "validFrom": since}
    await post(room, manager, "/contracts", contract | {"region": policy.region})
    at_home = {"careForm": "ambulatory", "form": "at-home"}
    offer = (await post(room, provider, "/offers", OFFER | at_home)).json()["id"]
    enrolment = (await post(room, provider, f"/offers/{offer}/enrolments", {"validFrom": since})).json()["id"]
    await post(room, provider, f"/offers/{offer}/publication", None, **{"If-Match": '"1"'})
    said = {"status": "waiting-list", "waitFromDays": wait, "waitToDays": wait}
    async with room.as_caller(provider) as client:
        answer = await client.put(f"/enrolments/{enrolment}/capacity", json=said)
    assert answer.is_success, answer.text
    signals = await get(room, manager, f"/signals?region={policy.region}")
    return [each["kind"] for each in signals["items"] if each["about"] == enrolment]
