"""Contracts: with whom, for what, where and when (HLM-22, ZHZ-12, ZHZ-13)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from region_policy.codes import CareForm

FOREVER = date(9999, 12, 31)


class Level(StrEnum):
    """At which level a region buys; the first that holds is the one that is used."""

    LOCAL = "local"
    REGIONAL = "regional"
    SUPRA_REGIONAL = "supra-regional"
    NATIONAL = "national"
    BESPOKE = "bespoke"


class ContractStatus(StrEnum):
    IN_FORCE = "in-force"
    SUSPENDED = "suspended"
    ENDED = "ended"


NEXT: Mapping[ContractStatus, Mapping[str, ContractStatus]] = {
    ContractStatus.IN_FORCE: {
        "suspension": ContractStatus.SUSPENDED,
        "ending": ContractStatus.ENDED,
    },
    ContractStatus.SUSPENDED: {
        "resumption": ContractStatus.IN_FORCE,
        "ending": ContractStatus.ENDED,
    },
    # Until its last day it still holds, and may have to be suspended at once.
    ContractStatus.ENDED: {"suspension": ContractStatus.SUSPENDED},
}
"""The steps from each status, until the last day. What has ended does not come back: a new one is made."""


@dataclass(frozen=True)
class Contract:
    """`regions` begins with the one that contracts; `municipalities`: the codes for which it holds.

    `valid_until` is the last day, None without an end. From `suspended_on` on nothing new is placed.
    `ground` tells why it was suspended or ended.
    """

    id: UUID
    version: int
    status: ContractStatus
    provider: UUID
    region: str
    form: CareForm
    level: Level
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None
    suspended_on: date | None = None
    ground: str | None = None

    @property
    def period(self) -> "Period":
        """The days on which something new may be placed under it."""
        until = self.valid_until or FOREVER
        if self.suspended_on is not None:
            until = min(until, self.suspended_on - timedelta(days=1))
        return Period(self.valid_from, until)


@dataclass(frozen=True)
class Period:
    """Both days count; without a day where `start` is after `end`."""

    start: date
    end: date

    def __bool__(self) -> bool:
        return self.start <= self.end

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def within(self, other: "Period") -> "Period":
        return Period(max(self.start, other.start), min(self.end, other.end))

    def without(self, other: "Period") -> Iterator["Period"]:
        """What is left when the days of the other are taken out."""
        shared = self.within(other)
        if not shared:
            yield self
            return
        if shared.start > self.start:
            yield Period(self.start, shared.start - timedelta(days=1))
        if shared.end < self.end:
            yield Period(shared.end + timedelta(days=1), self.end)


def in_use(contracts: Iterable[Contract], period: Period) -> Iterator[tuple[Contract, Period]]:
    """Which of these contracts is used on which days of the period: never two on one day.

    The nearest level goes first, and of one level the one that began first.
    """
    order = [*Level]
    left = [period] if period else []
    for contract in sorted(contracts, key=lambda each: (order.index(each.level), each.valid_from, each.id)):
        held = contract.period
        yield from ((contract, used) for each in left if (used := each.within(held)))
        left = [rest for each in left for rest in each.without(held)]
