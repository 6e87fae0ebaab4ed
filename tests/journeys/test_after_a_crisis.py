"""What a crisis leaves, over the whole house: nights that become a stay, drafts, whose they are, a place.

The clock of the house is the real one: what began three nights ago is moved back in the database of `crisis`.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from journey_house import HouseUp
from region_house import (
    CREATED,
    ENTITLEMENTS,
    OK,
    PLACEMENTS,
    REFERRALS,
    REFUSED,
    REQUESTS,
    WORDS,
    Country,
    Thing,
    all_that_may_be_asked,
)

from region_policy.codes import HelpForm
from wegwijs_cli.demo.client import Answer
from wegwijs_cli.demo.landscape import enter_landscape
from wegwijs_cli.demo.landscape_listed import (
    CapacityListed,
    EnrolmentListed,
    LandscapeListed,
    LocationListed,
    OfferListed,
    ProfessionalListed,
    ProviderListed,
)
from wegwijs_cli.demo.policy import today
from wegwijs_cli.rooms import CRISIS, PROVIDER_REGISTRY

REGION, ZWOLLE, DALFSEN, APELDOORN = "ijsselland", "0193", "0148", "0200"
ZWOLLE_DESK, DALFSEN_DESK, INSTITUTION = "access-zwolle", "access-dalfsen", "institution"
CRISIS_DESK, RESPONDER, BED_PROVIDER = "crisis-desk", "on-call-worker", "provider-lindehof"
ALARMS, BEDS, DRAFTS = "crisis/v1/alarms", "crisis/v1/crisis-beds", "referral/v1/referral-drafts"
CRISIS_BED = "Crisisbed De Linde (fictief)"
AGE, PLACES, NIGHTS = 9, 2, 3
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
FORBIDDEN, UNKNOWN, AWAY = 403, 400, 503
BOTH, OWN = ["ambulatory", "stay"], "referring-organisation"
THREE_NIGHTS_AGO = """
    WITH calls AS (UPDATE alarm_attempt SET at = at - interval '3 days' WHERE alarm = $1),
        steps AS (UPDATE alarm_step SET happened_at = happened_at - interval '3 days' WHERE alarm = $1)
    UPDATE alarm SET raised_at = raised_at - interval '3 days' WHERE id = $1 RETURNING id"""
TOLD_FOUR_DAYS_AGO = """
    UPDATE capacity SET as_of = as_of - interval '4 days'
    WHERE enrolment IN (SELECT id FROM enrolment WHERE offer = $1) RETURNING enrolment"""


@dataclass(frozen=True)
class Crisis:
    """One alarm that a worker on call has in hand."""

    house: HouseUp
    country: Country
    id: str

    @property
    def thing(self) -> str:
        return f"{ALARMS}/{self.id}"

    async def seen(self, who: str = CRISIS_DESK) -> Thing:
        return await self.country.get(who, self.thing)

    async def three_nights_ago(self) -> datetime:
        """From now on it was raised and taken in hand then; gives the moment."""
        assert await self.house.rows(CRISIS, THREE_NIGHTS_AGO, UUID(self.id))
        return datetime.fromisoformat((await self.seen())["raisedAt"])

    async def happened(self, since: datetime) -> None:
        """All steps are told in one go, afterwards."""
        kinds = ("on-site", "assessed", "stabilised")
        steps = [{"kind": kind, "happenedAt": since.isoformat()} for kind in kinds]
        (await self.country.tell(RESPONDER, self.thing, "steps", {"steps": steps})).must_be(OK)

    async def beds(self) -> Thing:
        return await self.country.get(RESPONDER, f"{self.thing}/beds")

    async def free(self) -> tuple[str, int]:
        """The one crisis bed that there is: its enrolment, and how many places are free."""
        (found,) = (await self.beds())["free"]
        return found["enrolment"], found["freePlaces"]

    async def take(self, **body: Any) -> Answer:
        return await self.country.post(RESPONDER, f"{self.thing}/beds", body)

    async def end(self, bed: Thing) -> Thing:
        body = {"happenedAt": datetime.now(UTC).isoformat()}
        etag = f'"{bed["version"]}"'
        ended = await self.country.post(RESPONDER, f"{BEDS}/{bed['id']}/end", body, etag=etag)
        return ended.must_be(OK).read(Thing)

    async def held(self, status: str, free: int) -> None:
        """Wait until the register has the place of the last bed like this, and so many are free."""

        async def known() -> bool | None:
            beds = await self.beds()
            (place,) = beds["free"] or ({"freePlaces": 0},)
            return (beds["beds"][-1]["hold"] == status and place["freePlaces"] == free) or None

        await self.country.gateway.until(known, f"the place is {status} and {free} are free")

    async def close(self, *follow_up: str) -> None:
        now = datetime.now(UTC).isoformat()
        body = {"outcome": "stabilised", "happenedAt": now, "followUp": follow_up}
        (await self.country.tell(RESPONDER, self.thing, "closing", body)).must_be(OK)

    async def drafts(self, who: str) -> dict[str, Thing]:
        """That this caller lists now, by component."""
        listed = await self.country.gateway.all_of(who, DRAFTS, Thing)
        return {each["component"]: each for each in listed if each["alarm"] == self.id}

    async def left(self, who: str, *components: str, in_: str = ZWOLLE) -> dict[str, Thing]:
        """Wait until this caller lists these drafts, of this municipality."""

        async def there() -> dict[str, Thing] | None:
            found = await self.drafts(who)
            places = {each["municipality"] for each in found.values()}
            return found if {*found} == {*components} and places <= {in_} else None

        return await self.country.gateway.until(there, f"{who} lists drafts: {', '.join(components)}")

    async def refer(self, who: str, draft: Thing, **asked: Any) -> Answer:
        body = {"person": self.country.a_young_person(), "municipality": draft["municipality"]}
        body |= {"question": WORDS, "route": draft["route"], "forms": draft["forms"], "draft": draft["id"]}
        return await self.country.post(who, REFERRALS, body | asked)


@dataclass(frozen=True)
class Night:
    house: HouseUp
    country: Country

    async def alarm(self, who: str = ZWOLLE_DESK, **changed: Any) -> Crisis:
        """Raised at once for somebody in Zwolle, and taken in hand by whom it calls on."""
        body = {"municipality": ZWOLLE, "callBackNumber": "+31880001122", "danger": False, "age": AGE}
        made = await self.country.make(who, ALARMS, body | changed)
        crisis = Crisis(self.house, self.country, made["id"])
        taken = {"worker": made["attempts"][-1]["worker"]}
        (await self.country.tell(RESPONDER, crisis.thing, "acknowledgement", taken)).must_be(OK)
        return crisis


@pytest.fixture(scope="module")
async def night(house: HouseUp, country: Country) -> AsyncIterator[Night]:
    """With one crisis bed in the register, of which its provider told four days ago. It goes at the end."""
    offer = OfferListed(
        care_form="residential",
        form=HelpForm.CRISIS_BED,
        name=CRISIS_BED,
        domains=("safety",),
        age_from=4,
        age_to=17,
        method="Bed, brood en rust.",
        programmes=("Nacht en dag (fictief)",),
        professionals=(ProfessionalListed(function="youth-social-worker", number=2),),
        enrolments=(
            EnrolmentListed(
                location="De Linde (fictief)",
                intensity="residential-1",
                capacity=CapacityListed(
                    status="capacity",
                    free_places=PLACES,
                    most_places=PLACES,
                    wait_from_days=0,
                    wait_to_days=0,
                ),
            ),
        ),
    )
    place = LocationListed(name="De Linde (fictief)", municipality=ZWOLLE, latitude=52.51, longitude=6.09)
    provider = ProviderListed(worker=BED_PROVIDER, locations=(place,), offers=(offer,))
    listed = LandscapeListed(
        manager="contract-manager",
        since=today().replace(month=1, day=1),
        criteria=("Altijd bereikbaar",),
        providers=(provider,),
    )
    await enter_landscape(country.gateway, house.file, listed)
    crisis_bed = await offered(country, house)
    assert await house.rows(PROVIDER_REGISTRY, TOLD_FOUR_DAYS_AGO, UUID(crisis_bed["id"]))
    yield Night(house, country)
    offer_id = f"provider-registry/v1/offers/{crisis_bed['id']}"
    (await country.tell(BED_PROVIDER, offer_id, "withdrawal", {})).must_be(OK)


async def offered(country: Country, house: HouseUp) -> Thing:
    """The offer of this crisis bed."""
    path = f"provider-registry/v1/organisations/{provider_of(house)}/offers"
    (found,) = (
        each for each in await country.gateway.all_of(BED_PROVIDER, path, Thing) if each["name"] == CRISIS_BED
    )
    return found


def provider_of(house: HouseUp) -> UUID:
    return house.file.demo_callers[BED_PROVIDER].organisation


@pytest.mark.requirement("IJS-37", "IJS-36")
async def test_three_nights_in_a_crisis_bed_become_three_etmalen_and_help_goes_on_until_they_are_decided(
    night: Night,
) -> None:
    crisis, country = await night.alarm(), night.country
    since = await crisis.three_nights_ago()
    await crisis.happened(since)
    enrolment, free = await crisis.free()
    taken = await crisis.take(enrolment=enrolment, since=since.isoformat())
    bed = taken.must_be(CREATED).read(Thing)
    assert (bed["hold"], bed["nights"]) == ("leased", NIGHTS)
    await crisis.held("taken", free - 1)
    ended = await crisis.end(bed)
    first, provider = ended["firstNight"], ended["provider"]
    assert (first, ended["nights"]) == ((today() - NIGHTS * DAY).isoformat(), NIGHTS)
    await crisis.held("lapsed", free)
    await crisis.close(*BOTH)
    plan = (await country.get(RESPONDER, f"{crisis.thing}/intervention"))["exitPlan"]
    assert (plan["owner"], plan["dueOn"]) == (provider, (today() + (14 - NIGHTS) * DAY).isoformat())
    tasks = {task["kind"]: task["owner"] for task in (await crisis.seen())["tasks"]}
    assert tasks["exit-plan"] == provider

    drafts = await crisis.left(ZWOLLE_DESK, *BOTH)
    assert {each["organisation"] for each in drafts.values()} == {str(crisis_asker(night))}
    stay = drafts["stay"]
    assert (stay["route"], stay["nights"], stay["firstNight"]) == ("stay", NIGHTS, first)
    running = {component: each["helpGoesOn"] for component, each in drafts.items()}
    assert {each["waitsFor"] for each in running.values()} == {"referral"}
    assert all(each["dueAt"] for each in running.values())
    assert running["stay"]["provider"] == provider
    asked = await crisis.refer(ZWOLLE_DESK, stay, forms=["residential"], intensity="residential-1")
    referral = asked.must_be(CREATED).read(Thing)["id"]
    assert (await goes_on(country, referral))["waitsFor"] == "decision"

    await decided(night, referral)
    placement = f"{PLACEMENTS}/{(await country.asked(BED_PROVIDER, referral))['id']}"
    assert (await goes_on(country, referral))["waitsFor"] is None
    accepts = {"startPlannedOn": first}
    (await country.tell(BED_PROVIDER, placement, "acceptance", accepts)).must_be(OK)
    (await country.tell(BED_PROVIDER, placement, "care-start", {"startedOn": first})).must_be(OK)
    entitlement = await entitled(country, placement.rpartition("/")[2])
    assert (entitlement["component"], entitlement["etmalen"], entitlement["validFrom"]) == (
        "stay",
        NIGHTS,
        first,
    )
    slept = {"arrivedOn": first, "leftOn": today().isoformat()}
    told = await country.make(BED_PROVIDER, f"{ENTITLEMENTS}/{entitlement['id']}/stays", slept)
    assert [(line["etmalen"], line["status"]) for line in told["lines"]] == [(NIGHTS, "due")]

    relapse = await night.alarm(relapseOf=crisis.id)
    assert ((await relapse.seen())["previous"], relapse.id != crisis.id) == (crisis.id, True)
    await relapse.happened(datetime.now(UTC))
    await relapse.close()


def crisis_asker(night: Night) -> UUID:
    return night.house.file.demo_callers[ZWOLLE_DESK].organisation


async def goes_on(country: Country, referral: str) -> dict[str, Any]:
    return dict((await country.get(ZWOLLE_DESK, f"{REFERRALS}/{referral}"))["helpGoesOn"])


async def decided(night: Night, referral: str) -> None:
    """The desk says yes to as many etmalen as were slept; nobody has to say again at whom."""
    request, country = f"{REQUESTS}/{referral}", night.country

    async def known() -> Thing | None:
        answer = await country.gateway.call(ZWOLLE_DESK, "GET", request)
        return answer.read(Thing) if answer.status == OK else None

    seen = await country.gateway.until(known, "the request is with the desk")
    assert seen["staySince"] == (today() - NIGHTS * DAY).isoformat()
    words = all_that_may_be_asked(night.house.policies.in_force(REGION, on=today()))
    choice = {"route": "stay", "intensity": "residential-1", "etmalen": NIGHTS}
    (await country.tell(ZWOLLE_DESK, request, "decisions", {"choices": [choice], **words})).must_be(CREATED)


async def entitled(country: Country, placement: str) -> Thing:
    """Wait until the grant is one at the provider whose bed it was."""

    async def known() -> str | None:
        found = await country.gateway.all_of(BED_PROVIDER, ENTITLEMENTS, Thing)
        return next((str(each["id"]) for each in found if each["placement"] == placement), None)

    id_ = await country.gateway.until(known, "there is an entitlement")
    return await country.get(BED_PROVIDER, f"{ENTITLEMENTS}/{id_}")


@pytest.mark.requirement("IJS-37")
async def test_an_institution_asks_what_follows_by_quote_in_its_own_name_and_never_the_crisis_provider(
    night: Night,
) -> None:
    crisis, country = await night.alarm(INSTITUTION), night.country
    await crisis.happened(datetime.now(UTC))
    await crisis.close(*BOTH)
    drafts = await crisis.left(INSTITUTION, *BOTH)
    assert {(each["route"], each["madeByMunicipality"]) for each in drafts.values()} == {("quote", False)}
    assert await crisis.drafts(CRISIS_DESK) == {}
    (await crisis.refer(CRISIS_DESK, drafts["ambulatory"])).must_be(FORBIDDEN)
    (await crisis.refer(ZWOLLE_DESK, drafts["ambulatory"])).must_be(UNKNOWN)
    for draft in drafts.values():
        made = (await crisis.refer(INSTITUTION, draft)).must_be(CREATED).read(Thing)
        read = await country.get(INSTITUTION, f"{REFERRALS}/{made['id']}")
        assert (read["view"], read["alarm"], read["course"]["referrerCode"]) == (OWN, crisis.id, "04")


@pytest.mark.requirement("LAW-10", "IJS-37")
async def test_a_child_of_elsewhere_is_helped_at_once_and_the_draft_goes_where_it_is_found_to_live(
    night: Night,
) -> None:
    """The crisis desk asked, so a municipality makes the referral; nobody said that a stay must follow."""
    crisis, country = await night.alarm(CRISIS_DESK), night.country
    tasks = {task["kind"]: task["owner"] for task in (await crisis.seen())["tasks"]}
    assert tasks["who-pays"] == str(crisis_asker(night))
    await crisis.happened(datetime.now(UTC))
    bed = (
        (await crisis.take(byTelephone=True, provider=str(provider_of(night.house))))
        .must_be(CREATED)
        .read(Thing)
    )
    await crisis.end(bed)
    await crisis.close()
    (stay,) = (await crisis.left(ZWOLLE_DESK, "stay")).values()
    assert (stay["madeByMunicipality"], stay["nights"]) == (True, 1)

    (await country.tell(CRISIS_DESK, crisis.thing, "residence", {"municipality": APELDOORN})).must_be(OK)
    await crisis.left(CRISIS_DESK, "stay", in_=APELDOORN)
    assert await crisis.drafts(ZWOLLE_DESK) == {}, "it is no longer theirs to ask"
    assert "who-pays" not in {task["kind"] for task in (await crisis.seen())["tasks"]}

    (await country.tell(CRISIS_DESK, crisis.thing, "residence", {"municipality": DALFSEN})).must_be(OK)
    (stay,) = (await crisis.left(DALFSEN_DESK, "stay", in_=DALFSEN)).values()
    asked = {"forms": ["residential"], "intensity": "residential-1"}
    (await crisis.refer(ZWOLLE_DESK, stay, **asked)).must_be(UNKNOWN)
    made = (await crisis.refer(DALFSEN_DESK, stay, **asked)).must_be(CREATED).read(Thing)
    read = await country.get(DALFSEN_DESK, f"{REFERRALS}/{made['id']}")
    assert (read["profile"]["municipality"], read["staySince"]) == (DALFSEN, today().isoformat())


@pytest.mark.requirement("IJS-37")
async def test_an_exercise_takes_no_place_and_leaves_nothing_that_can_be_asked(night: Night) -> None:
    crisis = await night.alarm(drill=True)
    enrolment, free = await crisis.free()
    bed = (await crisis.take(enrolment=enrolment)).must_be(CREATED).read(Thing)
    assert bed["hold"] == "exercise"
    await crisis.happened(datetime.now(UTC))
    await crisis.close(*BOTH)
    for draft in (await crisis.left(ZWOLLE_DESK, *BOTH)).values():
        assert draft["isDrill"]
        refused = (await crisis.refer(ZWOLLE_DESK, draft)).must_be(REFUSED).read(Thing)
        assert [reason["code"] for reason in refused["reasons"]] == ["draft-of-a-drill"]
    await night.house.is_quiet()
    assert await crisis.free() == (enrolment, free)
    await crisis.end(bed)


@pytest.mark.requirement("IJS-37")
async def test_while_the_register_is_away_a_bed_goes_by_telephone_and_all_agrees_once_it_is_back(
    night: Night,
) -> None:
    crisis, house = await night.alarm(), night.house
    enrolment, free = await crisis.free()
    killed = house.kill("provider-registry")
    away = (await crisis.take(enrolment=enrolment)).must_be(AWAY).read(Thing)
    assert (away["type"], away["lookUp"]) == (
        "/problems/beds-away",
        f"/api/crisis/v1/on-call?municipality={ZWOLLE}",
    )
    agreed = await crisis.take(enrolment=enrolment, byTelephone=True, provider=str(provider_of(night.house)))
    bed = agreed.must_be(CREATED).read(Thing)
    assert bed["hold"] == "by-telephone"
    await house.stands_again("provider-registry", after=killed)
    await crisis.held("taken", free - 1)
    await crisis.end(bed)
    await crisis.held("lapsed", free)
    await crisis.happened(datetime.now(UTC))
    await crisis.close()
    await crisis.left(ZWOLLE_DESK, "stay")
