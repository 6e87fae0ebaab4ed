"""Set and lift the mark of secrecy (LAW-07): from then on whereabouts are for named roles only."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.relations import Relation
from referral.domain.secrecy import NEXT_OF_MARK, LiftReason, MarkStatus, SecrecyReason, knows_whereabouts
from referral.refusals import MARK_OF_ANOTHER, require_step
from referral.store import people, secrecy
from referral.store.clients import relations_to
from referral.store.rows_people import SecrecyMarkRow
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken

MARKING = "mark of secrecy"


async def mark_secret(
    tx: Transaction, referral_id: UUID, reason: SecrecyReason, *, key: str, body: BaseModel
) -> SecrecyMarkRow:
    """Hide whereabouts, in what was told before too. Raises KeyReused, ImpossibleStep (marked already)."""
    here, referrals = await people.lock_person(tx, referral_id)
    client = here.client
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(client, MARKING, may_betray=True)
    marks = await secrecy.marks_of(tx, client)
    if claimed.made_before:
        return next(each for each in marks if each.id == claimed.resource_id)
    if any(each.state is MarkStatus.IN_FORCE for each in marks):
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_MARK[MarkStatus.IN_FORCE]])
    await secrecy.strip_messages(tx, referrals)
    values = {
        "id": claimed.resource_id,
        "version": 1,
        "status": MarkStatus.IN_FORCE.value,
        "client": client,
        "reason": reason.value,
        "set_at": tx.now,
        "set_by": tx.caller.organisation,
    }
    return await secrecy.add_mark(tx, values)


async def lift_secrecy(
    tx: Transaction,
    referral_id: UUID,
    mark_id: UUID,
    reason: LiftReason,
    *,
    by: Organisation,
    if_match: str | None,
) -> SecrecyMarkRow:
    """Show whereabouts again; what was taken out of messages stays out.

    By who set it, or by who knows whereabouts anyway. Raises NotFound, ImpossibleStep, VersionMissing,
    VersionStale, RuleBroken.
    """
    here, _ = await people.lock_person(tx, referral_id)
    client = here.client
    mark = next((each for each in await secrecy.marks_of(tx, client) if each.id == mark_id), None)
    if mark is None:
        raise NotFound
    require_step(NEXT_OF_MARK, mark.state, MarkStatus.LIFTED)
    require_match(mark, if_match)
    relations: set[Relation] = relations_to(by, here.organisation, here.municipality)
    if mark.set_by != by.id and not knows_whereabouts(relations, here.measure_until, on=local_day(tx.now)):
        raise RuleBroken(reasons=[MARK_OF_ANOTHER])
    tx.looked_at(client, MARKING, may_betray=True)
    return await secrecy.change_mark(
        tx,
        mark,
        status=MarkStatus.LIFTED.value,
        lifted_at=tx.now,
        lifted_by=tx.caller.organisation,
        lift_reason=reason.value,
    )
