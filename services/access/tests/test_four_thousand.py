"""NV-01: four thousand open cases in one municipality cost the desk's lists no more than forty."""

from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy import text

from access.domain.desk_lane import DeskLane
from access.store import requests
from servicekit.transaction import Transaction
from testkit.rooms import RoomUnderTest

from .builders import DALFSEN
from .desk import Desk

MORE = """
    INSERT INTO request
    SELECT (jsonb_populate_record(like_this, jsonb_build_object(
        'id', gen_random_uuid(), 'desk_lane', CASE WHEN nth % 500 = 0 THEN 'high' ELSE 'report' END,
        'worker', CASE WHEN nth % 400 = 0 THEN 'somebody' END,
        'pressing_at', like_this.pressing_at + nth * interval '1 minute'
    ))).*
    FROM request AS like_this, generate_series(1, 3999) AS nth WHERE like_this.id = :one RETURNING 1
"""
TOUCHED = text("""
    SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'request'
""")
ON_A_PAGE, MORE_THAN_SHOWN = 41, 3


@pytest.mark.requirement("NV-01")
async def test_a_page_of_the_list_reads_what_it_shows_however_long_the_list_is(
    access: RoomUnderTest, postgres_url: str
) -> None:
    desk = await Desk.of(access, DALFSEN)
    await access.rows(MORE, one=await desk.asked())
    # As a database does by itself after a while: without counts it does not know that the list is long.
    (here,) = await access.rows("SELECT current_database() AS name")
    owner = await asyncpg.connect(urlsplit(postgres_url)._replace(path=f"/{here.name}").geturl())
    await owner.execute("ANALYZE request")
    await owner.close()

    async def listed(**asked: Any) -> tuple[list[Any], int]:
        wanted = {"only_open": True, "worker": None, "after": None, "limit": ON_A_PAGE, **asked}
        async with access.begin() as tx:
            await tx.seen_by(f"{{{desk.by.organisation},{DALFSEN}}}")
            before = await _touched(tx)
            found = await requests.listed(tx, DALFSEN, **wanted)
            return found, await _touched(tx) - before

    first, touched = await listed()
    assert (len(first), touched) == (ON_A_PAGE, ON_A_PAGE)
    (middle,) = await access.rows("SELECT id FROM request ORDER BY pressing_at OFFSET 2000 LIMIT 1")
    for asked in (
        {"after": middle.id},
        {"only_open": False},
        {"worker": "somebody"},
        {"lane": DeskLane.HIGH},
        {"lane": DeskLane.HIGH, "worker": "somebody"},
        {"lane": DeskLane.SAFETY},
    ):
        found, touched = await listed(**asked)
        assert touched <= max(len(found) + MORE_THAN_SHOWN, 10 * MORE_THAN_SHOWN), asked
    async with access.begin() as tx:
        await tx.seen_by(f"{{{desk.by.organisation},{DALFSEN}}}")
        before = await _touched(tx)
        counted = dict(await requests.lanes_counted(tx, DALFSEN, None))
        assert (counted[DeskLane.HIGH], counted[DeskLane.REPORT]) == (7, requests.COUNTED_TO + 1)
        assert await _touched(tx) - before <= 7 + requests.COUNTED_TO + 1


async def _touched(tx: Transaction) -> int:
    """Rows of requests that this transaction has read until now."""
    return int((await tx.session.execute(TOUCHED)).scalar_one())
