"""Destroy what is known of a young person on request, and keep that this was done (LAW-11)."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.erasure import ErasureGround, Hindrance, what_hinders
from referral.domain.relations import Relation
from referral.events_move import ClientErased
from referral.refusals import require_past
from referral.refusals_move import HINDERED
from referral.store import erasures, merges
from referral.store.clients import relations_to
from referral.store.rows_move import ErasureRow
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import NotFound, RuleBroken

ERASING = "erasure"
SETS_ASIDE = "privacy-officer"
"""The role that may set aside that somebody can still object; nobody sets aside help that goes on."""


async def erase_client(
    tx: Transaction,
    referral_id: UUID,
    ground: ErasureGround,
    asked_on: date,
    *,
    by: Organisation,
    key: str,
    body: BaseModel,
) -> ErasureRow:
    """Erase the young person of this referral, with every double of it; for who is responsible for it now.

    `asked_on`: the day on which it was asked. The same key again answers as the first time.
    Raises NotFound, KeyReused, InvalidInput (a day in the future), RuleBroken with every hindrance.
    """
    here = await merges.find_referral(tx, referral_id)
    mine = here is not None and relations_to(by, here.organisation, here.municipality)
    if here is None or Relation.RESPONSIBLE_MUNICIPALITY not in (mine or ()):
        raise NotFound
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        return await erasures.erasure(tx, claimed.resource_id)
    clients = await merges.same_person(tx, here.client)
    await merges.lock_referrals(tx, *clients)
    rows = await merges.clients(tx, *clients)
    # Whoever referred this young person meanwhile held the client: that referral is here only now.
    locked = await merges.lock_referrals(tx, *clients)
    if await erasures.was_erased(tx, here.client):
        raise NotFound
    require_past("askedOn", asked_on, today=local_day(tx.now))
    hindered = what_hinders(
        [row.state for row in locked],
        await erasures.objections_until(tx, clients),
        today=local_day(tx.now),
    )
    set_aside = tx.caller.role == SETS_ASIDE
    if remaining := hindered.remaining(set_aside=set_aside):
        raise RuleBroken(reasons=[HINDERED[each] for each in remaining])
    for client in rows:
        tx.looked_at(client, ERASING)
    referrals = [row.id for row in locked]
    for client in rows:
        is_first = client == here.client
        erased = await erasures.add(
            tx,
            {
                "id": claimed.resource_id if is_first else uuid7(),
                "client": client,
                "region": here.region,
                "municipality": here.municipality,
                "ground": ground.value,
                "asked_on": asked_on,
                "set_aside": [
                    each.value for each in hindered.hindrances if each is not Hindrance.HELP_GOES_ON
                ],
                "erased_at": tx.now,
                "erased_by": tx.caller.organisation,
                "erased_role": tx.caller.role,
            },
        )
        await erasures.destroy_key(tx, client)
        tx.publish(ClientErased.of(erased, client, [row.id for row in locked if row.client == client]))
    await erasures.stop_waiting(tx, clients, referrals)
    await erasures.empty(tx, clients, referrals)
    await erasures.empty_consultations(tx, referrals)
    await erasures.empty_households(tx, clients)
    return await erasures.erasure(tx, claimed.resource_id)
