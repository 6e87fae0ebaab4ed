"""`./wegwijs rebuild access` while people work: the read models end as their owners have it."""

import asyncio
import subprocess
from typing import Any

from journey_house import GP_JOURNEY, YOUNG_PERSON, HouseUp, bsn_of_test

from wegwijs_cli.demo.run import JourneyTaken
from wegwijs_cli.rooms import ACCESS, PROVIDER_REGISTRY, REFERRAL, Room

KNOWN_CARE = "SELECT id, placement, started_on, stopped_on FROM known_care ORDER BY id"
CARE = "SELECT id, placement, started_on, stopped_on FROM care_period ORDER BY id"
KNOWN_ORGANISATIONS = "SELECT id, kind, name, area, regions, active_until FROM known_organisation ORDER BY id"
ORGANISATIONS = "SELECT id, kind, name, area, regions, active_until FROM organisation ORDER BY id"
OWNED = ("request", "decision", "care_grant", "ledger_entry", "entitlement", "delivery")
DAMAGE = (
    "UPDATE known_organisation SET name = 'damaged', regions = '{}' WHERE area = '0193'",
    "DELETE FROM known_organisation WHERE area = '0148'",
    "UPDATE known_care SET started_on = '2020-01-01', stopped_on = NULL "
    "WHERE id = (SELECT min(id::text)::uuid FROM known_care)",
    "INSERT INTO known_organisation VALUES "
    "('00000000-0000-7000-8000-00000000dead', 'provider', 'nobody', NULL, '{}', NULL)",
    "INSERT INTO applied_version VALUES "
    "('organisation', '00000000-0000-7000-8000-00000000dead', 1, '2020-01-01T00:00:00Z')",
)


async def dump(house: HouseUp, room: Room, query: str) -> list[Any]:
    return [tuple(row) for row in await house.rows(room, query)]


async def people_work(house: HouseUp, number: int) -> JourneyTaken:
    person = house.file.young_persons[YOUNG_PERSON].model_copy(update={"bsn": bsn_of_test(100 + number)})
    async with house.client() as gateway:
        return await house.drive(gateway, house.journey(GP_JOURNEY), person=person)


async def rebuilt_while_people_work(house: HouseUp, number: int) -> None:
    async def rebuild() -> subprocess.Popen[str]:
        process = house.command("rebuild", "access")
        output, errors = await asyncio.to_thread(process.communicate)
        assert process.returncode == 0, output + errors
        return process

    rebuilding = asyncio.create_task(rebuild())
    journeys = 0
    # At least one, and journey after journey until the rebuilding is done.
    while not journeys or not rebuilding.done():
        taken = await people_work(house, number + journeys)
        assert [step.answer for step in taken.steps if not step.ok] == []
        journeys += 1
    await rebuilding
    await house.is_quiet()


async def read_models_are_their_owners(house: HouseUp) -> None:
    assert await dump(house, ACCESS, KNOWN_CARE) == await dump(house, REFERRAL, CARE)
    assert await dump(house, ACCESS, KNOWN_ORGANISATIONS) == await dump(
        house, PROVIDER_REGISTRY, ORGANISATIONS
    )


async def test_a_rebuild_during_traffic_ends_with_the_same_read_models(house: HouseUp) -> None:
    await people_work(house, 0)
    await house.is_quiet()
    before = {query: await dump(house, ACCESS, query) for query in (KNOWN_CARE, KNOWN_ORGANISATIONS)}
    await rebuilt_while_people_work(house, 1)
    assert await dump(house, ACCESS, KNOWN_ORGANISATIONS) == before[KNOWN_ORGANISATIONS]
    assert set(before[KNOWN_CARE]) < set(await dump(house, ACCESS, KNOWN_CARE))
    await read_models_are_their_owners(house)


async def test_a_rebuild_mends_damaged_read_models_and_changes_nothing_that_the_room_owns(
    house: HouseUp,
) -> None:
    await people_work(house, 20)
    await house.is_quiet()
    owned = {
        table: await dump(house, ACCESS, f"SELECT t::text FROM {table} t")  # noqa: S608  # our own table names
        for table in OWNED
    }
    for statement in DAMAGE:
        await house.rows(ACCESS, statement)
    process = house.command("rebuild", "access")
    output, errors = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0, output + errors
    await house.is_quiet()
    await read_models_are_their_owners(house)
    for table, rows in owned.items():
        assert sorted(rows) == sorted(await dump(house, ACCESS, f"SELECT t::text FROM {table} t")), table  # noqa: S608
