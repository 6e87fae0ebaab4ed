"""Places that are held for a placement: who may, for how long, and what the provider's answer makes of it."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.organisation import Kind
from provider_registry.domain.reservation import NEXT, ReservationStatus
from provider_registry.usecases.place_options import lock_provider
from region_policy.codes import CareForm, HelpForm
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest, camel
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .test_capacity import FREE, placeable, read, say

EVENTS = Path(__file__).parents[3] / "contracts" / "events"


async def bed(
    room: RoomUnderTest, form: HelpForm = HelpForm.FAMILY_HOME, intensity: str = "living-2", **more: Any
) -> Enrolment:
    """A bed of a new provider, contracted in IJsselland, with one free place."""
    care_form = CareForm.LIVING if intensity.startswith("living") else CareForm.RESIDENTIAL
    provider = await given.organisation(room)
    await given.contract(room, provider, care_form)
    house = await given.location(room, provider)
    offer = await given.offer(room, provider, form)
    made = await given.enrolment(room, offer, location=house.id, intensity=intensity, **more)
    await given.capacity(room, made)
    return made


async def gp(room: RoomUnderTest) -> Caller:
    return await given.caller(room, "general-practitioner", Kind.GENERAL_PRACTICE)


async def hold(
    room: RoomUnderTest, by: Caller, place: Enrolment, placement: UUID | None = None, **more: Any
) -> httpx.Response:
    today = local_day(room.clock())
    wish = {"enrolment": str(place.id), "minutes": 120, "onDay": today.isoformat()} | more
    async with room.as_caller(by) as client:
        return await client.put(f"/reservations/{placement or uuid7()}", json=wish)


async def release(
    room: RoomUnderTest, by: Caller, placement: UUID, version: int | None = 1
) -> httpx.Response:
    headers = {"If-Match": f'"{version}"'} if version else {}
    async with room.as_caller(by, **headers) as client:
        return await client.post(f"/reservations/{placement}/release")


async def leased(room: RoomUnderTest, place: Enrolment) -> int:
    seen = await read(room, f"/enrolments/{place.id}/capacity", given.as_provider(place.provider))
    return int(seen["leased"])


async def wait_days(room: RoomUnderTest, place: Enrolment) -> set[int]:
    rows = await room.rows("SELECT wait_days FROM option WHERE enrolment = :id", id=place.id)
    return {row.wait_days for row in rows}


async def hear(room: RoomUnderTest, name: str, placement: UUID, version: int, **more: Any) -> Any:
    """The committed example of the event, of this placement."""
    data = camel(EVENTS / f"{name}.v1.example.json") | {"ref": str(placement), "version": version}
    if name == "placement.accepted":
        data["acceptedAt"] = room.clock().isoformat()
    return await room.deliver(name, data | more)


def codes(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 409, answer.text
    return [reason["code"] for reason in answer.json()["reasons"]]


async def test_of_two_hundred_at_once_for_seven_free_places_seven_win(registry: RoomUnderTest) -> None:
    place, by = await placeable(registry), await gp(registry)
    await given.capacity(registry, place, free_places=7)
    answers = await asyncio.gather(*(hold(registry, by, place) for _ in range(200)))
    won = [answer for answer in answers if answer.status_code == 201]
    lost = [answer for answer in answers if answer.status_code != 201]
    assert len(won) == 7
    assert all(codes(answer) == ["no-place"] for answer in lost)
    assert await leased(registry, place) == 7
    assert len(await registry.told("place.reserved")) == 7
    assert await wait_days(registry, place) == {32_767}


async def test_the_same_again_changes_nothing_and_a_longer_time_counts_from_the_first_moment(
    registry: RoomUnderTest,
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    first = await hold(registry, by, place, placement, minutes=60)
    assert first.status_code == 201, first.text
    start = registry.clock()
    registry.clock.advance(timedelta(minutes=30))
    again = await hold(registry, by, place, placement, minutes=60)
    assert (again.status_code, again.json()) == (200, first.json())
    shorter = await hold(registry, by, place, placement, minutes=5)
    assert shorter.json() == first.json()
    longer = await hold(registry, by, place, placement, minutes=90)
    assert longer.status_code == 200
    assert longer.json()["until"] == _utc(start + timedelta(minutes=90))
    assert longer.json()["version"] == 2
    registry.clock.advance(timedelta(minutes=45))
    assert await registry.fire_deadlines() == 0
    assert await leased(registry, place) == 1
    assert [event.version for event in await registry.told("place.reserved")] == [1, 2]


def _utc(moment: Any) -> str:
    return str(moment.isoformat()).replace("+00:00", "Z")


async def test_a_lease_lapses_by_itself_and_counts_no_longer_also_before_anything_noticed(
    registry: RoomUnderTest,
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    assert codes(await hold(registry, by, place)) == ["no-place"]
    registry.clock.advance(timedelta(minutes=120))
    assert await leased(registry, place) == 0
    assert (await read(registry, f"/reservations/{placement}", by))["status"] == "lapsed"
    assert (await release(registry, by, placement)).json()["possibleSteps"] == ["reservation"]
    assert await wait_days(registry, place) == {32_767}
    assert await registry.fire_deadlines() == 1
    assert await wait_days(registry, place) == {0}
    (event,) = await registry.told("place.released")
    assert (event.subject, event.version, event.data["status"]) == (placement, 2, "lapsed")
    assert (await hold(registry, by, place, placement)).status_code == 201


async def test_who_holds_a_place_gives_it_back_once_and_another_can_have_it(registry: RoomUnderTest) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    assert (await release(registry, by, placement, None)).status_code == 428
    assert (await release(registry, by, placement, 7)).status_code == 412
    given_back = await release(registry, by, placement)
    assert (given_back.status_code, given_back.json()["status"]) == (200, "released")
    assert (await release(registry, by, placement, 2)).status_code == 409
    assert await wait_days(registry, place) == {0}
    assert (await hold(registry, await gp(registry), place)).status_code == 201
    assert [event.data["status"] for event in await registry.told("place.released")] == ["released"]
    assert await registry.rows("SELECT 1 FROM deadline WHERE ref = :id", id=placement) == []


async def test_nobody_touches_what_another_holds_and_the_provider_may_see_it(registry: RoomUnderTest) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    other, elsewhere = await gp(registry), await bed(registry)
    assert (await hold(registry, other, elsewhere, placement)).status_code == 404
    assert (await release(registry, other, placement)).status_code == 404
    provider = given.as_provider(place.provider)
    assert (await read(registry, f"/reservations/{placement}", provider))["reservedBy"] == str(
        by.organisation
    )
    for stranger in (other, given.as_provider(elsewhere.provider)):
        async with registry.as_caller(stranger) as client:
            assert (await client.get(f"/reservations/{placement}")).status_code == 404
    moved = await hold(registry, by, elsewhere, placement)
    assert (moved.status_code, moved.json()["possibleSteps"]) == (409, ["release"])
    assert (await hold(registry, by, place, uuid7(), enrolment=str(uuid7()))).status_code == 404


async def test_a_lease_that_lapsed_can_go_to_another_place_and_both_are_shown_as_they_are(
    registry: RoomUnderTest,
) -> None:
    one, two, by, placement = await bed(registry), await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, one, placement)
    registry.clock.advance(timedelta(minutes=120))
    assert (await hold(registry, by, two, placement)).status_code == 201
    assert (await wait_days(registry, one), await wait_days(registry, two)) == ({0}, {32_767})
    assert await registry.fire_deadlines() == 0


async def test_the_first_of_one_placement_at_two_providers_at_once_wins(registry: RoomUnderTest) -> None:
    places = [await bed(registry) for _ in range(4)]
    by, placement = await gp(registry), uuid7()
    answers = await asyncio.gather(*(hold(registry, by, place, placement) for place in places))
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    # Who met the winner half-way is told that the same again is safe (see `lock_place`).
    late = [n for n, answer in enumerate(answers) if answer.status_code == 503]
    answers = [
        await hold(registry, by, places[n], placement) if n in late else a for n, a in enumerate(answers)
    ]
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert sorted([await leased(registry, place) for place in places]) == [0, 0, 0, 1]
    assert len(await registry.told("place.reserved")) == 1


async def test_an_acceptance_makes_a_lease_a_taken_place_until_the_provider_counts_anew(
    registry: RoomUnderTest,
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    registry.clock.advance(timedelta(minutes=5))
    heard = await hear(registry, "placement.accepted", placement, 2, provider=str(place.provider))
    await registry.deliver("placement.accepted", {}, again=heard)
    registry.clock.advance(timedelta(days=2))
    assert await registry.fire_deadlines() == 0
    seen = await read(registry, f"/reservations/{placement}", by)
    assert (seen["status"], seen["version"]) == ("taken", 2)
    assert (await hold(registry, by, place, placement)).json() == seen
    stuck = await release(registry, by, placement, 2)
    assert (stuck.status_code, stuck.json()["possibleSteps"]) == (409, [])
    assert await leased(registry, place) == 1
    assert len(await registry.told("place.taken")) == 1
    await say(registry, place, FREE, version=1)
    assert await leased(registry, place) == 0
    assert (await hold(registry, by, place)).status_code == 201


@pytest.mark.requirement("NV-16")
async def test_a_stay_that_steps_down_leaves_its_place_at_once_and_other_changes_do_not(
    registry: RoomUnderTest,
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    registry.clock.advance(timedelta(minutes=1))
    assert (await hold(registry, by, place, placement)).status_code == 201
    await hear(registry, "placement.accepted", placement, 2, provider=str(place.provider))
    example = camel(EVENTS / "entitlement.changed.v1.example.json") | {"placement": str(placement)}
    for version, change in enumerate((None, {"kind": "shorten"}), start=3):
        await registry.deliver("entitlement.changed", example | {"version": version, "change": change})
        assert await leased(registry, place) == 1
    for version in (5, 6):
        step = {"version": version, "change": {"kind": "step-down"}}
        await registry.deliver("entitlement.changed", example | step)
        assert await leased(registry, place) == 0
    assert len(await registry.told("place.released")) == 1
    # What is heard of the placement afterwards takes the place no second time.
    await hear(registry, "placement.withdrawn", placement, 3, provider=str(place.provider))
    assert await leased(registry, place) == 0


async def test_an_acceptance_counts_also_after_the_lease_lapsed_and_when_it_is_full(
    registry: RoomUnderTest,
) -> None:
    place, by = await bed(registry), await gp(registry)
    late, other = uuid7(), uuid7()
    await hold(registry, by, place, late)
    registry.clock.advance(timedelta(hours=3))
    await registry.fire_deadlines()
    await hold(registry, by, place, other)
    await hear(registry, "placement.accepted", late, 2, provider=str(place.provider))
    assert await leased(registry, place) == 2
    assert (await read(registry, f"/reservations/{late}", by))["status"] == "taken"


async def test_without_a_lease_a_place_is_taken_where_the_event_says_and_else_nothing_is_made_up(
    registry: RoomUnderTest,
) -> None:
    place, other = await bed(registry), await bed(registry)
    own = {"provider": str(place.provider)}
    await hear(registry, "placement.accepted", uuid7(), 2, **own)
    await hear(registry, "placement.accepted", uuid7(), 2, **own, enrolment=str(other.id))
    await hear(registry, "placement.accepted", uuid7(), 2, **own, enrolment=str(uuid7()))
    assert await registry.rows("SELECT 1 FROM reservation") == []
    placement = uuid7()
    registry.clock.advance(timedelta(minutes=1))
    await hear(registry, "placement.accepted", placement, 2, **own, enrolment=str(place.id))
    assert await leased(registry, place) == 1
    seen = await read(registry, f"/reservations/{placement}", given.as_provider(place.provider))
    assert (seen["status"], seen["reservedBy"]) == ("taken", str(place.provider))


async def test_another_provider_that_accepts_frees_the_place_that_was_held(registry: RoomUnderTest) -> None:
    one, two, by, placement = await bed(registry), await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, one, placement)
    await hear(registry, "placement.accepted", placement, 2, provider=str(two.provider))
    assert await leased(registry, one) == 0
    assert (await read(registry, f"/reservations/{placement}", by))["status"] == "released"
    told = {"provider": str(two.provider), "enrolment": str(two.id)}
    registry.clock.advance(timedelta(minutes=1))
    await hear(registry, "placement.accepted", placement, 3, **told)
    assert (await leased(registry, one), await leased(registry, two)) == (0, 1)
    assert await wait_days(registry, one) == {0}


@pytest.mark.parametrize("name", ["placement.refused", "placement.withdrawn", "placement.expired"])
async def test_a_placement_that_comes_to_nothing_gives_its_place_back_once(
    registry: RoomUnderTest, name: str
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    heard = await hear(registry, name, placement, 3, provider=str(place.provider))
    await registry.deliver(name, {}, again=heard)
    assert (await read(registry, f"/reservations/{placement}", by))["status"] == "released"
    assert await wait_days(registry, place) == {0}
    assert len(await registry.told("place.released")) == 1
    await hear(registry, "placement.accepted", placement, 2, provider=str(place.provider))
    assert await leased(registry, place) == 0
    assert await registry.told("place.taken") == []


async def test_a_withdrawal_that_comes_before_its_acceptance_leaves_no_place_taken(
    registry: RoomUnderTest,
) -> None:
    place, placement = await bed(registry), uuid7()
    told = {"provider": str(place.provider), "enrolment": str(place.id)}
    await hear(registry, "placement.withdrawn", placement, 3, **told)
    await hear(registry, "placement.accepted", placement, 2, **told)
    assert await leased(registry, place) == 0


async def test_an_accepted_placement_that_is_withdrawn_frees_the_taken_place(registry: RoomUnderTest) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    own = {"provider": str(place.provider)}
    await hear(registry, "placement.accepted", placement, 2, **own)
    await hear(registry, "placement.withdrawn", placement, 3, **own)
    assert await leased(registry, place) == 0
    assert await wait_days(registry, place) == {0}


async def test_a_deadline_does_not_wait_for_who_works_at_that_provider_and_is_tried_again(
    registry: RoomUnderTest,
) -> None:
    place, by, placement = await bed(registry), await gp(registry), uuid7()
    await hold(registry, by, place, placement)
    registry.clock.advance(timedelta(minutes=120))
    async with registry.begin() as tx:
        await lock_provider(tx, place.provider)
        assert await registry.fire_deadlines() == 1
    assert await registry.told("place.released") == []
    registry.clock.advance(timedelta(seconds=2))
    assert await registry.fire_deadlines() == 1
    assert len(await registry.told("place.released")) == 1


def test_each_status_of_a_reservation_has_its_steps() -> None:
    assert set(NEXT) == set(ReservationStatus)


@pytest.mark.requirement("IJS-37")
async def test_a_crisis_bed_that_a_responder_held_is_taken_from_the_first_night_until_its_end(
    registry: RoomUnderTest,
) -> None:
    place = await bed(registry, HelpForm.CRISIS_BED, "residential-1")
    responder = await given.caller(registry, "on-call-worker", Kind.CRISIS_PROVIDER)
    lease = uuid7()
    held = await hold(registry, responder, place, lease, minutes=30)
    assert held.status_code == 201, held.text
    told = {"ref": str(uuid7()), "version": 1, "region": "ijsselland", "lease": str(lease)}
    told |= {
        "enrolment": str(place.id),
        "provider": str(place.provider),
        "since": (registry.clock() + timedelta(minutes=1)).isoformat(),
    }
    await registry.deliver("bed.taken", told | {"isDrill": True, "lease": str(uuid7())})
    assert await leased(registry, place) == 1, "an exercise takes no place"
    registry.clock.advance(timedelta(hours=1))
    assert await registry.fire_deadlines() >= 1
    assert await leased(registry, place) == 0, (
        "the lease has lapsed: the word that somebody sleeps there is late"
    )
    await registry.deliver("bed.taken", told | {"isDrill": False})
    registry.clock.advance(timedelta(days=9))
    await registry.fire_deadlines()
    assert await leased(registry, place) == 1, "taken until the end, however long that is"
    await registry.deliver("bed.ended", told | {"isDrill": False, "version": 2})
    assert await leased(registry, place) == 0
    names = [event.name for event in await registry.told() if event.name.startswith("place.")]
    assert names == ["place.reserved", "place.released", "place.taken", "place.released"]
