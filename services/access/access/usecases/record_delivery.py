"""A provider tells what it did: one line, priced by the tariff of the day."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from access.domain.delivery import Line, weigh
from access.domain.entitlement import Entitlement, EntitlementStatus, Grant
from access.resources import policies
from access.store import entitlements
from access.usecases.book_lines import book_lines
from access.usecases.declare_final_line import take_final_line
from access.usecases.draw_back import room_of
from access.usecases.open_for_lines import open_for_lines
from access.usecases.reasons import A_STAY, no_tariff, unknown_function, unknown_group
from access.usecases.reasons_of_routes import A_PRODUCT
from access.usecases.rules_of_grant import own_policy_began, policies_that_price
from region_policy.codes import Component
from region_policy.loader import NoPolicyInForce
from region_policy.model import NoTariff, RegionPolicy, tariff_on
from region_policy.money import amount_cents
from region_policy.parts import FunctionGroup
from region_policy.terms import local_day
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, RuleBroken
from wirekit.texts import Text

NOT_IN_FUTURE = Text(nl="mag niet in de toekomst liggen", en="may not lie in the future")


async def record_delivery(
    tx: Transaction,
    entitlement_id: UUID,
    *,
    function_group: str | None,
    function: str | None,
    minutes: int,
    delivered_on: date,
    is_final: bool,
    key: str,
    body: BaseModel,
) -> Line:
    """Record a line. What happened is recorded: beyond the ceiling it is held, never refused or split.

    Either the function group is named or a function, of which the group follows (IJS-18). The same key with
    the same body answers as the first time. Raises InvalidInput for a future day, ImpossibleStep after the
    final line, RuleBroken for a stay, an unknown group or function, or a day without a tariff.
    """
    if delivered_on > local_day(tx.now):
        raise InvalidInput(errors=[FieldError("deliveredOn", NOT_IN_FUTURE)])
    claimed = await claim(tx, key, body, about=entitlement_id)
    if claimed.made_before:
        earlier = await entitlements.line(tx, entitlement_id, claimed.resource_id)
        assert earlier is not None, "a claimed key was stored with its line"
        return earlier
    return await add_work(
        tx,
        entitlement_id,
        claimed.resource_id,
        function_group=function_group,
        function=function,
        minutes=minutes,
        delivered_on=delivered_on,
        is_final=is_final,
    )


async def add_work(
    tx: Transaction,
    entitlement_id: UUID,
    line_id: UUID,
    *,
    function_group: str | None,
    function: str | None,
    minutes: int,
    delivered_on: date,
    is_final: bool,
) -> Line:
    """The same for who holds the key already; the day is not in the future."""
    request, entitlement, grant = await open_for_lines(
        tx, entitlement_id, step="record_delivery", is_final=is_final
    )
    if grant.product is not None and grant.etmalen is None:
        raise RuleBroken(reasons=[A_PRODUCT])
    if grant.component is not Component.AMBULATORY:
        raise RuleBroken(reasons=[A_STAY])
    policy, group = await _priced(
        tx, entitlement, grant, delivered_on, group=function_group, function=function
    )
    tariff = _tariff(policy, group, delivered_on)
    amount = amount_cents(tariff, minutes)
    weighed = weigh(
        amount,
        delivered_on,
        last_day=delivered_on,
        etmalen=0,
        room=await room_of(tx, grant, cents=amount),
        care=await entitlements.care_at(tx, entitlement.placement),
        is_closed=entitlement.status is EntitlementStatus.CLOSED,
    )
    line = Line(
        id=line_id,
        version=1,
        entitlement=entitlement.id,
        region=entitlement.region,
        function_group=group.id,
        minutes=minutes,
        delivered_on=delivered_on,
        is_final=is_final,
        tariff_cents=tariff,
        amount_cents=amount,
        illustrative=group.illustrative,
        status=weighed.status,
        held_because=weighed.held_because,
        recorded_at=tx.now,
    )
    (line,), grant = await book_lines(tx, entitlement, grant, [line])
    if is_final:
        await take_final_line(tx, request, entitlement, grant)
    return line


async def _priced(
    tx: Transaction,
    entitlement: Entitlement,
    grant: Grant,
    day: date,
    *,
    group: str | None,
    function: str | None,
) -> tuple[RegionPolicy, FunctionGroup]:
    """The policy that prices work of this day, and the function group there (IJS-17)."""
    try:
        policy = policies(tx).in_force(entitlement.region, on=day)
    except NoPolicyInForce:
        raise RuleBroken(reasons=[no_tariff(day)]) from None
    if (found := _group_in(policy, group, function)) is not None:
        return policy, found
    own = await own_policy_began(tx, grant.decision)
    for kept in policies_that_price(tx, entitlement.region, day, own=own):
        if (found := _group_in(kept, group, function)) is not None:
            return kept, found
    if function is not None:
        listed = policy.functions.items if policy.functions else ()
        raise RuleBroken(reasons=[unknown_function(each.id for each in listed)])
    raise RuleBroken(reasons=[unknown_group(each.id for each in policy.function_groups.items)])


def _group_in(policy: RegionPolicy, group: str | None, function: str | None) -> FunctionGroup | None:
    return policy.group_of(function) if function is not None else policy.function_group(group or "")


def _tariff(policy: RegionPolicy, group: FunctionGroup, day: date) -> int:
    """Cents per hour on the day of delivery (IJS-19)."""
    try:
        return tariff_on(policy, group.id, day)
    except NoTariff:
        raise RuleBroken(reasons=[no_tariff(day)]) from None
