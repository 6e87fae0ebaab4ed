"""What a provider offers, where, and at which intensity: written, shown, changed, taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from provider_registry.domain.offer import OfferStatus
from provider_registry.domain.organisation import Kind
from provider_registry.usecases.put_offer import add_offer
from region_policy.codes import CareForm, HelpForm
from servicekit.preconditions import Claim
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7
from wirekit.problems import RuleBroken

from . import builders as given

PROFILE: dict[str, Any] = {
    "careForm": "ambulatory",
    "form": "at-home",
    "name": "Rust in het gezin (fictief)",
    "domains": ["upbringing"],
    "ageFrom": 4,
    "ageTo": 17,
    "method": "Systemisch, in het gezin.",
    "programmes": ["Rust thuis"],
    "professionals": [{"function": "ambulatory-family-worker", "number": 4}],
}
BED = PROFILE | {"careForm": "living", "form": "family-home"}
GP = Caller("gp", uuid7(), "general-practitioner")


async def send(
    room: RoomUnderTest,
    by: Caller,
    path: str,
    body: dict[str, Any] | None = None,
    method: str = "POST",
    **more: str,
) -> httpx.Response:
    headers = {"Idempotency-Key": uuid7().hex} | {
        name.replace("_", "-"): value for name, value in more.items()
    }
    async with room.as_caller(by, **headers) as client:
        return await client.request(method, path, json=body)


async def read(room: RoomUnderTest, path: str, by: Caller = GP) -> dict[str, Any]:
    async with room.as_caller(by) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_provider(room: RoomUnderTest, *forms: CareForm, kind: Kind = Kind.PROVIDER) -> Caller:
    provider = await given.organisation(room, kind)
    for form in forms:
        await given.contract(room, provider, form)
    return given.as_provider(provider)


async def a_draft(room: RoomUnderTest, by: Caller, **change: Any) -> dict[str, Any]:
    answer = await send(room, by, "/offers", PROFILE | change)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def a_location(room: RoomUnderTest, by: Caller) -> str:
    place = {"name": "Huis", "municipality": given.ZWOLLE, "latitude": 52.512, "longitude": 6.094}
    answer = await send(room, by, "/locations", place)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def enrol(room: RoomUnderTest, by: Caller, offer: dict[str, Any], **body: Any) -> httpx.Response:
    since = {"validFrom": room.clock().date().isoformat()}
    return await send(room, by, f"/offers/{offer['id']}/enrolments", since | body)


async def a_bed(room: RoomUnderTest, by: Caller, intensity: str = "living-1") -> dict[str, Any]:
    offer = await a_draft(room, by, careForm="living", form="family-home")
    at = await a_location(room, by)
    answer = await enrol(room, by, offer, location=at, region=given.REGION, intensity=intensity)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.mark.requirement("NV-20")
async def test_a_profile_without_its_method_is_not_shown_and_a_whole_one_is_read_by_every_referrer(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    offer = await a_draft(registry, provider, method=None, programmes=[], professionals=[])
    path = f"/offers/{offer['id']}"
    refused = await send(registry, provider, f"{path}/publication", if_match='"1"')
    assert refused.status_code == 409
    missing = {reason["code"] for reason in refused.json()["reasons"]}
    assert missing == {"method-missing", "programmes-missing", "professionals-missing", "enrolments-missing"}
    async with registry.as_caller(GP) as client:
        assert (await client.get(path)).status_code == 404
    await send(registry, provider, path, PROFILE, method="PUT", if_match='"1"')
    assert (await enrol(registry, provider, offer)).status_code == 201
    shown = await send(registry, provider, f"{path}/publication", if_match='"2"')
    assert shown.json()["status"] == "published", shown.text
    for role in ("general-practitioner", "youth-assistant", "youth-doctor", "medical-specialist"):
        seen = await read(registry, path, Caller("x", uuid7(), role))
        assert (seen["method"], seen["programmes"]) == (PROFILE["method"], PROFILE["programmes"])
    hollow = await send(registry, provider, path, PROFILE | {"method": None}, method="PUT", if_match='"3"')
    assert hollow.status_code == 409
    listed = await read(registry, f"/organisations/{provider.organisation}/offers")
    assert [each["id"] for each in listed["items"]] == [offer["id"]]


async def test_what_is_withdrawn_is_gone_from_the_search_and_may_come_back(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    offer = await a_draft(registry, provider)
    await enrol(registry, provider, offer)
    path = f"/offers/{offer['id']}"
    for version, step, count in ((1, "publication", 1), (2, "withdrawal", 0), (3, "publication", 1)):
        moved = await send(registry, provider, f"{path}/{step}", if_match=f'"{version}"')
        assert moved.status_code == 200, moved.text
        found = await read(registry, f"/options?municipality={given.ZWOLLE}")
        assert len(found["items"]) == count
    again = await send(registry, provider, f"{path}/publication", if_match='"4"')
    assert (again.status_code, again.json()["possibleSteps"]) == (409, ["withdrawal"])


@pytest.mark.requirement("NV-02")
async def test_a_certified_institution_is_entered_as_who_refers_and_offers_no_help(
    registry: RoomUnderTest,
) -> None:
    kinds = {
        kind: await given.organisation(registry, kind)
        for kind in (Kind.PROVIDER, Kind.CERTIFIED_INSTITUTION, Kind.INDEPENDENT_PRACTICE)
    }
    institution = kinds[Kind.CERTIFIED_INSTITUTION]
    worker = Caller("x", institution, "institution-worker")
    assert (await send(registry, worker, "/offers", PROFILE)).status_code == 403
    wanted = await given.offer(registry, kinds[Kind.PROVIDER])
    theirs = replace(wanted, id=uuid7(), provider=institution, status=OfferStatus.DRAFT)
    async with registry.begin(worker) as tx:
        with pytest.raises(RuleBroken) as refused:
            await add_offer(tx, theirs, Claim(theirs.id, made_before=False))
    assert [reason.code for reason in refused.value.reasons] == ["never-offers-help"]
    listed = {
        kind: {each["id"] for each in (await read(registry, f"/organisations?kind={kind}"))["items"]}
        for kind in kinds
    }
    assert listed == {kind: {str(id)} for kind, id in kinds.items()}


async def test_the_social_base_offers_free_help_only(registry: RoomUnderTest) -> None:
    club = await a_provider(registry, kind=Kind.COMMUNITY_ORGANISATION)
    refused = await send(registry, club, "/offers", PROFILE)
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["offers-free-help-only"]
    free = PROFILE | {"isFree": True, "municipalities": [given.ZWOLLE], "method": None}
    offer = (await send(registry, club, "/offers", free)).json()
    await enrol(registry, club, offer)
    path = f"/offers/{offer['id']}"
    refused = await send(registry, club, f"{path}/publication", if_match='"1"')
    assert {reason["code"] for reason in refused.json()["reasons"]} == {"contact-missing", "times-missing"}
    told = free | {"contact": "Buurthuis (fictief)", "times": "elke woensdag"}
    await send(registry, club, path, told, method="PUT", if_match='"1"')
    assert (await send(registry, club, f"{path}/publication", if_match='"2"')).status_code == 200


@pytest.mark.requirement("IJS-21", "IJS-22")
async def test_lodging_and_foster_care_are_living_and_treatment_is_not(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    for form in ("lodging", "foster-care", "family-home", "living-group"):
        made = await a_draft(registry, provider, careForm="living", form=form)
        assert (made["careForm"], made["form"]) == ("living", form)
    for form in ("location", "treatment-bed", "castle"):
        refused = await send(registry, provider, "/offers", PROFILE | {"careForm": "living", "form": form})
        assert refused.status_code == 400
        assert [error["field"] for error in refused.json()["errors"]] == ["form"]


@pytest.mark.requirement("IJS-25")
async def test_a_bed_has_exactly_one_intensity_of_the_regions_list(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    offer = await a_draft(registry, provider, careForm="living", form="family-home")
    at = await a_location(registry, provider)
    for wrong in ({}, {"intensity": "living-9"}, {"intensity": "residential-1"}):
        refused = await enrol(registry, provider, offer, location=at, region=given.REGION, **wrong)
        assert refused.status_code == 400
        assert [error["field"] for error in refused.json()["errors"]] == ["intensity"]
    placeless = await enrol(registry, provider, offer, region=given.REGION, intensity="living-1")
    assert [error["field"] for error in placeless.json()["errors"]] == ["location"]
    bed = await enrol(registry, provider, offer, location=at, region=given.REGION, intensity="living-1")
    assert bed.status_code == 201
    twice = await enrol(registry, provider, offer, location=at, region=given.REGION, intensity="living-1")
    assert [reason["code"] for reason in twice.json()["reasons"]] == ["enrolled-already"]


@pytest.mark.requirement("IJS-25", "IJS-29")
async def test_another_intensity_from_a_day_on_leaves_the_old_one_with_its_days_and_is_seen_at_once(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    bed = await a_bed(registry, provider)
    await send(registry, provider, f"/offers/{bed['offer']}/publication", if_match='"1"')
    today = registry.clock().date()
    tomorrow = today + timedelta(days=1)
    change = {"intensity": "living-2", "validFrom": tomorrow.isoformat()}
    path = f"/enrolments/{bed['id']}/intensity"
    assert (await send(registry, provider, path, change)).status_code == 428
    changed = await send(registry, provider, path, change, if_match='"1"')
    assert changed.status_code == 200, changed.text
    seen = await read(registry, f"/offers/{bed['offer']}")
    assert seen["intensities"] == ["living-1"]
    assert [(each["intensity"], each["validFrom"], each["validUntil"]) for each in seen["enrolments"]] == [
        ("living-1", today.isoformat(), today.isoformat()),
        ("living-2", tomorrow.isoformat(), None),
    ]
    assert seen["enrolments"][1]["follows"] == bed["id"]
    registry.clock.advance(timedelta(days=1))
    assert (await read(registry, f"/offers/{bed['offer']}"))["intensities"] == ["living-2"]
    search = f"/options?municipality={given.ZWOLLE}&intensity="
    assert len((await read(registry, search + "living-2"))["items"]) == 1
    assert (await read(registry, search + "living-1"))["items"] == []
    told = await registry.told("enrolment.changed")
    assert [event.data["intensity"] for event in told] == ["living-1", "living-1", "living-2"]


async def test_an_enrolment_ends_on_a_day_and_not_before_it_began(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    bed = await a_bed(registry, provider)
    path = f"/enrolments/{bed['id']}/ending"
    today = registry.clock().date()
    early = {"lastDay": (today - timedelta(days=1)).isoformat()}
    refused = await send(registry, provider, path, early, if_match='"1"')
    assert [error["field"] for error in refused.json()["errors"]] == ["lastDay"]
    ended = await send(registry, provider, path, {"lastDay": today.isoformat()}, if_match='"1"')
    assert ended.json()["validUntil"] == today.isoformat()
    registry.clock.advance(timedelta(days=2))
    later = {"lastDay": registry.clock().date().isoformat()}
    assert (await send(registry, provider, path, later, if_match='"2"')).status_code == 409


async def test_a_pilot_is_found_while_it_runs_and_tells_what_it_replaces(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.AMBULATORY)
    today = registry.clock().date()
    last = today + timedelta(days=30)
    days = {"pilotFrom": today.isoformat(), "pilotUntil": last.isoformat(), "replaces": "Ambulant (fictief)"}
    offer = await a_draft(registry, provider, **days)
    await enrol(registry, provider, offer)
    await send(registry, provider, f"/offers/{offer['id']}/publication", if_match='"1"')
    search = f"/options?municipality={given.ZWOLLE}&startBy="
    assert len((await read(registry, search + last.isoformat()))["items"]) == 1
    after = last + timedelta(days=1)
    assert (await read(registry, search + after.isoformat()))["items"] == []
    assert (await read(registry, f"/offers/{offer['id']}"))["replaces"] == "Ambulant (fictief)"


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"ageFrom": 12, "ageTo": 4}, "ageTo"),
    ({"domains": []}, "domains"),
    ({"domains": ["upbringing", "magic"]}, "domains.1"),
    ({"form": "group"}, "seats"),
    ({"seats": 8}, "seats"),
    ({"isFree": True}, "municipalities"),
    ({"municipalities": ["9999"]}, "municipalities"),
    ({"pilotFrom": "2026-01-01"}, "pilotUntil"),
    ({"replaces": "x"}, "replaces"),
    ({"languages": ["Dutch"]}, "languages.0"),
    ({"identity": "pastafarian"}, "identity"),
    ({"professionals": [{"function": "psychologist", "number": 0}]}, "professionals.0.number"),
)


async def test_a_wrong_offer_is_refused_by_its_field_and_nothing_is_stored(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry)
    for change, field in WRONG:
        refused = await send(registry, provider, "/offers", PROFILE | change)
        assert refused.status_code == 400, (change, refused.text)
        assert [error["field"] for error in refused.json()["errors"]] == [field], change
    assert await registry.rows("SELECT id FROM offer") == []


async def test_the_same_key_makes_one_offer(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry)
    key = {"Idempotency_Key": uuid7().hex}
    first = await send(registry, provider, "/offers", PROFILE, **key)
    again = await send(registry, provider, "/offers", PROFILE, **key)
    assert first.json()["id"] == again.json()["id"]
    assert len(await registry.rows("SELECT id FROM offer")) == 1


async def test_a_place_that_moves_changes_the_distance_and_one_that_closes_is_gone(
    registry: RoomUnderTest,
) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    bed = await a_bed(registry, provider)
    await send(registry, provider, f"/offers/{bed['offer']}/publication", if_match='"1"')
    place = {"name": "Huis", "municipality": given.DEVENTER, "latitude": 52.255, "longitude": 6.160}
    search = f"/options?municipality={given.ZWOLLE}"
    assert (await read(registry, search))["items"][0]["kilometres"] < 3
    path = f"/locations/{bed['location']}"
    moved = await send(registry, provider, path, place, method="PUT", if_match='"1"')
    assert moved.status_code == 200, moved.text
    assert 25 < (await read(registry, search))["items"][0]["kilometres"] < 35
    yesterday = registry.clock().date() - timedelta(days=1)
    await send(
        registry, provider, path, place | {"closedOn": yesterday.isoformat()}, method="PUT", if_match='"2"'
    )
    assert (await read(registry, search))["items"] == []
    nowhere = await send(registry, provider, "/locations", place | {"municipality": "9999"})
    assert [error["field"] for error in nowhere.json()["errors"]] == ["municipality"]


async def test_another_provider_changes_nothing_of_this_one(registry: RoomUnderTest) -> None:
    provider = await a_provider(registry, CareForm.LIVING)
    bed = await a_bed(registry, provider)
    other = await a_provider(registry, CareForm.LIVING)
    for path, body, method in (
        (f"/offers/{bed['offer']}", BED, "PUT"),
        (f"/offers/{bed['offer']}/withdrawal", None, "POST"),
        (f"/offers/{bed['offer']}/enrolments", {"validFrom": "2026-01-01"}, "POST"),
        (f"/enrolments/{bed['id']}/ending", {"lastDay": "2030-01-01"}, "POST"),
    ):
        answer = await send(registry, other, path, body, method=method, if_match='"1"')
        assert answer.status_code == 404, path
    assert HelpForm.FAMILY_HOME.value == (await read(registry, f"/offers/{bed['offer']}", provider))["form"]
