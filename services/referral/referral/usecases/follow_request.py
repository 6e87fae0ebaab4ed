"""Follow what the room `access` does with a referral: on the desk's list, decided, or closed."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from referral.domain.components import Component
from referral.domain.messages import MessageKind
from referral.domain.milestones import GRANT_LAPSED, Milestone
from referral.domain.status import NEXT, ReferralStatus
from referral.store import placements, referrals
from referral.store.components import components
from referral.store.messages import tell
from referral.store.next_moves import keep_desk_term
from referral.store.rows import ReferralRow
from referral.usecases.accept_placement import accept_award
from referral.usecases.ask_provider import ask_provider, await_next_provider, can_be_asked
from referral.usecases.follow_waiting import follow_waiting
from referral.usecases.list_running_cases import look_at_provider
from referral.usecases.look_for_stop import stops
from referral.usecases.national_contracts import fits_the_arrangement
from referral.usecases.order_letter import order_letter_of_decision, order_letter_of_refusal
from referral.usecases.place_without_decision import place_without_decision
from referral.usecases.submit_referral import DECISION_AWAITED
from referral.usecases.withdraw_referral import nobody_waits_any_more
from region_policy.codes import Route
from servicekit.transaction import Transaction
from wirekit.events import Reading

LANE_DESK, LANE_PROVIDER = "desk", "with-provider"
LAPSED = "lapsed"
REFUSED = "refused"
FREE_HELP = "free-help"
ENDING = frozenset({"not-allowed", REFUSED, LAPSED, FREE_HELP})
"""The outcomes that end a referral here; the others follow on what this room told itself."""
UNACCEPTED = frozenset(
    {
        ReferralStatus.SUBMITTED,
        ReferralStatus.AT_DESK,
        ReferralStatus.GRANTED,
        ReferralStatus.WITH_PROVIDER,
    }
)
"""What `access` closes may have been accepted before that is heard here: then the acceptance stands."""


class RequestOpened(Reading):
    """`due_at`: until when the desk decides (UTC); None while no term runs."""

    referral: UUID
    lane: str
    due_at: AwareDatetime | None = None


class RequestClosed(Reading):
    referral: UUID
    outcome: str
    reasons: tuple[str, ...]
    against_wish: bool = False


class GrantRead(BaseModel):
    """One component of what was given. Its money is not read: no placement needs it.

    `provider` is to be asked first; `etmalen` are days of stay.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)
    grant: UUID
    route: str | None = None
    component: Component
    provider: UUID | None = None
    etmalen: int | None = None
    intensity: str | None = None
    valid_from: date
    valid_until: date


class DecisionMade(Reading):
    referral: UUID
    grants: tuple[GrantRead, ...]
    preferred_provider: UUID | None
    awarded_provider: UUID | None = None
    start_on: date | None = None
    decided_by: str | None = None


async def note_request_opened(tx: Transaction, opened: RequestOpened) -> None:
    """The request is in somebody's hands; on the desk's lane the referral waits there.

    It may come after the decision: the two are different aggregates, with no order between them.
    """
    referral = await referrals.lock_referral(tx, opened.referral)
    await tx.cancel_deadline(DECISION_AWAITED, referral.id)
    await keep_desk_term(tx, referral.id, opened.version, opened.due_at)
    if opened.lane == LANE_PROVIDER and referral.state is ReferralStatus.SUBMITTED:
        await place_without_decision(tx, referral)
    if opened.lane == LANE_DESK and referral.state is ReferralStatus.SUBMITTED:
        moved = await referrals.move_referral(tx, referral, ReferralStatus.AT_DESK)
        await referrals.add_milestone(tx, moved, Milestone.AT_DESK)
    await follow_waiting(tx, referral)


async def note_desk_term(tx: Transaction, changed: RequestOpened) -> None:
    """The desk has another term: the referrer reads until when."""
    referral = await referrals.lock_referral(tx, changed.referral)
    await keep_desk_term(tx, referral.id, changed.version, changed.due_at)


async def follow_decision(tx: Transaction, made: DecisionMade) -> None:
    """Something is granted: for each component ask its provider at once, or have the municipality find one.

    An awarded quote binds its provider already. A decision on a referral that is over meanwhile changes
    nothing here; `access` returns its money.
    """
    referral = await referrals.lock_referral(tx, made.referral)
    await tx.cancel_deadline(DECISION_AWAITED, referral.id)
    known = await components(tx, referral.id)
    if known or ReferralStatus.GRANTED not in NEXT[referral.state] or not made.grants:
        return
    await referrals.add_grants(
        tx,
        [
            {
                "id": given.grant,
                "referral": referral.id,
                "decision": made.ref,
                "component": given.component.value,
                "valid_from": given.valid_from,
                "valid_until": given.valid_until,
                "provider": given.provider,
                "etmalen": given.etmalen,
                "intensity": given.intensity,
                "is_national": given.route == Route.NATIONAL_ARRANGEMENT,
            }
            for given in made.grants
        ],
    )
    referral = await referrals.move_referral(tx, referral, ReferralStatus.GRANTED)
    await referrals.add_milestone(tx, referral, Milestone.GRANTED)
    await order_letter_of_decision(tx, referral, made.ref, decided_by=made.decided_by)
    for number, component in enumerate(await components(tx, referral.id)):
        grant = component.grant
        if made.awarded_provider is not None:
            start_on = max(made.start_on or grant.valid_from, grant.valid_from)
            referral = await accept_award(tx, referral, grant, made.awarded_provider, start_on)
            # The award stands; where its provider stops meanwhile, the case is listed like any other.
            if await stops(tx, referral, grant, made.awarded_provider):
                await look_at_provider(tx, made.awarded_provider, region=referral.region)
            continue
        first = grant.provider or (made.preferred_provider if number == 0 else None)
        is_fit = first is not None and await fits_the_arrangement(tx, grant, first)
        if first and is_fit and await can_be_asked(tx, referral, grant, first):
            await ask_provider(tx, referral, grant, first)
        else:
            await await_next_provider(tx, referral, grant.id)


async def follow_request_closed(tx: Transaction, closed: RequestClosed) -> None:
    """A request that is not allowed, refused, sent to free help, or lapsed ends the referral.

    Its referrer reads why. To free help against the wish of the family goes with a letter (LAW-12).
    """
    referral = await referrals.lock_referral(tx, closed.referral)
    if closed.outcome not in ENDING or referral.state not in UNACCEPTED:
        return
    await nobody_waits_any_more(tx, referral)
    moved = await referrals.move_referral(tx, referral, ReferralStatus.CLOSED)
    reasons = (GRANT_LAPSED,) if closed.outcome == LAPSED else closed.reasons
    await referrals.add_milestone(tx, moved, Milestone.CLOSED, reasons=reasons)
    if closed.outcome == REFUSED:
        await _tell_providers(tx, moved, reasons)
    if closed.outcome == REFUSED or closed.against_wish:
        await order_letter_of_refusal(tx, moved)


async def _tell_providers(tx: Transaction, referral: ReferralRow, reasons: Iterable[str]) -> None:
    """What the municipality refused reaches whom the referrer had in mind and whoever was asked (HLM-04)."""
    preferred = [referral.preferred_provider] if referral.preferred_provider else []
    asked = await placements.providers_asked(tx, referral.id)
    await tell(tx, [*preferred, *asked], MessageKind.CLOSED, referral=referral.id, reasons=reasons)
