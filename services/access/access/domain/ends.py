"""What ends in one case, and when it is warned of: together, in time to ask for more (LAW-09). Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from access.domain.change import CHANGEABLE
from access.domain.entitlement import Entitlement, Grant
from access.domain.request import Request, RequestStatus
from access.domain.review import Review
from access.domain.words import Period
from region_policy.codes import Component, ReferrerType

WARNED_BEFORE = timedelta(days=42)
"""The law's six weeks for an authorisation. Our reading: a court or a desk needs them for the others too."""
TOGETHER = 2 * WARNED_BEFORE
"""Who is first due takes along what ends within six weeks of it, so that all of it is asked for at once."""
DAY = timedelta(days=1)


class EndKind(StrEnum):
    """GRANT: granted, no provider took it yet. BED: an entitlement to stay. REVIEW: the team looks again."""

    MEASURE = "measure"
    AUTHORISATION = "authorisation"
    GRANT = "grant"
    ENTITLEMENT = "entitlement"
    BED = "bed"
    REVIEW = "review"


class Acts(StrEnum):
    """Who must do something before that day."""

    INSTITUTION = "institution"
    MUNICIPALITY = "municipality"


OF_THE_COURT = frozenset({EndKind.MEASURE, EndKind.AUTHORISATION})


@dataclass(frozen=True)
class End:
    """`last_day` in Europe/Amsterdam; `since`: the first day, None where nobody told it.

    `about`: the grant, the review, or the request itself.
    """

    kind: EndKind
    about: UUID
    since: date | None
    last_day: date
    acts: Acts
    component: Component | None = None

    @property
    def told_as(self) -> str:
        """Under this an end counts as told; on another day it is another end."""
        return f"{self.kind}:{self.about}:{self.last_day}"


@dataclass(frozen=True)
class Given:
    """A grant, with the entitlement that it became."""

    grant: Grant
    entitlement: Entitlement | None

    @property
    def last_day(self) -> date:
        return self.entitlement.valid_until if self.entitlement else self.grant.valid_until

    @property
    def runs(self) -> bool:
        """Whether it still gives help: nobody closed it, and care did not stop."""
        if self.entitlement is not None:
            return self.entitlement.status in CHANGEABLE
        return self.grant.closed_at is None


def ends_of(request: Request, determined: Period | None, given: Sequence[Given]) -> list[End]:
    """Everything that ends in a case, the first one first; nothing of a case that is closed.

    `determined`: the court's authorisation of the determination. What was granted on one goes before that,
    and the referrer's own word comes last.
    """
    if request.status is RequestStatus.CLOSED:
        return []
    running = [each for each in given if each.runs]
    found = [_of_given(request, each) for each in running if not _goes_on(each, running)]
    if request.measure is not None and request.measure.until is not None:
        found.append(End(EndKind.MEASURE, request.id, None, request.measure.until, Acts.INSTITUTION))
    authorised = [each.grant.authorised_until for each in running if each.grant.authorised_until is not None]
    until = max(authorised, default=determined.end if determined else request.authorised_until)
    if until is not None:
        since = determined.start if determined and determined.start <= until else None
        found.append(End(EndKind.AUTHORISATION, request.id, since, until, _who(request, until)))
    return _in_order(found)


def with_reviews(ends: Iterable[End], reviews: Iterable[Review]) -> list[End]:
    """The same, with the days on which the local team looks again."""
    due = (each for each in reviews if each.done_at is None)
    days = [End(EndKind.REVIEW, each.id, None, each.due_on, Acts.MUNICIPALITY) for each in due]
    return _in_order([*ends, *days])


def known_to_institution(ends: Iterable[End], request: Request, today: date) -> list[End]:
    """Once its measure is over an institution knows of the court's word only; help is the family's own."""
    is_over = request.measure is not None and not request.measure.is_in_force(today)
    return [each for each in ends if not is_over or each.kind in OF_THE_COURT]


def next_warning(ends: Iterable[End], told: Collection[str], today: date) -> date | None:
    """The day on which the first end that nobody was told of is warned of; today where that is past."""
    days = [each.last_day for each in _untold(ends, told, today)]
    return max(min(days) - WARNED_BEFORE, today) if days else None


def to_tell(ends: Iterable[End], told: Collection[str], today: date) -> list[End]:
    """What is warned of in one message today; nothing while the first end is further away."""
    untold = _untold(ends, told, today)
    if not untold or untold[0].last_day - WARNED_BEFORE > today:
        return []
    return [each for each in untold if each.last_day <= today + TOGETHER]


def is_of_institution(request: Request) -> bool:
    return request.facts.referrer is ReferrerType.CERTIFIED_INSTITUTION


def _untold(ends: Iterable[End], told: Collection[str], today: date) -> list[End]:
    return _in_order(each for each in ends if each.last_day >= today and each.told_as not in told)


def _of_given(request: Request, given: Given) -> End:
    kind = EndKind.GRANT
    if given.entitlement is not None:
        kind = EndKind.BED if given.grant.component is Component.STAY else EndKind.ENTITLEMENT
    since = given.entitlement.valid_from if given.entitlement else given.grant.valid_from
    who = Acts.MUNICIPALITY if kind is EndKind.GRANT else _who(request, given.last_day)
    return End(kind, given.grant.id, since, given.last_day, who, given.grant.component)


def _goes_on(given: Given, all_given: Iterable[Given]) -> bool:
    """Whether other help of the same kind takes over the day after: another provider, or lighter."""
    return any(
        each.grant.component is given.grant.component and each.grant.valid_from == given.last_day + DAY
        for each in all_given
    )


def _who(request: Request, day: date) -> Acts:
    """Under a measure the institution determines what follows (LAW-02); else the municipality decides."""
    in_force = request.measure is not None and request.measure.is_in_force(day)
    return Acts.INSTITUTION if is_of_institution(request) and in_force else Acts.MUNICIPALITY


def _in_order(ends: Iterable[End]) -> list[End]:
    return sorted(ends, key=lambda each: (each.last_day, each.kind, each.about))
