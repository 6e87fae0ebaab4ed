"""Enters the country into a register's database: all of it or nothing, by COPY."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import chain
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict

from wegwijs_cli.national.country import Country
from wegwijs_cli.national.rows import (
    COLUMNS,
    MAKERS,
    MEMBER,
    PARTNERSHIP,
    organisations,
    partnership_lines,
)

OFFERS_BY_CONTRACT = frozenset({"provider", "independent-practice", "crisis-provider"})
# Filled by the hundred thousands: their keys and indexes are made once, afterwards, which is several times
# as fast.
INDEXED_AFTERWARDS = ("capacity_said", "option")
FILLED = (*COLUMNS, "partnership", "partnership_member", "known_organisation")
_PIECE = 1 << 18
Tell = Callable[[str, int], None]
"""Told the table at hand, and how many more organisations are in it."""


class Counts(BaseModel):
    """What the register holds, as rows. `widely`: providers whose contracts name more than five
    municipalities; `contracts` by level.
    """

    model_config = ConfigDict(frozen=True)

    municipalities: int
    providers: int
    widely: int
    locations: int
    offers: int
    enrolments: int
    contracts: dict[str, int]
    partnerships: int
    capacity_words: int
    options: int


async def counted(connection: Any) -> Counts:
    """Everything in the register, whoever entered it."""
    numbers = await connection.fetchrow(
        """
        SELECT (SELECT count(DISTINCT area) FROM organisation WHERE kind = 'municipality') AS municipalities,
            (SELECT count(*) FROM organisation WHERE kind = ANY($1)) AS providers,
            (SELECT count(*) FROM (SELECT FROM contract, unnest(municipalities) AS code
                GROUP BY provider HAVING count(DISTINCT code) > 5) AS each) AS widely,
            (SELECT count(*) FROM location) AS locations,
            (SELECT count(*) FROM offer) AS offers,
            (SELECT count(*) FROM enrolment) AS enrolments,
            (SELECT count(*) FROM partnership) AS partnerships,
            (SELECT count(*) FROM capacity_said) AS capacity_words,
            (SELECT count(*) FROM option) AS options
    """,
        [*OFFERS_BY_CONTRACT],
    )
    levels = await connection.fetch("SELECT level, count(*) FROM contract GROUP BY level ORDER BY level")
    return Counts(**dict(numbers), contracts=dict(map(tuple, levels)))


async def is_there(connection: Any, country: Country) -> bool:
    """Whether a population of this seed was entered, at whatever scale. Raises asyncpg.PostgresError."""
    known = "SELECT true FROM organisation WHERE id = $1"
    return bool(await connection.fetchval(known, UUID(int=country.mark)))


async def load(connection: Any, country: Country, tell: Tell = lambda *_: None) -> None:
    """`connection` (asyncpg) may act as the owner of the tables. Raises asyncpg.PostgresError."""
    owner = await connection.fetchval(
        "SELECT quote_ident(tableowner) FROM pg_tables WHERE tablename = 'option'"
    )
    if owner is None:
        raise asyncpg.UndefinedTableError("the register has no table option: bring it up to date first")
    # What is made again belongs to whom it belonged to; and an admin may be no superuser.
    await connection.execute(f"SET ROLE {owner}")
    async with connection.transaction():
        await _enter_municipalities(connection, country)
        async with _indexed_afterwards(connection):
            for table, make in MAKERS.items():
                lines = chain.from_iterable(make(country, each) for each in _told(country, table, tell))
                await _copy(connection, table, COLUMNS[table], lines)
        partnerships, members = partnership_lines(country)
        await _copy(connection, "partnership", PARTNERSHIP, partnerships)
        await _copy(connection, "partnership_member", MEMBER, members)
        await connection.execute(
            "INSERT INTO known_organisation (id, kind, name, area, regions, active_until)"
            " SELECT id, kind, name, area, regions, active_until FROM organisation ON CONFLICT DO NOTHING"
        )
        # Within: whoever breaks off the rest leaves tables behind that PostgreSQL knows the size of.
        for table in FILLED:
            await connection.execute(f"ANALYZE {table}")
    for table in FILLED:
        await connection.execute(f"VACUUM {table}")
    await connection.execute("RESET ROLE")


async def _enter_municipalities(connection: Any, country: Country) -> None:
    known = {
        row["area"]
        for row in await connection.fetch("SELECT area FROM organisation WHERE kind = 'municipality'")
    }
    new = chain.from_iterable(
        organisations(country, each) for each in country.municipalities if each.area not in known
    )
    await _copy(connection, "organisation", COLUMNS["organisation"], new)


def _told(country: Country, table: str, tell: Tell) -> Iterator[Any]:
    for number, each in enumerate(country.others):
        if number % 50 == 0:
            tell(table, min(50, len(country.others) - number))
        yield each


async def _copy(connection: Any, table: str, columns: tuple[str, ...], lines: Iterable[str]) -> None:
    await connection.copy_to_table(table, columns=columns, source=_pieces(lines), format="text")


async def _pieces(lines: Iterable[str]) -> AsyncIterator[bytes]:
    piece: list[str] = []
    size = 0
    for each in lines:
        piece.append(each)
        size += len(each)
        if size > _PIECE:
            yield "".join(piece).encode()
            piece, size = [], 0
    yield "".join(piece).encode()


@asynccontextmanager
async def _indexed_afterwards(connection: Any) -> AsyncIterator[None]:
    tables = [*INDEXED_AFTERWARDS]
    constraints = await connection.fetch(
        "SELECT conrelid::regclass::text AS name, quote_ident(conname) AS key,"
        " pg_get_constraintdef(oid) AS made FROM pg_constraint"
        " WHERE conrelid::regclass::text = ANY($1) AND contype IN ('p', 'f')"
        " ORDER BY contype DESC, conname",
        tables,
    )
    keys = {each["key"] for each in constraints}
    indexes = [
        each
        for each in await connection.fetch(
            "SELECT quote_ident(indexname) AS name, indexdef FROM pg_indexes WHERE tablename = ANY($1)"
            " AND schemaname = 'public' ORDER BY indexname",
            tables,
        )
        if each["name"] not in keys
    ]
    for each in constraints:
        await connection.execute(f"ALTER TABLE {each['name']} DROP CONSTRAINT {each['key']}")
    for each in indexes:
        await connection.execute(f"DROP INDEX {each['name']}")
    yield
    await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for each in constraints:
        await connection.execute(f"ALTER TABLE {each['name']} ADD CONSTRAINT {each['key']} {each['made']}")
    for each in indexes:
        await connection.execute(each["indexdef"])
