"""Read the log. Who reads it is in it too."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from audit.domain.sight import Sight, sight_of
from audit.store import entries as store
from audit.store.entries import Wanted
from auditlog.entry import Action
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

OVERSIGHT = "oversight"


async def read_entries(
    tx: Transaction, own: Organisation, wanted: Wanted, *, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """The entries that this auditor sees, newest first."""
    tx.looked_at(wanted.data_subject, OVERSIGHT, action=Action.SEARCHED)
    return await store.entries(tx, _sight(own), wanted, after=after, limit=limit)


async def count_entries(tx: Transaction, own: Organisation, wanted: Wanted) -> Sequence[Row[Any]]:
    # Asked about one person, figures tell who was busy with it, and on which day.
    tx.looked_at(wanted.data_subject, OVERSIGHT, action=Action.SEARCHED)
    return await store.counted(tx, _sight(own), wanted)


def _sight(own: Organisation) -> Sight:
    return sight_of(own.id, own.kind, own.area, own.regions)
