"""Ask somebody to go on with the help, with what they need to know."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from referral.domain.handover import NEXT_OF_HANDOVER, Destination, HandoverStatus, Papers
from referral.domain.messages import MessageKind
from referral.domain.milestones import Milestone
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.policies import policies
from referral.refusals import require_step
from referral.refusals_handover import RECEIVER_IS_IN_CARE, RECEIVER_UNKNOWN
from referral.store import handovers, placements, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_handover import HandoverRow
from region_policy.terms import end_of_term, local_day
from servicekit.organisations import Organisation, known_organisation
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, RuleBroken

HANDOVER_CONFIRMATION = "handover-confirmation"
HANDOVER_RETURNED = "handover-returned"
NO_RECEIVERS = frozenset({"region", "platform"})


@dataclass(frozen=True)
class Proposal:
    """`receiver`: in the network; of one outside, `papers` have the name."""

    receiver: UUID | None
    papers: Papers


async def propose_handover(
    tx: Transaction,
    placement_id: UUID,
    to: Destination,
    proposal: Proposal,
    *,
    by: Organisation,
    key: str,
    body: BaseModel,
) -> HandoverRow:
    """Hand running care over; until somebody confirms contact the sender answers for it (HLM-17).

    The same key again answers with the handover made before. Raises KeyReused, ImpossibleStep (not in care,
    or one to this destination is under way), RuleBroken.
    """
    referral, placement = await placements.lock_placement(tx, placement_id)
    claimed = await claim(tx, key, body, about=placement_id)
    if claimed.made_before:
        return await handovers.handover(tx, claimed.resource_id)
    if placement.state is not PlacementStatus.IN_CARE:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_PLACEMENT[placement.state]])
    await _require_receiver(tx, proposal, placement.provider)
    row = await handovers.add_handover(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "status": HandoverStatus.PROPOSED.value,
            "placement": placement.id,
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "provider": placement.provider,
            "destination": to.value,
            **await _sent(tx, referral, claimed.resource_id, proposal, by),
        },
    )
    if row is None:
        under_way = await handovers.of_placement(tx, placement_id)
        (other,) = [each for each in under_way if each.to is to and NEXT_OF_HANDOVER[each.state]]
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_HANDOVER[other.state]])
    await _await_confirmation(tx, referral, row)
    return row


async def repeat_handover(
    tx: Transaction, handover_id: UUID, proposal: Proposal, *, by: Organisation, if_match: str | None
) -> HandoverRow:
    """Send one that came back once more, mended or to somebody else; who sends it now is its sender.

    Raises ImpossibleStep, VersionMissing, VersionStale, RuleBroken.
    """
    referral, row = await handovers.lock_handover(tx, handover_id)
    require_step(NEXT_OF_HANDOVER, row.state, HandoverStatus.PROPOSED)
    require_match(row, if_match)
    await _require_receiver(tx, proposal, row.provider)
    sent = await _sent(tx, referral, row.id, proposal, by)
    anew: dict[str, Any] = {**sent, "settled_at": None, "return_reason": None}
    row = await handovers.move_handover(tx, row, HandoverStatus.PROPOSED, **anew)
    await tx.cancel_deadline(HANDOVER_RETURNED, row.id)
    await _await_confirmation(tx, referral, row)
    return row


async def _require_receiver(tx: Transaction, proposal: Proposal, provider: UUID) -> None:
    if proposal.receiver is None:
        return
    if proposal.receiver == provider:
        raise RuleBroken(reasons=[RECEIVER_IS_IN_CARE])
    known = await known_organisation(tx, proposal.receiver)
    if known is None or not known.works(tx.now) or known.kind in NO_RECEIVERS:
        raise RuleBroken(reasons=[RECEIVER_UNKNOWN])


async def _sent(
    tx: Transaction, referral: ReferralRow, handover_id: UUID, proposal: Proposal, by: Organisation
) -> dict[str, Any]:
    today = local_day(tx.now)
    term = policies(tx).in_force(referral.region, on=today).following.handover
    key = await tx.keyring.data_key(tx.session, referral.client)
    return {
        "sender": by.id,
        "receiver": proposal.receiver,
        "papers": key.seal(proposal.papers.model_dump_json(), f"handover/{handover_id}"),
        "proposed_at": tx.now,
        "confirm_by": end_of_term(term, since=today),
    }


async def _await_confirmation(tx: Transaction, referral: ReferralRow, row: HandoverRow) -> None:
    owner = str(row.answers_for_confirmation)
    tx.set_deadline(HANDOVER_CONFIRMATION, row.id, region=row.region, owner=owner, due_at=row.confirm_by)
    if row.receiver is not None:
        # Without the reference of the referral: the receiver reads the handover, not the file behind it.
        await tell(tx, [row.receiver], MessageKind.HANDOVER_PROPOSED, about=row.id)
    await referrals.add_milestone(tx, referral, Milestone.HANDOVER_PROPOSED, provider=row.receiver)
