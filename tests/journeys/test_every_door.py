"""Every referrer of every region's policy, from the referral to the end of care, and what the referrer sees.

Nothing here names a region or a referrer: who refers where, along which way and who settles it is read from
`regions/`. Of each rule there is one journey for each who settles it: the referrer, the desk, the provider.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from journey_house import REGIONS
from region_house import (
    CREATED,
    NATIONAL_PROVIDER,
    OK,
    PLACEMENTS,
    PROVIDER,
    REFERRALS,
    REQUESTS,
    WORDS,
    Country,
    Thing,
    all_that_may_be_asked,
    on,
    weighing,
)

from region_policy.cases import Choice, Facts
from region_policy.codes import (
    BUDGET_ROUTES,
    PRODUCT_ROUTES,
    CareForm,
    Complexity,
    LegalStep,
    Measure,
    Precondition,
    ReferrerType,
    Route,
    SettledBy,
)
from region_policy.decisions import advise, check, check_desk_decision
from region_policy.loader import Policies
from region_policy.model import RegionPolicy
from region_policy.on_record import OnRecord
from region_policy.parts import ReferrerRule
from region_policy.referrers import REFERRER_CODES
from region_policy.rules_of_products import NEEDED, lacks_period
from wegwijs_cli.demo.policy import today

POLICIES = Policies.load(REGIONS)
AGE, DAYS, QUANTITY = 9, 90, 60
AT_ONCE = 6
SETTLERS = (SettledBy.REFERRER, SettledBy.DESK, SettledBy.PROVIDER)


@dataclass(frozen=True)
class Door:
    """One way of one referrer in one region: what is asked, and who settles it by the policy."""

    policy: RegionPolicy
    rule: ReferrerRule
    facts: Facts
    choice: Choice
    settled_by: SettledBy

    @property
    def region(self) -> str:
        return self.policy.region

    @property
    def referrer(self) -> ReferrerType:
        return self.rule.referrer

    @property
    def is_stay(self) -> bool:
        return self.choice.route is Route.STAY

    @property
    def provider(self) -> str:
        is_national = self.choice.route is Route.NATIONAL_ARRANGEMENT
        return NATIONAL_PROVIDER if is_national else PROVIDER

    def __str__(self) -> str:
        measure = "" if self.rule.measure is Measure.ANY else f"-measure-{self.rule.measure}"
        return f"{self.region}/{self.referrer}{measure}/{self.choice.route}-by-{self.settled_by}"


def every_door() -> Iterator[Door]:
    for region in POLICIES.by_region:
        policy = POLICIES.in_force(region, on=today())
        for rule in policy.referrers:
            yield from doors_of(policy, rule)


def doors_of(policy: RegionPolicy, rule: ReferrerRule) -> Iterator[Door]:
    """For each who settles, the first way that the policy offers and that can be asked by a referral."""
    municipality = min(policy.municipality_codes)
    facts = Facts(
        municipality=municipality,
        referrer=rule.referrer,
        measure_in_force=rule.measure is Measure.IN_FORCE,
        age=AGE,
        forms=(CareForm.AMBULATORY,),
        decision_day=today(),
    )
    local = policy.of(municipality)
    found: dict[SettledBy, Door] = {}
    for route in advise(local, facts).offered:
        for choice in choices_on(local, rule, route):
            forms = (CareForm.LIVING,) if route is Route.STAY else facts.forms
            case = facts.model_copy(update={"forms": forms})
            verdict = check(policy, case, choice)
            if verdict.is_allowed and verdict.settled_by in SETTLERS and can_be_settled(local, case, choice):
                found.setdefault(verdict.settled_by, Door(local, rule, case, choice, verdict.settled_by))
    yield from found.values()


def choices_on(policy: RegionPolicy, rule: ReferrerRule, route: Route) -> Iterator[Choice]:
    """What may be asked along this way, by the catalogues of the policy."""
    opened = rule.open_route(route)
    assert opened, "what the policy offers is open"
    if route in BUDGET_ROUTES - {Route.LEFT_TO_PROVIDER}:
        yield from (Choice(route=route, budget=budget) for budget in opened.budgets)
    elif route in PRODUCT_ROUTES:
        for product in policy.products_by_id.values():
            quantity = QUANTITY if "quantity" in NEEDED[product.funding] else None
            yield Choice(route=route, product=product.id, quantity=quantity, days=DAYS)
    elif route is Route.STAY:
        for intensity in policy.all_intensities:
            yield Choice(route=route, intensity=intensity, etmalen=DAYS)
    else:
        yield Choice(route=route)


def can_be_settled(policy: RegionPolicy, facts: Facts, choice: Choice) -> bool:
    """Whether the desk, with all on record that may be asked, can say yes to the same thing."""
    settled_by = check(policy, facts, choice).settled_by
    if settled_by is SettledBy.DESK and choice.route is not Route.QUOTE:
        all_of_it = OnRecord(
            present=frozenset(Precondition),
            steps=frozenset(LegalStep),
            weighed=frozenset(each["item"] for each in weighing(policy)),
        )
        return check_desk_decision(policy, facts, [choice], on_record=all_of_it).is_allowed
    return settled_by is not SettledBy.REFERRER or not lacks_period(policy, choice)


DOORS = list(every_door())


@pytest.mark.requirement("ZHZ-04")
def test_each_rule_of_each_region_has_a_journey() -> None:
    rules = {(each.region, each.referrer, each.rule.measure) for each in DOORS}
    assert rules == {
        (region, rule.referrer, rule.measure)
        for region in POLICIES.by_region
        for rule in POLICIES.in_force(region, on=today()).referrers
    }
    assert {each.referrer for each in DOORS} == set(ReferrerType)
    assert {each.settled_by for each in DOORS} == set(SETTLERS)


@pytest.fixture(scope="module")
async def national(country: Country) -> None:
    """The register tells that this provider has a national contract."""
    body = {
        "provider": str(country.organisations[NATIONAL_PROVIDER]),
        "region": DOORS[0].region,
        "form": "ambulatory",
        "level": "national",
        "validFrom": "2022-01-01",
    }
    await country.make("contract-manager", "provider-registry/v1/contracts", body)


@pytest.fixture(scope="module")
async def ends(
    country: Country, national: None, request: pytest.FixtureRequest
) -> Mapping[str, BaseException | None]:
    """How the journey of each door that is asked for ended; a few at once, for most of one is waiting."""
    asked = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    doors = [door for door in DOORS if str(door) in asked]
    places = asyncio.Semaphore(AT_ONCE)

    async def go(door: Door) -> None:
        async with places:
            await from_referral_to_the_end_of_care(country, door)

    ended = await asyncio.gather(*map(go, doors), return_exceptions=True)
    return {str(door): end for door, end in zip(doors, ended, strict=True)}


@pytest.mark.requirement("HLM-04", "LAW-03")
@pytest.mark.parametrize("door", DOORS, ids=str)
def test_from_referral_to_the_end_of_care_and_the_referrer_sees_each_step(
    ends: Mapping[str, BaseException | None], door: Door
) -> None:
    if (wrong := ends[str(door)]) is not None:
        raise wrong


async def from_referral_to_the_end_of_care(country: Country, door: Door) -> None:
    who, desk = country.who_enters(door.referrer, door.region), country.desk(door.region)
    made = await refer(country, door, who)
    assert made["course"]["referrerCode"] == REFERRER_CODES[door.referrer]
    referral = str(made["id"])
    steps = [SETTLED_AS[door.settled_by]]
    if door.settled_by is SettledBy.DESK:
        await seen_by_referrer(country, who, referral, ["received", "at-desk"])
        await desk_says_yes(country, door, who, referral)
        steps = ["at-desk", "granted"]
    placement = await country.asked(door.provider, referral)
    thing = f"{PLACEMENTS}/{placement['id']}"
    if door.choice.route is not Route.QUOTE:
        assert placement["status"] == "requested"
        steps.append("placement-requested")
        answer = await country.tell(door.provider, thing, "acceptance", on("startPlannedOn"))
        answer.must_be(OK)
    steps = ["received", *steps, "accepted"]
    await seen_by_referrer(country, who, referral, steps)
    if door.settled_by is not SettledBy.DESK:
        # By right, or within the provider's own sum: nothing of it ever lay on the desk's list.
        listed = await country.gateway.all_of(desk, REQUESTS, Thing)
        assert referral not in {each["id"] for each in listed}

    (await country.tell(door.provider, thing, "care-start", on("startedOn"))).must_be(OK)
    await seen_by_referrer(country, who, referral, [*steps, "started"])
    stopped = on("stoppedOn") | {"reason": "according-to-plan"}
    (await country.tell(door.provider, thing, "care-stop", stopped)).must_be(OK)
    await seen_by_referrer(country, who, referral, [*steps, "started", "ended"])

    read = await country.get(who, f"{REFERRALS}/{referral}")
    (component,) = read["course"]["components"]
    assert (read["status"], component["provider"]) == ("ended", placement["provider"])
    assert (component["startedOn"], component["stoppedOn"]) == (today().isoformat(),) * 2
    messages = [each["kind"] for each in await country.messages(who, referral)]
    assert [each for each in messages if each in TOLD] == ["received", "accepted", "started", "ended"]


SETTLED_AS = {SettledBy.REFERRER: "granted", SettledBy.PROVIDER: "with-provider", SettledBy.DESK: "at-desk"}
TOLD = ("received", "accepted", "not-accepted", "started", "ended", "withdrawn", "closed")
STEPS = frozenset({*TOLD, *SETTLED_AS.values(), "placement-requested"})


async def seen_by_referrer(country: Country, who: str, referral: str, steps: list[str]) -> None:
    """Wait until the timeline, as the referrer reads it, has come so far, by these steps and no others."""

    async def reached() -> list[str] | None:
        found = [each for each in await country.timeline(who, referral) if each in STEPS]
        return found if len(found) >= len(steps) else None

    assert await country.gateway.until(reached, f"{who} sees {steps[-1]}") == steps


async def refer(country: Country, door: Door, who: str) -> Thing:
    choice, facts = door.choice, door.facts
    body: dict[str, Any] = {
        "referrerCode": REFERRER_CODES[door.referrer],
        "person": country.a_young_person(),
        "municipality": country.municipalities[door.region],
        "question": "Vastgelopen op school (fictief).",
        "forms": list(facts.forms),
        "complexity": Complexity.SIMPLE.value,
        "preferredProvider": str(country.organisations[door.provider]),
        **choice.model_dump(
            mode="json",
            by_alias=True,
            include={"route", "budget", "product", "quantity", "days", "intensity", "etmalen"},
            exclude_none=True,
        ),
    }
    last = today() + timedelta(days=300)
    if door.referrer is ReferrerType.COURT:
        body["courtOrder"] = {"number": "C/00/0000", "until": last.isoformat()}
    if facts.measure_in_force:
        body["measure"] = {"kind": "guardianship", "until": last.isoformat()}
    return await country.make(who, REFERRALS, body)


async def desk_says_yes(country: Country, door: Door, who: str, referral: str) -> None:
    """Once an institution with a measure has determined the help, as far as it is for that to say."""
    desk, request = country.desk(door.region), f"{REQUESTS}/{referral}"
    if door.facts.measure_in_force:
        seen = await country.gateway.call(who, "GET", f"{request}/quote-requests")
        determined = on("determinedOn") | {"help": WORDS, "intendedResult": WORDS}
        answer = await country.put(who, f"{request}/determination", determined, etag=seen.etag)
        answer.must_be(OK)
    words = {} if door.facts.measure_in_force else all_that_may_be_asked(door.policy)
    if door.choice.route is Route.QUOTE:
        await award_quote(country, door, request, words)
        return
    choice = door.choice.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"days"})
    if door.choice.days and door.choice.route in PRODUCT_ROUTES:
        choice["days"] = door.choice.days
    decision = {"choices": [choice], **words}
    (await country.tell(desk, request, "decisions", decision)).must_be(CREATED)


async def award_quote(country: Country, door: Door, request: str, words: dict[str, Any]) -> None:
    """The desk asks this provider, which answers within the region's tariffs, and says yes."""
    desk, policy = country.desk(door.region), door.policy
    rule = policy.rules_of_routes[Route.QUOTE]
    asked = {"provider": str(country.organisations[door.provider]), "question": WORDS}
    if "intendedResult" in words:
        asked["intendedResult"] = WORDS
    if door.referrer in rule.ground_needed_from:
        asked["ground"] = rule.grounds[0].id
    quote = f"access/v1/quote-requests/{(await country.make(desk, f'{request}/quote-requests', asked))['id']}"
    group = next(iter(policy.function_groups.items)).id
    offered = {"hours": [{"functionGroup": group, "minutes": 600}], "plan": WORDS}
    offered |= on("validFrom") | on("validUntil", today() + timedelta(days=DAYS))
    (await country.tell(door.provider, quote, "quote", offered)).must_be(OK)
    (await country.tell(desk, quote, "award", words)).must_be(OK)
