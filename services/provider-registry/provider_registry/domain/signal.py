"""What a contract manager should look at (NV-17, HLM-22)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from provider_registry.domain.capacity import Capacity
from provider_registry.domain.enrolment import Enrolment
from provider_registry.domain.offer import OfferStatus
from provider_registry.domain.option import Landscape, contracts_of, days_of


class SignalKind(StrEnum):
    CAPACITY_STALE = "capacity-stale"
    WAIT_OVER_NORM = "wait-over-norm"
    EVALUATION_DUE = "evaluation-due"
    CONTRACT_ENDS = "contract-ends"


@dataclass(frozen=True)
class Signal:
    """`about`: an enrolment or a contract. `days`: of waiting, where it is about that."""

    id: UUID
    kind: SignalKind
    region: str
    provider: UUID
    about: UUID
    days: int | None
    raised_at: datetime
    ended_at: datetime | None


def regions_that_place(known: Landscape, enrolment: Enrolment, day: date) -> frozenset[str]:
    """Those with a contract under which it can be placed on this day."""
    offer = known.offers[enrolment.offer]
    if offer.status is not OfferStatus.PUBLISHED or not days_of(known, enrolment, offer).holds(day):
        return frozenset()
    held = (each for each in contracts_of(known, enrolment) if each.period.holds(day))
    return frozenset(region for contract in held for region in contract.regions)


def signals_of(
    said: Capacity | None, norms: Mapping[str, int], *, stale: bool
) -> Mapping[tuple[SignalKind, str], int | None]:
    """What should be open about one enrolment, per kind and region, with the days that it tells.

    `norms`: the longest wait in days that each region accepts that can place there today.
    """
    old: dict[tuple[SignalKind, str], int | None]
    old = {(SignalKind.CAPACITY_STALE, region): None for region in norms} if stale else {}
    wait = said.wait_from_days if said else None
    return old | {
        (SignalKind.WAIT_OVER_NORM, region): wait
        for region, norm in norms.items()
        if wait is not None and wait > norm
    }


def ended(open_now: Iterable[Signal], wanted: Mapping[tuple[SignalKind, str], int | None]) -> list[Signal]:
    """Those that nothing keeps open any more."""
    return [each for each in open_now if (each.kind, each.region) not in wanted]
