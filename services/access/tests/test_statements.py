"""A line is written with few statements, however many there are already."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from testkit.rooms import RoomUnderTest

from .builders import Given
from .routing import ZHZ, Region

TODAY = date(2026, 3, 10)
AT_MOST = 12
"""The last is the look of who told it: in the own database where no log is kept, as here."""


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    # Whichever engine asks: callers have another one than the room's own work.
    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


async def test_the_number_of_statements_of_a_line_does_not_grow(access: RoomUnderTest, given: Given) -> None:
    entitled = await given.entitlement(await given.provider())
    await entitled.start(TODAY)
    numbers = []
    for _ in range(3):
        with counted() as statements:
            assert (await entitled.deliver(TODAY)).status_code == 201
        numbers.append(len(statements))
    assert numbers[0] == numbers[2] <= AT_MOST, statements
    zhz = await Region.at(access, ZHZ)
    guided = await zhz.entitled(
        {"route": "product", "product": "guidance-at-home", "quantity": 60, "days": 9}
    )
    with counted() as statements:
        assert (await zhz.deliver(guided, 60)).status_code == 201
    assert len(statements) <= AT_MOST, statements
