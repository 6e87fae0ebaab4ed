"""Providers come in by rounds, by their criteria, and after the first round only on a recorded shortage."""

import asyncio
from typing import Any

import pytest

from provider_registry.domain.admission import (
    NEXT_OF_ROUND,
    STEPS_OF_APPLICATION,
    ApplicationStatus,
    RoundStatus,
)
from provider_registry.domain.organisation import Kind
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from . import builders as given
from .contracting import (
    CRITERIA,
    a_round,
    an_application,
    assess,
    fields,
    municipal_manager,
    read,
    reasons,
    region_manager,
    send,
    wanted,
)

SHORTAGE = {"ground": "shortage-of-places", "groundTold": "Negen weken wachten (fictief)."}


def test_every_state_of_a_round_and_of_an_application_has_its_steps() -> None:
    assert set(NEXT_OF_ROUND) == set(RoundStatus)
    assert set(STEPS_OF_APPLICATION) == set(ApplicationStatus)


@pytest.mark.requirement("IJS-41")
async def test_after_the_first_round_admission_opens_only_on_a_recorded_shortage_and_closes_again(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    newcomer = await given.organisation(registry)
    first = await a_round(registry, manager)
    assert (first["number"], first["ground"]) == (1, None)
    path = f"/admission-rounds/{first['id']}"
    assert (await send(registry, manager, f"{path}/closing")).status_code == 428
    closed = await send(registry, manager, f"{path}/closing", if_match='"1"')
    assert closed.json()["status"] == "closed"
    apply_in_first = await send(registry, given.as_provider(newcomer), f"{path}/applications", {})
    assert reasons(apply_in_first) == {"round-is-closed"}
    again = {"region": given.REGION, "form": "ambulatory", "criteria": CRITERIA}
    assert reasons(await send(registry, manager, "/admission-rounds", again)) == {"shortage-not-recorded"}
    untold = again | {"ground": "shortage-of-places"}
    assert reasons(await send(registry, manager, "/admission-rounds", untold)) == {"shortage-not-recorded"}
    second = await a_round(registry, manager, **SHORTAGE)
    application = await an_application(registry, newcomer, second["id"])
    assert {name: application[name] for name in SHORTAGE} == SHORTAGE
    assert (application["number"], application["status"]) == (2, "submitted")
    await send(registry, manager, f"/admission-rounds/{second['id']}/closing", if_match='"1"')
    another = given.as_provider(await given.organisation(registry))
    late = await send(registry, another, f"/admission-rounds/{second['id']}/applications", {})
    assert reasons(late) == {"round-is-closed"}
    # What came in while it was open is still weighed, and its ground stays with it.
    assessed = await assess(registry, manager, application)
    assert (assessed.json()["status"], assessed.json()["ground"]) == ("admitted", "shortage-of-places")
    (told,) = await registry.told("provider.admitted")
    assert (told.data["provider"], told.data["ground"]) == (str(newcomer), "shortage-of-places")


@pytest.mark.requirement("IJS-41")
async def test_who_meets_every_criterion_is_admitted_and_gets_a_contract_and_who_misses_one_does_not(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    good, bad = [await given.organisation(registry) for _ in range(2)]
    refused = await send(registry, manager, "/contracts", wanted(good))
    assert reasons(refused) == {"not-admitted"}
    opened = await a_round(registry, manager)
    applied = {provider: await an_application(registry, provider, opened["id"]) for provider in (good, bad)}
    await assess(registry, manager, applied[good])
    results = [
        {"criterion": "complaints", "met": False, "note": "Ontbreekt."},
        {"criterion": "registered-staff", "met": True},
    ]
    path = f"/applications/{applied[bad]['id']}"
    assessed = await send(registry, manager, f"{path}/assessment", {"results": results}, if_match='"1"')
    assert assessed.json()["status"] == "rejected"
    kept = await read(registry, path, given.as_provider(bad))
    assert kept["results"] == [results[0], results[1] | {"note": None}]
    assert (await send(registry, manager, "/contracts", wanted(good))).status_code == 201
    assert reasons(await send(registry, manager, "/contracts", wanted(bad))) == {"not-admitted"}
    # Let in for one form is not let in for another.
    other_form = await send(registry, manager, "/contracts", wanted(good, form="living"))
    assert reasons(other_form) == {"not-admitted"}
    assert [event.data["provider"] for event in await registry.told("provider.admitted")] == [str(good)]


async def test_an_assessment_names_each_criterion_once_and_is_made_once(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    opened = await a_round(registry, manager)
    application = await an_application(registry, await given.organisation(registry), opened["id"])
    path = f"/applications/{application['id']}/assessment"
    met = [{"criterion": each["id"], "met": True} for each in CRITERIA]
    for wrong in (met[:1], [*met, met[0]], [met[0], {"criterion": "colour", "met": True}]):
        assert fields(await send(registry, manager, path, {"results": wrong}, if_match='"1"')) == ["results"]
    assert (await send(registry, manager, path, {"results": met})).status_code == 428
    assert (await send(registry, manager, path, {"results": met}, if_match='"1"')).status_code == 200
    again = await send(registry, manager, path, {"results": met}, if_match='"2"')
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"region": "nowhere-at-all"}, "region"),
        ({"form": "castle"}, "form"),
        ({"criteria": []}, "criteria"),
        ({"criteria": [CRITERIA[0], CRITERIA[0]]}, "criteria"),
        ({"ground": "boredom"}, "ground"),
    ],
)
async def test_a_wrong_round_is_refused_by_its_field(
    registry: RoomUnderTest, change: dict[str, Any], field: str
) -> None:
    manager = await region_manager(registry)
    body = {"region": given.REGION, "form": "ambulatory", "criteria": CRITERIA} | change
    assert fields(await send(registry, manager, "/admission-rounds", body)) == [field]
    assert await registry.rows("SELECT id FROM admission_round") == []


async def test_of_two_who_open_a_round_at_once_one_does_and_each_form_has_its_own(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    body = {"region": given.REGION, "form": "ambulatory", "criteria": CRITERIA}
    answers = await asyncio.gather(*(send(registry, manager, "/admission-rounds", body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert "round-is-open" in reasons(next(each for each in answers if each.status_code == 409))
    await a_round(registry, manager, "living")
    listed = await read(registry, f"/admission-rounds?region={given.REGION}&limit=1")
    rest = await read(registry, f"/admission-rounds?region={given.REGION}&after={listed['next']}")
    assert [each["form"] for each in listed["items"] + rest["items"]] == ["ambulatory", "living"]
    assert (await read(registry, "/admission-rounds?form=residential"))["items"] == []


async def test_the_same_key_makes_one_round_and_one_application(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    body = {"region": given.REGION, "form": "ambulatory", "criteria": CRITERIA}
    key = {"Idempotency_Key": uuid7().hex}
    opened = [(await send(registry, manager, "/admission-rounds", body, **key)).json() for _ in range(2)]
    assert opened[0] == opened[1]
    provider = given.as_provider(await given.organisation(registry))
    path = f"/admission-rounds/{opened[0]['id']}/applications"
    applied = [(await send(registry, provider, path, {}, **key)).json() for _ in range(2)]
    assert applied[0] == applied[1]
    assert reasons(await send(registry, provider, path, {})) == {"applied-already"}
    assert [each["id"] for each in (await read(registry, "/applications", provider))["items"]] == [
        applied[0]["id"]
    ]


async def test_rounds_are_a_regions_own_and_applications_are_seen_by_it_and_by_who_applied(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    elsewhere = await region_manager(registry, "twente")
    town = await municipal_manager(registry, given.ZWOLLE)
    body = {"region": given.REGION, "form": "ambulatory", "criteria": CRITERIA}
    for stranger in (elsewhere, town):
        refused = await send(registry, stranger, "/admission-rounds", body)
        assert reasons(refused) == {"not-yours-to-arrange"}
    opened = await a_round(registry, manager)
    provider, competitor = [await given.organisation(registry) for _ in range(2)]
    application = await an_application(registry, provider, opened["id"])
    seen = await read(registry, f"/admission-rounds/{opened['id']}/applications", manager)
    assert [each["id"] for each in seen["items"]] == [application["id"]]
    for stranger in (elsewhere, town, given.as_provider(competitor)):
        async with registry.as_caller(stranger) as client:
            assert (await client.get(f"/applications/{application['id']}")).status_code == 404
    for stranger in (elsewhere, town):
        closing = await send(registry, stranger, f"/admission-rounds/{opened['id']}/closing", if_match='"1"')
        assert closing.status_code == 404
        assert (await assess(registry, stranger, application)).status_code == 404


async def test_the_social_base_needs_no_admission_and_a_provider_from_elsewhere_may_apply(
    registry: RoomUnderTest,
) -> None:
    opened = await a_round(registry, await region_manager(registry))
    path = f"/admission-rounds/{opened['id']}/applications"
    club = await given.organisation(registry, Kind.COMMUNITY_ORGANISATION)
    assert reasons(await send(registry, given.as_provider(club), path, {})) == {"offers-free-help-only"}
    from_elsewhere = await given.organisation(registry, regions=("twente",))
    assert (await send(registry, given.as_provider(from_elsewhere), path, {})).status_code == 201
