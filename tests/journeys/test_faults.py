"""SIGKILL in the middle of the journey: it ends right, nothing acknowledged is lost, nothing happens twice.

Several journeys stand at different moments when the process dies, so that one crash meets them all: one
has its 201 on the referral and nothing else, the others are about to send the command of their moment.
"""

import asyncio
from collections import Counter
from uuid import UUID

import pytest
from journey_house import (
    GP_JOURNEY,
    YOUNG_PERSON,
    DoThis,
    HouseUp,
    StopHere,
    bsn_of_test,
    with_step,
)

from wegwijs_cli.demo.client import Gateway
from wegwijs_cli.demo.run import JourneyTaken
from wegwijs_cli.demo.steps_asking import REFERRALS, ListedSeen
from wegwijs_cli.rooms import ACCESS, REFERRAL, ROOMS

MOMENTS = ("accept", "start-care", "deliver", "stop-care")
GP = "gp-dalfsen"
PROCESSES = ("referral", "access", "NATS", "PostgreSQL")
ONCE_PER_REFERRAL = {
    REFERRAL: {
        "one placement request": "SELECT count(*) FROM placement_request WHERE referral = $1",
        "one care period": "SELECT count(*) FROM care_period WHERE referral = $1",
        "one grant to place": "SELECT count(*) FROM granted WHERE referral = $1",
    },
    ACCESS: {
        "one request": "SELECT count(*) FROM request WHERE id = $1",
        "one decision": "SELECT count(*) FROM decision WHERE request_id = $1",
        "one grant": "SELECT count(*) FROM care_grant WHERE request_id = $1",
        "one entitlement": "SELECT count(*) FROM entitlement WHERE request_id = $1",
    },
}
SUMS = """
    SELECT g.committed_cents, g.delivered_cents, g.due_cents, g.returned_cents,
        (SELECT sum(cents) FILTER (WHERE kind = 'due') FROM ledger_entry WHERE grant_id = g.id) AS booked_due,
        (SELECT sum(cents) FILTER (WHERE kind = 'returned') FROM ledger_entry WHERE grant_id = g.id)
            AS booked_returned,
        (SELECT sum(amount_cents) FROM delivery d JOIN entitlement e ON e.id = d.entitlement_id
            WHERE e.grant_id = g.id) AS lines_cents,
        (SELECT count(*) FROM delivery d JOIN entitlement e ON e.id = d.entitlement_id
            WHERE e.grant_id = g.id) AS lines
    FROM care_grant g WHERE g.request_id = $1"""


@pytest.mark.parametrize(("number", "process"), list(enumerate(PROCESSES)))
async def test_after_sigkill_every_journey_ends_right_and_nothing_is_lost_or_done_twice(
    house: HouseUp, number: int, process: str
) -> None:
    async with house.client(insists=True) as gateway:
        before = await own_referrals(gateway)
        taken = await journeys_through_a_crash(house, gateway, process, number)
        wrong = [step for journey in taken for step in journey.steps if not step.ok]
        assert wrong == []
        referrals = await own_referrals(gateway) - before
    assert len(referrals) == len(taken), "each was stored, and none twice"
    await house.is_quiet()
    for referral in referrals:
        await everything_happened_once(house, referral)
    assert await dead_letters(house) == 0
    await no_event_is_told_twice(house)


async def journeys_through_a_crash(
    house: HouseUp, gateway: Gateway, process: str, number: int
) -> list[JourneyTaken]:
    """Bring a journey to each moment; then one more refers, and at its 201 the process dies and all go on."""
    listed = house.journey(GP_JOURNEY)
    go_on = asyncio.Event()
    waiting: list[asyncio.Task[JourneyTaken]] = []
    for place, moment in enumerate(MOMENTS):
        stop = StopHere(reached=asyncio.Event(), go_on=go_on)
        at = next(at for at, step in enumerate(listed.steps) if step.step == moment)
        person = house.file.young_persons[YOUNG_PERSON].model_copy(
            update={"bsn": bsn_of_test(10 * number + place)}
        )
        journey = asyncio.create_task(house.drive(gateway, with_step(listed, at, stop), person=person))
        waiting.append(journey)
        # Before the next one refers: a journey counts the referrals of its practice while it does.
        reached = asyncio.create_task(stop.reached.wait())
        await asyncio.wait({journey, reached}, return_when=asyncio.FIRST_COMPLETED)
        assert reached.done(), journey.result().steps[-1]
    killed: list[int] = []

    def crash() -> None:
        killed.append(house.kill(process))
        go_on.set()

    at = next(at for at, step in enumerate(listed.steps) if step.step == "refer") + 1
    person = house.file.young_persons[YOUNG_PERSON].model_copy(
        update={"bsn": bsn_of_test(10 * number + len(MOMENTS))}
    )
    last = house.drive(gateway, with_step(listed, at, DoThis(deed=crash)), person=person)
    taken = [*await asyncio.gather(last, *waiting)]
    await house.stands_again(process, after=killed[0])
    return taken


async def own_referrals(gateway: Gateway) -> set[UUID]:
    return {each.id for each in await gateway.all_of(GP, REFERRALS, ListedSeen)}


async def everything_happened_once(house: HouseUp, referral: UUID) -> None:
    for room, counts in ONCE_PER_REFERRAL.items():
        for what, query in counts.items():
            assert (await house.rows(room, query, referral))[0][0] == 1, what
    milestones = await house.rows(REFERRAL, "SELECT kind FROM milestone WHERE referral = $1", referral)
    assert Counter(row["kind"] for row in milestones) == Counter(
        ["received", "granted", "placement-requested", "accepted", "started", "ended"]
    )
    (sums,) = await house.rows(ACCESS, SUMS, referral)
    listed = house.journey(GP_JOURNEY)
    minutes = [each for step in listed.steps if step.step == "deliver" for each in step.minutes]
    assert sums["lines"] == len(minutes)
    assert sums["due_cents"] == sums["booked_due"] == sums["lines_cents"] == sums["delivered_cents"]
    assert sums["returned_cents"] == sums["booked_returned"] == sums["committed_cents"] - sums["due_cents"]


async def dead_letters(house: HouseUp) -> int:
    return sum([(await house.rows(room, "SELECT count(*) FROM dead_letter"))[0][0] for room in ROOMS])


async def no_event_is_told_twice(house: HouseUp) -> None:
    events = await house.events()
    told = Counter((event.noun, event.subject, event.version) for event in events)
    assert events
    assert [each for each, times in told.items() if times > 1] == []
