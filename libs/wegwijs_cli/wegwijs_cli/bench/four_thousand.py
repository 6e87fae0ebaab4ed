"""NV-01: what a desk does all day with four thousand open cases, beside the same with forty.

`access` and `referral` run twice, in one process each, as the role of their app: on copies of a house in
which one municipality has forty open requests, and on the same with more, up to four thousand.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from uuid import UUID

import asyncpg

from wegwijs_cli.bench.advice import decisions_on, open_requests
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.loaded import HowFar, fill
from wegwijs_cli.bench.look_up import LookUpSent, SearchSent
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.national import OF_REFERRAL
from wegwijs_cli.bench.row_security import copy_of_the_house
from wegwijs_cli.bench.stand import Beside, Stand, backends_of, cpu_seconds_of
from wegwijs_cli.bench.submission import (
    CREATED,
    Block,
    PersonSent,
    ReferralSent,
    bsns_for_tests,
    tell_costs,
)
from wegwijs_cli.demo.client import Gateway
from wegwijs_cli.rooms import ACCESS, REFERRAL, Room
from wirekit.identifiers import uuid7

AT_MOST_OF_THE_CPU = 1.3
FEW, MANY = 40, 4_000
IN_A_ROUND, DECIDED_IN_A_ROUND = 60, 4
ON_ONE_PAGE = 40
"""As many as the page of the list asks for."""
OK = 200
MORE_LIKE_ONE = """
    INSERT INTO request
    SELECT (jsonb_populate_record(this, jsonb_build_object(
        'id', gen_random_uuid(), 'client', gen_random_uuid(),
        'pressing_at', this.pressing_at + nth * interval '1 minute'
    ))).*
    FROM request AS this, generate_series(1, $2) AS nth WHERE this.id = $1
"""
SOUGHT_NAME = "Gezocht (fictief)"


@dataclass(frozen=True)
class Size:
    """Both rooms with so many open requests; `requests` are the same ones at both sizes."""

    stand: Stand
    count: int
    rooms: dict[Room, Beside]
    token: str
    requests: Sequence[UUID]
    to_decide: Iterator[UUID]
    number: str

    def ask(self, room: Room, method: str, path: str, body: bytes = b"") -> bytes:
        return Target(self.rooms[room].url).call(method, f"/v1/{path}", token=self.token, body=body)

    async def send(self, room: Room, calls: Sequence[bytes], expect: int) -> Block:
        """Processor time of the room and of its part of PostgreSQL for each. Raises WrongAnswer."""
        backends = await backends_of(self.stand.database_url(_name(room, self.count)))
        before = self.rooms[room].cpu_seconds + sum(map(cpu_seconds_of, backends))
        seconds = await drive(Target(self.rooms[room].url), calls, expect=expect)
        used = self.rooms[room].cpu_seconds + sum(map(cpu_seconds_of, backends)) - before
        return Block(len(calls) / seconds, used / len(calls))


def _listed(query: str) -> Callable[[Size, int], list[bytes]]:
    path = f"requests?limit={ON_ONE_PAGE}{query}"
    return lambda size, count: [size.ask(ACCESS, "GET", path)] * count


def _read(size: Size, count: int) -> list[bytes]:
    return [size.ask(ACCESS, "GET", f"requests/{each}") for each in islice(cycle(size.requests), count)]


def _sought(by_name: bool) -> Callable[[Size, int], list[bytes]]:  # a table below
    def calls(size: Size, count: int) -> list[bytes]:
        sought = SearchSent(familyName=SOUGHT_NAME) if by_name else LookUpSent(bsn=size.number)
        body = sought.model_dump_json().encode()
        return [size.ask(REFERRAL, "POST", "client-searches", body)] * count

    return calls


def _decided(size: Size, count: int) -> list[bytes]:
    url = size.rooms[ACCESS].url
    return decisions_on(size.stand, url, size.token, [*islice(size.to_decide, count)])


@dataclass(frozen=True)
class Kind:
    """What the desk does."""

    name: str
    room: Room
    calls: Callable[[Size, int], list[bytes]]
    in_a_round: int = IN_A_ROUND
    expect: int = OK


# Decisions come last: each takes one of the forty away.
DAILY = (
    Kind("our list", ACCESS, _listed("")),
    Kind("my list", ACCESS, _listed("&mine=true")),
    Kind("a lane of the list", ACCESS, _listed("&deskLane=application")),
    Kind("request read", ACCESS, _read),
    Kind("search by number", REFERRAL, _sought(by_name=False)),
    Kind("search by name", REFERRAL, _sought(by_name=True)),
    Kind("request decided", ACCESS, _decided, DECIDED_IN_A_ROUND, CREATED),
)


async def measure_four_thousand(stand: Stand) -> list[Measure]:
    """For each thing that a desk does all day the processor time at four thousand to that at forty."""
    numbers = bsns_for_tests()
    known = await _somebody_with_a_name(stand, next(numbers))
    requests = await open_requests(stand, FEW - 1, numbers)
    few, many = [await _size(stand, count, requests, known) for count in (FEW, MANY)]
    return [await _measured(stand, kind, few, many) for kind in DAILY]


async def _measured(stand: Stand, kind: Kind, few: Size, many: Size) -> Measure:
    async def send(size: Size) -> Block:
        return await size.send(kind.room, kind.calls(size, kind.in_a_round), kind.expect)

    for size in (few, many):
        await send(size)
    rounds = await in_turns(ROUNDS, lambda: send(many), lambda: send(few))
    tell_costs(stand, f"{kind.name}, {MANY:,} open", [more for more, _ in rounds])
    tell_costs(stand, f"{kind.name}, {FEW}", [less for _, less in rounds])
    return measured(
        f"{kind.name} at {MANY:,} open cases to {FEW}: CPU",
        [more.cpu / less.cpu for more, less in rounds],
        # A few decisions are some ticks of the clock that counts: all rounds together tell more than each.
        ratio=sum(more.cpu for more, _ in rounds) / sum(less.cpu for _, less in rounds),
        better="lower",
        goal=AT_MOST_OF_THE_CPU,
    )


async def _somebody_with_a_name(stand: Stand, number: str) -> str:
    """One young person who is found by name; all others of a measure are namesakes. Raises WrongAnswer."""
    cast = stand.cast
    sent = ReferralSent(
        person=PersonSent(bsn=number, familyName=SOUGHT_NAME),
        municipality=cast.municipality,
        preferredProvider=str(cast.provider),
    )
    async with Gateway(stand.running.gateway, stand.running.issuer) as gateway:
        answer = await gateway.call(cast.referrer, "POST", "referral/v1/referrals", sent, key=uuid7().hex)
        answer.must_be(CREATED)
    return number


async def _size(stand: Stand, count: int, requests: Sequence[UUID], number: str) -> Size:
    rooms = {}
    for room, more in ((ACCESS, _more_requests), (REFERRAL, _more_referrals)):
        name = _name(room, count)
        url = await copy_of_the_house(stand, room, name)
        await more(stand, name, count - FEW, requests[0])
        rooms[room] = stand.start_room(room, name.replace("_", "-"), url)
    token = await stand.token(stand.cast.desk)
    return Size(stand, count, rooms, token, requests, iter(requests), number)


async def _more_requests(stand: Stand, database: str, count: int, like: UUID) -> None:
    """Of others, in the same municipality: each a minute less pressing than the one before."""
    connection = await asyncpg.connect(stand.database_url(database))
    try:
        await connection.execute(MORE_LIKE_ONE, like, count)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _more_referrals(stand: Stand, database: str, count: int, _: UUID) -> None:
    connection = await asyncpg.connect(stand.database_url(database))
    try:
        if count:
            made = HowFar(count=count, made_at=datetime.now(UTC))
            await fill(stand, connection, database, made, OF_REFERRAL)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _name(room: Room, count: int) -> str:
    return f"bench_{room.module}_{count}"
