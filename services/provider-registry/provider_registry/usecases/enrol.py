"""An offer can be had somewhere, at an intensity, from a day on (IJS-25, IJS-28)."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import WITHOUT_A_PLACE, Offer
from provider_registry.events import EnrolmentChanged
from provider_registry.resources import regions
from provider_registry.store import mapping, offers
from provider_registry.store.tables import EnrolmentRow
from provider_registry.usecases.place_options import lock_provider, place_options
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

NEEDED = Text(nl="is verplicht voor elk bed", en="is required for every bed")
ONLY_OF_BEDS = Text(nl="hoort alleen bij wonen en verblijf", en="belongs to living and residential only")
NEEDS_A_PLACE = Text(nl="is verplicht voor deze vorm", en="is required for this form")
NOT_YOURS = Text(nl="is geen locatie van deze aanbieder", en="is no location of this provider")
NO_POLICY = Text(nl="is geen regio met een geldend beleid", en="is no region with a policy in force")
BEFORE_IT_BEGINS = Text(nl="ligt voor de eerste dag", en="lies before the first day")
THE_SAME = Text(nl="is de intensiteit die het al heeft", en="is the intensity that it has already")
ENDED = ReasonGiven(
    "enrolment-ended",
    Text(nl="Deze inschrijving is dan al geëindigd", en="This enrolment has ended by then"),
)
TWICE = ReasonGiven(
    "enrolled-already",
    Text(
        nl="Voor deze locatie en intensiteit is dit aanbod in deze dagen al ingeschreven",
        en="This offer is enrolled at this location and intensity on these days already",
    ),
)


async def enrol(tx: Transaction, enrolment: Enrolment, claimed: Claim) -> Enrolment:
    """Raises InvalidInput, NotFound (no such offer), and RuleBroken where it is enrolled there already."""
    if claimed.made_before and (existing := await offers.enrolment(tx, enrolment.id)):
        return existing
    await lock_provider(tx, enrolment.provider)
    offer = await offers.offer(tx, enrolment.offer)
    if offer is None:
        raise NotFound
    await _check(tx, offer, enrolment)
    await mapping.add(tx, EnrolmentRow, enrolment)
    await _tell(tx, offer, enrolment)
    return enrolment


async def end_enrolment(
    tx: Transaction, enrolment_id: UUID, last_day: date, *, if_match: str | None
) -> Enrolment:
    """Raises NotFound, VersionMissing, VersionStale, InvalidInput and RuleBroken (it has ended before)."""
    offer, found = await _locked(tx, enrolment_id, if_match)
    if last_day < found.valid_from:
        raise InvalidInput(errors=[FieldError("lastDay", BEFORE_IT_BEGINS)])
    if found.valid_until is not None and found.valid_until < last_day:
        # Longer would lie over what came after it, such as the same bed at another intensity.
        raise RuleBroken(reasons=[ENDED])
    ended = replace(found, valid_until=last_day, version=found.version + 1)
    await mapping.change(tx, EnrolmentRow, ended)
    await _tell(tx, offer, ended)
    return ended


async def change_intensity(
    tx: Transaction, enrolment_id: UUID, intensity: str, from_day: date, *, if_match: str | None
) -> Enrolment:
    """A new enrolment from this day on; the old one keeps its intensity and its days (IJS-25).

    Raises NotFound, VersionMissing, VersionStale, InvalidInput and RuleBroken.
    """
    offer, found = await _locked(tx, enrolment_id, if_match)
    if intensity == found.intensity:
        raise InvalidInput(errors=[FieldError("intensity", THE_SAME)])
    if from_day <= found.valid_from:
        raise InvalidInput(errors=[FieldError("validFrom", BEFORE_IT_BEGINS)])
    if found.valid_until is not None and found.valid_until < from_day:
        raise RuleBroken(reasons=[ENDED])
    old = replace(found, valid_until=from_day - timedelta(days=1), version=found.version + 1)
    new = replace(
        found,
        id=uuid7(),
        version=1,
        intensity=intensity,
        valid_from=from_day,
        follows=found.id,
    )
    await mapping.change(tx, EnrolmentRow, old)
    await _check(tx, offer, new)
    await mapping.add(tx, EnrolmentRow, new)
    tx.publish(EnrolmentChanged.of(old, offer))
    await _tell(tx, offer, new)
    return new


async def _tell(tx: Transaction, offer: Offer, enrolment: Enrolment) -> None:
    tx.publish(EnrolmentChanged.of(enrolment, offer))
    await place_options(tx, enrolment.provider)


async def _locked(tx: Transaction, enrolment_id: UUID, if_match: str | None) -> tuple[Offer, Enrolment]:
    provider = await offers.provider_of_enrolment(tx, enrolment_id)
    if provider is None:
        raise NotFound
    await lock_provider(tx, provider)
    found = await offers.enrolment(tx, enrolment_id)
    assert found is not None, "an enrolment is never removed"
    require_match(found, if_match)
    offer = await offers.offer(tx, found.offer)
    assert offer is not None, "an offer is never removed"
    return offer, found


async def _check(tx: Transaction, offer: Offer, enrolment: Enrolment) -> None:
    if enrolment.valid_until is not None and enrolment.valid_until < enrolment.valid_from:
        raise InvalidInput(errors=[FieldError("validUntil", BEFORE_IT_BEGINS)])
    if errors := [*await _wrong_place(tx, offer, enrolment), *_wrong_intensity(tx, offer, enrolment)]:
        raise InvalidInput(errors=errors)
    others = await offers.enrolments_of_offers(tx, [offer.id])
    same = (enrolment.location, enrolment.region, enrolment.intensity)
    if any(
        (other.location, other.region, other.intensity) == same and other.period.within(enrolment.period)
        for other in others
        if other.id != enrolment.id
    ):
        raise RuleBroken(reasons=[TWICE])


async def _wrong_place(tx: Transaction, offer: Offer, enrolment: Enrolment) -> list[FieldError]:
    if enrolment.location is None:
        placeless = offer.form in WITHOUT_A_PLACE or offer.is_free
        return [] if placeless else [FieldError("location", NEEDS_A_PLACE)]
    location = await offers.location(tx, enrolment.location)
    own = location is not None and location.organisation == enrolment.provider
    return [] if own else [FieldError("location", NOT_YOURS)]


def _wrong_intensity(tx: Transaction, offer: Offer, enrolment: Enrolment) -> list[FieldError]:
    if not offer.is_bed:
        given = {"intensity": enrolment.intensity, "region": enrolment.region}
        return [FieldError(name, ONLY_OF_BEDS) for name, value in given.items() if value is not None]
    if enrolment.region is None or enrolment.intensity is None:
        given = {"intensity": enrolment.intensity, "region": enrolment.region}
        return [FieldError(name, NEEDED) for name, value in given.items() if value is None]
    policy = regions(tx).policy(enrolment.region, max(enrolment.valid_from, local_day(tx.now)))
    if policy is None:
        return [FieldError("region", NO_POLICY)]
    listed = (
        policy.intensities.living if offer.care_form is CareForm.LIVING else policy.intensities.residential
    )
    allowed = [each.id for each in listed.items]
    if enrolment.intensity in allowed:
        return []
    names = ", ".join(allowed)
    return [FieldError("intensity", Text(nl=f"mogelijk zijn: {names}", en=f"possible are: {names}"))]
