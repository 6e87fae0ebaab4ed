"""A database that one test has used is as new for the next one, or is not used again."""

from typing import Any

import asyncpg
import pytest

TELL = """
    INSERT INTO outbox (event_id, nats_subject, body, created_at)
    VALUES (gen_random_uuid(), 'x', '{}', now()) RETURNING position"""
WRITE = "INSERT INTO known_organisation (id, kind, name, regions) VALUES (gen_random_uuid(), 'x', 'x', '{}')"


async def use(url: str, *statements: str) -> list[Any]:
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetchval(statement) for statement in statements]
    finally:
        await connection.close()


async def test_what_was_written_is_gone_with_its_numbers_and_what_was_altered_is_not_used_again(databases):
    url = await databases.take("crisis")
    (first, _, _) = await use(url, TELL, TELL, WRITE)
    left_open = await asyncpg.connect(url)
    await left_open.execute("BEGIN")
    await left_open.execute("LOCK TABLE known_organisation")
    await databases.give_back("crisis", url)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await left_open.execute("COMMIT")
    assert await databases.take("crisis") == url
    counts = ("SELECT count(*) FROM outbox", "SELECT count(*) FROM known_organisation")
    assert await use(url, *counts, TELL) == [0, 0, first]

    await use(url, "ALTER TABLE known_organisation ADD COLUMN colour text")
    await databases.give_back("crisis", url)
    assert await databases.take("crisis") != url
