"""The shell around a local team: whom it may consult, for what, and when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from provider_registry.domain.organisation import Kind
from provider_registry.domain.shell import Hours, ShellLink, is_a_week, is_reachable
from region_policy.terms import AMSTERDAM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .contracting import fields, municipal_manager, read, reasons, region_manager, send

A_TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
"""Ten o'clock in the Netherlands."""
TUESDAY_MORNING = {"weekday": 2, "from": "09:00", "until": "12:30"}


def wanted(specialist: UUID, **change: Any) -> dict[str, Any]:
    body = {
        "specialist": str(specialist),
        "expertise": "eating-disorders",
        "hours": [TUESDAY_MORNING],
        "contact": "Achterwacht (fictief)",
        "validFrom": "2026-01-01",
    }
    return body | change


async def link(
    room: RoomUnderTest, by: Caller, specialist: UUID, team: UUID | None = None, **change: Any
) -> dict[str, Any]:
    path = f"/organisations/{team or by.organisation}/shell"
    made = await send(room, by, path, wanted(specialist, **change))
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def test_parts_of_a_week_begin_before_they_end_and_do_not_overlap() -> None:
    morning, afternoon = Hours(1, "09:00", "12:00"), Hours(1, "12:00", "17:00")
    assert is_a_week([afternoon, morning, Hours(2, "09:00", "17:00")])
    assert not is_a_week([morning, Hours(1, "11:59", "13:00")])
    assert not is_a_week([Hours(1, "12:00", "12:00")])
    assert not is_a_week([morning, morning])


@pytest.mark.requirement("GRO-06")
@pytest.mark.parametrize(
    ("local", "reachable"),
    [
        ((2026, 3, 10, 8, 59), False),
        ((2026, 3, 10, 9, 0), True),
        ((2026, 3, 10, 12, 29), True),
        ((2026, 3, 10, 12, 30), False),
        ((2026, 3, 11, 10, 0), False),
        ((2026, 3, 17, 10, 0), True),
        ((2026, 3, 24, 10, 0), False),
    ],
)
def test_a_specialist_is_reachable_within_the_hours_of_the_days_of_the_link(
    local: tuple[int, ...], reachable: bool
) -> None:
    link = ShellLink(
        id=uuid7(),
        version=1,
        team=uuid7(),
        specialist=uuid7(),
        expertise="x",
        hours=(Hours(2, "09:00", "12:30"),),
        contact="x",
        valid_from=date(2026, 3, 1),
        valid_until=date(2026, 3, 23),
    )
    year, month, day, hour, minute = local
    assert is_reachable(link, datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)) is reachable


@pytest.mark.requirement("GRO-06")
async def test_a_team_sees_its_shell_by_expertise_and_hours_and_nobody_outside_it(
    registry: RoomUnderTest,
) -> None:
    registry.clock.at = A_TUESDAY
    manager = await municipal_manager(registry, given.ZWOLLE)
    other_team = await municipal_manager(registry, given.DEVENTER)
    names = {name: await given.organisation(registry, name=name) for name in ("Anna", "Bert", "Outside")}
    await link(registry, manager, names["Bert"], expertise="trauma", hours=[TUESDAY_MORNING | {"weekday": 3}])
    await link(registry, manager, names["Bert"])
    await link(registry, manager, names["Anna"])
    await link(registry, other_team, names["Outside"])
    await given.organisation(registry, Kind.HOSPITAL, name="Not linked at all")
    shell = f"/organisations/{manager.organisation}/shell"
    team = Caller("team", manager.organisation, "access-worker")
    seen = (await read(registry, shell, team))["items"]
    assert [(each["expertise"], each["specialistName"], each["reachableNow"]) for each in seen] == [
        ("eating-disorders", "Anna", True),
        ("eating-disorders", "Bert", True),
        ("trauma", "Bert", False),
    ]
    assert seen[0]["hours"] == [TUESDAY_MORNING]
    assert seen[0]["contact"] == "Achterwacht (fictief)"
    of_trauma = (await read(registry, f"{shell}?expertise=trauma", team))["items"]
    assert [each["specialistName"] for each in of_trauma] == ["Bert"]
    registry.clock.advance(timedelta(hours=3))
    assert not any(each["reachableNow"] for each in (await read(registry, shell, team))["items"])


@pytest.mark.requirement("GRO-06")
async def test_only_links_that_hold_today_are_listed(registry: RoomUnderTest) -> None:
    registry.clock.at = A_TUESDAY
    manager = await municipal_manager(registry, given.ZWOLLE)
    shell = f"/organisations/{manager.organisation}/shell"
    made = await link(registry, manager, await given.organisation(registry), validUntil="2026-06-30")
    await link(registry, manager, await given.organisation(registry), validFrom="2026-03-11")
    assert [each["id"] for each in (await read(registry, shell))["items"]] == [made["id"]]
    path = f"/shell-links/{made['id']}/ending"
    assert (await send(registry, manager, path, {"lastDay": "2026-03-10"})).status_code == 428
    for wrong in ("2026-03-09", "2026-07-01"):
        assert fields(await send(registry, manager, path, {"lastDay": wrong}, if_match='"1"')) == ["lastDay"]
    ended = await send(registry, manager, path, {"lastDay": "2026-03-10"}, if_match='"1"')
    assert (ended.json()["validUntil"], ended.json()["version"]) == ("2026-03-10", 2)
    assert len((await read(registry, shell))["items"]) == 1
    registry.clock.advance(timedelta(days=1))
    assert [each["validFrom"] for each in (await read(registry, shell))["items"]] == ["2026-03-11"]
    over = await send(registry, manager, path, {"lastDay": "2026-03-11"}, if_match='"2"')
    assert (over.status_code, over.json()["possibleSteps"]) == (409, [])


async def test_a_shell_is_arranged_by_its_municipality_or_its_region(registry: RoomUnderTest) -> None:
    zwolle = await municipal_manager(registry, given.ZWOLLE)
    specialist = await given.organisation(registry)
    made = await link(registry, await region_manager(registry), specialist, zwolle.organisation)
    ending, end = f"/shell-links/{made['id']}/ending", {"lastDay": registry.clock().date().isoformat()}
    for stranger in (
        await municipal_manager(registry, given.DEVENTER),
        await region_manager(registry, "twente"),
    ):
        path = f"/organisations/{zwolle.organisation}/shell"
        assert (await send(registry, stranger, path, wanted(specialist))).status_code == 404
        assert (await send(registry, stranger, ending, end, if_match='"1"')).status_code == 404
    assert (await send(registry, zwolle, ending, end, if_match='"1"')).status_code == 200


async def test_a_link_has_a_team_and_a_specialist_and_no_twin(registry: RoomUnderTest) -> None:
    manager = await municipal_manager(registry, given.ZWOLLE)
    region = await region_manager(registry)
    specialist = await given.organisation(registry, Kind.HOSPITAL)
    path = f"/organisations/{manager.organisation}/shell"
    for kind in (Kind.MUNICIPALITY, Kind.REGION):
        other = await given.organisation(registry, kind, area=given.DEVENTER)
        assert reasons(await send(registry, manager, path, wanted(other))) == {"not-a-specialist"}
    no_team = await send(registry, region, f"/organisations/{specialist}/shell", wanted(specialist))
    assert reasons(no_team) == {"not-a-local-team"}
    key = {"Idempotency_Key": uuid7().hex}
    body = wanted(specialist, validUntil="2026-12-31")
    first, again = [(await send(registry, manager, path, body, **key)).json() for _ in range(2)]
    assert first == again
    twin = wanted(specialist, validFrom="2026-12-31")
    assert reasons(await send(registry, manager, path, twin)) == {"linked-already"}
    await link(registry, manager, specialist, validFrom="2027-01-01")
    await link(registry, manager, specialist, expertise="trauma")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"specialist": str(uuid7())}, "specialist"),
        ({"expertise": "Alles!"}, "expertise"),
        ({"hours": []}, "hours"),
        ({"hours": [TUESDAY_MORNING, TUESDAY_MORNING]}, "hours"),
        ({"hours": [{"weekday": 2, "from": "12:00", "until": "09:00"}]}, "hours"),
        ({"hours": [TUESDAY_MORNING | {"weekday": 8}]}, "hours.0.weekday"),
        ({"hours": [TUESDAY_MORNING | {"from": "24:00"}]}, "hours.0.from"),
        ({"contact": ""}, "contact"),
        ({"validUntil": "2025-12-31"}, "validUntil"),
    ],
)
async def test_a_wrong_link_is_refused_by_its_field(
    registry: RoomUnderTest, change: dict[str, Any], field: str
) -> None:
    manager = await municipal_manager(registry, given.ZWOLLE)
    body = wanted(await given.organisation(registry)) | change
    path = f"/organisations/{manager.organisation}/shell"
    assert fields(await send(registry, manager, path, body)) == [field]
    assert await registry.rows("SELECT id FROM shell_link") == []
