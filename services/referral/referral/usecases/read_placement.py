"""Read one placement request, with the professional that the family asked for by name."""

from uuid import UUID

from referral.domain.status import CHOSEN, UNDECIDED
from referral.store import placements
from referral.store.rows import PlacementRow
from sealing.keyring import Erased, Sealed
from servicekit.transaction import Transaction

READING = "reading a placement request"


async def read_placement(tx: Transaction, placement_id: UUID) -> tuple[PlacementRow, str | None]:
    """The name is of somebody who works at the provider; it is part of the file, so the look is recorded.

    A provider that is out does not read it any more, and nobody does once the young person was erased.
    """
    row = await placements.placement(tx, placement_id)
    if row.professional is None or row.state not in UNDECIDED | CHOSEN:
        return row, None
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        return row, None
    tx.looked_at(row.client, READING)
    return row, key.open(Sealed(row.professional), f"professional/{row.id}")
