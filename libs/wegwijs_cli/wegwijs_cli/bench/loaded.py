"""The databases that hold a country: loaded by COPY table after table, and kept.

How far it came stands with the database, as its comment: a load that was broken off goes on where it was,
with the same ids, for these follow from the moment that stands there too.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from pydantic import AwareDatetime, BaseModel, ValidationError

from wegwijs_cli.bench.national import OF_ACCESS, OF_REFERRAL, REFERRALS, TABLES, Country
from wegwijs_cli.bench.stand import Stand
from wegwijs_cli.bench.submission import LOADED
from wegwijs_cli.rooms import ACCESS, REFERRAL, Room
from wegwijs_cli.upkeep.migrate import differences, upgrade

CHUNKS_ON_THE_WAY = 64


class HowFar(BaseModel):
    """`made_at`: the moment that the whole country is made of."""

    count: int
    made_at: AwareDatetime
    tables: tuple[str, ...] = ()


async def load_a_country(stand: Stand) -> None:
    """What the submission's databases copy, where it is not there yet."""
    await load(stand, LOADED, REFERRALS)


async def load_into_the_house(stand: Stand) -> None:
    """The same rows into the house's own rooms, and what the room `access` has of them."""
    made_at = await _made_at(stand, LOADED)
    for room, tables in ((REFERRAL, OF_REFERRAL), (ACCESS, OF_ACCESS)):
        to = await asyncpg.connect(stand.database_url(room.module))
        try:
            far = await how_far(to, room.module) or HowFar(count=REFERRALS, made_at=made_at)
            if room is ACCESS:
                await fill(stand, to, room.module, far, tables)
            else:
                await fill(stand, to, room.module, far, tables, copied_from=LOADED)
        finally:
            await to.close()


async def load(stand: Stand, database: str, count: int, *, room: Room = REFERRAL) -> str:
    """A database of the room `referral` with so many referrals; gives its URL.

    One of other tables than today's, or of another size, is made anew.
    """
    url = stand.database_url(database)
    admin = await asyncpg.connect(stand.admin_url)
    try:
        if await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            far = await how_far(admin, database)
            await upgrade(room.module, url)
            if far is None or far.count != count or await differences(room.module, url):
                await stand.forget_database(database)
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database):
            await admin.execute(f"CREATE DATABASE {database} TEMPLATE template0")
            await _set_how_far(admin, database, HowFar(count=count, made_at=datetime.now(UTC)))
            await upgrade(room.module, url)
    finally:
        await admin.close()
    connection = await asyncpg.connect(url)
    try:
        far = await how_far(connection, database)
        assert far is not None, "it was written above"
        await fill(stand, connection, database, far, OF_REFERRAL)
    finally:
        await connection.close()
    return url


async def fill(
    stand: Stand,
    connection: Any,
    database: str,
    far: HowFar,
    tables: Sequence[str],
    *,
    copied_from: str | None = None,
) -> None:
    """Write what is missing of these tables, each whole or not at all, as the admin of the server."""
    missing = [table for table in tables if table not in far.tables]
    if not missing:
        return
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_jsonb, decoder=bytes, format="binary"
    )
    # The rows hang together, which a test proves: to look each reference up would double the time.
    await connection.execute("SET session_replication_role = replica")
    country = Country(stand, far.count, far.made_at)
    for table in missing:
        stand.progress.tell(f"  {far.count} rows to {database}.{table}")
        # What a load that was broken off has written lies in the files still, and would be measured too.
        await connection.execute(f"VACUUM {table}")
        await connection.execute(f"REINDEX TABLE {table}")
        far = far.model_copy(update={"tables": (*far.tables, table)})
        async with connection.transaction():
            if copied_from is None:
                rows = country.all_rows(table)
                await connection.copy_records_to_table(table, records=rows, columns=TABLES[table])
            else:
                await _copy(stand, copied_from, connection, table)
            await _set_how_far(connection, database, far)
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.execute("RESET session_replication_role")
    if "referral" in missing:
        # The triggers that say who sees which rows slept meanwhile.
        await connection.execute("SELECT give_all_stakes()")
        await connection.execute("VACUUM ANALYZE stake")


async def _copy(stand: Stand, source: str, to: Any, table: str) -> None:
    """As PostgreSQL writes it out, so that nothing is made of the rows on the way."""
    columns, chunks = TABLES[table], asyncio.Queue[bytes | None](CHUNKS_ON_THE_WAY)
    reader = await asyncpg.connect(stand.database_url(source))

    async def read() -> None:
        await reader.copy_from_table(table, columns=columns, output=chunks.put, format="binary")
        await chunks.put(None)

    async def given() -> AsyncIterator[bytes]:
        while (chunk := await chunks.get()) is not None:
            yield chunk

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(read())
            await to.copy_to_table(table, columns=columns, source=given(), format="binary")
    finally:
        await reader.close()


async def _made_at(stand: Stand, database: str) -> datetime:
    admin = await asyncpg.connect(stand.admin_url)
    try:
        far = await how_far(admin, database)
    finally:
        await admin.close()
    assert far is not None, f"{database} is loaded first"
    return far.made_at


async def how_far(connection: Any, database: str) -> HowFar | None:
    """None where nothing stands with the database."""
    said = await connection.fetchval(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", database
    )
    try:
        return HowFar.model_validate_json(said or "")
    except ValidationError:
        return None


async def _set_how_far(connection: Any, database: str, far: HowFar) -> None:
    await connection.execute(f"COMMENT ON DATABASE {database} IS '{far.model_dump_json()}'")


def _jsonb(value: str) -> bytes:
    """As PostgreSQL takes it in a binary COPY: a version, then the text."""
    return b"\x01" + value.encode()
