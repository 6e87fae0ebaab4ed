"""A child comes to live in a household: from another one, or in a second home beside it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.household import HomeKind
from referral.domain.messages import MessageKind
from referral.domain.status import LIVE, NEXT
from referral.refusals import require_past
from referral.refusals_household import MAIN_HOME_STAYS, UNKNOWN_HOUSEHOLD, OneAlready
from referral.store import households, plans, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_household import MemberRow
from referral.usecases.tell_household import tell_members, tell_plan
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import EVERYBODY, Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken


@dataclass(frozen=True)
class Move:
    """`household`: None for one that nobody is in yet. `first_day` there, in Europe/Amsterdam."""

    household: UUID | None
    kind: HomeKind
    first_day: date


async def move_home(
    tx: Transaction, referral_id: UUID, move: Move, *, by: Organisation, key: str, body: BaseModel
) -> MemberRow:
    """Link the child of this referral to a household; a new main home ends the link to the former one.

    The child's own open goals go along to the plan of the new main home, for its helpers work at them there;
    what was said of the former household as a whole stays behind, sealed. From then on the open cases of the
    child are directed by the director of the new home. The same key again answers with the link made before.

    Raises KeyReused, ImpossibleStep (the referral is over), InvalidInput (no household that the caller may
    see; a day to come), OneAlready, RuleBroken (the main home became no second one by itself).
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        made = await households.homes_of(tx, referral.client)
        return next(home for home in made if home.id == claimed.resource_id)
    if referral.state not in LIVE:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    require_past("firstDay", move.first_day, today=local_day(tx.now))
    target = await _target(tx, referral, move, by)
    client = await households.lock_client(tx, referral.client)
    for ref in sorted({client.household, target}):
        await households.lock_household(tx, ref)
    homes = [home for home in await households.homes_of(tx, client.id) if home.ended_at is None]
    main = next(home for home in homes if home.is_main)
    there = next((home for home in homes if home.household == target), None)
    if there and (there.is_main is (move.kind is HomeKind.MAIN)):
        raise OneAlready(there.id)
    if there and there.is_main:
        raise RuleBroken(reasons=[MAIN_HOME_STAYS])
    is_main = move.kind is HomeKind.MAIN
    if is_main:
        for ended in filter(None, (main, there)):
            await households.end_membership(tx, ended, move.first_day)
        await households.set_main_home(tx, client.id, target)
    row = await households.add_member(
        tx, claimed.resource_id, client.id, target, is_main=is_main, first_day=move.first_day
    )
    if is_main:
        await _carry_goals(tx, client.id, out_of=main.household, into=target)
        await tell_members(tx, main.household)
    await tell_members(tx, target)
    concerned = [await households.director_of(tx, ref) for ref in (main.household, target)]
    recipients = [each for each in concerned if each is not None]
    await tell(tx, recipients, MessageKind.HOUSEHOLD_CHANGED, referral=referral.id, about=target)
    return row


async def _target(tx: Transaction, referral: ReferralRow, move: Move, by: Organisation) -> UUID:
    if move.household is None:
        # What nobody lives in yet is nobody's to see.
        await tx.seen_by(EVERYBODY)
        return (await households.add_household(tx, referral.municipality)).id
    own_homes = {home.household for home in await households.homes_of(tx, referral.client)}
    if move.household in own_homes or await households.standing_in_household(tx, by, move.household):
        return move.household
    raise InvalidInput(errors=[FieldError("household", UNKNOWN_HOUSEHOLD)])


async def _carry_goals(tx: Transaction, client: UUID, *, out_of: UUID, into: UUID) -> None:
    former = await plans.active_plan(tx, out_of)
    if former is None:
        return
    new = await plans.active_plan(tx, into) or await plans.add_plan(tx, uuid7(), into)
    if await plans.carry_goals(tx, client, out_of=former.id, into=new.id):
        await tell_plan(tx, former.id)
        await tell_plan(tx, new.id)
