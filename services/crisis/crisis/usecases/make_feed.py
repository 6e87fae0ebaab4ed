"""Make a calendar feed with a secret address, and revoke it."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from crisis.store import feeds, roster
from crisis.store.feeds import CalendarFeedRow
from crisis.usecases.own_worker import own_worker
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Language, Text

SECRET_BYTES = 32
FIELD = "calendar-feed:"
"""Goes before the secret when it is hashed, so that its hash is that of nothing else."""
UNKNOWN_LINE = Text(nl="is geen lijn", en="is no line")
ONE_OF_BOTH = Text(
    nl="geef een medewerker of een lijn, een van beide", en="give a worker or a line, one of the two"
)
NOT_YOUR_LINE = ReasonGiven(
    "line-of-another-group",
    Text(
        nl="Uw organisatie zit niet in de crisisgroep van deze lijn",
        en="Your organisation is not in the crisis group of this line",
    ),
)


@dataclass(frozen=True)
class Made:
    """`secret` is there once, for who made the feed: it cannot be read again."""

    feed: CalendarFeedRow
    secret: str | None


async def make_feed(
    tx: Transaction,
    feed_id: UUID,
    *,
    worker: UUID | None,
    line: UUID | None,
    language: Language,
    made_before: bool,
) -> Made:
    """Of a worker of the own organisation, or of a line of its crisis group.

    Raises InvalidInput and RuleBroken; NotFound where an earlier call made it and it was revoked since.
    """
    if made_before:
        known = await feeds.feed(tx, feed_id)
        if known is None:
            raise NotFound
        return Made(known, None)
    if (worker is None) == (line is None):
        raise InvalidInput(errors=[FieldError("worker", ONE_OF_BOTH)])
    if worker:
        await own_worker(tx, "worker", worker)
    if line:
        known_line = await roster.duty_line(tx, line)
        if known_line is None:
            raise InvalidInput(errors=[FieldError("line", UNKNOWN_LINE)])
        if tx.caller.organisation not in known_line.crisis_group:
            raise RuleBroken(reasons=[NOT_YOUR_LINE])
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeedRow(
        id=feed_id,
        worker=worker,
        duty_line=line,
        language=language,
        secret_hash=tx.keyring.keyed_hash(FIELD + secret),
        made_by=tx.caller.subject,
        organisation=tx.caller.organisation,
        made_at=tx.now,
        read_at=None,
        times_read=0,
        revoked_at=None,
        version=1,
    )
    await feeds.add(tx, feed)
    return Made(feed, secret)


async def revoke_feed(tx: Transaction, feed_id: UUID, *, if_match: str | None) -> None:
    """From now on the address answers nobody. Raises NotFound, VersionMissing, VersionStale."""
    feed = await feeds.feed(tx, feed_id, lock=True)
    if feed is None:
        raise NotFound
    require_match(feed, if_match)
    await feeds.revoke(tx, feed)
