"""Help that ends at eighteen, or runs past it, without anybody having said what follows (NV-14)."""

from collections.abc import Iterable

from access.domain.adulthood import AdulthoodSignal, alarm_of, months_at
from access.domain.entitlement import Entitlement
from access.domain.request import Request
from access.store import clients, signals
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def look_ahead(
    tx: Transaction, request: Request, entitlement: Entitlement, policy: RegionPolicy
) -> None:
    """Alarm help that begins, or gets another end, past the policy's first moment before eighteen.

    Of whom only a whole number of years is known, the alarm comes rather too early than too late.
    """
    adulthood, today = policy.desk.adulthood, local_day(tx.now)
    if adulthood is None:
        return
    months = months_at(await clients.ages_of(tx, request.client), today)
    alarm = alarm_of(
        months, today, valid_until=entitlement.valid_until, policy_months=adulthood.signal_months_before
    )
    if alarm is None or await clients.follow_on_of(tx, entitlement.id) is not None:
        return
    if not await signals.exists(tx, request.id, alarm, entitlement.valid_until):
        await tell_both(tx, entitlement, [alarm])


async def tell_both(tx: Transaction, entitlement: Entitlement, kinds: Iterable[AdulthoodSignal]) -> None:
    """To the desk and to the provider, with the last day of the help."""
    for kind in kinds:
        for to in ({"municipality": entitlement.municipality}, {"organisation": entitlement.provider}):
            await signals.add(
                tx,
                kind=kind,
                request=entitlement.request,
                grant=entitlement.grant,
                about_day=entitlement.valid_until,
                **to,
            )
