"""Keep where a young person lives or lived: who pays follows, and help never waits for that (LAW-06)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from referral.domain.messages import MessageKind
from referral.domain.residence import ResidenceKind, WhoPays, who_pays
from referral.domain.status import LIVE
from referral.store import moves, people, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_move import MoveRow, ResidenceRow
from referral.store.secrecy import may_know_whereabouts
from region_policy.terms import local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import claim
from servicekit.transaction import Transaction

RESIDENCE_UNCLEAR = "residence-unclear"
FIND_OUT_WITHIN = timedelta(days=14)
AGAIN_AFTER = timedelta(days=1)
KEEPING = "residence"


@dataclass(frozen=True)
class Known:
    """What is on record. `paying`: by the rule of residence today; None where the record does not tell."""

    given: str
    paying: WhoPays | None
    residences: list[ResidenceRow]
    moves: list[MoveRow]


async def keep_residence(
    tx: Transaction,
    referral_id: UUID,
    kind: ResidenceKind,
    municipality: str,
    first_day: date | None,
    last_day: date | None,
    *,
    key: str,
    body: BaseModel,
) -> ResidenceRow:
    """Put one period on record, however incomplete. Raises KeyReused.

    Where who pays then follows otherwise than was given with a referral, both municipalities are told.
    """
    here, locked = await people.lock_person(tx, referral_id)
    client = here.client
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(client, KEEPING)
    if claimed.made_before:
        return next(row for row in await moves.residences_of(tx, client) if row.id == claimed.resource_id)
    made = await moves.add_residence(
        tx,
        {
            "id": claimed.resource_id,
            "client": client,
            "kind": kind.value,
            "municipality": municipality,
            "first_day": first_day,
            "last_day": last_day,
            "recorded_at": tx.now,
            "recorded_by": tx.caller.organisation,
        },
    )
    for referral in locked:
        await hold_against_record(tx, referral)
    return made


async def hold_against_record(tx: Transaction, referral: ReferralRow) -> None:
    """Have the municipality that was given find out who pays, where the record tells another one."""
    paying = await by_the_record(tx, referral)
    if referral.state not in LIVE or paying is None or paying.municipality == referral.municipality:
        await tx.cancel_deadline(RESIDENCE_UNCLEAR, referral.id)
        return
    owners = [
        await referrals.municipality_owner(tx, each) for each in (referral.municipality, paying.municipality)
    ]
    due_at = tx.now + FIND_OUT_WITHIN
    tx.set_deadline(RESIDENCE_UNCLEAR, referral.id, region=referral.region, owner=owners[0], due_at=due_at)
    known = [UUID(owner) for owner in owners if ":" not in owner]
    await tell(tx, known, MessageKind.RESIDENCE_UNCLEAR, referral=referral.id)


async def by_the_record(tx: Transaction, referral: ReferralRow) -> WhoPays | None:
    """By what is on record alone: what was given with the referral is what it is held against."""
    history = await moves.history_of(tx, referral.client, referral.municipality)
    return who_pays(history, on=local_day(tx.now))


async def read_residences(tx: Transaction, referral_id: UUID) -> Known:
    """Where the young person lives and lived; nothing for who may not know whereabouts (LAW-07)."""
    referral = await referrals.referral(tx, referral_id)
    tx.looked_at(referral.client, KEEPING)
    if not await may_know_whereabouts(tx, referral):
        return Known(referral.municipality, None, [], [])
    return Known(
        referral.municipality,
        await by_the_record(tx, referral),
        await moves.residences_of(tx, referral.client),
        await moves.moves_of(tx, referral.client),
    )


async def remind_of_residence(tx: Transaction, missed: Deadline) -> None:
    """Nobody found out who pays; the help goes on, and the municipality that was given is told daily."""
    referral = await referrals.lock_referral(tx, missed.ref, wait=False)
    paying = await by_the_record(tx, referral)
    if referral.state in LIVE and paying is not None and paying.municipality != referral.municipality:
        owner = await referrals.municipality_owner(tx, referral.municipality)
        due_at = tx.now + AGAIN_AFTER
        tx.set_deadline(missed.kind, missed.ref, region=referral.region, owner=owner, due_at=due_at)
