"""Sign up for a group, and withdraw; a free seat goes to who waits longest (HLM-12)."""

from dataclasses import dataclass, replace
from uuid import UUID

from provider_registry.domain.offer import Offer, OfferStatus
from provider_registry.domain.option import days_of
from provider_registry.domain.reservation import is_contracted
from provider_registry.domain.sign_up import NEXT, Group, SignUp, SignUpStatus
from provider_registry.store import offers, sign_ups
from provider_registry.store.landscape import landscape_of
from provider_registry.usecases.place_options import lock_provider
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

NOT_A_GROUP = ReasonGiven(
    "no-group",
    Text(nl="Dit aanbod is geen groep met plaatsen", en="This offer is no group with seats"),
)
NOT_PUBLISHED = ReasonGiven(
    "offer-not-published",
    Text(nl="Dit aanbod is niet (meer) gepubliceerd", en="This offer is not published (any more)"),
)
NOT_TO_BE_HAD = ReasonGiven(
    "not-available-on-day",
    Text(
        nl="Deze groep is vandaag nergens te krijgen: zonder contract, nog niet begonnen of gestopt",
        en="This group can be had nowhere today: without a contract, not begun yet, or over",
    ),
)


@dataclass(frozen=True)
class SignedUp:
    sign_up: SignUp
    group: Group
    is_new: bool = False


async def sign_up(tx: Transaction, offer_id: UUID, placement: UUID) -> SignedUp:
    """A seat, or a place in the line. The same again changes nothing.

    Raises NotFound, and RuleBroken where there are no seats or nothing is published.
    """
    offer = await _locked(tx, offer_id)
    found = await sign_ups.sign_up(tx, offer_id, placement)
    if found and found.signed_up_by != tx.caller.organisation:
        raise NotFound
    if found and found.status is not SignUpStatus.WITHDRAWN:
        return SignedUp(found, await _group(tx, offer))
    if offer.status is not OfferStatus.PUBLISHED:
        raise RuleBroken(reasons=[NOT_PUBLISHED] if offer.seats else [NOT_PUBLISHED, NOT_A_GROUP])
    if offer.seats is None:
        raise RuleBroken(reasons=[NOT_A_GROUP])
    if not await _can_be_had(tx, offer):
        raise RuleBroken(reasons=[NOT_TO_BE_HAD])
    version = found.version + 1 if found else 1
    joined = await sign_ups.join_line(tx, offer_id, placement, tx.caller.organisation, version)
    group = await seat_the_next(tx, offer)
    now = next((each for each in group.in_turn if each.placement == placement), joined)
    return SignedUp(now, group, is_new=True)


async def withdraw_sign_up(
    tx: Transaction, offer_id: UUID, placement: UUID, *, if_match: str | None
) -> SignedUp:
    """Raises NotFound, ImpossibleStep, VersionMissing and VersionStale."""
    offer = await _locked(tx, offer_id)
    found = await sign_ups.sign_up(tx, offer_id, placement)
    if found is None or found.signed_up_by != tx.caller.organisation:
        raise NotFound
    steps = NEXT[found.status]
    if "withdrawal" not in steps:
        raise ImpossibleStep(possible_steps=[*steps])
    require_match(found, if_match)
    gone = replace(found, status=steps["withdrawal"], version=found.version + 1)
    await sign_ups.move(tx, gone)
    return SignedUp(gone, await seat_the_next(tx, offer))


async def read_group(
    tx: Transaction, offer_id: UUID, after: UUID | None, limit: int
) -> tuple[Group, list[SignUp]]:
    """The group, and those who joined after this placement. Raises NotFound."""
    offer = await offers.offer(tx, offer_id)
    if offer is None:
        raise NotFound
    group = await _group(tx, offer)
    before = await sign_ups.sign_up(tx, offer_id, after) if after else None
    shown = [each for each in group.in_turn if before is None or each.position > before.position]
    return group, shown[:limit]


async def _locked(tx: Transaction, offer_id: UUID) -> Offer:
    provider = await offers.provider_of_offer(tx, offer_id)
    if provider is None:
        raise NotFound
    await lock_provider(tx, provider)
    offer = await offers.offer(tx, offer_id)
    assert offer is not None, "an offer is never removed"
    return offer


async def _can_be_had(tx: Transaction, offer: Offer) -> bool:
    known, today = await landscape_of(tx, await lock_provider(tx, offer.provider)), local_day(tx.now)
    return any(
        days_of(known, each, offer).holds(today) and (offer.is_free or is_contracted(known, each, today))
        for each in known.enrolments
        if each.offer == offer.id
    )


async def seat_the_next(tx: Transaction, offer: Offer) -> Group:
    """Free seats go to who waits longest; the provider is locked."""
    group = await _group(tx, offer)
    for each in group.next_seated():
        await sign_ups.move(tx, replace(each, status=SignUpStatus.SEATED, version=each.version + 1))
    return await _group(tx, offer)


async def _group(tx: Transaction, offer: Offer) -> Group:
    return Group(offer.seats or 0, await sign_ups.in_turn(tx, offer.id))
