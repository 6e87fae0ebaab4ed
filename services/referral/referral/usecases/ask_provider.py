"""What asking providers sets going, and what follows when none is left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.placing import RoundMode, last_day, remind_at
from referral.domain.status import NEXT, PlacementStatus, ReferralStatus
from referral.events import PlacementRequested
from referral.policies import policies
from referral.refusals import ERASED
from referral.store import placements, referrals, rounds
from referral.store.components import grant as stored_grant
from referral.store.placements_told import tell_providers
from referral.store.rows import GrantRow, PlacementRow, ReferralRow
from referral.store.rows_placement import RoundRow
from referral.usecases.follow_components import end_lapsed, follow_components
from referral.usecases.look_for_stop import stops
from referral.usecases.national_contracts import fits_the_arrangement
from referral.usecases.what_waits import NEXT_PLACEMENT, PLACEMENT_ANSWER, PLACEMENT_REMINDER
from region_policy.codes import Urgency
from region_policy.terms import end_of_term, local_day
from sealing.keyring import Erased
from servicekit.organisations import Organisation, known_organisation
from servicekit.transaction import Transaction
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, RuleBroken

PROVIDER_KINDS = frozenset({"provider", "independent-practice", "crisis-provider"})
BRIDGING_KINDS = PROVIDER_KINDS | {"community-organisation"}
"""Freely accessible help may bridge a wait too."""


@dataclass(frozen=True)
class Asking:
    """Whom to ask together, and how. `shown`: among whom the family could choose; empty where unknown.

    `professional`: whom the family asks for by name, at the one provider that is asked. `partnership`: which
    one is asked as a whole, the one provider being its lead (HLM-02).
    """

    providers: tuple[UUID, ...]
    mode: RoundMode = RoundMode.FIRST_CLOSES
    shown: tuple[UUID, ...] = ()
    professional: str | None = None
    asked_by: UUID | None = None
    partnership: UUID | None = None


def takes_placements(
    provider: Organisation | None,
    region: str | None,
    at: datetime,
    *,
    kinds: Collection[str] = PROVIDER_KINDS,
) -> bool:
    """A known provider that works in this region today; without a region (national help) in any or none."""
    return (
        provider is not None
        and provider.kind in kinds
        and provider.works(at)
        and (region is None or region in provider.regions)
    )


def where_it_must_work(referral: ReferralRow, grant: GrantRow) -> str | None:
    """In which region; in none for help under the national arrangement: its contract holds everywhere."""
    return None if grant.is_national else referral.region


async def can_be_asked(tx: Transaction, referral: ReferralRow, grant: GrantRow, provider: UUID) -> bool:
    """A known provider that works in this region, and goes on giving this help."""
    known = await known_organisation(tx, provider)
    takes = takes_placements(known, where_it_must_work(referral, grant), tx.now)
    if takes and not await fits_the_arrangement(tx, grant, provider):
        return False
    return takes and not await stops(tx, referral, grant, provider)


async def ask_provider(
    tx: Transaction,
    referral: ReferralRow,
    grant: GrantRow,
    provider: UUID,
    *,
    placement_id: UUID | None = None,
) -> PlacementRow:
    """Ask a provider that is known to work here; it has the policy's term to answer."""
    (row,) = await ask_providers(tx, referral, grant, Asking((provider,)), first_id=placement_id)
    return row


async def ask_providers(
    tx: Transaction,
    referral: ReferralRow,
    grant: GrantRow,
    asking: Asking,
    *,
    first_id: UUID | None = None,
) -> list[PlacementRow]:
    """Ask providers that are known to work here, together, in the order in which they are named.

    Raises ImpossibleStep where one of them is asked for this grant already, RuleBroken (erased).
    """
    due_at = answer_due_at(tx, referral)
    opened = await rounds.add_round(
        tx, referral, grant.id, mode=asking.mode, shown=asking.shown, asked_by=asking.asked_by
    )
    alike = asked_values(tx, referral, grant, opened) | {"answer_due_at": due_at}
    ids = [first_id or uuid7(), *(uuid7() for _ in asking.providers[1:])]
    if asking.partnership:
        alike |= {"partnership": asking.partnership, "lead": asking.providers[0]}
    asked: list[dict[str, Any]] = [
        {"id": one, "provider": provider, **alike}
        for one, provider in zip(ids, asking.providers, strict=True)
    ]
    if asking.professional:
        asked[0]["professional"] = await _sealed(tx, referral, asking.professional, ids[0])
    rows = await placements.add_placements(tx, asked)
    if len(rows) < len(asked):
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    await tx.cancel_deadline(NEXT_PLACEMENT, grant.id)
    await _tell_asked(tx, referral, grant, rows)
    return rows


def asked_values(tx: Transaction, referral: ReferralRow, grant: GrantRow, opened: RoundRow) -> dict[str, Any]:
    """What the placement requests of one round have in common."""
    return {
        "version": 1,
        "status": PlacementStatus.REQUESTED.value,
        "referral": referral.id,
        "client": referral.client,
        "region": referral.region,
        "decision": grant.decision,
        "grant_id": grant.id,
        "requested_at": tx.now,
        "round": opened.id,
        "mode": opened.mode,
        "is_urgent": referral.urgency == Urgency.URGENT,
        "safety": referral.safety,
    }


async def _tell_asked(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, rows: Sequence[PlacementRow]
) -> None:
    day = last_day(rows[0].answer_due_at)
    await tell_providers(tx, rows, MessageKind.PLACEMENT_REQUESTED, day=day, grant=grant)
    provider = rows[0].provider if len(rows) == 1 else None
    await referrals.add_milestone(
        tx, referral, Milestone.PLACEMENT_REQUESTED, component=grant.component, provider=provider
    )
    for row in rows:
        await_answer(tx, row)
        tx.publish(PlacementRequested.of(row))


async def _sealed(tx: Transaction, referral: ReferralRow, professional: str, placement_id: UUID) -> bytes:
    try:
        key = await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
    return key.seal(professional, f"professional/{placement_id}")


def answer_due_at(tx: Transaction, referral: ReferralRow) -> datetime:
    """Until when (UTC) a provider that is asked now may think: shorter where it is urgent (HLM-15)."""
    today = local_day(tx.now)
    policy = policies(tx).in_force(referral.region, on=today)
    is_urgent = referral.urgency == Urgency.URGENT
    term = policy.following.fast_answer if is_urgent else policy.terms.placement_answer
    return end_of_term(term, since=today)


def await_answer(tx: Transaction, placement: PlacementRow) -> None:
    """The provider has until `answer_due_at`, and is reminded as long before as the policy says.

    Where that moment is past already, as in a term of a day, the question itself is the reminder.
    """
    owner, due_at = str(placement.provider), placement.answer_due_at
    tx.set_deadline(PLACEMENT_ANSWER, placement.id, region=placement.region, owner=owner, due_at=due_at)
    policy = policies(tx).in_force(placement.region, on=local_day(tx.now))
    before = policy.following.reminder.working_days_before
    moment = remind_at(due_at, working_days_before=before)
    if moment and moment > tx.now:
        tx.set_deadline(PLACEMENT_REMINDER, placement.id, region=placement.region, owner=owner, due_at=moment)


async def await_next_provider(tx: Transaction, referral: ReferralRow, grant_id: UUID) -> None:
    """Make the responsible municipality answerable for finding a provider, within the same term."""
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).terms.placement_answer
    tx.set_deadline(
        NEXT_PLACEMENT,
        grant_id,
        region=referral.region,
        owner=await referrals.municipality_owner(tx, referral.municipality),
        due_at=end_of_term(term, since=today),
    )


async def _back_to_the_lead(
    tx: Transaction, referral: ReferralRow, grant: GrantRow, placement: PlacementRow
) -> bool:
    """A member of a partnership said no, or nothing: its lead has the move again, with a term of its own.

    False where no lead passed it on, or where the lead cannot take anybody any more (HLM-02).
    """
    lead = placement.lead
    if lead is None or lead == placement.provider:
        return False
    if not await can_be_asked(tx, referral, grant, lead):
        return False
    asked_by = (await rounds.round_of(tx, placement.round)).asked_by
    await ask_providers(
        tx, referral, grant, Asking((lead,), asked_by=asked_by, partnership=placement.partnership)
    )
    return True


async def back_to_the_desk(
    tx: Transaction, referral: ReferralRow, placement: PlacementRow, reason: str
) -> None:
    """This provider is out. With others still asked for the component, they have the move; no more is done.

    Where none is left it is the lead's again, where one had passed it on. Else the grant stays committed and
    the municipality looks for the next. The referral itself
    is back on the desk's list only where no other component is accepted or in care. Past the last day of the
    grant nobody looks any more.
    """
    grant = await stored_grant(tx, placement.grant_id)
    await referrals.add_milestone(
        tx,
        referral,
        Milestone.NOT_ACCEPTED,
        component=grant.component,
        provider=placement.provider,
        reasons=[reason],
    )
    if await placements.others_open(tx, placement):
        return
    may_still_be_asked = not grant.has_lapsed(local_day(tx.now))
    if may_still_be_asked and await _back_to_the_lead(tx, referral, grant, placement):
        return
    await look_further(tx, referral, grant)


async def look_further(tx: Transaction, referral: ReferralRow, grant: GrantRow) -> None:
    """Nobody is asked for this grant any more: the municipality looks for the next, until its last day."""
    if grant.has_lapsed(local_day(tx.now)):
        await end_lapsed(tx, referral, grant)
        return
    moved = await follow_components(tx, referral, said_no=True)
    if moved.state is ReferralStatus.AT_DESK:
        await referrals.add_milestone(tx, moved, Milestone.AT_DESK)
    await await_next_provider(tx, moved, grant.id)
