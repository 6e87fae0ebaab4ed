"""A provider tells how much of a granted product it delivered on a day."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from access.domain.delivery import Hold, Line, LineStatus, Weighed, weigh
from access.domain.entitlement import EntitlementStatus, Grant
from access.domain.product import price
from access.store import entitlements
from access.usecases.book_lines import book_lines
from access.usecases.declare_final_line import take_final_line
from access.usecases.draw_back import room_of
from access.usecases.open_for_lines import open_for_lines
from access.usecases.product_tariffs import tariff_of_grant
from access.usecases.reasons_of_routes import (
    NO_LINES_FOR_STANDING_READY,
    NOT_A_PRODUCT,
    PRODUCT_IN_ETMALEN,
    no_product_tariff,
)
from access.usecases.record_contact import require_past
from region_policy.codes import Funding, QuantityUnit
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def record_product_delivery(
    tx: Transaction,
    entitlement_id: UUID,
    *,
    quantity: int,
    delivered_on: date,
    result_reached: bool,
    is_final: bool,
    key: str,
    body: BaseModel,
) -> Line:
    """Record minutes or pieces at the product's tariff of the day, held and paid as hours are (HLM-21).

    A piece that is paid for its result is held while that is not reached. The same key with the same body
    answers as the first time. Raises InvalidInput for a future day, ImpossibleStep after the final line,
    RuleBroken for what is told in another way and for a day without a tariff.
    """
    require_past(tx, "deliveredOn", delivered_on)
    claimed = await claim(tx, key, body, about=entitlement_id)
    if claimed.made_before:
        earlier = await entitlements.line(tx, entitlement_id, claimed.resource_id)
        assert earlier is not None, "a claimed key was stored with its line"
        return earlier
    return await add_product(
        tx,
        entitlement_id,
        claimed.resource_id,
        quantity=quantity,
        delivered_on=delivered_on,
        result_reached=result_reached,
        is_final=is_final,
    )


async def add_product(
    tx: Transaction,
    entitlement_id: UUID,
    line_id: UUID,
    *,
    quantity: int,
    delivered_on: date,
    result_reached: bool,
    is_final: bool,
) -> Line:
    """The same for who holds the key already; the day is not in the future."""
    request, entitlement, grant = await open_for_lines(
        tx, entitlement_id, step="record_delivery", is_final=is_final
    )
    product = _told_this_way(grant)
    found = await tariff_of_grant(tx, entitlement.region, grant, delivered_on)
    if found is None:
        raise RuleBroken(reasons=[no_product_tariff(delivered_on)])
    tariff, illustrative = found
    amount = price(grant.unit, tariff, quantity)
    weighed = weigh(
        amount,
        delivered_on,
        last_day=delivered_on,
        etmalen=0,
        room=await room_of(tx, grant, cents=amount),
        care=await entitlements.care_at(tx, entitlement.placement),
        is_closed=entitlement.status is EntitlementStatus.CLOSED,
    )
    if grant.funding is Funding.RESULT and not result_reached:
        weighed = Weighed(LineStatus.HELD, (Hold.RESULT_NOT_REACHED, *weighed.held_because))
    is_minutes = grant.unit is QuantityUnit.MINUTE
    line = Line(
        id=line_id,
        version=1,
        entitlement=entitlement.id,
        region=entitlement.region,
        product=product,
        minutes=quantity if is_minutes else None,
        pieces=None if is_minutes else quantity,
        delivered_on=delivered_on,
        is_final=is_final,
        tariff_cents=tariff,
        amount_cents=amount,
        illustrative=illustrative,
        status=weighed.status,
        held_because=weighed.held_because,
        recorded_at=tx.now,
    )
    (line,), grant = await book_lines(tx, entitlement, grant, [line])
    if is_final:
        await take_final_line(tx, request, entitlement, grant)
    return line


def _told_this_way(grant: Grant) -> str:
    """The product of the grant. Raises RuleBroken with the way that is right."""
    if grant.product is None:
        raise RuleBroken(reasons=[NOT_A_PRODUCT])
    if grant.funding is Funding.AVAILABILITY:
        raise RuleBroken(reasons=[NO_LINES_FOR_STANDING_READY])
    if grant.etmalen is not None:
        raise RuleBroken(reasons=[PRODUCT_IN_ETMALEN])
    return grant.product
