"""Read a letter as it was sent."""

from base64 import b64decode
from uuid import UUID

from auditlog.entry import Action
from referral.domain.feedback import hears_no_more
from referral.domain.letter import NEXT_OF_LETTER, LetterKind, LetterStatus
from referral.domain.relations import Relation
from referral.domain.secrecy import knows_whereabouts
from referral.refusals import ERASED, HIDDEN_BY_SECRECY
from referral.store import letters, referrals, secrecy
from referral.store.rows_letters import LetterRow
from referral.store.standings import standing_in_referral
from region_policy.terms import local_day
from sealing.keyring import Erased
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken

READING = "reading a letter"


async def read_letter(
    tx: Transaction, referral_id: UUID, letter_id: UUID, by: Organisation
) -> tuple[LetterRow, bytes]:
    """The letter with its PDF. The look is recorded.

    A letter is between municipality and family: findings and price in it are not the referrer's to read, who
    opens only what was made on request; not one that was sent before a mark of secrecy, with address and
    provider in it (LAW-07). Raises NotFound, ImpossibleStep (it waits), RuleBroken.
    """
    row = await letters.letter(tx, letter_id)
    standing = await standing_in_referral(tx, by, referral_id)
    if row is None or row.referral != referral_id or standing is None:
        raise NotFound
    is_municipality = Relation.RESPONSIBLE_MUNICIPALITY in standing.relations
    if not is_municipality and row.what is not LetterKind.ON_REQUEST:
        raise NotFound
    stopped_at = (await referrals.referral(tx, referral_id)).feedback_stopped_at
    if hears_no_more(standing.relations, stopped_at) and not letters.until(row, stopped_at):
        raise NotFound
    if row.state is LetterStatus.WAITING:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_LETTER[row.state]])
    if row.state is LetterStatus.DROPPED:
        raise RuleBroken(reasons=[ERASED])
    if row.sent_at is not None and (mark := await secrecy.mark_on(tx, row.client)) is not None:
        referral = await referrals.referral(tx, referral_id)
        knows = knows_whereabouts(standing.relations, referral.measure_until, on=local_day(tx.now))
        if row.sent_at <= mark.set_at and not knows:
            raise RuleBroken(reasons=[HIDDEN_BY_SECRECY])
    pdf = await opened_letter(tx, row)
    tx.looked_at(row.client, READING, action=Action.PRINTED)
    return row, pdf


async def opened_letter(tx: Transaction, row: LetterRow) -> bytes:
    """Raises RuleBroken (erased)."""
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
    return b64decode(key.open(await letters.document(tx, row.id), f"letter/{row.id}"))
