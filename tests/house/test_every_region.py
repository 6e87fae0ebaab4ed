"""Every policy of every region, at work in the rooms on its own days: what the file says is what happens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from scenes import example, get, post
from scenes_registry_offers import OFFER

from doorkit.roles import Roles
from referral.domain.relations import has_ended
from region_policy.cases import Choice, Facts
from region_policy.codes import REFERS_AS, ReferrerType, Route, SettledBy
from region_policy.decisions import check
from region_policy.loader import Policies
from region_policy.model import RegionPolicy
from region_policy.rules_of_products import NEEDED
from region_policy.terms import end_of_term
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wegwijs_cli.rooms import ACCESS, CRISIS, PROVIDER_REGISTRY, REFERRAL, Room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

ROOT = Path(__file__).parents[2]
ROLES = Roles.load(ROOT / "regions" / "roles.yaml")
EVERY = [policy for of in Policies.load(ROOT / "regions").by_region.values() for policy in of]
NUMBER = "+31612345678"
ASKED = ("route", "budget", "etmalen", "intensity", "product", "quantity", "days")
CRITERIA = [{"id": "registered-staff", "text": "Geregistreerde professionals"}]
Start = Callable[[Room], AbstractAsyncContextManager[RoomUnderTest]]


def in_force(room: RoomUnderTest) -> Iterator[RegionPolicy]:
    """Each policy, at noon a month after it began."""
    for policy in EVERY:
        room.clock.at = datetime.combine(policy.valid_from + timedelta(days=31), time(12), UTC)
        yield policy


def may_ask(policy: RegionPolicy, day: date) -> Iterator[tuple[Facts, Choice, SettledBy]]:
    """What a referral says by itself, once per referrer and route: the first of each that is allowed."""
    for referrer in ReferrerType:
        facts = Facts(
            municipality=policy.municipalities.items[0],
            referrer=referrer,
            age=policy.ages.oldest,
            decision_day=day,
        )
        for route in Route:
            for choice in choices(policy, route):
                verdict = check(policy, facts, choice)
                if verdict.settled_by is not None:
                    yield facts, choice, verdict.settled_by
                    break


def choices(policy: RegionPolicy, route: Route) -> Iterator[Choice]:
    yield Choice(route=route)
    yield from (Choice(route=route, budget=budget) for budget in policy.budgets)
    yield from (Choice(route=route, intensity=each, etmalen=30) for each in policy.all_intensities)
    for product in policy.products_by_id.values():
        amounts = dict.fromkeys({*NEEDED[product.funding], "days"}, 30)
        yield Choice(route=route, product=product.id, **amounts)


async def refer(room: RoomUnderTest, policy: RegionPolicy, facts: Facts, choice: Choice) -> str:
    request = str(uuid7())
    chosen = {name: getattr(choice, name) for name in ASKED}
    submitted = example(
        "referral.submitted",
        ref=request,
        region=policy.region,
        municipality=facts.municipality,
        age=facts.age,
        referrerType=facts.referrer,
        forms=[],
        urgency="regular",
        measure=None,
        courtAuthorisationUntil=None,
        preferredProvider=None,
        submittedAt=room.clock().isoformat(),
        **chosen,
    )
    await room.deliver("referral.submitted", submitted)
    return request


@pytest.mark.requirement("LAW-05", "HLM-14")
async def test_the_desk_decides_and_looks_within_the_terms_that_its_policy_gives_the_municipality(
    start: Start,
) -> None:
    async with start(ACCESS) as room:
        for policy in in_force(room):
            today = room.clock().date()
            asked = list(may_ask(policy, today))
            assert SettledBy.DESK in {settled_by for _, _, settled_by in asked}, policy.region
            place = policy.municipalities.items[0]
            desk = await room.caller("access-worker", "municipality", area=place, regions=(policy.region,))
            for facts, choice, settled_by in {(each[1].route, each[2]): each for each in asked}.values():
                request = await refer(room, policy, facts, choice)
                if settled_by is SettledBy.DESK:
                    await at_the_desk(room, policy, desk, request)
                elif settled_by is SettledBy.REFERRER and choice.budget:
                    made = "SELECT committed_cents FROM care_grant WHERE request_id = :id"
                    ((committed,),) = await room.rows(made, id=UUID(request))
                    assert committed == policy.budgets[choice.budget].ceiling_cents


async def at_the_desk(room: RoomUnderTest, policy: RegionPolicy, desk: Caller, request: str) -> None:
    """From the application on the municipality's own term runs; each lane of the triage has its own."""
    today, path = room.clock().date(), f"/requests/{request}"
    lanes = {lane.urgency: lane.within for lane in policy.desk.triage.lanes} if policy.desk.triage else {}
    for urgency, within in lanes.items():
        seen = await command(room, desk, path, "PUT", "triage", {"urgency": urgency})
        assert seen.look_by == end_of_term(within, since=today), (policy.region, urgency)
    (row,) = await room.rows("SELECT * FROM request WHERE id = :id", id=UUID(request))
    if row.applied_on is None:
        assert row.due_at is None
        row = await command(room, desk, path, "POST", "application", {"on": today.isoformat()})
    term = policy.of(row.municipality).terms.decision
    assert row.due_at == end_of_term(term, since=today), policy.region


async def command(room: RoomUnderTest, by: Caller, path: str, method: str, name: str, body: Any) -> Any:
    """Carry out a command on a request as it is now; gives its row after it."""
    (row,) = await room.rows("SELECT version FROM request WHERE id = :id", id=UUID(path.rpartition("/")[2]))
    async with room.as_caller(by, **{"If-Match": f'"{row.version}"'}) as client:
        answer = await client.request(method, f"{path}/{name}", json=body)
    assert answer.is_success, (path, name, answer.text)
    (row,) = await room.rows("SELECT * FROM request WHERE id = :id", id=UUID(path.rpartition("/")[2]))
    return row


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
                if role == "general-practitioner":
                    numbers = await get(room, by, f"/numbers?municipality={place}")
                    told = [(each["id"], each["number"]) for each in numbers["items"]]
                    assert told == [(each.id, each.number) for each in policy.crisis.numbers.items]
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


async def test_a_provider_that_is_asked_has_the_term_of_the_policy_to_answer(start: Start) -> None:
    async with start(REFERRAL) as room:
        for policy in in_force(room):
            today, place = room.clock().date(), policy.municipalities.items[0]
            gp = await room.caller("general-practitioner", "general-practice", regions=(policy.region,))
            provider = await room.organisation("provider", regions=(policy.region,))
            choice = next(
                choice
                for facts, choice, _ in may_ask(policy, today)
                if facts.referrer is ReferrerType.GENERAL_PRACTITIONER
            )
            body = {
                "person": {
                    "givenName": "Sanne",
                    "familyName": "Voorbeeld",
                    "birthDate": (today - timedelta(days=9 * 366)).isoformat(),
                },
                "municipality": place,
                "question": "Een vraag om hulp.",
                "preferredProvider": str(provider),
                **{name: value for name in ASKED if (value := getattr(choice, name)) is not None},
            }
            referral = (await post(room, gp, "/referrals", body)).json()["id"]
            opened = example("request.opened", ref=referral, referral=referral, region=policy.region)
            await room.deliver("request.opened", opened)
            period = {
                "validFrom": today.isoformat(),
                "validUntil": (today + timedelta(days=90)).isoformat(),
            }
            grant = {"grant": str(uuid7()), "provider": None, **period}
            made = {
                "ref": str(uuid7()),
                "request": referral,
                "referral": referral,
                "region": policy.region,
                "decidedOn": today.isoformat(),
                "preferredProvider": str(provider),
                "grants": [example("decision.made")["grants"][0] | grant],
            }
            await room.deliver("decision.made", example("decision.made", **made))
            sql = "SELECT answer_due_at FROM placement_request WHERE referral = :id"
            ((due_at,),) = await room.rows(sql, id=UUID(referral))
            assert due_at == end_of_term(policy.terms.placement_answer, since=today), policy.region


@pytest.mark.requirement("HLM-15", "NV-12")
async def test_what_follows_a_referral_has_the_terms_and_numbers_of_its_region(start: Start) -> None:
    async with start(REFERRAL) as room:
        for policy in in_force(room):
            today, place, region = room.clock().date(), policy.municipalities.items[0], policy.region
            rules = policy.following
            gp = await room.caller("general-practitioner", "general-practice", regions=(region,))
            one, other = [await room.caller("provider-worker", "provider", regions=(region,)) for _ in "ab"]
            form = await get(room, gp, f"/referral-form?municipality={place}")
            assert form["mandatoryAtMost"] == rules.referral_form.mandatory_at_most
            referral = await an_urgent_referral(room, policy, gp, place)
            asked = {"providers": [str(one.organisation), str(other.organisation)], "mode": "choice"}
            made = (await post(room, gp, f"/referrals/{referral}/placement-requests", asked)).json()
            assert await ends(room, "placement-answer", made["id"]) == end_of_term(
                rules.fast_answer, since=today
            )
            path = f"/placement-requests/{made['id']}"
            words = {"kind": "information-missing", "words": "Wat is al geprobeerd?"}
            await post(room, one, f"{path}/questions", words, **{"If-Match": '"1"'})
            assert await ends(room, "question-answer", made["id"]) == end_of_term(
                rules.question_answer, since=today
            )
            await step(room, one, path, "acceptance", {"startPlannedOn": today.isoformat()})
            ((round_,),) = await room.rows(
                "SELECT round FROM placement_request WHERE id = :id", id=UUID(made["id"])
            )
            assert await ends(room, "family-choice", str(round_)) == end_of_term(
                rules.family_choice, since=today
            )
            chosen = {"placement": made["id"], "by": "family"}
            await step(room, gp, f"/referrals/{referral}", "choices", chosen)
            await step(room, one, path, "care-start", {"startedOn": today.isoformat()})
            onward = {"provider": str(other.organisation), "reason": "other-expertise"}
            await step(room, one, path, "onward", onward)
            ending = {"stoppedOn": today.isoformat(), "reason": "according-to-plan"}
            await step(room, one, path, "care-stop", ending)
            marks = {"listened": 7, "decidedAlong": 7, "helped": 7, "overall": 7}
            await post(room, gp, f"{path}/experience", marks)
            shown = await get(room, gp, f"/experience-scores?provider={one.organisation}")
            assert bool(shown["items"]) is (rules.experience.minimum_answers <= 1)


async def an_urgent_referral(room: RoomUnderTest, policy: RegionPolicy, gp: Caller, place: str) -> str:
    """Granted, with no provider yet."""
    today = room.clock().date()
    doctor = ReferrerType.GENERAL_PRACTITIONER
    choice = next(each for facts, each, _ in may_ask(policy, today) if facts.referrer is doctor)
    born = (today - timedelta(days=9 * 366)).isoformat()
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": born},
        "municipality": place,
        "question": "Een vraag om hulp.",
        "urgency": "urgent",
        **{name: value for name in ASKED if (value := getattr(choice, name)) is not None},
    }
    referral: str = (await post(room, gp, "/referrals", body)).json()["id"]
    period = {"validFrom": today.isoformat(), "validUntil": (today + timedelta(days=90)).isoformat()}
    grant = example("decision.made")["grants"][0] | {"grant": str(uuid7()), "provider": None, **period}
    about = {"request": referral, "referral": referral, "region": policy.region}
    told = example("decision.made", ref=str(uuid7()), preferredProvider=None, grants=[grant], **about)
    await room.deliver("decision.made", told)
    return referral


async def ends(room: RoomUnderTest, kind: str, ref: str) -> datetime:
    ((due_at,),) = await room.rows(
        "SELECT due_at FROM deadline WHERE kind = :kind AND ref = :ref", kind=kind, ref=UUID(ref)
    )
    assert isinstance(due_at, datetime)
    return due_at


async def step(room: RoomUnderTest, by: Caller, path: str, name: str, body: Any) -> None:
    """A command on a thing as it is now."""
    table = "referral" if path.startswith("/referrals") else "placement_request"
    sql = f"SELECT version FROM {table} WHERE id = :id"  # noqa: S608  # one of two names of ours
    ((version,),) = await room.rows(sql, id=UUID(path.rpartition("/")[2]))
    await post(room, by, f"{path}/{name}", body, **{"If-Match": f'"{version}"'})


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


@pytest.mark.requirement("IJS-35", "IJS-36")
async def test_an_intervention_has_the_questions_the_norms_and_the_way_out_of_its_region(
    start: Start,
) -> None:
    async with start(CRISIS) as room:
        for policy in in_force(room):
            crisis, place = policy.crisis, policy.municipalities.items[-1]
            desk, worker = await somebody_on_call(room, policy.region, place)
            asked = await get(room, desk, f"/triage-questions?municipality={place}")
            questions = [each["id"] for each in asked["items"]]
            assert questions == [each.id for each in crisis.triage.items], policy.region
            today = room.clock().date()
            for is_drill in (False, True):
                body = {"municipality": place, "callBackNumber": NUMBER, "danger": True, "drill": is_drill}
                alarm = (await post(room, desk, "/alarms", body)).json()["id"]
                answers = {"answers": dict.fromkeys(questions, "no")}
                told = await post(room, desk, f"/alarms/{alarm}/triage", answers)
                assert told.json()["advice"] == ("perhaps-no-crisis" if questions else "crisis")
                await on_alarm(room, desk, alarm, "acknowledgement", {"worker": worker})
                times = crisis.times
                term = times.drill_in_hand_seconds if is_drill else times.in_hand_seconds
                assert await due(room, "still-in-hand", alarm) == term, policy.region
                before = term / 2 if is_drill else min(times.remind_seconds, term / 2)
                assert await due(room, "still-in-hand-reminder", alarm) == int(term - before), policy.region
                now = room.clock().isoformat()
                steps = [{"kind": kind, "happenedAt": now} for kind in ("on-site", "assessed", "stabilised")]
                await on_alarm(room, desk, alarm, "steps", {"steps": steps})
                short = today + timedelta(days=crisis.aftercare.short_help_days - 1)
                closing = {"outcome": "stabilised", "happenedAt": now, "plannedEnd": short.isoformat()}
                await on_alarm(room, desk, alarm, "closing", closing)
                seen = await get(room, desk, f"/alarms/{alarm}/intervention")
                assert seen["onSite"]["normSeconds"] == times.on_site_seconds, policy.region
                halfway = today + timedelta(days=(crisis.aftercare.short_help_days - 1) // 2)
                plan = None if is_drill else halfway.isoformat()
                assert (seen["exitPlan"] and seen["exitPlan"]["dueOn"]) == plan, policy.region


async def somebody_on_call(room: RoomUnderTest, region: str, place: str) -> tuple[Caller, str]:
    """The crisis desk of an organisation, and its worker who is on call there now."""
    planner = await room.caller("roster-planner", "crisis-provider", regions=(region,))
    line = {"region": region, "name": {"nl": "Lijn", "en": "Line"}, "municipalities": [place]}
    made = await post(room, planner, "/duty-lines", line | {"crisisGroup": [str(planner.organisation)]})
    path = f"/duty-lines/{made.json()['id']}"
    staff = {"name": "Noor Piket", "telephone": "+31850000001"}
    worker = str((await post(room, planner, f"{path}/workers", staff)).json()["id"])
    end = (room.clock() + timedelta(hours=8)).isoformat()
    shift = {"kind": "add", "worker": worker, "rank": 1, "start": room.clock().isoformat(), "end": end}
    await post(room, planner, f"{path}/overrides", shift)
    return Caller("test-desk", planner.organisation, "crisis-desk"), worker


async def on_alarm(room: RoomUnderTest, by: Caller, alarm: str, command: str, body: Any) -> None:
    """A command on an alarm as it is now."""
    version = (await get(room, by, f"/alarms/{alarm}"))["version"]
    await post(room, by, f"/alarms/{alarm}/{command}", body, **{"If-Match": f'"{version}"'})


async def test_how_long_somebody_may_go_on_looking_is_as_each_policy_says(start: Start) -> None:
    async with start(REFERRAL) as room:
        for policy in in_force(room):
            trust, day = policy.looking, room.clock().date()
            for kind, over, days in (
                ("municipality", "closed_on", trust.closed_case.closed_case_days),
                (
                    "certified-institution",
                    "measure_until",
                    trust.after_measure.institution_days_after_measure,
                ),
            ):
                last = day + timedelta(days=days)
                ended = partial(
                    has_ended, kind, trust, **{"closed_on": None, "measure_until": None, over: day}
                )
                assert (ended(today=last), ended(today=last + timedelta(days=1))) == (False, True)
            await room.organisation("region", regions=(policy.region,))
            doctor = await room.caller("youth-doctor", "youth-health-care", regions=(policy.region,))
            body = {"bsn": "999990019", "reason": "Er is nu gevaar."}
            opened = (await post(room, doctor, "/emergency-openings", body)).json()
            until = room.clock() + timedelta(hours=trust.emergency_door.emergency_hours)
            assert datetime.fromisoformat(opened["until"]) == until, policy.region
