"""The national population: the same each time, as big as the country is, entered whole or not at all."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from typer.testing import CliRunner

from region_policy.loader import Policies
from wegwijs_cli.cli import application
from wegwijs_cli.national import load as loading
from wegwijs_cli.national.country import Country
from wegwijs_cli.national.figures import PROVIDERS, SHAPES, Figures, Size
from wegwijs_cli.national.load import OFFERS_BY_CONTRACT, counted, is_there, load
from wegwijs_cli.national.places import Places
from wegwijs_cli.national.rows import COLUMNS, MAKERS
from wegwijs_cli.national.things import Ids
from wegwijs_cli.rooms import ROOMS
from wegwijs_cli.running import Running, RunningProcess
from wegwijs_cli.settings import LauncherSettings
from wegwijs_cli.upkeep.migrate import differences

DAY = date(2026, 11, 25)
REGISTER = "provider_registry"


def a_country(scale: float = 0.005, seed: int = 1) -> Country:
    return Country(Places(Policies.load(LauncherSettings().regions_dir), DAY), seed=seed, scale=scale)


def all_lines(country: Country) -> dict[str, list[str]]:
    return {
        table: [line for each in country.others for line in make(country, each)]
        for table, make in MAKERS.items()
    }


def test_the_same_seed_gives_the_same_rows_and_another_seed_gives_others() -> None:
    once, again, other = all_lines(a_country()), all_lines(a_country()), all_lines(a_country(seed=2))
    assert once == again
    for table in MAKERS:
        assert not {*once[table]} & {*other[table]}


def test_the_ids_of_a_seed_are_uuids_of_version_7_in_the_order_of_their_numbers() -> None:
    ids = [UUID(int=Ids(1).of(kind, number)) for number in range(500) for kind in ("offer", "enrolment")]
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
    assert len({*ids}) == len(ids)
    assert ids[::2] == sorted(ids[::2])
    assert ids[0] != UUID(int=Ids(2).of("offer", 0))


def test_the_whole_country_is_as_big_as_its_figures() -> None:
    country = a_country(scale=1)
    providers = [each for each in country.others if each.kind in OFFERS_BY_CONTRACT]
    assert len(providers) == PROVIDERS == 8_515
    assert len(country.municipalities) == 342
    assert len(providers) / 3 < sum(len(each.municipalities) > 5 for each in providers) < len(providers) / 2
    for name, number in {"offers": 30_000, "locations": 20_000, "enrolments": 45_000}.items():
        assert sum(len(getattr(each, name)) for each in country.others) == pytest.approx(number, rel=0.08)
    national = [contract for each in providers for contract in each.contracts if contract.level == "national"]
    assert len(national) == 30
    assert {len(each.municipalities) for each in national} == {342}
    # About weekly or every other week, for a year.
    said = [each.word for provider in country.others for each in provider.enrolments if each.word]
    assert 26 <= sum(word.count for word in said) / len(said) <= 52


def test_every_organisation_in_it_says_that_it_does_not_exist() -> None:
    country = a_country()
    names = [
        name
        for each in (*country.municipalities, *country.others)
        for name in (each.name, *(one.name for one in (*each.offers, *each.locations)))
    ]
    assert all(name.endswith("(fictief)") for name in names)
    assert all(each.name.endswith("(fictief)") for each in country.partnerships)


def test_the_name_of_a_secret_location_does_not_tell_where_it_lies() -> None:
    country = a_country(scale=0.05)
    secret = [one for each in country.others for one in each.locations if one.secret]
    assert secret
    assert not any(country.places.name(one.municipality) in one.name for one in secret)


@pytest.mark.parametrize("scale", [0.01, 0.1, 1])
def test_each_size_of_provider_has_its_part_at_every_scale(scale: float) -> None:
    figures = Figures(scale)
    sizes = [figures.size_of(number) for number in range(figures.providers)]
    for size in Size:
        assert sizes.count(size) / len(sizes) == pytest.approx(SHAPES[size].part, abs=0.03)


def test_a_row_has_as_many_values_as_its_table_has_columns_here() -> None:
    for table, lines in all_lines(a_country()).items():
        assert lines, table
        assert {line.count("\t") + 1 for line in lines} == {len(COLUMNS[table])}


async def test_what_is_entered_is_all_there_and_leaves_the_tables_as_the_code_has_them(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    url, country = await new_database(REGISTER), a_country()
    connection = await asyncpg.connect(url)
    before = await indexes(connection)
    assert not await is_there(connection, country)
    await load(connection, country)
    assert await is_there(connection, country)
    counts = await counted(connection)
    lines = all_lines(country)
    assert (counts.offers, counts.options) == (len(lines["offer"]), len(lines["option"]))
    assert (counts.capacity_words, counts.locations) == (len(lines["capacity_said"]), len(lines["location"]))
    assert counts.municipalities == 342
    assert await connection.fetchval("SELECT count(*) FROM known_organisation") == await connection.fetchval(
        "SELECT count(*) FROM organisation"
    )
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
    assert await indexes(connection) == before
    await connection.close()
    assert await differences(REGISTER, url) == []


async def indexes(connection: Any) -> set[str]:
    made = await connection.fetch("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'")
    keys = await connection.fetch(
        "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'f', 'x', 'c')"
    )
    return {row[0] for row in (*made, *keys)}


async def test_a_municipality_that_was_entered_before_is_not_entered_twice(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    connection = await asyncpg.connect(await new_database(REGISTER))
    await connection.execute(
        "INSERT INTO organisation (id, kind, name, regions, area, version)"
        " VALUES (gen_random_uuid(), 'municipality', 'Zwolle', '{ijsselland}', '0193', 1)"
    )
    await load(connection, a_country())
    areas = await connection.fetch("SELECT area FROM organisation WHERE kind = 'municipality'")
    await connection.close()
    assert len(areas) == len({row["area"] for row in areas}) == 342


async def test_a_country_that_cannot_be_entered_whole_leaves_nothing_behind(
    new_database: Callable[[str], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await asyncpg.connect(await new_database(REGISTER))
    before = await indexes(connection)
    orphan = "0193\t" + "1" * 32 + "\t2026-01-01\t2026-12-31\t1\tliving\tlodging\t\\N\t0\t1\t{}\t\\N\t{}"
    orphan += "\tlocal\t1\t\\N\t" + "1" * 32 + "\t" + "1" * 32 + "\t\\N\t\\N\n"
    monkeypatch.setitem(loading.MAKERS, "option", lambda *_: iter([orphan]))
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await load(connection, a_country())
    assert await connection.fetchval("SELECT count(*) FROM organisation") == 0
    assert await indexes(connection) == before
    await connection.close()


def test_where_nothing_runs_the_command_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path))
    answer = CliRunner().invoke(application("data"), ["data", "national"])
    assert answer.exit_code == 1
    assert answer.output.splitlines() == ["wegwijs: nothing runs here: start ./wegwijs up first"]


def test_the_command_enters_a_country_once_and_tells_what_is_there(
    postgres_url: str, running_register: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["data", "national", "--scale", "0.005", "--json"]
    first, second = (CliRunner().invoke(application("data"), command) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert json.loads(first.stdout)["providers"] == round(PROVIDERS * 0.005)
    told = CliRunner().invoke(application("data"), command[:-1])
    assert "was there already" in told.stdout


@pytest.fixture
def running_register(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A house that is said to run in this folder, with the database of its register."""

    with asyncio.Runner() as runner:
        url = runner.run(new_database(REGISTER))
    here = RunningProcess(pid=os.getpid(), url=url, log=None)
    services = {room.name: here for room in ROOMS}
    Running(
        state="ready",
        pid=os.getpid(),
        home=str(tmp_path),
        gateway="",
        issuer="",
        documentation="",
        services=services,
        nats=here,
        postgres=here,
    ).write(tmp_path)
    monkeypatch.setenv("WEGWIJS_HOME", str(tmp_path))
    monkeypatch.setenv("WEGWIJS_PROVIDER_REGISTRY_POSTGRES_URL", url)
    return url
