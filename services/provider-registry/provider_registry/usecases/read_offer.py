"""The profile of an offer, with where and at which levels it can be had (IJS-29, NV-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import Offer, OfferStatus
from provider_registry.store import offers, organisations
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class OfferSeen:
    """`enrolments`: also past ones. `intensities`: those of today."""

    offer: Offer
    provider_name: str
    enrolments: tuple[Enrolment, ...]
    location_names: Mapping[UUID, str]
    intensities: tuple[str, ...]


async def read_offer(tx: Transaction, offer_id: UUID) -> OfferSeen:
    """Raises NotFound; also where it is not published and not the caller's own."""
    offer = await offers.offer(tx, offer_id)
    if offer is None or (
        offer.status is not OfferStatus.PUBLISHED and tx.caller.organisation != offer.provider
    ):
        raise NotFound
    (seen,) = await read_offers(tx, [offer])
    return seen


async def read_offers(tx: Transaction, found: Sequence[Offer]) -> list[OfferSeen]:
    """Offers of one provider, as they are shown."""
    if not found:
        return []
    provider = await organisations.organisation(tx, found[0].provider)
    assert provider is not None, "an entry is never removed"
    mine = tx.caller.organisation == provider.id
    places = await offers.locations_of(tx, provider.id)
    names = {each.id: each.name for each in places if mine or not each.secret}
    today = local_day(tx.now)
    enrolments = await offers.enrolments_of_offers(tx, [offer.id for offer in found])
    seen = []
    for offer in found:
        own = tuple(each for each in enrolments if each.offer == offer.id)
        levels = {each.intensity for each in own if each.intensity and each.period.holds(today)}
        seen.append(OfferSeen(offer, provider.name, own, names, tuple(sorted(levels))))
    return seen
