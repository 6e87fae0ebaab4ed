"""Ask a partnership as a whole: its lead gets the question (HLM-02)."""

from uuid import UUID

from pydantic import BaseModel

from referral.store import known_providers
from referral.store.rows import PlacementRow
from referral.usecases.ask_provider import Asking
from referral.usecases.request_placement import request_placement
from servicekit.transaction import Transaction


async def request_partnership(
    tx: Transaction,
    referral_id: UUID,
    partnership: UUID,
    *,
    grant_id: UUID | None,
    key: str,
    body: BaseModel,
) -> PlacementRow:
    """The same key again answers with the request made before. Raises as `request_placement` does."""
    known = await known_providers.partnership(tx, partnership)
    leads = (known.lead,) if known else ()
    asking = Asking(leads, partnership=partnership)
    (row,) = await request_placement(tx, referral_id, asking, grant_id=grant_id, key=key, body=body)
    return row
