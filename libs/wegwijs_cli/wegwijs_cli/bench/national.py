"""The data of a whole country over ten years, as rows: `loaded.py` writes them and keeps them.

References, codes, days and moments are as the rooms would have them; what lies sealed is as long as it
would be and opens to nobody, for the keys are random too. Nobody in it exists.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from region_policy.cases import Choice, Facts
from region_policy.codes import Route
from region_policy.loader import Policies
from wegwijs_cli.bench.cast import AGE, GP
from wegwijs_cli.bench.stand import Stand
from wegwijs_cli.demo.policy import Expected

REFERRALS = 3_000_000
YEARS = 10
# The rest is over; a desk has as many open as it gets in some weeks.
ONE_IN_THIS_MANY_IS_OPEN = 50
# The referrer that is measured makes more of them than anybody in the country, the others share the rest:
# nearly as many as there are practices of GPs.
ONE_IN_THIS_MANY_IS_OURS, OTHER_REFERRERS = 20, 5_000
SEALED_PERSON, SEALED_QUESTION, HASH, WRAPPED = 150, 110, 32, 60
# A country that is kept must not begin to fire its terms while something is measured on it.
NOTHING_IS_DUE_FOR = timedelta(days=365)
AGES_ARE_REACHED_WITHIN_DAYS = 3 * 365
OF_REFERRAL = (
    *("household", "client", "household_member", "household_director", "household_plan", "data_key"),
    *("referral", "milestone", "message", "deadline", "read_log"),
)
OF_ACCESS = ("request",)
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
        *("entered_by", "entered_role", "person", "question", "submitted_at", "closed_at"),
    ),
    "milestone": ("id", "referral", "organisation", "kind", "recorded_at", "reasons", "is_withheld"),
    "message": (
        *("id", "recipient", "number", "kind", "referral", "told_at", "reasons"),
        *("acted_role", "acted_organisation"),
    ),
    "deadline": ("id", "kind", "ref", "region", "owner", "due_at", "next_try_at"),
    "read_log": (
        *("id", "data_subject", "purpose", "operation", "subject", "organisation", "role"),
        *("correlation_id", "looked_at"),
    ),
    "request": (
        *("id", "version", "status", "lane", "region", "municipality", "client", "referrer_organisation"),
        *("facts", "choice", "submitted_at", "due_at", "closed_at", "outcome", "refused"),
        *("desk_lane", "can_wait", "pressing_at"),
    ),
}


class Country:
    """The same each time: all of it follows from the number of the referral, and from `made_at` (UTC)."""

    def __init__(self, stand: Stand, count: int, made_at: datetime) -> None:
        self._count, self._cast, self._made_at = count, stand.cast, made_at
        policies = Policies.load(stand.settings.regions_dir)
        expected = Expected(policies, stand.cast.region)
        facts = expected.facts(GP, stand.cast.municipality, AGE)
        self._municipalities = expected.on(facts.decision_day).municipalities.items
        self._facts = TypeAdapter(Facts).dump_python(facts, mode="json")
        self._choice = TypeAdapter(Choice).dump_json(Choice(route=Route.QUOTE)).decode()
        self._first = made_at.timestamp() - 3600 - timedelta(days=365 * YEARS).total_seconds()
        self._apart = timedelta(days=365 * YEARS).total_seconds() / count
        self._others = [UUID(int=_mixed(number) << 64 | _mixed(~number)) for number in range(OTHER_REFERRERS)]

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Of one table, the oldest first."""
        make = getattr(self, f"_{table}")
        for number in range(self._count):
            yield make(number)

    def all_rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """The same, and of the terms every one: a referral that is open has more than one."""
        yield from self.rows(table)
        if table == "deadline":
            for number in filter(self.is_open, range(self._count)):
                yield from self._terms_of_an_open_one(number)

    def is_open(self, number: int) -> bool:
        return number % ONE_IN_THIS_MANY_IS_OPEN == 0

    def _at(self, number: int) -> datetime:
        return datetime.fromtimestamp(self._first + self._apart * number, UTC)

    def _id(self, kind: int, number: int) -> UUID:
        """A UUIDv7 of its moment, so that ids lie in the order of time as real ones do."""
        milliseconds = int((self._first + self._apart * number) * 1000)
        tail = _mixed(kind * self._count + number) >> 2
        return UUID(int=milliseconds << 80 | 0x7 << 76 | kind << 64 | 0b10 << 62 | tail)

    def _organisation(self, number: int) -> UUID:
        if number % ONE_IN_THIS_MANY_IS_OURS == 0:
            return self._cast.referring_organisation
        return self._others[number % OTHER_REFERRERS]

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
        is_open, at = self.is_open(number), self._at(number)
        return (
            *(self._id(3, number), 1 if is_open else 2, "submitted" if is_open else "withdrawn"),
            *(self._id(2, number), self._id(1, number), self._cast.region, self._organisation(number)),
            *(GP, self._municipality(number), AGE, ["ambulatory"], [], "simple", "regular", False, "quote"),
            *("somebody", GP, os.urandom(SEALED_PERSON), os.urandom(SEALED_QUESTION), at),
            None if is_open else at + timedelta(minutes=30),
        )

    def _milestone(self, number: int) -> tuple[Any, ...]:
        organisation, at = self._organisation(number), self._at(number)
        return self._id(4, number), self._id(3, number), organisation, "received", at, [], False

    def _message(self, number: int) -> tuple[Any, ...]:
        """Its number tells the order in an inbox; that there are gaps in it costs nothing."""
        organisation, at = self._organisation(number), self._at(number)
        return (
            *(self._id(8, number), organisation, number + 1, "received", self._id(3, number), at, []),
            *(GP, organisation),
        )

    def _deadline(self, number: int) -> tuple[Any, ...]:
        """Everybody waits for the next age at which the others must know."""
        days = number % AGES_ARE_REACHED_WITHIN_DAYS
        due = self._made_at + NOTHING_IS_DUE_FOR + timedelta(days=days)
        return self._term(9, number, "comes-of-age", self._id(2, number), "room:referral", due)

    def _terms_of_an_open_one(self, number: int) -> Iterator[tuple[Any, ...]]:
        referral, due = self._id(3, number), self._made_at + NOTHING_IS_DUE_FOR
        yield self._term(10, number, "decision-awaited", referral, "room:access", due)
        answers = f"municipality:{self._municipality(number)}"
        yield self._term(11, number, "waiting-norm", referral, answers, due)

    def _term(
        self, kind: int, number: int, waits_for: str, ref: UUID, owner: str, due: datetime
    ) -> tuple[Any, ...]:
        return self._id(kind, number), waits_for, ref, self._cast.region, owner, due, due

    def _read_log(self, number: int) -> tuple[Any, ...]:
        return (
            *(self._id(12, number), str(self._id(2, number)), "submission of a referral", "submit_referral"),
            *("somebody", self._organisation(number), GP, self._id(13, number), self._at(number)),
        )

    def _request(self, number: int) -> tuple[Any, ...]:
        is_open, at, municipality = self.is_open(number), self._at(number), self._municipality(number)
        facts = self._facts | {"municipality": municipality, "decision_day": at.date().isoformat()}
        return (
            *(self._id(3, number), 1 if is_open else 2, "open" if is_open else "closed", "desk"),
            *(self._cast.region, municipality, self._id(2, number), self._organisation(number)),
            *(json.dumps(facts), self._choice, at, at + timedelta(days=56)),
            *((None, None) if is_open else (at + timedelta(minutes=30), "withdrawn")),
            *([], "report", True, at + timedelta(days=56)),
        )


def _mixed(number: int) -> int:
    """64 bits that look like chance and are the same each time."""
    bits = number * 0x9E37_79B9_7F4A_7C15 & 0xFFFF_FFFF_FFFF_FFFF
    bits = (bits ^ bits >> 32) * 0xD6E8_FEB8_6659_FD93 & 0xFFFF_FFFF_FFFF_FFFF
    return bits ^ bits >> 32
