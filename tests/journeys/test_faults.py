"""SIGKILL of each process in the middle of each journey: it ends right, nothing is lost or done twice.

One crash per process meets all journeys, some of them at several moments. When the last one has its 201 on
a referral and nothing else, the process dies, and all go on with the command before which they stood.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
import pytest_asyncio
from journey_house import GP_JOURNEY, DoThis, HouseUp, StopHere, with_step

from wegwijs_cli.demo.client import Gateway
from wegwijs_cli.demo.run import JourneyTaken
from wegwijs_cli.rooms import ACCESS, CRISIS, REFERRAL, ROOMS, Room

PROCESSES = ("referral", "access", "provider-registry", "crisis", "gateway", "NATS", "PostgreSQL")
TEAM, INSTITUTION, IN_CRISIS, WRONG_DOORS = "local-team", "certified-institution", "crisis", "wrong-doors"
JOURNEYS = (GP_JOURNEY, TEAM, INSTITUTION, IN_CRISIS, WRONG_DOORS)
# A journey counts the referrals of its own organisation when it refers, so those of one organisation come to
# their moment one after another.
LANES: Sequence[Sequence[tuple[str, str]]] = (
    ((GP_JOURNEY, "accept"), (GP_JOURNEY, "start-care"), (GP_JOURNEY, "deliver"), (GP_JOURNEY, "stop-care")),
    ((INSTITUTION, "submit-quote"), (INSTITUTION, "award-quote")),
    ((TEAM, "decide"), (TEAM, "tell-stay"), (IN_CRISIS, "see-climbed"), (IN_CRISIS, "close-alarm")),
)
AFTER_THE_LANES = (WRONG_DOORS, "try-on-quote")
COPIES = 1 + 1 + sum(map(len, LANES))


@dataclass(frozen=True)
class Rows:
    """How many rows a journey leaves for one referral (or alarm); a query has `$1` for it."""

    room: Room
    query: str

    async def of(self, house: HouseUp, ref: UUID) -> int:
        return int((await house.rows(self.room, self.query, ref))[0][0])


def _of(table: str, column: str, room: Room) -> Rows:
    return Rows(room, f"SELECT count(*) FROM {table} WHERE {column} = $1")  # noqa: S608


REFERRALS = Rows(
    REFERRAL,
    "SELECT count(*) FROM referral WHERE client = (SELECT client FROM referral WHERE id = $1)",
)
PLACEMENTS = _of("placement_request", "referral", REFERRAL)
CARE = _of("care_period", "referral", REFERRAL)
REQUESTS = _of("request", "id", ACCESS)
QUOTES = _of("quote_request", "request_id", ACCESS)
DECISIONS = _of("decision", "request_id", ACCESS)
GRANTS = _of("care_grant", "request_id", ACCESS)
ENTITLEMENTS = _of("entitlement", "request_id", ACCESS)
DRAFTS = _of("referral_draft", "alarm", REFERRAL)
ALARMS = _of("alarm", "id", CRISIS)
LEFT: dict[str, dict[str, dict[Rows, int]]] = {
    GP_JOURNEY: {"mees": {PLACEMENTS: 1, CARE: 1, DECISIONS: 1, GRANTS: 1, ENTITLEMENTS: 1}},
    TEAM: {"lotte": {PLACEMENTS: 2, CARE: 2, DECISIONS: 1, GRANTS: 2, ENTITLEMENTS: 2}},
    INSTITUTION: {"sara": {QUOTES: 3, PLACEMENTS: 2, CARE: 0, DECISIONS: 1, GRANTS: 2, ENTITLEMENTS: 2}},
    IN_CRISIS: {},  # a drill: of its draft no referral is made
    WRONG_DOORS: {
        "jip": {PLACEMENTS: 1, DECISIONS: 1},
        "noor": {PLACEMENTS: 0, DECISIONS: 0},
        "bram": {PLACEMENTS: 0, DECISIONS: 0},
        "isa": {QUOTES: 1, PLACEMENTS: 0, DECISIONS: 0},
        "youp": {PLACEMENTS: 1, DECISIONS: 1, GRANTS: 1},
    },
}
SUMS = """
    SELECT g.committed_cents, g.due_cents, g.returned_cents,
        coalesce((SELECT sum(cents) FROM ledger_entry WHERE grant_id = g.id AND kind = 'due'), 0)
            AS booked_due,
        coalesce((SELECT sum(cents) FROM ledger_entry WHERE grant_id = g.id AND kind = 'returned'), 0)
            AS booked_returned,
        coalesce((SELECT sum(amount_cents) FROM delivery d JOIN entitlement e ON e.id = d.entitlement_id
            WHERE e.grant_id = g.id AND d.status = 'due'), 0) AS lines_cents
    FROM care_grant g WHERE g.request_id = $1"""
# What is open has somebody who answers for it, until when.
WAITS_WITHOUT_A_TERM = """
    SELECT count(*) FROM request r WHERE r.status = 'open' AND NOT EXISTS
        (SELECT 1 FROM deadline d
            WHERE d.ref = r.id AND d.kind IN ('decision', 'desk-look') AND d.fired_at IS NULL)"""


@dataclass(frozen=True)
class Crash:
    """What came of it, journey by journey."""

    house: HouseUp
    process: str
    taken: dict[str, list[JourneyTaken]]


@pytest_asyncio.fixture(
    scope="module", loop_scope="session", params=list(enumerate(PROCESSES)), ids=PROCESSES
)
async def crash(request: pytest.FixtureRequest, house: HouseUp) -> AsyncIterator[Crash]:
    number, process = request.param
    async with house.client(insists=True) as gateway:
        taken = await journeys_through_a_crash(house, gateway, process, number * COPIES)
    await house.is_quiet()
    yield Crash(house, process, {name: [each for each in taken if each.name == name] for name in JOURNEYS})


@pytest.mark.parametrize("journey", JOURNEYS)
async def test_after_sigkill_a_journey_ends_right_and_nothing_is_lost_or_done_twice(
    crash: Crash, journey: str
) -> None:
    house, taken = crash.house, crash.taken[journey]
    assert taken
    for each in taken:
        assert [(step.name, step.answer) for step in each.steps if not step.ok] == []
        assert set(each.referrals) == set(LEFT[journey])
        for label, referral in each.referrals.items():
            for rows, count in {REFERRALS: 1, REQUESTS: 1, **LEFT[journey][label]}.items():
                assert await rows.of(house, referral) == count, (label, rows.query)
            await the_money_is_right(house, referral)
        assert len(each.alarms) == (journey == IN_CRISIS)
        for alarm in each.alarms.values():
            counts = [await rows.of(house, alarm) for rows in (ALARMS, DRAFTS)]
            assert counts == [1, 1], "one alarm left one draft"
    if journey == GP_JOURNEY:
        for each in taken:
            await the_referrer_read_it_once(house, each.referrals["mees"])


async def test_after_sigkill_no_event_is_dead_or_told_twice_and_no_term_is_lost(crash: Crash) -> None:
    house = crash.house
    dead = [(await house.rows(room, "SELECT count(*) FROM dead_letter"))[0][0] for room in ROOMS]
    assert dead == [0] * len(ROOMS)
    assert (await house.rows(ACCESS, WAITS_WITHOUT_A_TERM))[0][0] == 0
    told = Counter((event.type, event.subject, event.sequence) for event in await house.events())
    assert told
    assert [each for each, times in told.items() if times > 1] == []


async def journeys_through_a_crash(
    house: HouseUp, gateway: Gateway, process: str, strangers: int
) -> list[JourneyTaken]:
    """Bring the journeys to their moments; then one more refers, and at its 201 the process dies."""
    go_on = asyncio.Event()
    numbers = iter(range(strangers, strangers + COPIES))

    async def stands_before(name: str, moment: str) -> "asyncio.Task[JourneyTaken]":
        listed, stop = house.journey(name), StopHere(reached=asyncio.Event(), go_on=go_on)
        at = next(at for at, step in enumerate(listed.steps) if step.step == moment)
        journey = asyncio.create_task(house.drive(gateway, with_step(listed, at, stop), others=next(numbers)))
        reached = asyncio.create_task(stop.reached.wait())
        await asyncio.wait({journey, reached}, return_when=asyncio.FIRST_COMPLETED)
        assert reached.done(), journey.result().steps[-1]
        return journey

    async def in_turn(lane: Sequence[tuple[str, str]]) -> "list[asyncio.Task[JourneyTaken]]":
        return [await stands_before(*each) for each in lane]

    waiting = [journey for lane in await asyncio.gather(*map(in_turn, LANES)) for journey in lane]
    waiting.append(await stands_before(*AFTER_THE_LANES))
    killed: list[int] = []

    def kill() -> None:
        killed.append(house.kill(process))
        go_on.set()

    listed = house.journey(GP_JOURNEY)
    at = next(at for at, step in enumerate(listed.steps) if step.step == "refer") + 1
    last = house.drive(gateway, with_step(listed, at, DoThis(deed=kill)), others=next(numbers))
    taken = [*await asyncio.gather(last, *waiting)]
    await house.stands_again(process, after=killed[0])
    return taken


async def the_money_is_right(house: HouseUp, referral: UUID) -> None:
    for sums in await house.rows(ACCESS, SUMS, referral):
        assert sums["due_cents"] == sums["booked_due"] == sums["lines_cents"]
        assert sums["returned_cents"] == sums["booked_returned"]
        assert sums["due_cents"] + sums["returned_cents"] <= sums["committed_cents"]


async def the_referrer_read_it_once(house: HouseUp, referral: UUID) -> None:
    milestones = await house.rows(REFERRAL, "SELECT kind FROM milestone WHERE referral = $1", referral)
    assert Counter(row["kind"] for row in milestones) == Counter(
        ["received", "granted", "placement-requested", "accepted", "started", "ended"]
    )
    (lines,) = await house.rows(
        ACCESS,
        "SELECT count(*) FROM delivery JOIN entitlement e ON e.id = entitlement_id WHERE e.request_id = $1",
        referral,
    )
    listed = house.journey(GP_JOURNEY)
    assert lines[0] == sum(len(step.minutes) for step in listed.steps if step.step == "deliver")
