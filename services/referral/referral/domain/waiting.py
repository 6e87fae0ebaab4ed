"""The waiting clock: from the referral to the first contact with who will help, and from there to the start.

Nothing of it is stored but the days on which something happened, so that what is entered late counts as if
it had been entered on its day.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from referral.domain.components import Component
from region_policy.waiting import WaitingNorm, WaitingNorms


class Stretch(StrEnum):
    TO_FIRST_CONTACT = "to-first-contact"
    TO_START = "to-start"


@dataclass(frozen=True)
class ComponentFacts:
    """Of one component: the days on which something happened to it, each None while it has not.

    `since`: from when it waits, where that is not the referral. `over_on`: it is over and never began.
    """

    grant: UUID
    component: Component
    since: date | None = None
    contact_on: date | None = None
    started_on: date | None = None
    over_on: date | None = None


@dataclass(frozen=True)
class Wait:
    """One stretch of waiting. `component` and `grant` are None while nothing is granted.

    `until`: the day on which it ended; None while it runs. `today`: the day on which this is looked at.
    """

    stretch: Stretch
    component: Component | None
    grant: UUID | None
    since: date
    until: date | None
    norm: WaitingNorm
    today: date

    @property
    def runs(self) -> bool:
        return self.until is None

    @property
    def last_day(self) -> date:
        """The last day on which the stricter of the two norms is kept."""
        return self.since + timedelta(days=self.norm.strictest)

    @property
    def days(self) -> int:
        """Waited so far; the day on which it began does not count."""
        return max(0, ((self.until or self.today) - self.since).days)

    @property
    def is_passed(self) -> bool:
        return self.days > self.norm.strictest


def waits_of(
    submitted_on: date,
    over_on: date | None,
    parts: Collection[ComponentFacts],
    norms: WaitingNorms,
    *,
    today: date,
) -> tuple[Wait, ...]:
    """Every stretch that was waited or is waited, of each component; `over_on`: the referral is over."""
    if not parts:
        to_contact = norms.to_first_contact
        return (Wait(Stretch.TO_FIRST_CONTACT, None, None, submitted_on, over_on, to_contact, today),)
    return tuple(wait for part in parts for wait in _of_part(part, submitted_on, over_on, norms, today))


def _of_part(
    part: ComponentFacts, submitted_on: date, over_on: date | None, norms: WaitingNorms, today: date
) -> Iterator[Wait]:
    since = part.since or submitted_on
    ended = part.started_on or _earliest(part.over_on, over_on)
    # Whoever gives care has met the young person, whatever was or was not entered before.
    contact = _earliest(part.contact_on, part.started_on)
    at = (part.component, part.grant)
    yield Wait(Stretch.TO_FIRST_CONTACT, *at, since, contact or ended, norms.to_first_contact, today)
    if part.contact_on is not None and contact is not None:
        yield Wait(Stretch.TO_START, *at, contact, ended, norms.to_start, today)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def next_last_day(waits: Sequence[Wait], told: Collection[tuple[UUID | None, Stretch]]) -> date | None:
    """The next day with which a norm ends that runs and was not told yet; None where nobody waits so."""
    return min((wait.last_day for wait in waits if wait.runs and not is_told(wait, told)), default=None)


def is_told(wait: Wait, told: Collection[tuple[UUID | None, Stretch]]) -> bool:
    """Whether it was told that this norm is passed: of a component, or before there were components."""
    return (wait.grant, wait.stretch) in told or (None, wait.stretch) in told
