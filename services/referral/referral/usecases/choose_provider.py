"""Record which of the providers that offer a place is chosen, and by whom."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.messages import MessageKind
from referral.domain.placing import ChosenBy, WhyNotFamily, WhyWithdrawn
from referral.domain.status import NEXT_OF_PLACEMENT, PlacementStatus
from referral.refusals import HIDDEN_BY_SECRECY
from referral.store import placements, referrals, rounds, secrecy
from referral.store.placements_told import tell_providers
from referral.store.rows import PlacementRow
from referral.store.rows_placement import ChoiceRow, RoundRow
from referral.usecases.accept_placement import bind_placement
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, RuleBroken
from wirekit.texts import Text

NOT_OF_THIS = Text(nl="is geen vraag van deze verwijzing", en="is no placement request of this referral")


@dataclass(frozen=True)
class Chosen:
    """`reason`: why somebody else than the family chose."""

    placement: UUID
    by: ChosenBy
    reason: WhyNotFamily | None


async def choose_provider(
    tx: Transaction, referral_id: UUID, chosen: Chosen, *, key: str, body: BaseModel
) -> tuple[ChoiceRow, RoundRow]:
    """Take up one offer; the other providers hear that they are not the one, and lose the profile.

    The same key again answers with the choice made before. Raises KeyReused, InvalidInput (of another
    referral), ImpossibleStep (no offer, or none any more), RuleBroken (a mark of secrecy).
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        made = await rounds.choice(tx, claimed.resource_id)
        return made, await rounds.round_of(tx, made.round)
    placement = await placements.lock_placement_of(tx, referral.id, chosen.placement)
    if placement is None:
        raise InvalidInput(errors=[FieldError("placement", NOT_OF_THIS)])
    if placement.state is not PlacementStatus.OFFERED:
        # By the table a request may become accepted too: by its provider, who has not answered here.
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_PLACEMENT[placement.state]])
    if not await secrecy.may_know_whereabouts(tx, referral):
        raise RuleBroken(reasons=[HIDDEN_BY_SECRECY])
    assert placement.start_planned_on is not None, "who offers says when care is to start"
    accepted = await bind_placement(
        tx,
        referral,
        placement,
        start_planned_on=placement.start_planned_on,
        enrolment=placement.enrolment,
        others=WhyWithdrawn.NOT_CHOSEN,
    )
    await tell_providers(tx, [accepted], MessageKind.CHOSEN, day=accepted.start_planned_on)
    made = await record_choice(tx, accepted, chosen.by, chosen.reason, choice_id=claimed.resource_id)
    return made, await rounds.round_of(tx, made.round)


async def record_choice(
    tx: Transaction,
    placement: PlacementRow,
    by: ChosenBy,
    reason: WhyNotFamily | None,
    *,
    choice_id: UUID,
) -> ChoiceRow:
    """Keep who chose this provider; one choice per round (NV-12)."""
    return await rounds.add_choice(
        tx,
        {
            "id": choice_id,
            "round": placement.round,
            "placement": placement.id,
            "provider": placement.provider,
            "chosen_by": by.value,
            "reason": reason.value if reason else None,
            "recorded_at": tx.now,
            "recorded_by": tx.caller.organisation,
        },
    )
