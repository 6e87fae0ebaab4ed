"""Destroy what is known of a young person on request, and keep that this was done (LAW-11)."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.erasure import NEVER_SET_ASIDE, ErasureGround, what_hinders
from referral.domain.relations import Relation
from referral.domain.secrecy import MarkStatus
from referral.refusals import require_past
from referral.refusals_move import HELD_FOR, HINDERED
from referral.store import erasures, merges, retention
from referral.store.clients import relations_to
from referral.store.rows import ReferralRow
from referral.store.rows_move import ErasureRow
from referral.usecases.destroy_client import destroy_client
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken

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
    # Also what other municipalities and referrers have of this young person goes.
    async with tx.seeing_all():
        return await _erase(tx, here, ground, asked_on, claimed.resource_id)


async def _erase(
    tx: Transaction, here: ReferralRow, ground: ErasureGround, asked_on: date, erasure_id: UUID
) -> ErasureRow:
    clients = await merges.same_person(tx, here.client)
    await merges.lock_referrals(tx, *clients)
    rows = await merges.clients(tx, *clients)
    # Whoever referred this young person meanwhile held the client: that referral is here only now.
    locked = await merges.lock_referrals(tx, *clients)
    if await erasures.was_erased(tx, here.client):
        raise NotFound
    require_past("askedOn", asked_on, today=local_day(tx.now))
    in_force = [hold for hold in await retention.holds_on(tx, clients) if hold.state is MarkStatus.IN_FORCE]
    hindered = what_hinders(
        [row.state for row in locked],
        await erasures.objections_until(tx, clients),
        is_held=bool(in_force),
        today=local_day(tx.now),
    )
    set_aside = tx.caller.role == SETS_ASIDE
    if remaining := hindered.remaining(set_aside=set_aside):
        held_for = [HELD_FOR[kind] for kind in sorted({hold.what for hold in in_force})]
        raise RuleBroken(reasons=[HINDERED[each] for each in remaining] + held_for)
    over = [each.value for each in hindered.hindrances if each not in NEVER_SET_ASIDE]
    await destroy_client(
        tx, list(rows), locked, ground, here=here, asked_on=asked_on, set_aside=over, first=erasure_id
    )
    return await erasures.erasure(tx, erasure_id)
