"""Read the one intake of a referral, as far as the reader's part in it goes."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.feedback import hears_no_more
from referral.domain.intake import reads_words
from referral.store import intakes, referrals, secrecy
from referral.store.rows_intake import IntakeRow
from referral.store.standings import standing_in_referral
from sealing.keyring import Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

READING = "reading an intake"


@dataclass(frozen=True)
class IntakeSeen:
    """`words` are None for who may not read them: see `reads_words`.

    `is_hidden`: who wrote it would tell where a young person is who must not be found (LAW-07).
    """

    row: IntakeRow
    words: str | None
    is_hidden: bool = False


async def read_intake(tx: Transaction, referral_id: UUID, by: Organisation) -> list[IntakeSeen]:
    """The intake first, then what was added to it; empty before there is one. Raises NotFound.

    A referrer to whom the young person stopped the word back reads what there was until then (HLM-16).
    """
    standing = await standing_in_referral(tx, by, referral_id)
    if standing is None:
        raise NotFound
    referral = await referrals.referral(tx, referral_id)
    until = referral.feedback_stopped_at
    found = [
        row
        for row in await intakes.intakes(tx, referral_id)
        if until is None or row.made_at <= until or not hears_no_more(standing.relations, until)
    ]
    if not found:
        return []
    key = await tx.keyring.data_key(tx.session, referral.client)
    tx.looked_at(referral.client, READING)
    hidden = await secrecy.providers_hidden_from(tx, by, [referral.client])
    return [
        IntakeSeen(
            row,
            key.open(Sealed(row.words), f"intake/{row.id}")
            if reads_words(standing.relations, row.made_as)
            else None,
            is_hidden=row.organisation in hidden,
        )
        for row in found
    ]
