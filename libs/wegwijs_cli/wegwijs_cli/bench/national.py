"""The data of a whole country: made once, loaded by COPY, and kept in `.wegwijs/bench/`.

References, codes, days and moments are as the rooms would have them; what lies sealed is as long as it
would be and opens to nobody, for the keys are random too. Nobody in it exists.
"""

import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from region_policy.cases import Choice, Facts
from region_policy.codes import Route
from region_policy.loader import Policies
from wegwijs_cli.bench.cast import AGE, GP
from wegwijs_cli.bench.stand import Stand
from wegwijs_cli.bench.submission import LOADED
from wegwijs_cli.demo.policy import Expected
from wegwijs_cli.rooms import ACCESS, REFERRAL
from wegwijs_cli.upkeep.migrate import upgrade

REFERRALS = 500_000
YEARS = 5
# The rest is over; a desk has as many open as it gets in some weeks.
ONE_IN_THIS_MANY_IS_OPEN = 50
SEALED_PERSON, SEALED_QUESTION, HASH, WRAPPED = 150, 110, 32, 60
TABLES: dict[str, tuple[str, ...]] = {
    "household": ("id", "version", "director", "created_at"),
    "client": ("id", "bsn_hash", "household", "created_at"),
    "household_member": ("id", "version", "client", "household", "is_main", "first_day", "recorded_at"),
    "household_director": ("id", "version", "household", "municipality", "since"),
    "household_plan": ("id", "version", "household", "status", "since"),
    "data_key": ("data_subject", "wrapped", "created_at"),
    "referral": (
        *("id", "version", "status", "client", "household", "region", "organisation", "referrer_type"),
        *("municipality", "age", "forms", "domains", "complexity", "urgency", "safety", "route"),
        *("person", "question", "submitted_at", "closed_at"),
    ),
    "milestone": ("id", "referral", "organisation", "kind", "recorded_at", "reasons"),
    "request": (
        *("id", "version", "status", "lane", "region", "municipality", "client", "referrer_organisation"),
        *("facts", "choice", "submitted_at", "due_at", "closed_at", "outcome", "refused"),
    ),
}


class Country:
    """The same one each time: everything follows from the number of the referral."""

    def __init__(self, stand: Stand, count: int) -> None:
        self._count, self._cast = count, stand.cast
        policies = Policies.load(stand.settings.regions_dir)
        expected = Expected(policies, stand.cast.region)
        facts = expected.facts(GP, stand.cast.municipality, AGE)
        self._municipalities = expected.on(facts.decision_day).municipalities.items
        self._facts = TypeAdapter(Facts).dump_python(facts, mode="json")
        self._choice = TypeAdapter(Choice).dump_json(Choice(route=Route.QUOTE)).decode()
        self._now = datetime.now(UTC)

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Of one table, the oldest first."""
        make = getattr(self, f"_{table}")
        for number in range(self._count):
            yield make(number)

    def _at(self, number: int) -> datetime:
        age = timedelta(days=365 * YEARS) * (self._count - number) / self._count
        return self._now - age - timedelta(hours=1)

    def _id(self, kind: int, number: int) -> UUID:
        """A UUIDv7 of its moment, so that ids lie in the order of time as real ones do."""
        milliseconds = int(self._at(number).timestamp() * 1000)
        tail = random.Random(kind * self._count + number).getrandbits(62)  # noqa: S311  # no secret
        return UUID(int=milliseconds << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62 | tail)

    def _is_open(self, number: int) -> bool:
        return number % ONE_IN_THIS_MANY_IS_OPEN == 0

    def _municipality(self, number: int) -> str:
        return str(self._municipalities[number % len(self._municipalities)])

    def _household(self, number: int) -> tuple[Any, ...]:
        return self._id(1, number), 1, self._id(6, number), self._at(number)

    def _client(self, number: int) -> tuple[Any, ...]:
        return self._id(2, number), os.urandom(HASH), self._id(1, number), self._at(number)

    def _household_member(self, number: int) -> tuple[Any, ...]:
        client, household, at = self._id(2, number), self._id(1, number), self._at(number)
        return self._id(5, number), 1, client, household, True, at.date(), at

    def _household_director(self, number: int) -> tuple[Any, ...]:
        household, municipality = self._id(1, number), self._municipality(number)
        return self._id(6, number), 1, household, municipality, self._at(number)

    def _household_plan(self, number: int) -> tuple[Any, ...]:
        return self._id(7, number), 1, self._id(1, number), "active", self._at(number)

    def _data_key(self, number: int) -> tuple[Any, ...]:
        return self._id(2, number), os.urandom(WRAPPED), self._at(number)

    def _referral(self, number: int) -> tuple[Any, ...]:
        is_open = self._is_open(number)
        return (
            *(self._id(3, number), 1 if is_open else 2, "submitted" if is_open else "withdrawn"),
            *(self._id(2, number), self._id(1, number), self._cast.region, self._cast.referring_organisation),
            *(GP, self._municipality(number), AGE, ["ambulatory"], [], "simple", "regular", False, "quote"),
            *(os.urandom(SEALED_PERSON), os.urandom(SEALED_QUESTION), self._at(number)),
            None if is_open else self._at(number) + timedelta(minutes=30),
        )

    def _milestone(self, number: int) -> tuple[Any, ...]:
        organisation = self._cast.referring_organisation
        return self._id(4, number), self._id(3, number), organisation, "received", self._at(number), []

    def _request(self, number: int) -> tuple[Any, ...]:
        is_open, at, municipality = self._is_open(number), self._at(number), self._municipality(number)
        facts = self._facts | {"municipality": municipality, "decision_day": at.date().isoformat()}
        return (
            *(self._id(3, number), 1 if is_open else 2, "open" if is_open else "closed", "desk"),
            *(self._cast.region, municipality, self._id(2, number), self._cast.referring_organisation),
            *(json.dumps(facts), self._choice, at, at + timedelta(days=56)),
            *((None, None) if is_open else (at + timedelta(minutes=30), "withdrawn")),
            [],
        )


async def load_a_country(stand: Stand, count: int = REFERRALS) -> None:
    """Where it is not there yet: in the house's own rooms, and in what the submission's databases copy."""
    country = Country(stand, count)
    admin = await asyncpg.connect(stand.admin_url)
    try:
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", LOADED):
            await admin.execute(f"CREATE DATABASE {LOADED} TEMPLATE template0")
    finally:
        await admin.close()
    await upgrade(REFERRAL.module, stand.database_url(LOADED))
    of_households = ("household", "client", "household_member", "household_director", "household_plan")
    of_clients = (*of_households, "data_key", "referral", "milestone")
    for database, tables in (
        (LOADED, of_clients),
        (REFERRAL.module, of_clients),
        (ACCESS.module, ("request",)),
    ):
        await _load(stand, database, tables, country, count)


async def _load(stand: Stand, database: str, tables: tuple[str, ...], country: Country, count: int) -> None:
    """All of it or nothing."""
    connection = await asyncpg.connect(stand.database_url(database))
    try:
        last = f"SELECT 1 FROM {tables[-1]} OFFSET {count - 1} LIMIT 1"  # noqa: S608  # names from above
        if await connection.fetchval(last):
            return
        await connection.set_type_codec(
            "jsonb", schema="pg_catalog", encoder=_jsonb, decoder=bytes, format="binary"
        )
        async with connection.transaction():
            for table in tables:
                stand.progress.tell(f"  {count} rows to {database}.{table}")
                await connection.copy_records_to_table(
                    table, records=country.rows(table), columns=TABLES[table]
                )
        for table in tables:
            await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()


def _jsonb(value: str) -> bytes:
    """As PostgreSQL takes it in a binary COPY: a version, then the text."""
    return b"\x01" + value.encode()
