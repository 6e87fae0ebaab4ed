"""Read a consultation."""

from dataclasses import dataclass
from uuid import UUID

from referral.refusals import ERASED
from referral.store import consultations
from referral.store.rows_consultation import ConsultationRow
from sealing.keyring import Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken

READING = "reading a consultation"


@dataclass(frozen=True)
class ConsultationView:
    """`is_asker`: only who asked sees which referral came of it."""

    row: ConsultationRow
    question: str
    reply: str | None
    is_asker: bool


async def read_consultation(tx: Transaction, consultation_id: UUID, by: Organisation) -> ConsultationView:
    """Question and reply, for either side; the look is recorded, by the consultation. Raises RuleBroken."""
    row = await consultations.consultation(tx, consultation_id)
    try:
        key = await tx.keyring.data_key(tx.session, row.id)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
    reply = key.open(Sealed(row.reply), f"consultation-reply/{row.id}") if row.reply else None
    tx.looked_at(row.id, READING)
    question = key.open(Sealed(row.question), f"consultation/{row.id}")
    return ConsultationView(row, question, reply, is_asker=row.asker == by.id)
