from collections.abc import Awaitable, Callable

from wegwijs_cli.upkeep.migrate import differences


async def test_the_migrated_database_has_exactly_the_tables_of_the_code(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    assert await differences("access", await new_database("access")) == []
