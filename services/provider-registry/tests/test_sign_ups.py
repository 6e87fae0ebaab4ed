"""Groups: seats that run out, a line, and who comes next (HLM-12)."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from provider_registry.domain.offer import Offer, OfferStatus
from provider_registry.domain.organisation import Kind
from provider_registry.domain.sign_up import NEXT, Group, SignUp, SignUpStatus
from region_policy.codes import CareForm, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .test_capacity import read


async def group(room: RoomUnderTest, **more: Any) -> Offer:
    """A group of a new provider that can be had today, with eight seats unless `more` says otherwise."""
    provider = await given.organisation(room)
    await given.contract(room, provider, CareForm.AMBULATORY)
    offer = await given.offer(room, provider, HelpForm.GROUP, **more)
    place = await given.location(room, provider)
    await given.enrolment(room, offer, location=place.id)
    return offer


async def gp(room: RoomUnderTest) -> Caller:
    return await given.caller(room, "general-practitioner", Kind.GENERAL_PRACTICE)


async def sign_up(room: RoomUnderTest, by: Caller, offer: UUID, placement: UUID) -> httpx.Response:
    async with room.as_caller(by) as client:
        return await client.put(f"/offers/{offer}/sign-ups/{placement}")


async def withdraw(
    room: RoomUnderTest, by: Caller, offer: UUID, placement: UUID, version: int | None
) -> httpx.Response:
    headers = {"If-Match": f'"{version}"'} if version else {}
    async with room.as_caller(by, **headers) as client:
        return await client.post(f"/offers/{offer}/sign-ups/{placement}/withdrawal")


@pytest.mark.requirement("HLM-12")
async def test_twenty_at_once_for_a_group_of_eight_are_eight_seats_and_a_line_of_twelve(
    registry: RoomUnderTest,
) -> None:
    offer, by = await group(registry), await gp(registry)
    answers = await asyncio.gather(*(sign_up(registry, by, offer.id, uuid7()) for _ in range(20)))
    assert [answer.status_code for answer in answers] == [201] * 20
    told = [answer.json() for answer in answers]
    assert sum(each["status"] == "seated" for each in told) == 8
    assert sorted(each["turn"] for each in told if each["status"] == "waiting") == [*range(1, 13)]
    assert sorted(each["freeSeats"] for each in told) == [0] * 13 + [*range(1, 8)]
    seen = await read(registry, f"/offers/{offer.id}/sign-ups", given.as_provider(offer.provider))
    assert (seen["seats"], seen["freeSeats"], seen["waiting"], len(seen["items"])) == (8, 0, 12, 20)


@pytest.mark.requirement("HLM-12")
async def test_who_leaves_gives_the_seat_to_who_waits_longest(registry: RoomUnderTest) -> None:
    offer, by = await group(registry, seats=2), await gp(registry)
    placements = [uuid7() for _ in range(5)]
    for placement in placements:
        await sign_up(registry, by, offer.id, placement)
    left = await withdraw(registry, by, offer.id, placements[0], 2)
    assert left.status_code == 200, left.text
    assert (left.json()["status"], left.json()["freeSeats"]) == ("withdrawn", 0)
    await withdraw(registry, by, offer.id, placements[3], 1)
    provider = given.as_provider(offer.provider)
    seen = await read(registry, f"/offers/{offer.id}/sign-ups", provider)
    assert [(row["placement"], row["status"], row["turn"]) for row in seen["items"]] == [
        (str(placements[1]), "seated", None),
        (str(placements[2]), "seated", None),
        (str(placements[4]), "waiting", 1),
    ]
    back = await sign_up(registry, by, offer.id, placements[0])
    assert (back.status_code, back.json()["status"], back.json()["turn"]) == (201, "waiting", 2)
    first = await read(registry, f"/offers/{offer.id}/sign-ups", provider, limit="3")
    second = await read(registry, f"/offers/{offer.id}/sign-ups", provider, after=first["next"])
    assert [row["placement"] for row in second["items"]] == [str(placements[0])]
    assert second["next"] is None


async def test_the_same_again_changes_nothing_and_leaving_twice_is_no_step(registry: RoomUnderTest) -> None:
    offer, by, placement = await group(registry), await gp(registry), uuid7()
    first = await sign_up(registry, by, offer.id, placement)
    again = await sign_up(registry, by, offer.id, placement)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    version = first.json()["version"]
    assert (await withdraw(registry, by, offer.id, placement, None)).status_code == 428
    assert (await withdraw(registry, by, offer.id, placement, version + 1)).status_code == 412
    assert (await withdraw(registry, by, offer.id, placement, version)).status_code == 200
    twice = await withdraw(registry, by, offer.id, placement, version + 1)
    assert (twice.status_code, twice.json()["possibleSteps"]) == (409, ["sign-up"])


async def test_nobody_touches_the_place_that_another_took_in_a_group(registry: RoomUnderTest) -> None:
    offer, by, placement = await group(registry), await gp(registry), uuid7()
    await sign_up(registry, by, offer.id, placement)
    other = await gp(registry)
    assert (await sign_up(registry, other, offer.id, placement)).status_code == 404
    assert (await withdraw(registry, other, offer.id, placement, 1)).status_code == 404
    assert (await sign_up(registry, other, uuid7(), uuid7())).status_code == 404
    elsewhere = await group(registry)
    assert (await withdraw(registry, by, elsewhere.id, placement, 1)).status_code == 404


async def test_an_offer_without_seats_or_one_that_is_not_published_takes_nobody(
    registry: RoomUnderTest,
) -> None:
    by = await gp(registry)
    provider = await given.organisation(registry)
    for offer, codes in (
        (await given.offer(registry, provider), ["no-group"]),
        (await group(registry, status=OfferStatus.DRAFT), ["offer-not-published"]),
    ):
        refused = await sign_up(registry, by, offer.id, uuid7())
        assert refused.status_code == 409
        assert [reason["code"] for reason in refused.json()["reasons"]] == codes
    assert await registry.rows("SELECT 1 FROM sign_up") == []


async def test_seats_that_were_added_go_to_the_line_before_anybody_new(registry: RoomUnderTest) -> None:
    offer, by = await group(registry, seats=1), await gp(registry)
    placements = [uuid7() for _ in range(3)]
    for placement in placements[:2]:
        await sign_up(registry, by, offer.id, placement)
    await registry.rows("UPDATE offer SET seats = 2 WHERE id = :id RETURNING id", id=offer.id)
    await sign_up(registry, by, offer.id, placements[2])
    rows = await registry.rows("SELECT placement FROM sign_up WHERE status = 'seated'")
    assert {row.placement for row in rows} == set(placements[:2])


def test_each_status_of_a_sign_up_has_its_steps() -> None:
    assert set(NEXT) == set(SignUpStatus)


@every(
    st.lists(st.sampled_from([SignUpStatus.SEATED, SignUpStatus.WAITING]), max_size=20), st.integers(1, 12)
)
def test_after_seating_no_seat_is_free_while_somebody_waits(in_turn: list[SignUpStatus], seats: int) -> None:
    everybody = [
        SignUp(UUID(int=1), UUID(int=n), 1, status, UUID(int=2), n) for n, status in enumerate(in_turn)
    ]
    group = Group(seats, everybody)
    seated = group.next_seated()
    assert list(seated) == [each for each in everybody if each.status is SignUpStatus.WAITING][: len(seated)]
    left = len(group.waiting) - len(seated)
    assert left == 0 or group.seated + len(seated) >= seats
    assert len(seated) <= group.free_seats
