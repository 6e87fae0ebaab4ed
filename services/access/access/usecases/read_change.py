"""What the municipality changed of running help, as both ends see it, and with its words as the desk does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.domain.change import Change
from access.domain.words import Words
from access.store import changes, entitlements
from access.usecases.make_change import words_field
from access.usecases.read_request import opened
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

CHANGES = "changes"


@dataclass(frozen=True)
class ChangeSeen:
    """`words` is None without any, after erasure, and in a list. `changed_at` in UTC."""

    change: Change
    changed_at: datetime
    words: Words | None = None


async def list_changes(tx: Transaction, entitlement_id: UUID) -> list[ChangeSeen]:
    """In the order in which they were made. The look is recorded. Raises NotFound."""
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if entitlement is None:
        raise NotFound
    tx.looked_at(entitlement.client, CHANGES)
    return [
        ChangeSeen(made.change, made.changed_at) for made in await changes.of_entitlement(tx, entitlement_id)
    ]


async def read_change(tx: Transaction, entitlement_id: UUID, change_id: UUID) -> ChangeSeen:
    """One change. The look is recorded. Raises NotFound."""
    made = await changes.change(tx, entitlement_id, change_id)
    if made is None:
        raise NotFound
    tx.looked_at(made.change.client, CHANGES)
    words = await opened(tx, made.change.request, made.words, words_field(change_id))
    return ChangeSeen(made.change, made.changed_at, Words.model_validate_json(words) if words else None)
