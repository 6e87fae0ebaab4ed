"""The one search: what comes back, in which order, and what is told beside it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from provider_registry.domain.capacity import CapacityStatus
from provider_registry.domain.contract import Level
from provider_registry.domain.offer import Domain, Identity
from provider_registry.domain.organisation import Kind
from provider_registry.routes.option_shapes import OptionsRead
from region_policy.codes import CareForm, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given

GP = Caller("gp", uuid7(), "general-practitioner")


async def search(room: RoomUnderTest, by: Caller = GP, **query: Any) -> dict[str, Any]:
    async with room.as_caller(by) as client:
        answer = await client.get("/options", params={"municipality": given.ZWOLLE} | query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def names(room: RoomUnderTest, **query: Any) -> list[str]:
    return [item["name"] for item in (await search(room, **query))["items"]]


async def a_provider(room: RoomUnderTest, *forms: CareForm, **more: Any) -> UUID:
    provider = await given.organisation(room, **more)
    for form in forms:
        await given.contract(room, provider, form)
    return provider


async def a_bed(room: RoomUnderTest, provider: UUID, form: HelpForm, intensity: str, **more: Any) -> UUID:
    """Of this name, at a location in Zwolle unless `at` says where."""
    at = await given.location(room, provider, more.pop("at", given.ZWOLLE), secret=more.pop("secret", False))
    offer = await given.offer(room, provider, form, **more)
    return (await given.enrolment(room, offer, location=at.id, intensity=intensity)).id


@pytest.mark.requirement("ZHZ-11")
async def test_help_at_home_comes_first_then_the_nearest_place_with_the_distance_told(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY, CareForm.LIVING)
    for at, name in ((given.DEVENTER, "far"), (given.ZWOLLE, "here"), (given.DALFSEN, "near")):
        await a_bed(registry, provider, HelpForm.FAMILY_HOME, "living-1", name=name, at=at)
    await given.enrolment(registry, await given.offer(registry, provider, name="at home"))
    found = await search(registry)
    assert [item["name"] for item in found["items"]] == ["at home", "here", "near", "far"]
    kilometres = [item["kilometres"] for item in found["items"]]
    assert kilometres == sorted(kilometres)
    assert kilometres[0] == 0
    assert found["items"][2]["because"][0]["code"] == "near"


@pytest.mark.requirement("IJS-29", "IJS-28")
async def test_a_search_at_an_intensity_gives_exactly_who_is_enrolled_at_it_on_that_day(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    for intensity in ("living-1", "living-2"):
        await a_bed(registry, provider, HelpForm.FAMILY_HOME, intensity, name=intensity)
    assert await names(registry, intensity="living-2") == ["living-2"]
    found = await search(registry, intensity="living-3")
    assert found["items"] == []
    assert {left["why"]: left["count"] for left in found["around"]["left"]} == {"intensity": 2}
    tomorrow = registry.clock().date() + timedelta(days=1)
    at = await given.location(registry, provider)
    offer = await given.offer(registry, provider, HelpForm.FAMILY_HOME, name="from tomorrow")
    await given.enrolment(registry, offer, location=at.id, intensity="living-3", valid_from=tomorrow)
    assert await names(registry, intensity="living-3") == []
    assert await names(registry, intensity="living-3", startBy=tomorrow.isoformat()) == ["from tomorrow"]


@pytest.mark.requirement("IJS-22")
async def test_a_search_by_a_form_of_living_gives_that_form_only(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    forms = (HelpForm.FOSTER_CARE, HelpForm.FAMILY_HOME, HelpForm.LIVING_GROUP)
    for form in forms:
        await a_bed(registry, provider, form, "living-1", name=form)
    for form in forms:
        assert await names(registry, form=form) == [form]
    assert len(await names(registry, careForm="living")) == 3


@pytest.mark.requirement("NV-03")
async def test_an_offer_of_three_domains_is_found_under_each_and_counted_once(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    three = (Domain.UPBRINGING, Domain.MENTAL_HEALTH, Domain.SAFETY)
    await given.enrolment(registry, await given.offer(registry, provider, name="three", domains=three))
    for domain in three:
        assert await names(registry, domain=domain) == ["three"]
    assert await names(registry, domain=Domain.MILD_INTELLECTUAL_DISABILITY) == []
    found = await search(registry, domain=[str(domain) for domain in three])
    assert found["around"]["forms"] == [{"form": "at-home", "count": 1}]


@pytest.mark.requirement("ZHZ-14")
async def test_a_search_by_denomination_gives_that_one_only_and_without_a_hit_names_the_quote(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    islamic = await given.offer(registry, provider, name="islamic", identity=Identity.ISLAMIC)
    await given.enrolment(registry, islamic)
    await given.enrolment(registry, await given.offer(registry, provider, name="neutral"))
    assert await names(registry, identity="islamic") == ["islamic"]
    nothing = await search(registry, identity="hindu")
    assert nothing["items"] == []
    assert nothing["instead"]["route"] == "quote"
    assert {left["why"]: left["count"] for left in nothing["around"]["left"]} == {"identity": 2}
    assert (await search(registry))["instead"] is None


@pytest.mark.requirement("ZHZ-14")
async def test_who_helps_already_comes_before_what_is_nearer_and_sooner(registry: RoomUnderTest) -> None:
    running = await a_provider(registry, CareForm.LIVING)
    await a_bed(registry, running, HelpForm.FAMILY_HOME, "living-1", name="running", at=given.DEVENTER)
    other = await a_provider(registry, CareForm.AMBULATORY)
    await given.enrolment(registry, await given.offer(registry, other, name="at home"))
    assert await names(registry) == ["at home", "running"]
    found = await search(registry, currentProvider=str(running))
    assert [item["name"] for item in found["items"]] == ["running", "at home"]
    assert found["items"][0]["because"][0]["code"] == "helps-already"


@pytest.mark.requirement("ZHZ-12")
async def test_another_region_finds_what_is_bought_supra_regionally_and_not_what_is_regional(
    registry: RoomUnderTest,
) -> None:
    regional = await given.organisation(registry)
    await given.contract(registry, regional, CareForm.AMBULATORY)
    shared = await given.organisation(registry)
    await given.contract(
        registry,
        shared,
        CareForm.AMBULATORY,
        level=Level.SUPRA_REGIONAL,
        regions=(given.REGION, "amsterdam-amstelland"),
        municipalities=(*given.MUNICIPALITIES, given.AMSTERDAM),
    )
    for provider, name in ((regional, "regional"), (shared, "shared")):
        await given.enrolment(registry, await given.offer(registry, provider, name=name))
    assert await names(registry, municipality=given.AMSTERDAM) == ["shared"]
    assert sorted(await names(registry)) == ["regional", "shared"]
    by_level = [await names(registry, level=str(level)) for level in Level]
    assert sorted(name for found in by_level for name in found) == ["regional", "shared"]
    assert await names(registry, level="supra-regional") == ["shared"]


async def test_what_is_full_is_not_shown_but_told_with_the_day_on_which_one_could_start(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    waits = {
        "status": CapacityStatus.WAITING_LIST,
        "free_places": 0,
        "wait_from_days": 40,
        "wait_to_days": 60,
    }
    none = {"status": CapacityStatus.NONE, "free_places": 0}
    for name, more in {"free": {}, "waits": waits, "none": none}.items():
        enrolled = await given.enrolment(registry, await given.offer(registry, provider, name=name))
        await given.capacity(registry, enrolled, **more)
    assert await names(registry) == ["free", "waits"]
    in_two_weeks = registry.clock().date() + timedelta(days=14)
    found = await search(registry, startBy=in_two_weeks.isoformat())
    assert [item["name"] for item in found["items"]] == ["free"]
    (left,) = found["around"]["left"]
    assert (left["why"], left["count"]) == ("full", 2)
    assert date.fromisoformat(left["soonestOn"]) - registry.clock().date() in {timedelta(40), timedelta(41)}


@pytest.mark.requirement("NV-17")
async def test_a_word_that_is_old_or_a_wait_above_the_norm_is_shown_to_who_must_choose(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    fresh = await given.enrolment(registry, await given.offer(registry, provider, name="nine weeks"))
    nine_weeks = {"status": CapacityStatus.WAITING_LIST, "free_places": 0, "wait_from_days": 63}
    await given.capacity(registry, fresh, wait_to_days=70, **nine_weeks)
    old = await given.enrolment(registry, await given.offer(registry, provider, name="old"))
    await given.capacity(registry, old, as_of=registry.clock() - timedelta(days=30))
    found = (await search(registry))["items"]
    # What was free a month ago may be full today: it comes after what is known to take nine weeks.
    assert [item["name"] for item in found] == ["nine weeks", "old"]
    assert [(item["capacity"]["overNorm"], item["capacity"]["isStale"]) for item in found] == [
        (True, False),
        (False, True),
    ]
    assert found[0]["capacity"]["waitFromDays"] == 63
    assert found[0]["capacity"]["asOf"] is not None


@pytest.mark.requirement("HLM-11")
async def test_what_the_social_base_offers_is_in_the_same_search_with_contact_and_times(
    registry: RoomUnderTest,
) -> None:
    club = await given.organisation(registry, Kind.COMMUNITY_ORGANISATION)
    offer = await given.offer(
        registry,
        club,
        name="homework club",
        is_free=True,
        contact="Buurthuis, 038 000 00 00 (fictief)",
        times="woensdag 15–17 uur",
        municipalities=(given.ZWOLLE,),
    )
    await given.enrolment(registry, offer)
    stepping_down = Caller("provider", await given.organisation(registry), "provider-worker")
    found = await search(registry, by=stepping_down, free="true")
    (item,) = found["items"]
    assert (item["contact"], item["times"]) == (offer.contact, offer.times)
    assert item["contract"] is None
    assert await names(registry, municipality=given.DEVENTER) == []


async def test_a_secret_place_is_found_without_a_distance_a_name_of_its_place_or_a_point(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    await a_bed(registry, provider, HelpForm.FAMILY_HOME, "living-1", name="secret", secret=True)
    await a_bed(registry, provider, HelpForm.FAMILY_HOME, "living-1", name="known", at=given.DEVENTER)
    found = await search(registry)
    assert [item["name"] for item in found["items"]] == ["known", "secret"]
    secret = found["items"][1]
    assert (secret["kilometres"], secret["locationName"], secret["isSecret"]) == (None, None, True)
    async with registry.as_caller(GP) as client:
        places = (await client.get(f"/organisations/{provider}/locations")).json()["items"]
    (hidden,) = [place for place in places if place["secret"]]
    assert {hidden[name] for name in ("name", "municipality", "address", "latitude", "longitude")} == {None}


@pytest.mark.requirement("IJS-40")
async def test_pages_follow_each_other_without_a_gap_or_a_double(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    for number in range(7):
        await given.enrolment(registry, await given.offer(registry, provider, name=f"offer {number}"))
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        found = await search(registry, **query)
        seen += [item["enrolment"] for item in found["items"]]
        assert (found["around"] is None) == ("after" in query)
        if found["next"] is None:
            break
        query["after"] = found["next"]
    assert len(seen) == len(set(seen)) == 7


WRONG_QUESTIONS = (
    ({"municipality": "9999"}, "municipality"),
    ({"municipality": "Zwolle"}, "municipality"),
    ({"age": "-1"}, "age"),
    ({"domain": "magic"}, "domain.0"),
    ({"form": "castle"}, "form.0"),
    ({"intensity": "living-9"}, "intensity"),
    ({"startBy": "2020-01-01"}, "startBy"),
    ({"startBy": "soon"}, "startBy"),
    ({"after": "x"}, "after"),
    ({"limit": "0"}, "limit"),
    ({"currentProvider": "me"}, "currentProvider"),
)


async def test_a_wrong_question_is_told_by_its_field(registry: RoomUnderTest) -> None:
    async with registry.as_caller(GP) as client:
        for query, field in WRONG_QUESTIONS:
            refused = await client.get("/options", params={"municipality": given.ZWOLLE} | query)
            assert refused.status_code == 400, (query, refused.text)
            assert [error["field"] for error in refused.json()["errors"]] == [field], query


async def test_the_answer_has_the_shape_that_is_promised_and_nothing_else(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY, CareForm.LIVING)
    said = await given.enrolment(registry, await given.offer(registry, provider, identity=Identity.ISLAMIC))
    await given.capacity(registry, said)
    await a_bed(registry, provider, HelpForm.FAMILY_HOME, "living-1", secret=True)
    for query in ({}, {"identity": "hindu"}, {"limit": 1}):
        found = await search(registry, **query)
        assert OptionsRead.model_validate(found).model_dump(mode="json") == found


async def test_what_follows_a_search_on_the_same_connection_is_a_transaction_again(
    registry: RoomUnderTest,
) -> None:
    async def half_done() -> None:
        async with registry.begin() as tx:
            await tx.session.execute(text("CREATE TEMPORARY TABLE half_done ()"))
            raise ZeroDivisionError

    await search(registry)
    with pytest.raises(ZeroDivisionError):
        await half_done()
    assert await registry.rows("SELECT to_regclass('half_done')") == [(None,)]
