"""Tell an organisation of all that ends soon in one case, in one message (LAW-09)."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from referral.domain.components import Component
from referral.domain.messages import EndKind, MessageKind
from referral.store import referrals
from referral.store.messages import tell
from servicekit.transaction import Transaction
from wirekit.events import Reading


class EndRead(BaseModel):
    """`last_day` in Europe/Amsterdam."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)
    kind: EndKind
    last_day: date
    component: Component | None = None


class CaseEnding(Reading):
    """`recipient`: the organisation to tell it to; what that one may not know is not among the `ends`."""

    referral: UUID
    recipient: UUID
    ends: tuple[EndRead, ...]


async def tell_ends(tx: Transaction, ending: CaseEnding) -> None:
    """One message, with the day that comes first; in the order of what else is told of the referral."""
    await referrals.lock_referral(tx, ending.referral)
    await tell(
        tx,
        [ending.recipient],
        MessageKind.ENDS_NEAR,
        referral=ending.referral,
        day=min(each.last_day for each in ending.ends),
        ends=[each.model_dump(mode="json") for each in ending.ends],
    )
