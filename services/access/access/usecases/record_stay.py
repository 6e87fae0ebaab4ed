"""A provider tells of a stay: from the day of arrival to that of departure, priced per etmaal."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from access.domain.account import Booking, deliver
from access.domain.delivery import Line
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.stay import Stretch, etmalen_of, stretches
from access.events import delivery_event
from access.resources import policies
from access.store import decisions, entitlements, requests
from access.usecases.declare_final_line import take_final_line
from access.usecases.reasons import NIGHT_TOLD_BEFORE, NOT_A_STAY, no_tariff
from region_policy.codes import Component
from region_policy.loader import NoPolicyInForce
from region_policy.model import NoTariff, etmaal_tariff_on
from region_policy.terms import local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken
from wirekit.texts import Text

NOT_IN_FUTURE = Text(nl="mag niet in de toekomst liggen", en="may not lie in the future")


@dataclass(frozen=True)
class StayRecorded:
    """`lines`: one, or more where not every night is priced and weighed alike."""

    id: UUID
    lines: tuple[Line, ...]

    @property
    def etmalen(self) -> int:
        return sum(line.volume for line in self.lines)


async def record_stay(
    tx: Transaction,
    entitlement_id: UUID,
    *,
    arrived_on: date,
    left_on: date,
    is_final: bool,
    key: str,
    body: BaseModel,
) -> StayRecorded:
    """Record a stay; what lies beyond the granted etmalen is held, never refused (IJS-27, IJS-30).

    The same key with the same body answers as the first time. Raises InvalidInput for a future day,
    ImpossibleStep after the final line, RuleBroken for an entitlement without a stay, for a night that was
    told before, and for one without a tariff.
    """
    if left_on > local_day(tx.now):
        raise InvalidInput(errors=[FieldError("leftOn", NOT_IN_FUTURE)])
    claimed = await claim(tx, key, body, about=entitlement_id)
    if claimed.made_before:
        return StayRecorded(
            claimed.resource_id, tuple(await entitlements.lines_of_stay(tx, claimed.resource_id))
        )
    request = await requests.lock_case_of(tx, entitlement_id)
    entitlement = await entitlements.entitlement(tx, entitlement_id)
    if request is None or entitlement is None:
        raise NotFound
    if "record_stay" not in entitlement.possible_steps or (
        is_final and "declare_final_line" not in entitlement.possible_steps
    ):
        raise ImpossibleStep(possible_steps=entitlement.possible_steps)
    grant = await decisions.grant(tx, entitlement.grant)
    assert grant is not None, "an entitlement has its grant by a foreign key"
    if grant.component is not Component.STAY or grant.intensity is None:
        raise RuleBroken(reasons=[NOT_A_STAY])
    added = await entitlements.add_stay(
        tx, claimed.resource_id, entitlement, arrived_on=arrived_on, left_on=left_on
    )
    if not added:
        raise RuleBroken(reasons=[NIGHT_TOLD_BEFORE])
    found = stretches(
        arrived_on,
        etmalen_of(arrived_on, left_on),
        tariff_on=_Tariffs(tx, entitlement.region, grant.intensity).on,
        room=grant.room,
        care=await entitlements.care_at(tx, entitlement.placement),
        is_closed=entitlement.status is EntitlementStatus.CLOSED,
    )
    lines = tuple(
        _line(
            tx, entitlement, grant, claimed.resource_id, stretch, is_final=is_final and stretch is found[-1]
        )
        for stretch in found
    )
    account = grant.account
    bookings: list[Booking] = []
    for line in lines:
        await entitlements.add_line(tx, line)
        bookings.append(deliver(account, line.id, line.amount_cents, line.status, line.volume))
        account = bookings[-1].account
        tx.publish(delivery_event(line))
    await decisions.book(tx, grant.id, *bookings)
    if is_final:
        await take_final_line(tx, request, entitlement, replace(grant, account=account))
    return StayRecorded(claimed.resource_id, lines)


def _line(
    tx: Transaction,
    entitlement: Entitlement,
    grant: Grant,
    stay_id: UUID,
    stretch: Stretch,
    *,
    is_final: bool,
) -> Line:
    return Line(
        id=uuid7(),
        version=1,
        entitlement=entitlement.id,
        region=entitlement.region,
        delivered_on=stretch.first_day,
        is_final=is_final,
        tariff_cents=stretch.tariff_cents,
        amount_cents=stretch.amount_cents,
        illustrative=grant.illustrative,
        status=stretch.weighed.status,
        held_because=stretch.weighed.held_because,
        recorded_at=tx.now,
        stay=stay_id,
        intensity=grant.intensity,
        etmalen=stretch.etmalen,
    )


class _Tariffs:
    """The price of a night at one intensity, by the policy in force on that day."""

    def __init__(self, tx: Transaction, region: str, intensity: str) -> None:
        self._policies, self._region, self._intensity = policies(tx), region, intensity

    def on(self, day: date) -> int:
        """Cents per etmaal. Raises RuleBroken for a day without a tariff."""
        try:
            return etmaal_tariff_on(self._policies.in_force(self._region, on=day), self._intensity, day)
        except (NoPolicyInForce, NoTariff):
            raise RuleBroken(reasons=[no_tariff(day)]) from None
