"""What an organisation was told: a page of its inbox, at once or as soon as there is something."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from referral.domain.messages import MessageKind
from referral.store import messages
from referral.store.rows_messages import MessageRow
from referral.usecases.wait_for_messages import WaitingCalls
from servicekit.transaction import NOBODY, Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NOT_IN_THIS_INBOX = Text(nl="is geen bericht aan uw organisatie", en="is no message to your organisation")


@dataclass(frozen=True)
class Asked:
    """After which message, of which kinds (None: all), how many; and how long to wait when there is none."""

    after: UUID | None
    kinds: Sequence[MessageKind] | None
    limit: int
    wait_seconds: float


async def read_messages(
    tx: Transaction, organisation: UUID, asked: Asked, waiting: WaitingCalls
) -> list[MessageRow]:
    """Oldest first. Raises InvalidInput where `after` is in no inbox of this organisation.

    To answer such a caller with nothing would keep it waiting for ever.
    """
    ends = time.monotonic() + asked.wait_seconds
    after = 0
    if asked.after is not None:
        after = await require_number(tx, organisation, asked.after, field="after")
    while True:
        found = await messages.messages_for(
            tx, organisation, after=after, kinds=asked.kinds, limit=asked.limit
        )
        left = ends - time.monotonic()
        if found or left <= 0:
            return found
        seen = await messages.last_number(tx, organisation)
        mine, tx.parties = tx.parties, NOBODY
        await tx.session.commit()  # gives the connection back: who waits holds none, and sees nothing
        if not await waiting.until_more((organisation, seen), seconds=left):
            return []
        await tx.seen_by(mine)


async def read_latest(tx: Transaction, organisation: UUID, asked: Asked) -> list[MessageRow]:
    """Latest first; `after` gives those that are older. Raises InvalidInput as above."""
    before = None
    if asked.after is not None:
        before = await require_number(tx, organisation, asked.after, field="after")
    return await messages.latest_for(tx, organisation, before=before, kinds=asked.kinds, limit=asked.limit)


async def require_number(tx: Transaction, organisation: UUID, message: UUID, *, field: str) -> int:
    """The place of a message in the inbox of this organisation. Raises InvalidInput."""
    number = await messages.number_of(tx, organisation, message)
    if number is None:
        raise InvalidInput(errors=[FieldError(field, NOT_IN_THIS_INBOX)])
    return number
