"""What an erasure does, whoever asked for it: keys destroyed, words emptied, the others told (LAW-11)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from auditlog.entry import Action
from referral.domain.erasure import ErasureGround
from referral.domain.life_cycle import DestructionKind
from referral.events_move import ClientErased
from referral.store import erasures, retention
from referral.store.rows import ReferralRow
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7

ERASING = "erasure"


async def destroy_client(
    tx: Transaction,
    clients: Sequence[UUID],
    locked: Sequence[ReferralRow],
    ground: ErasureGround,
    *,
    here: ReferralRow,
    asked_on: date,
    set_aside: Sequence[str] = (),
    first: UUID | None = None,
) -> None:
    """Destroy what is known of these clients, who are one person, with every referral of theirs (`locked`).

    `first`: the id of the record for the client of the referral `here`.
    """
    for client in clients:
        tx.looked_at(client, ERASING, action=Action.DESTROYED)
        values = {
            "id": first if first and client == here.client else uuid7(),
            "client": client,
            "region": here.region,
            "municipality": here.municipality,
            "ground": ground.value,
            "asked_on": asked_on,
            "set_aside": list(set_aside),
            "erased_at": tx.now,
            "erased_by": tx.caller.organisation,
            "erased_role": tx.caller.role,
        }
        erased = await erasures.add(tx, values)
        await retention.note_destroyed(
            tx,
            DestructionKind.FILE,
            erased.id,
            region=here.region,
            municipality=here.municipality,
            ground=ground.value,
        )
        tx.publish(ClientErased.of(erased, client, [row.id for row in locked if row.client == client]))
    await empty(tx, clients, [row.id for row in locked])


async def empty(tx: Transaction, clients: Sequence[UUID], referrals: Sequence[UUID]) -> None:
    """Nothing waits for them any more, no key opens what was sealed, and that is not there either."""
    for client in clients:
        await erasures.destroy_key(tx, client)
    await erasures.stop_waiting(tx, clients, referrals)
    await erasures.empty(tx, clients, referrals)
    await erasures.empty_consultations(tx, referrals)
    await erasures.empty_households(tx, clients)
