"""Ways in which the register was broken; each test says what should have been."""

from datetime import timedelta
from typing import Any

import pytest

from provider_registry.domain.capacity import CapacityStatus
from provider_registry.domain.contract import ContractStatus
from provider_registry.domain.offer import OfferStatus
from provider_registry.domain.organisation import Kind
from region_policy.codes import CareForm, HelpForm
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from . import builders as given
from .test_capacity import FULL, placeable, read, say
from .test_offers import BED, PROFILE, send
from .test_reservations import bed, gp, hold
from .test_search import GP, search
from .test_sign_ups import group, sign_up
from .test_signals import manager, signals


async def test_the_name_of_a_secret_location_is_not_told_with_its_places(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.LIVING)
    house = await given.location(registry, provider, secret=True, name="Geheim huis (fictief)")
    offer = await given.offer(registry, provider, HelpForm.FAMILY_HOME)
    place = await given.enrolment(registry, offer, location=house.id, intensity="living-1")
    seen = await read(registry, f"/enrolments/{place.id}/capacity", await gp(registry))
    assert seen["locationName"] is None


@pytest.mark.parametrize("day", ["2200-01-01", "9999-12-31"])
async def test_a_start_far_away_is_no_error_of_the_room(registry: RoomUnderTest, day: str) -> None:
    await placeable(registry)
    async with registry.as_caller(GP) as client:
        answer = await client.get("/options", params={"municipality": given.ZWOLLE, "startBy": day})
    assert answer.status_code < 500, answer.text


async def test_a_start_in_ninety_years_does_not_make_a_full_place_fit(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    await given.capacity(registry, place, status=CapacityStatus.NONE, free_places=0)
    day = local_day(registry.clock()) + timedelta(days=32_767)
    assert (await search(registry, startBy=day.isoformat()))["items"] == []


async def _paged(registry: RoomUnderTest, **query: Any) -> list[str]:
    seen, after = [], None
    for _ in range(10):
        found = await search(registry, **query, **({"after": after} if after else {}))
        seen += [item["name"] for item in found["items"]]
        after = found["next"]
        if after is None:
            break
    return seen


async def test_no_option_is_lost_between_the_pages_where_the_current_provider_fills_the_first(
    registry: RoomUnderTest,
) -> None:
    far = await given.organisation(registry)
    await given.contract(registry, far, CareForm.LIVING)
    house = await given.location(registry, far, given.DEVENTER)
    for number in range(3):
        offer = await given.offer(registry, far, HelpForm.FAMILY_HOME, name=f"current {number}")
        await given.enrolment(registry, offer, location=house.id, intensity="living-1")
    near = await given.organisation(registry)
    await given.contract(registry, near, CareForm.AMBULATORY)
    await given.enrolment(registry, await given.offer(registry, near, name="at home"))
    seen = await _paged(registry, currentProvider=str(far), limit=2)
    assert sorted(seen) == ["at home", "current 0", "current 1", "current 2"]


async def test_others_are_not_lost_where_the_current_provider_fills_the_page_exactly(
    registry: RoomUnderTest,
) -> None:
    far = await given.organisation(registry)
    await given.contract(registry, far, CareForm.LIVING)
    house = await given.location(registry, far, given.DEVENTER)
    offer = await given.offer(registry, far, HelpForm.FAMILY_HOME, name="current")
    await given.enrolment(registry, offer, location=house.id, intensity="living-1")
    near = await given.organisation(registry)
    await given.contract(registry, near, CareForm.AMBULATORY)
    await given.enrolment(registry, await given.offer(registry, near, name="at home"))
    assert await _paged(registry, currentProvider=str(far), limit=1) == ["current", "at home"]


@pytest.mark.requirement("IJS-25")
async def test_a_published_offer_of_help_at_home_cannot_become_a_bed_without_intensity(
    registry: RoomUnderTest,
) -> None:
    place = await placeable(registry)
    await given.contract(registry, place.provider, CareForm.LIVING)
    by = given.as_provider(place.provider)
    changed = await send(registry, by, f"/offers/{place.offer}", BED, "PUT", If_Match='"1"')
    beds = await registry.rows("SELECT form, intensity FROM option WHERE care_form = 'living'")
    assert (changed.status_code, beds) in [(400, []), (409, [])]


@pytest.mark.requirement("IJS-25")
async def test_a_bed_cannot_come_to_two_intensities_by_a_later_end_of_the_old_one(
    registry: RoomUnderTest,
) -> None:
    place = await bed(registry)
    by, today = given.as_provider(place.provider), local_day(registry.clock())
    tomorrow, next_year = today + timedelta(days=1), today + timedelta(days=365)
    path = f"/enrolments/{place.id}"
    body = {"intensity": "living-1", "validFrom": tomorrow.isoformat()}
    moved = await send(registry, by, f"{path}/intensity", body, If_Match='"1"')
    assert moved.status_code == 200, moved.text
    again = await send(registry, by, f"{path}/ending", {"lastDay": next_year.isoformat()}, If_Match='"2"')
    rows = await registry.rows(
        "SELECT DISTINCT intensity FROM enrolment WHERE offer = :o AND valid_from <= :d"
        " AND (valid_until IS NULL OR valid_until >= :d)",
        o=place.offer,
        d=tomorrow + timedelta(days=7),
    )
    assert (again.status_code < 500, [row.intensity for row in rows]) == (True, ["living-1"])


@pytest.mark.parametrize(
    "days",
    [
        {"validFrom": "0001-01-01"},
        {"validFrom": "9999-12-31"},
        {"validFrom": "2026-06-01", "validUntil": "2026-01-01"},
    ],
)
async def test_an_enrolment_on_any_day_is_no_error_of_the_room(
    registry: RoomUnderTest, days: dict[str, str]
) -> None:
    provider = await given.organisation(registry)
    offer = await given.offer(registry, provider)
    answer = await send(registry, given.as_provider(provider), f"/offers/{offer.id}/enrolments", days)
    assert answer.status_code < 500, answer.text


async def test_an_enrolment_does_not_end_before_it_begins(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    offer = await given.offer(registry, provider)
    days = {"validFrom": "2026-06-01", "validUntil": "2026-01-01"}
    answer = await send(registry, given.as_provider(provider), f"/offers/{offer.id}/enrolments", days)
    assert answer.status_code == 400, answer.text


async def test_a_provider_whose_contract_is_suspended_does_not_come_back_by_calling_its_beds_free(
    registry: RoomUnderTest,
) -> None:
    provider = await given.organisation(registry)
    today = local_day(registry.clock())
    await given.contract(
        registry, provider, CareForm.LIVING, status=ContractStatus.SUSPENDED, suspended_on=today, ground="x"
    )
    house = await given.location(registry, provider)
    offer = await given.offer(registry, provider, HelpForm.FAMILY_HOME)
    place = await given.enrolment(registry, offer, location=house.id, intensity="living-1")
    await given.capacity(registry, place)
    by = await gp(registry)
    assert (await hold(registry, by, place)).status_code == 409
    free = BED | {"isFree": True, "contact": "c", "times": "t", "municipalities": [given.ZWOLLE]}
    await send(registry, given.as_provider(provider), f"/offers/{offer.id}", free, "PUT", If_Match='"1"')
    assert (await hold(registry, by, place)).status_code == 409
    assert (await search(registry))["items"] == []


@pytest.mark.requirement("NV-17")
async def test_a_signal_ends_when_the_enrolment_that_it_is_about_has_ended(registry: RoomUnderTest) -> None:
    today = local_day(registry.clock())
    place = await placeable(registry, valid_until=today + timedelta(days=1))
    looks = await manager(registry)
    await say(registry, place, FULL)
    assert len(await signals(registry, looks)) == 1
    for _ in range(60):
        registry.clock.advance(timedelta(days=1))
        await registry.fire_deadlines()
    assert await signals(registry, looks) == []


@pytest.mark.requirement("NV-17")
async def test_a_signal_ends_when_the_location_was_closed(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.LIVING)
    house = await given.location(registry, provider)
    offer = await given.offer(registry, provider, HelpForm.FAMILY_HOME)
    place = await given.enrolment(registry, offer, location=house.id, intensity="living-1")
    looks = await manager(registry)
    await say(registry, place, FULL)
    assert len(await signals(registry, looks)) == 1
    body = {
        "name": "x",
        "municipality": given.ZWOLLE,
        "latitude": 52.5,
        "longitude": 6.1,
        "closedOn": (local_day(registry.clock()) - timedelta(days=1)).isoformat(),
    }
    closed = await send(
        registry, given.as_provider(provider), f"/locations/{house.id}", body, "PUT", If_Match='"1"'
    )
    assert closed.status_code == 200, closed.text
    assert await signals(registry, looks) == []


@pytest.mark.requirement("NV-17")
async def test_a_long_wait_is_told_when_the_contract_begins(registry: RoomUnderTest) -> None:
    today = local_day(registry.clock())
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.AMBULATORY, valid_from=today + timedelta(days=1))
    place = await given.enrolment(registry, await given.offer(registry, provider))
    looks = await manager(registry)
    await say(registry, place, FULL)
    registry.clock.advance(timedelta(days=2))
    await registry.fire_deadlines()
    assert [each["kind"] for each in await signals(registry, looks)] == ["wait-over-norm"]


async def test_the_name_of_a_draft_is_not_told_with_its_places(registry: RoomUnderTest) -> None:
    provider = await given.organisation(registry)
    offer = await given.offer(registry, provider, status=OfferStatus.DRAFT, name="nog geheim")
    place = await given.enrolment(registry, offer)
    async with registry.as_caller(GP) as client:
        assert (await client.get(f"/offers/{offer.id}")).status_code == 404
        answer = await client.get(f"/enrolments/{place.id}/capacity")
    assert "nog geheim" not in answer.text


@pytest.mark.requirement("HLM-12")
async def test_a_seat_that_is_added_goes_to_who_waits_longest(registry: RoomUnderTest) -> None:
    offer, by = await group(registry, seats=1), await gp(registry)
    await sign_up(registry, by, offer.id, uuid7())
    waiting = uuid7()
    await sign_up(registry, by, offer.id, waiting)
    body = PROFILE | {"careForm": offer.care_form, "form": "group", "seats": 2}
    provider = given.as_provider(offer.provider)
    await given.enrolment(registry, offer, location=(await given.location(registry, offer.provider)).id)
    changed = await send(registry, provider, f"/offers/{offer.id}", body, "PUT", If_Match='"1"')
    assert changed.status_code == 200, changed.text
    seen = await read(registry, f"/offers/{offer.id}/sign-ups", provider)
    assert (seen["freeSeats"], seen["waiting"]) == (0, 0)


async def test_a_following_contract_is_not_told_as_a_place_without_a_contract(
    registry: RoomUnderTest,
) -> None:
    today = local_day(registry.clock())
    provider = await given.organisation(registry)
    ends = today + timedelta(days=30)
    await given.contract(registry, provider, CareForm.AMBULATORY, valid_until=ends)
    await given.contract(registry, provider, CareForm.AMBULATORY, valid_from=ends + timedelta(days=1))
    await given.enrolment(registry, await given.offer(registry, provider))
    found = await search(registry)
    assert len(found["items"]) == 1
    assert found["around"]["left"] == []


async def test_what_is_enrolled_from_tomorrow_is_not_said_to_have_no_contract(
    registry: RoomUnderTest,
) -> None:
    await placeable(registry, valid_from=local_day(registry.clock()) + timedelta(days=1))
    assert (await search(registry))["around"]["left"] == []


async def test_one_day_is_told_as_one_day(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    await given.capacity(registry, place, wait_from_days=1, wait_to_days=1)
    (item,) = (await search(registry))["items"]
    assert not any("1 dagen" in why["text"] for why in item["because"])


async def test_an_ended_partnership_finds_nobody(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    buyer = await manager(registry)
    body = {
        "region": given.REGION,
        "name": "Samen (fictief)",
        "lead": str(place.provider),
        "forms": ["at-home"],
        "domains": ["safety"],
        "validFrom": "2020-01-01",
        "validUntil": "2020-12-31",
    }
    made = await send(registry, buyer, "/partnerships", body)
    assert made.status_code == 201, made.text
    assert (await search(registry, partnership=made.json()["id"]))["items"] == []


async def test_no_place_is_held_where_the_offer_and_the_contract_have_no_municipality_in_common(
    registry: RoomUnderTest,
) -> None:
    provider = await given.organisation(registry)
    await given.contract(registry, provider, CareForm.AMBULATORY, municipalities=(given.ZWOLLE,))
    offer = await given.offer(registry, provider, municipalities=(given.DEVENTER,))
    place = await given.enrolment(registry, offer)
    await given.capacity(registry, place)
    assert await registry.rows("SELECT 1 FROM option WHERE enrolment = :id", id=place.id) == []
    assert (await hold(registry, await gp(registry), place)).status_code == 409


async def test_an_organisation_until_the_end_of_days_is_no_error_of_the_room(registry: RoomUnderTest) -> None:
    place = await placeable(registry)
    platform = await given.caller(registry, "service", Kind.REGION)
    body = {
        "kind": "provider",
        "name": "x (fictief)",
        "regions": [given.REGION],
        "activeUntil": "9999-12-31T23:59:59Z",
    }
    answer = await send(registry, platform, f"/organisations/{place.provider}", body, "PUT", If_Match='"1"')
    assert answer.status_code < 500, answer.text
