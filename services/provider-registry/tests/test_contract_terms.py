"""A contract is looked at again in time, and its end is seen coming."""

from datetime import UTC, date, datetime, timedelta

import pytest

from provider_registry.domain.contract import Contract, ContractStatus, Level
from provider_registry.domain.contract_term import evaluations, next_evaluation
from region_policy.codes import CareForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .contracting import contract, municipal_manager, read, region_manager, send

A_TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


async def signals(room: RoomUnderTest, by: Caller) -> list[tuple[str, str]]:
    found = await read(room, f"/signals?region={given.REGION}", by)
    return [(each["kind"], each["about"]) for each in found["items"]]


@pytest.mark.requirement("HLM-22")
def test_evaluations_lie_three_and_six_years_after_the_first_day_and_none_after_the_end() -> None:
    made = Contract(
        id=uuid7(),
        version=1,
        status=ContractStatus.IN_FORCE,
        provider=uuid7(),
        region="x",
        form=CareForm.AMBULATORY,
        level=Level.REGIONAL,
        regions=("x",),
        municipalities=(),
        valid_from=date(2024, 2, 29),
        valid_until=date(2030, 2, 28),
    )
    days = evaluations(made, (6, 3, 9))
    assert days == (date(2027, 2, 28), date(2030, 2, 28))
    assert next_evaluation(days, from_day=date(2027, 3, 1)) == date(2030, 2, 28)
    assert next_evaluation(days, from_day=date(2030, 3, 1)) is None


@pytest.mark.requirement("HLM-22")
async def test_regions_are_reminded_before_the_third_and_the_sixth_year_until_each_evaluation_was_held(
    registry: RoomUnderTest,
) -> None:
    registry.clock.at = A_TUESDAY
    manager = await region_manager(registry)
    provider = await given.organisation(registry)
    zwolle = await municipal_manager(registry, given.ZWOLLE)
    first = registry.clock().date()
    body = {"validFrom": first.isoformat(), "level": "bespoke"}
    made = await contract(registry, manager, provider, **body)
    path = f"/contracts/{made['id']}/evaluation"
    early = await send(registry, manager, path, if_match='"1"')
    assert early.status_code == 409
    due = ("evaluation-due", made["id"])
    for years in (3, 6):
        notice = given.midnight(first.replace(year=first.year + years) - timedelta(days=90))
        registry.clock.at = notice - timedelta(hours=3)
        await registry.fire_deadlines()
        assert due not in await signals(registry, manager)
        registry.clock.at = notice + timedelta(hours=1)
        assert await registry.fire_deadlines() == 1
        assert await signals(registry, manager) == [due]
        assert await signals(registry, zwolle) == [due]
        assert (await send(registry, manager, path)).status_code == 428
        held = await send(registry, manager, path, if_match='"1"')
        assert held.status_code == 200, held.text
        assert await signals(registry, manager) == []
    registry.clock.advance(timedelta(days=4000))
    assert await registry.fire_deadlines() == 0


@pytest.mark.requirement("HLM-22")
async def test_a_reminder_that_nobody_acted_on_is_raised_anew_and_goes_with_the_contract(
    registry: RoomUnderTest,
) -> None:
    registry.clock.at = A_TUESDAY
    manager = await region_manager(registry)
    first = registry.clock().date()
    last = first + timedelta(days=6 * 365)
    days = {"validFrom": first.isoformat(), "validUntil": last.isoformat()}
    made = await contract(registry, manager, await given.organisation(registry), level="bespoke", **days)
    registry.clock.at = given.midnight(first + timedelta(days=3 * 365))
    await registry.fire_deadlines()
    assert await signals(registry, manager) == [("evaluation-due", made["id"])]
    registry.clock.at = given.midnight(last - timedelta(days=89))
    assert await registry.fire_deadlines() == 1
    assert set(await signals(registry, manager)) == {
        ("contract-ends", made["id"]),
        ("evaluation-due", made["id"]),
    }
    registry.clock.at = given.midnight(last) + timedelta(hours=12)
    assert await registry.fire_deadlines() == 0
    registry.clock.advance(timedelta(days=1))
    assert await registry.fire_deadlines() == 2  # the contract's own, and that what it made possible is over
    assert await signals(registry, manager) == []


@pytest.mark.requirement("HLM-22")
async def test_a_contract_that_is_entered_late_or_ended_soon_is_looked_at_at_once(
    registry: RoomUnderTest,
) -> None:
    registry.clock.at = A_TUESDAY
    manager = await region_manager(registry)
    provider = await given.organisation(registry)
    soon = registry.clock().date() + timedelta(days=30)
    late = await contract(
        registry, manager, provider, level="bespoke", validFrom=soon.replace(year=soon.year - 3).isoformat()
    )
    assert await registry.fire_deadlines() == 1
    assert await signals(registry, manager) == [("evaluation-due", late["id"])]
    end = {
        "lastDay": (registry.clock().date() + timedelta(days=10)).isoformat(),
        "ground": "Faillissement (fictief).",
    }
    await send(registry, manager, f"/contracts/{late['id']}/ending", end, if_match='"1"')
    await registry.fire_deadlines()
    assert ("contract-ends", late["id"]) in await signals(registry, manager)
    registry.clock.advance(timedelta(days=11))
    await registry.fire_deadlines()
    assert await signals(registry, manager) == []
    waiting = "SELECT kind FROM deadline WHERE fired_at IS NULL"
    assert await registry.rows(waiting) == []


@pytest.mark.requirement("HLM-22")
async def test_every_region_of_a_contract_hears_of_its_end(registry: RoomUnderTest) -> None:
    registry.clock.at = A_TUESDAY
    managers = {name: await region_manager(registry, name) for name in (given.REGION, "twente", "zeeland")}
    last = A_TUESDAY.date() + timedelta(days=100)
    made = await given.contract(
        registry,
        await given.organisation(registry),
        CareForm.LIVING,
        level=Level.SUPRA_REGIONAL,
        regions=(given.REGION, "twente"),
        valid_until=last + timedelta(days=200),
    )
    end = {"lastDay": last.isoformat(), "ground": "In overleg (fictief)."}
    answer = await send(registry, managers[given.REGION], f"/contracts/{made.id}/ending", end, if_match='"1"')
    assert answer.status_code == 200, answer.text
    assert await registry.fire_deadlines() == 0
    registry.clock.advance(timedelta(days=10))
    assert await registry.fire_deadlines() == 1
    heard = {
        name: [each["kind"] for each in (await read(registry, "/signals", manager))["items"]]
        for name, manager in managers.items()
    }
    assert heard == {given.REGION: ["contract-ends"], "twente": ["contract-ends"], "zeeland": []}
