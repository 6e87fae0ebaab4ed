"""A young person moves: who pays may change on a day, and the help goes on (LAW-06)."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.household import HandOverReason
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.residence import ResidenceKind, WhyNotPassed, lives_there, who_pays, with_given
from referral.domain.status import LIVE, TAKEN, ReferralStatus
from referral.events_move import ClientMoved
from referral.policies import policies
from referral.refusals import require_past
from referral.refusals_move import BEFORE_LAST_MOVE, LIVES_THERE
from referral.store import directors, households, moves, people, placements, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_move import MoveRow
from referral.usecases.keep_residence import KEEPING, RESIDENCE_UNCLEAR, hold_against_record
from referral.usecases.tell_household import tell_directors
from region_policy.terms import local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput

UNDECIDED_STATES = frozenset({ReferralStatus.SUBMITTED, ReferralStatus.AT_DESK})


async def move_client(
    tx: Transaction,
    referral_id: UUID,
    municipality: str,
    moved_on: date,
    kind: ResidenceKind,
    *,
    key: str,
    body: BaseModel,
) -> MoveRow:
    """Put the new address on record; where another municipality pays by that, every live referral passes.

    The region of a referral on which something was granted stays: its policy, provider and tariff go on. A
    municipality of no region here cannot be passed to; who was given is to find that out with it.
    Raises KeyReused, ImpossibleStep (no live referral), InvalidInput (a day in the future or before the last
    move on record: who paid meanwhile is never written anew; a municipality that is no other one).
    """
    here, locked = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(here.client, KEEPING)
    if claimed.made_before:
        return await moves.move(tx, claimed.resource_id)
    if here.state not in LIVE:
        raise ImpossibleStep(possible_steps=[])
    today = local_day(tx.now)
    require_past("movedOn", moved_on, today=today)
    await _require_move(tx, here, municipality, moved_on, kind)
    entered = {"kind": kind.value, "recorded_at": tx.now, "recorded_by": tx.caller.organisation}
    address = {"client": here.client, "municipality": municipality, "first_day": moved_on}
    await moves.add_residence(tx, {"id": uuid7(), **address, **entered})
    paying = await _who_pays(tx, here, kind, on=today)
    to_region = policies(tx).region_of(paying, on=today)
    passing = [row for row in locked if row.state in LIVE and row.municipality != paying] if to_region else []
    move = await moves.add_move(
        tx,
        {
            "id": claimed.resource_id,
            "client": here.client,
            "referral": here.id,
            "from_municipality": here.municipality,
            "to_municipality": municipality,
            "moved_on": moved_on,
            "who_pays": paying if to_region else here.municipality,
            "why_not": None if passing else _why_not(here, paying).value,
            **entered,
        },
    )
    # What passes is the same row, read anew: what it was is noted before.
    former, region = {row.municipality for row in passing}, here.region
    passed = [await _pass(tx, row, paying, to_region or row.region, moved_on) for row in passing]
    if passed:
        for client in sorted({row.client for row in passed}):
            await _hand_over_direction(tx, client, former, paying)
        version = await moves.count_moves(tx, here.client)
        tx.publish(
            ClientMoved.of(move, passed, region=region, to_region=to_region or region, version=version)
        )
        return move
    for row in locked:
        await hold_against_record(tx, row)
    return move


async def _require_move(
    tx: Transaction, here: ReferralRow, municipality: str, moved_on: date, kind: ResidenceKind
) -> None:
    """Raises InvalidInput, at the field that is wrong."""
    before = await moves.moves_of(tx, here.client)
    if before and moved_on < (last := max(each.moved_on for each in before)):
        raise InvalidInput(errors=[FieldError("movedOn", BEFORE_LAST_MOVE.format(day=last.isoformat()))])
    if before and before[-1].what is not kind:
        return  # home from a stay, say, into the same town
    history = await moves.history_of(tx, here.client, here.municipality)
    if lives_there(history, here.municipality, kind, municipality, on=moved_on):
        raise InvalidInput(errors=[FieldError("municipality", LIVES_THERE)])


def _why_not(here: ReferralRow, paying: str) -> WhyNotPassed:
    """Nothing passed: the same one pays, or the other one takes no part here."""
    return WhyNotPassed.SAME_PAYS if paying == here.municipality else WhyNotPassed.NO_REGION


async def _who_pays(tx: Transaction, referral: ReferralRow, kind: ResidenceKind, *, on: date) -> str:
    """What was given counts as the address on record before the first one that was entered.

    Not for somebody who moves without an address on record: then that is what was given by mistake.
    """
    history = await moves.history_of(tx, referral.client, referral.municipality)
    known = history if kind is ResidenceKind.ACTUAL else with_given(history, referral.municipality)
    paying = who_pays(known, on=on)
    return paying.municipality if paying else referral.municipality


async def _pass(tx: Transaction, row: ReferralRow, to: str, to_region: str, day: date) -> ReferralRow:
    """What waits, and the sight of it, goes over; both, the referrer and who helps are told."""
    former, new = [await referrals.municipality_owner(tx, code) for code in (row.municipality, to)]
    is_undecided = row.state in UNDECIDED_STATES and not await moves.has_grants(tx, row.id)
    region = to_region if is_undecided else row.region
    by_code = referrals.municipality_by_code(row.municipality)
    await moves.hand_over_deadlines(tx, row.id, former=[former, by_code], owner=new, region=region)
    await tx.cancel_deadline(RESIDENCE_UNCLEAR, row.id)
    passed = await moves.pass_to(tx, row, to, region)
    await referrals.add_milestone(tx, passed, Milestone.MOVED, happens_on=day)
    helping = [each.provider for each in await placements.open_placements(tx, row.id) if each.state in TAKEN]
    concerned = [UUID(owner) for owner in (former, new) if ":" not in owner] + helping
    others = [each for each in concerned if each != row.organisation]
    await tell(tx, others, MessageKind.MOVED, referral=row.id, day=day)
    return passed


async def _hand_over_direction(tx: Transaction, client: UUID, former: set[str], to: str) -> None:
    """A municipality that directs because nobody else was appointed hands that over with what it pays."""
    home = (await households.lock_client(tx, client)).household
    await households.lock_household(tx, home)
    for municipality in sorted(former):
        directing = await moves.director_by_default(tx, home, municipality)
        if directing is None or await moves.others_at_home_pay_there(tx, home, client, municipality):
            continue
        await directors.end(tx, directing)
        moved = {"handed_over_because": HandOverReason.MOVED.value, "set_by": tx.caller.organisation}
        values = {"id": uuid7(), "household": home, "municipality": to, "beside": directing.beside, **moved}
        new = await directors.add(tx, values)
        await tell_directors(tx, home, **({} if new.beside else {"director": new.id}))
