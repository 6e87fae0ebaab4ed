"""The search against a naive reading of the same register: never one too many, never one missed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as some
from hypothesis import strategies as st
from sqlalchemy import text

from provider_registry.app import ROOM, Settings
from provider_registry.domain.capacity import Capacity, CapacityStatus, Source
from provider_registry.domain.contract import Contract, ContractStatus, Level
from provider_registry.domain.enrolment import Enrolment, Location
from provider_registry.domain.offer import Domain, Offer, OfferStatus, Professional
from provider_registry.domain.organisation import Kind, Organisation
from provider_registry.domain.placing import kilometres_between
from provider_registry.store import mapping
from provider_registry.store.contract_tables import ContractRow
from provider_registry.store.tables import CapacityRow, EnrolmentRow, LocationRow, OfferRow, OrganisationRow
from provider_registry.usecases.place_options import place_options
from region_policy.codes import CARE_FORM_OF, CareForm, HelpForm
from testkit.rooms import RoomUnderTest, running_room
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

REGIONS = Path(__file__).parents[3] / "regions"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
PLACES = {"0148": (52.505, 6.258), "0150": (52.255, 6.160), "0193": (52.512, 6.094)}
FORMS = (HelpForm.AT_HOME, HelpForm.LOCATION, HelpForm.FAMILY_HOME, HelpForm.FOSTER_CARE)
STALE_AFTER = timedelta(days=14)  # of IJsselland's policy, and of who has none
DAYS = st.integers(-40, 40).map(lambda days: TODAY + timedelta(days=days))
MAYBE_A_DAY = st.none() | DAYS


def a_period() -> st.SearchStrategy[tuple[date, date | None]]:
    return st.tuples(DAYS, MAYBE_A_DAY).map(lambda two: two if two[1] is None else (min(two), max(two)))


@st.composite
def a_register(draw: st.DrawFn) -> "Register":
    """A few providers with all that can be wrong with each."""
    register = Register()
    for _ in range(draw(st.integers(1, 3))):
        until = draw(st.none() | DAYS.map(lambda day: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)))
        provider = Organisation(uuid7(), Kind.PROVIDER, "x", ("ijsselland",), active_until=until)
        register.organisations.append(provider)
        at, secret, closed = draw(st.sampled_from([*PLACES])), draw(st.booleans()), draw(MAYBE_A_DAY)
        place = Location(uuid7(), 1, provider.id, "x", at, None, *PLACES[at], secret, closed)
        register.locations.append(place)
        for level in draw(st.lists(st.sampled_from([*Level]), max_size=3, unique=True)):
            start, end = draw(a_period())
            register.contracts.append(
                Contract(
                    id=uuid7(),
                    version=1,
                    status=ContractStatus.IN_FORCE,
                    provider=provider.id,
                    region=draw(st.sampled_from(["ijsselland", "twente"])),
                    form=draw(st.sampled_from([CareForm.AMBULATORY, CareForm.LIVING])),
                    level=level,
                    regions=("ijsselland",),
                    municipalities=tuple(draw(st.sets(st.sampled_from([*PLACES]), min_size=1))),
                    valid_from=start,
                    valid_until=end,
                    suspended_on=draw(MAYBE_A_DAY),
                )
            )
        for _ in range(draw(st.integers(1, 3))):
            register.add_offer(draw, provider, place)
    return register


class Register:
    def __init__(self) -> None:
        self.organisations: list[Organisation] = []
        self.locations: list[Location] = []
        self.contracts: list[Contract] = []
        self.offers: list[Offer] = []
        self.enrolments: list[Enrolment] = []
        self.capacities: list[Capacity] = []

    def add_offer(self, draw: st.DrawFn, provider: Organisation, place: Location) -> None:
        form, is_free = draw(st.sampled_from(FORMS)), draw(st.integers(0, 4)) == 0
        pilot = draw(st.none() | st.tuples(DAYS, DAYS).map(sorted))
        youngest = draw(st.integers(0, 17))
        offer = Offer(
            id=uuid7(),
            version=1,
            status=draw(st.sampled_from([OfferStatus.PUBLISHED] * 4 + [OfferStatus.DRAFT])),
            provider=provider.id,
            care_form=CARE_FORM_OF[form],
            form=form,
            name="x",
            domains=tuple(draw(st.sets(st.sampled_from([*Domain]), min_size=1))),
            function_groups=(),
            age_from=youngest,
            age_to=draw(st.integers(youngest, 18)),
            identity=None,
            languages=("nl",),
            method="x",
            programmes=("x",),
            professionals=(Professional("psychologist", 1),),
            is_free=is_free,
            contact="x",
            times="x",
            municipalities=tuple(draw(st.sets(st.sampled_from([*PLACES]), min_size=int(is_free)))),
            pilot_from=pilot[0] if pilot else None,
            pilot_until=pilot[1] if pilot else None,
        )
        self.offers.append(offer)
        for intensity in draw(st.lists(st.sampled_from(["living-1", "living-2"]), max_size=2, unique=True)):
            bed = offer.care_form is CareForm.LIVING
            start, end = draw(a_period())
            where = None if form in (HelpForm.AT_HOME, HelpForm.FOSTER_CARE) else place.id
            enrolled = Enrolment(uuid7(), 1, offer.id, provider.id, where, None, None, start, end)
            if bed:
                enrolled = replace(enrolled, region="ijsselland", intensity=intensity)
            self.enrolments.append(enrolled)
            if status := draw(st.none() | st.sampled_from([*CapacityStatus])):
                wait = draw(st.none() | st.integers(0, 60))
                free = draw(st.none() | st.integers(1, 3)) if status is CapacityStatus.CAPACITY else 0
                as_of = NOW - timedelta(days=draw(st.integers(0, 30)))
                said = (status, free, None, wait, wait, as_of, provider.id, Source.API)
                self.capacities.append(Capacity(enrolled.id, 1, *said))

    async def store(self, room: RoomUnderTest) -> None:
        tables = "signal, option, capacity, enrolment, offer, location, contract, organisation"
        async with room.begin() as tx:
            for table in tables.split(", "):
                await tx.session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
            for row, things in (
                (OrganisationRow, self.organisations),
                (LocationRow, self.locations),
                (ContractRow, self.contracts),
                (OfferRow, self.offers),
                (EnrolmentRow, self.enrolments),
                (CapacityRow, self.capacities),
            ):
                for thing in things:
                    await mapping.add(tx, row, thing)
            for provider in self.organisations:
                await place_options(tx, provider.id)

    def expected(self, asked: dict[str, Any]) -> list[str]:
        """Every enrolment looked at one by one, then put in order."""
        fit = [(key, each) for each in self.enrolments if (key := self.key(each, asked)) is not None]
        return [str(each.id) for key, each in sorted(fit, key=lambda pair: (pair[0], pair[1].id))]

    def key(self, enrolled: Enrolment, asked: dict[str, Any]) -> tuple[Any, ...] | None:
        """Where it stands; None where it does not fit."""
        (offer,) = [each for each in self.offers if each.id == enrolled.offer]
        (provider,) = [each for each in self.organisations if each.id == enrolled.provider]
        here = [each for each in self.locations if each.id == enrolled.location]
        said = [each for each in self.capacities if each.enrolment == enrolled.id]
        day, municipality = asked["day"], asked["municipality"]
        if offer.status is not OfferStatus.PUBLISHED or not self.is_bought(enrolled, offer, asked):
            return None
        last = provider.active_until.date() if provider.active_until else date.max
        ends = [enrolled.valid_until, offer.pilot_until, *(each.closed_on for each in here), last]
        starts = [enrolled.valid_from, offer.pilot_from]
        if any(end < day for end in ends if end) or any(start > day for start in starts if start):
            return None
        if not offer.age_from <= asked["age"] <= offer.age_to or not set(asked["domains"]) <= set(
            offer.domains
        ):
            return None
        if asked["intensity"] not in (None, enrolled.intensity):
            return None
        wait = self.wait(said)
        if wait == "full" or (isinstance(wait, int) and wait > asked["most_wait"]):
            return None
        far = 0
        if here and offer.form is not HelpForm.AT_HOME:
            at = PLACES[municipality]
            far = 1023 if here[0].secret else kilometres_between((here[0].latitude, here[0].longitude), at)
        if not here and offer.form is HelpForm.FOSTER_CARE:
            far = 1023
        stale = not said or said[0].as_of + STALE_AFTER <= NOW
        age = (TODAY - said[0].as_of.date()).days if said else 10**6
        days = 10**6 if wait is None else wait
        return (offer.form is not HelpForm.AT_HOME, far, stale, days, age)

    def is_bought(self, enrolled: Enrolment, offer: Offer, asked: dict[str, Any]) -> bool:
        day, municipality = asked["day"], asked["municipality"]
        if offer.is_free:
            return municipality in offer.municipalities and asked["level"] in (None, Level.LOCAL)
        levels = [
            each.level
            for each in self.contracts
            if each.provider == offer.provider
            and each.form is offer.care_form
            and municipality in each.municipalities
            and each.valid_from <= day
            and (each.valid_until is None or day <= each.valid_until)
            and (each.suspended_on is None or day < each.suspended_on)
            and enrolled.region in (None, each.region)
        ]
        served = not offer.municipalities or municipality in offer.municipalities
        nearest = min(levels, key=[*Level].index, default=None)
        return served and nearest is not None and asked["level"] in (None, nearest)

    def wait(self, said: list[Capacity]) -> int | str | None:
        if not said:
            return None
        match said[0].status:
            case CapacityStatus.NONE:
                return "full"
            case CapacityStatus.CAPACITY:
                return said[0].wait_from_days or 0
        return said[0].wait_from_days


QUESTIONS = st.fixed_dictionaries(
    {
        "municipality": st.sampled_from([*PLACES]),
        "age": st.integers(0, 18),
        "domains": st.sets(st.sampled_from([*Domain]), max_size=2),
        "intensity": st.none() | st.sampled_from(["living-1", "living-2"]),
        "level": st.none() | st.sampled_from([*Level]),
        "in_days": st.none() | st.integers(0, 40),
    }
)


@pytest.fixture
def ask(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> Iterator[Callable[[Register, list[dict[str, Any]]], None]]:
    """Stores a register and compares some questions, in one loop of ours as Hypothesis is not async."""
    stack = AsyncExitStack()

    async def begin() -> RoomUnderTest:
        url = await new_database("provider_registry")
        room = await stack.enter_async_context(running_room(ROOM, Settings, url, REGIONS, tmp_path))
        room.clock.at = NOW
        return room

    async def compare(room: RoomUnderTest, register: Register, questions: list[dict[str, Any]]) -> None:
        await register.store(room)
        for question in questions:
            days = question["in_days"]
            asked = question | {
                "day": TODAY + timedelta(days=days or 0),
                "most_wait": 10**5 if days is None else days,
            }
            assert await _found(room, asked) == register.expected(asked)

    with asyncio.Runner() as runner:
        room = runner.run(begin())
        yield lambda register, questions: runner.run(compare(room, register, questions))
        runner.run(stack.aclose())


async def _found(room: RoomUnderTest, asked: dict[str, Any]) -> list[str]:
    """Page by page, so that what a page leaves out shows."""
    query = {
        name: asked[name] for name in ("municipality", "age", "intensity", "level") if asked[name] is not None
    }
    query |= {"domain": sorted(asked["domains"]), "limit": 3}
    if asked["in_days"] is not None:
        query["startBy"] = asked["day"].isoformat()
    found: list[str] = []
    async with room.as_caller(Caller("gp", uuid7(), "general-practitioner")) as client:
        while True:
            answer = await client.get("/options", params=query)
            assert answer.status_code == 200, answer.text
            found += [item["enrolment"] for item in answer.json()["items"]]
            if answer.json()["next"] is None:
                return found
            query["after"] = answer.json()["next"]


@pytest.mark.requirement("IJS-28", "IJS-29")
def test_the_search_finds_what_a_naive_reading_of_the_whole_register_finds(
    ask: Callable[[Register, list[dict[str, Any]]], None],
) -> None:
    @some(register=a_register(), questions=st.lists(QUESTIONS, min_size=4, max_size=8))
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def compare(register: Register, questions: list[dict[str, Any]]) -> None:
        ask(register, questions)

    compare()
