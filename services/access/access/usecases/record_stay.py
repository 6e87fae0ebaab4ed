"""A provider tells of a stay: from the day of arrival to that of departure, priced per etmaal."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel

from access.domain.delivery import Line
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.domain.stay import Stretch, etmalen_of, nights_kept, stretches
from access.resources import policies
from access.store import entitlements
from access.usecases.book_lines import book_lines
from access.usecases.declare_final_line import take_final_line
from access.usecases.draw_back import room_of
from access.usecases.open_for_lines import open_for_lines
from access.usecases.product_tariffs import product_tariff
from access.usecases.reasons import ABSENCE_NOT_DECIDED, NIGHT_TOLD_BEFORE, NOT_A_STAY, no_tariff
from access.usecases.reasons_of_routes import A_PRODUCT
from access.usecases.rules_of_grant import own_policy_began, policies_that_price
from region_policy.loader import NoPolicyInForce
from region_policy.model import NoTariff, etmaal_tariff_on
from region_policy.terms import local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput, RuleBroken
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
    is_absence: bool,
    key: str,
    body: BaseModel,
) -> StayRecorded:
    """Record a stay; what lies beyond the granted etmalen is held, never refused (IJS-27, IJS-30).

    So is a night that is paid at another place already: nobody sleeps in two beds.

    `is_absence`: the nights for which the place was kept while the young person was away; those beyond what
    the policy keeps in a row are held.

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
    return await add_stay(
        tx,
        entitlement_id,
        claimed.resource_id,
        arrived_on=arrived_on,
        left_on=left_on,
        is_final=is_final,
        is_absence=is_absence,
    )


async def add_stay(
    tx: Transaction,
    entitlement_id: UUID,
    stay_id: UUID,
    *,
    arrived_on: date,
    left_on: date,
    is_final: bool,
    is_absence: bool,
) -> StayRecorded:
    """The same for who holds the key already; the days are not in the future."""
    request, entitlement, grant = await open_for_lines(
        tx, entitlement_id, step="record_stay", is_final=is_final
    )
    if grant.etmalen is None:
        raise RuleBroken(reasons=[NOT_A_STAY if grant.product is None else A_PRODUCT])
    added = await entitlements.add_stay(tx, stay_id, entitlement, arrived_on=arrived_on, left_on=left_on)
    if not added:
        raise RuleBroken(reasons=[NIGHT_TOLD_BEFORE])
    etmalen = etmalen_of(arrived_on, left_on)
    kept = await _kept(tx, entitlement, arrived_on, etmalen) if is_absence else None
    found = stretches(
        arrived_on,
        etmalen,
        tariff_on=_Tariffs(tx, entitlement.region, grant, await own_policy_began(tx, grant.decision)).on,
        room=await room_of(tx, grant),
        care=await entitlements.care_at(tx, entitlement.placement),
        is_closed=entitlement.status is EntitlementStatus.CLOSED,
        kept=kept,
        elsewhere=await entitlements.nights_due_elsewhere(
            tx, entitlement, arrived_on, arrived_on + timedelta(days=etmalen - 1)
        ),
    )
    lines = tuple(
        _line(
            tx,
            entitlement,
            grant,
            stay_id,
            stretch,
            is_final=is_final and stretch is found[-1],
            is_absence=is_absence,
        )
        for stretch in found
    )
    lines, grant = await book_lines(tx, entitlement, grant, lines)
    if is_final:
        await take_final_line(tx, request, entitlement, grant)
    return StayRecorded(stay_id, lines)


def _line(
    tx: Transaction,
    entitlement: Entitlement,
    grant: Grant,
    stay_id: UUID,
    stretch: Stretch,
    *,
    is_final: bool,
    is_absence: bool,
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
        product=grant.product,
        etmalen=stretch.etmalen,
        is_absence=is_absence,
    )


async def _kept(tx: Transaction, entitlement: Entitlement, first_day: date, etmalen: int) -> int:
    """Of how many of these nights away the place is paid. Raises RuleBroken where no policy says so."""
    try:
        absence = policies(tx).in_force(entitlement.region, on=first_day).desk.absence
    except NoPolicyInForce:
        raise RuleBroken(reasons=[no_tariff(first_day)]) from None
    if absence is None:
        raise RuleBroken(reasons=[ABSENCE_NOT_DECIDED])
    told = await entitlements.absent_nights(tx, entitlement.placement)
    return nights_kept(first_day, etmalen, told, absence.kept_nights)


class _Tariffs:
    """The price of a night at one intensity, or of one product, by the policy in force on that day."""

    def __init__(self, tx: Transaction, region: str, grant: Grant, own: date) -> None:
        self._tx, self._region, self._grant, self._own = tx, region, grant, own

    def on(self, day: date) -> int:
        """Cents per etmaal. Raises RuleBroken for a day without a tariff."""
        if self._grant.product is not None:
            return product_tariff(self._tx, self._region, self._grant.product, day, own=self._own)[0]
        for policy in policies_that_price(self._tx, self._region, day, own=self._own):
            try:
                return etmaal_tariff_on(policy, self._grant.intensity or "", day)
            except NoTariff:
                continue
        raise RuleBroken(reasons=[no_tariff(day)])
