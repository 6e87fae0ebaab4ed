"""An offer: written, changed, shown to referrers, withdrawn."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from provider_registry.domain.offer import NEXT, Offer, OfferStatus, what_does_not_fit, what_is_missing
from provider_registry.domain.organisation import FREE_ONLY, OFFERS_HELP
from provider_registry.resources import regions
from provider_registry.store import mapping, offers
from provider_registry.store.tables import OfferRow
from provider_registry.usecases.place_options import lock_provider, place_options
from provider_registry.usecases.sign_up import seat_the_next
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

DOES_NOT_FIT = {
    "form": Text(
        nl="hoort niet bij dit deel van de jeugdhulp", en="does not belong to this part of youth care"
    ),
    "ageTo": Text(nl="ligt voor de jongste leeftijd", en="lies before the youngest age"),
    "seats": Text(nl="hoort bij een groep, en alleen daarbij", en="belongs to a group, and to nothing else"),
    "isFree": Text(
        nl="kan niet bij wonen en verblijf: daar gaat een besluit aan vooraf",
        en="is not possible for living and residential help: a decision comes first",
    ),
    "municipalities": Text(
        nl="is nodig voor wat vrij toegankelijk is, en elke code is een gemeente",
        en="is needed for what is freely accessible, and each code is a municipality",
    ),
    "pilotUntil": Text(
        nl="een proef heeft een eerste en een latere laatste dag",
        en="a pilot has a first and a later last day",
    ),
    "replaces": Text(nl="kan alleen een proef", en="only a pilot can"),
}
MISSING = {
    "method": Text(nl="De werkwijze ontbreekt", en="The method is missing"),
    "programmes": Text(nl="De programma's ontbreken", en="The programmes are missing"),
    "professionals": Text(nl="De professionals ontbreken", en="The professionals are missing"),
    "contact": Text(nl="Een contact ontbreekt", en="A contact is missing"),
    "times": Text(nl="De tijden ontbreken", en="The times are missing"),
    "enrolments": Text(nl="Waar dit te krijgen is ontbreekt", en="Where it can be had is missing"),
}
NEVER_OFFERS = ReasonGiven(
    "never-offers-help",
    Text(
        nl="Een organisatie van deze soort verwijst of beslist, en biedt zelf geen hulp",
        en="An organisation of this kind refers or decides, and offers no help itself",
    ),
)
FORM_STAYS = ReasonGiven(
    "form-stays-once-enrolled",
    Text(
        nl="Dit aanbod is al ergens te krijgen in zijn vorm: schrijf voor een andere vorm een nieuw aanbod",
        en="This offer can be had in its form already: write a new offer for another form",
    ),
)
FREE_ALONE = ReasonGiven(
    "offers-free-help-only",
    Text(
        nl="De sociale basis biedt alleen vrij toegankelijke hulp",
        en="The social base offers freely accessible help only",
    ),
)


async def add_offer(tx: Transaction, offer: Offer, claimed: Claim) -> Offer:
    """Store a draft. Raises InvalidInput, NotFound (no such provider) and RuleBroken (NV-02)."""
    if claimed.made_before and (existing := await offers.offer(tx, offer.id)):
        return existing
    _check(tx, offer)
    await _may_offer(tx, offer)
    await mapping.add(tx, OfferRow, offer)
    return offer


async def change_offer(
    tx: Transaction, offer_id: UUID, change: Callable[[Offer], Offer], *, if_match: str | None
) -> Offer:
    """What is published stays whole.

    Raises NotFound, InvalidInput, VersionMissing, VersionStale and RuleBroken.
    """
    found = await _locked(tx, offer_id)
    require_match(found, if_match)
    changed = replace(change(found), version=found.version + 1)
    _check(tx, changed)
    await _may_offer(tx, changed)
    if changed.form is not found.form and await offers.count_of_enrolments(tx, offer_id):
        # Its places have the location and the intensity that the old form asks (IJS-25).
        raise RuleBroken(reasons=[FORM_STAYS])
    if changed.status is OfferStatus.PUBLISHED:
        await _must_be_whole(tx, changed)
    await _store(tx, changed)
    if changed.seats is not None:
        await seat_the_next(tx, changed)
    return changed


async def move_offer(tx: Transaction, offer_id: UUID, step: str, *, if_match: str | None) -> Offer:
    """Publish or withdraw it.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale and RuleBroken.
    """
    found = await _locked(tx, offer_id)
    steps = NEXT[found.status]
    if step not in steps:
        raise ImpossibleStep(possible_steps=[*steps])
    require_match(found, if_match)
    moved = replace(found, status=steps[step], version=found.version + 1)
    if moved.status is OfferStatus.PUBLISHED:
        await _may_offer(tx, moved)
    if moved.status is OfferStatus.PUBLISHED:
        await _must_be_whole(tx, moved)
    return await _store(tx, moved)


async def _locked(tx: Transaction, offer_id: UUID) -> Offer:
    provider = await offers.provider_of_offer(tx, offer_id)
    if provider is None:
        raise NotFound
    await lock_provider(tx, provider)
    found = await offers.offer(tx, offer_id)
    assert found is not None, "an offer is never removed"
    return found


async def _store(tx: Transaction, offer: Offer) -> Offer:
    await mapping.change(tx, OfferRow, offer)
    await place_options(tx, offer.provider)
    return offer


def _check(tx: Transaction, offer: Offer) -> None:
    wrong = list(what_does_not_fit(offer))
    if any(code not in regions(tx).points for code in offer.municipalities):
        wrong.append("municipalities")
    if wrong:
        raise InvalidInput(errors=_told(dict.fromkeys(wrong)))


def _told(fields: Iterable[str]) -> list[FieldError]:
    return [FieldError(field, DOES_NOT_FIT[field]) for field in fields]


async def _may_offer(tx: Transaction, offer: Offer) -> None:
    provider = await lock_provider(tx, offer.provider)
    if provider.kind not in OFFERS_HELP:
        raise RuleBroken(reasons=[NEVER_OFFERS])
    if provider.kind in FREE_ONLY and not offer.is_free:
        raise RuleBroken(reasons=[FREE_ALONE])


async def _must_be_whole(tx: Transaction, offer: Offer) -> None:
    enrolments = await offers.count_of_enrolments(tx, offer.id)
    missing = what_is_missing(offer, enrolments=enrolments)
    if reasons := [ReasonGiven(f"{name}-missing", MISSING[name]) for name in missing]:
        raise RuleBroken(reasons=reasons)
