"""The shifts of a calendar feed, by its secret address."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crisis.domain.shift import HORIZON
from crisis.store import feeds, roster
from crisis.store.feeds import CalendarFeedRow, Seen
from crisis.usecases.make_feed import FIELD
from servicekit.organisations import known_organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, Unauthenticated

BACK = timedelta(weeks=4)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
"""As `make_feed` makes it: 32 bytes."""


@dataclass(frozen=True)
class Feed:
    """`name`: of the worker or of the line. `shifts`: from 4 weeks back to 26 weeks ahead."""

    row: CalendarFeedRow
    name: str
    shifts: Sequence[Seen]


async def read_feed_by_secret(tx: Transaction, secret: str) -> Feed:
    """Count this reading and give the shifts as they are now.

    Raises Unauthenticated for what is no secret at all, and NotFound for one that opens nothing (any more):
    unknown, revoked, or of an organisation that has no part in it any longer.
    """
    if not SECRET.fullmatch(secret):
        raise Unauthenticated
    row = await feeds.read_with(tx, tx.keyring.keyed_hash(FIELD + secret))
    if row is None:
        raise NotFound
    organisation = await known_organisation(tx, row.organisation)
    if organisation is None or not organisation.works(tx.now):
        raise NotFound
    name = await _name(tx, row)
    seen = await feeds.seen_between(
        tx, tx.now - BACK, tx.now + HORIZON, line=row.duty_line, worker=row.worker
    )
    return Feed(row, name, seen)


async def _name(tx: Transaction, row: CalendarFeedRow) -> str:
    if row.worker:
        worker = await roster.worker(tx, row.worker)
        assert worker is not None, "a worker is never removed"
        return worker.name
    assert row.duty_line is not None, "a feed is of a worker or of a line"
    line = await roster.duty_line(tx, row.duty_line)
    if line is None or row.organisation not in line.crisis_group:
        raise NotFound
    return line.name_nl if row.language == "nl" else line.name_en
