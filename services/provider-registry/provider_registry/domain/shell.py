"""Specialists whom a local team may consult: the shell (schil) around it (GRO-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from provider_registry.domain.contract import FOREVER, Period
from provider_registry.domain.organisation import Kind

NEVER_CONSULTED = frozenset({Kind.MUNICIPALITY, Kind.REGION, Kind.PLATFORM})
"""Who buys or carries the platform is no specialist."""


@dataclass(frozen=True)
class Hours:
    """A part of a day of the week (1 is Monday), in local time written as 09:00; `until` not included."""

    weekday: int
    since: str
    until: str


@dataclass(frozen=True)
class ShellLink:
    """`team` is a municipality's organisation. `valid_until` is the last day."""

    id: UUID
    version: int
    team: UUID
    specialist: UUID
    expertise: str
    hours: tuple[Hours, ...]
    contact: str
    valid_from: date
    valid_until: date | None = None

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until or FOREVER)


def is_a_week(hours: Iterable[Hours]) -> bool:
    """Whether each part begins before it ends, and no two overlap."""
    ordered = sorted(hours, key=lambda each: (each.weekday, each.since))
    return all(each.since < each.until for each in ordered) and all(
        one.weekday != next_one.weekday or one.until <= next_one.since for one, next_one in pairwise(ordered)
    )


def is_reachable(link: ShellLink, local: datetime) -> bool:
    """Whether this specialist can be consulted at this moment; `local` in Europe/Amsterdam."""
    clock = local.strftime("%H:%M")
    return link.period.holds(local.date()) and any(
        each.weekday == local.isoweekday() and each.since <= clock < each.until for each in link.hours
    )
