"""A place is held for a placement while the provider has not answered yet."""

from dataclasses import dataclass, replace
from uuid import UUID

from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.individual import may_use
from provider_registry.domain.reservation import (
    NEXT,
    Refusal,
    Reservation,
    ReservationStatus,
    Wish,
    until_of,
    why_not,
)
from provider_registry.events_capacity import PlaceReserved
from provider_registry.store import offers, reservations
from provider_registry.store.landscape import landscape_of
from provider_registry.usecases.lock_place import lock_place
from provider_registry.usecases.place_options import lock_provider, place_capacity
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

RESERVATION_LAPSES = "reservation-lapses"

TOLD = {
    Refusal.DAY_IS_PAST: Text(nl="De startdag is voorbij", en="The day of the start is past"),
    Refusal.NOT_PUBLISHED: Text(
        nl="Dit aanbod is niet (meer) gepubliceerd", en="This offer is not published (any more)"
    ),
    Refusal.NOT_ENROLLED: Text(
        nl="De aanbieder is op die dag hier niet ingeschreven",
        en="The provider is not enrolled here on that day",
    ),
    Refusal.NOT_AVAILABLE: Text(
        nl="De locatie, de proef of de aanbieder zelf is op die dag gestopt",
        en="The location, the pilot or the provider itself has stopped by that day",
    ),
    Refusal.OTHER_INTENSITY: Text(
        nl="De aanbieder is hier niet op deze intensiteit ingeschreven",
        en="The provider is not enrolled at this intensity here",
    ),
    Refusal.NOT_CONTRACTED: Text(
        nl="Op die dag geldt geen contract waaronder hier geplaatst kan worden",
        en="On that day no contract holds under which one can be placed here",
    ),
    Refusal.OTHER_CONTRACT: Text(
        nl="Dit contract voor één jeugdige dekt deze hulp op die dag niet",
        en="This contract for one young person does not cover this help on that day",
    ),
    Refusal.NO_AUTHORISATION: Text(
        nl="Gesloten jeugdhulp vraagt een machtiging van de rechter, met nummer en laatste dag",
        en="Closed care needs a court's authorisation, with its number and last day",
    ),
    Refusal.AUTHORISATION_ENDED: Text(
        nl="De machtiging eindigt voor de startdag", en="The authorisation ends before the day of the start"
    ),
    Refusal.NOTHING_SAID: Text(
        nl="De aanbieder heeft nog niets over plaatsen gezegd", en="The provider said nothing of places yet"
    ),
    Refusal.NO_PLACE: Text(nl="Er is geen vrije plaats", en="There is no free place"),
}


@dataclass(frozen=True)
class Reserved:
    """`is_new` also where it is held anew, after it lapsed or was given back."""

    reservation: Reservation
    is_new: bool


async def reserve_place(tx: Transaction, wish: Wish) -> Reserved:
    """Hold it, or hold it longer. The same again changes nothing; a longer time counts from the first moment.

    Raises NotFound (no such enrolment), ImpossibleStep (another place is held) and RuleBroken.
    """
    if await offers.provider_of_enrolment(tx, wish.enrolment) is None:
        raise NotFound
    found = await lock_place(tx, wish.placement, wish.enrolment)
    now = found.at(tx.now) if found else None
    if now and now.in_force:
        return Reserved(await _hold_longer(tx, now, wish), is_new=False)
    place = await offers.enrolment(tx, wish.enrolment)
    assert place is not None, "an enrolment is never removed"
    await _check(tx, place, wish)
    held = Reservation(
        placement=wish.placement,
        version=found.version + 1 if found else 1,
        status=ReservationStatus.HELD,
        enrolment=wish.enrolment,
        reserved_by=tx.caller.organisation,
        since=tx.now,
        until=until_of(wish, tx.now),
        heard=found.heard if found else 0,
    )
    if found:
        await reservations.replace(tx, held)
    elif not await reservations.add(tx, held):
        raise ImpossibleStep(possible_steps=["release"])
    await _tell(tx, held, place)
    if found and found.enrolment != held.enrolment:
        await place_again(tx, found.enrolment)
    return Reserved(held, is_new=True)


async def place_again(tx: Transaction, enrolment: UUID) -> None:
    """Bring the order in which it is shown to the leases that are left; its provider is locked."""
    (provider,) = await reservations.providers_of(tx, {enrolment})
    await place_capacity(tx, provider, enrolment)


async def _hold_longer(tx: Transaction, now: Reservation, wish: Wish) -> Reservation:
    if now.reserved_by != tx.caller.organisation:
        raise NotFound
    if now.enrolment != wish.enrolment:
        raise ImpossibleStep(possible_steps=[*NEXT[now.status]])
    place = await offers.enrolment(tx, now.enrolment)
    assert place is not None, "an enrolment is never removed"
    await _check(tx, place, wish, has_its_place=True)
    until = until_of(wish, now.since)
    if now.status is ReservationStatus.TAKEN or until <= now.until:
        return now
    longer = replace(now, version=now.version + 1, until=until)
    await reservations.replace(tx, longer)
    await _tell(tx, longer, place)
    return longer


async def _check(tx: Transaction, place: Enrolment, wish: Wish, *, has_its_place: bool = False) -> None:
    known = await landscape_of(tx, await lock_provider(tx, place.provider))
    form = known.offers[place.offer].care_form
    covered = await _is_covered(tx, wish, place.provider, form)
    refusals = why_not(known, place, wish, today=local_day(tx.now), contracted_apart=covered)
    of_places = {Refusal.NO_PLACE, Refusal.NOTHING_SAID} if has_its_place else set()
    if reasons := [ReasonGiven(each, TOLD[each]) for each in refusals if each not in of_places]:
        raise RuleBroken(reasons=reasons)


async def _is_covered(tx: Transaction, wish: Wish, provider: UUID, form: CareForm) -> bool:
    if (named := wish.individual_contract) is None:
        return False
    contract = await reservations.individual_contract(tx, named.id)
    return contract is not None and not may_use(
        contract, client=named.client, provider=provider, form=form, day=wish.on_day
    )


async def _tell(tx: Transaction, held: Reservation, place: Enrolment) -> None:
    await place_capacity(tx, place.provider, place.id)
    owner = str(held.reserved_by)
    tx.set_deadline(RESERVATION_LAPSES, held.placement, region="nl", owner=owner, due_at=held.until)
    tx.publish(PlaceReserved.of(held, place))
