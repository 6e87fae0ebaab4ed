"""How many places, how soon, who said so and when (NV-17)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

UNKNOWN, FULL = 32_766, 32_767
"""Waits that are no number of days; both come after every number."""


class CapacityStatus(StrEnum):
    CAPACITY = "capacity"
    WAITING_LIST = "waiting-list"
    NONE = "none"
    ASSESSMENT_REQUIRED = "assessment-required"


class Source(StrEnum):
    """By which way it was said."""

    API = "api"
    PAGE = "page"
    UPLOAD = "upload"


@dataclass(frozen=True)
class Capacity:
    """What was said last. Waits in days, both ends included; `as_of` (UTC): when it was so."""

    enrolment: UUID
    version: int
    status: CapacityStatus
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    as_of: datetime
    said_by: UUID
    source: Source


@dataclass(frozen=True)
class Word:
    """One word on the places of an enrolment, as it is kept; `recorded_at` (UTC): when we heard it."""

    enrolment: UUID
    as_of: datetime
    status: CapacityStatus
    free_places: int | None
    most_places: int | None
    wait_from_days: int | None
    wait_to_days: int | None
    said_by: UUID
    source: Source
    recorded_at: datetime

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, whoever said it and by which way."""
        waits = (self.wait_from_days, self.wait_to_days)
        return (self.status, self.free_places, self.most_places, *waits)


class Outcome(StrEnum):
    """`stored`: kept, and later than all before. `kept`: in the history only. `unchanged`: known already.

    `contradicts`: of the same moment something else was said before.
    """

    STORED = "stored"
    KEPT = "kept"
    UNCHANGED = "unchanged"
    CONTRADICTS = "contradicts"


def outcome_of(word: Word, now: Capacity | None, before: Word | None) -> Outcome:
    """`before`: what was said of the very same moment, if anything."""
    if before is not None:
        return Outcome.UNCHANGED if before.content == word.content else Outcome.CONTRADICTS
    return Outcome.STORED if now is None or word.as_of > now.as_of else Outcome.KEPT


def capacity_from(word: Word, now: Capacity | None) -> Capacity:
    """The word as the last one; versions count from 1."""
    return Capacity(
        enrolment=word.enrolment,
        version=now.version + 1 if now else 1,
        status=word.status,
        free_places=word.free_places,
        most_places=word.most_places,
        wait_from_days=word.wait_from_days,
        wait_to_days=word.wait_to_days,
        as_of=word.as_of,
        said_by=word.said_by,
        source=word.source,
    )


@dataclass(frozen=True)
class Weighed:
    """`outcomes`: of each word in its turn. `kept`: for the history. `latest`: said last, where new."""

    outcomes: tuple[Outcome, ...]
    kept: tuple[Word, ...]
    latest: Mapping[UUID, Capacity]


def weigh(
    words: Iterable[Word],
    now: Mapping[UUID, Capacity],
    before: Mapping[tuple[UUID, datetime], Word],
) -> Weighed:
    """One word after the other. `now`: said last, per enrolment. `before`: by enrolment and moment."""
    outcomes, kept, known, latest = [], [], dict(before), dict[UUID, Capacity]()
    for word in words:
        last = latest.get(word.enrolment, now.get(word.enrolment))
        outcome = outcome_of(word, last, known.get((word.enrolment, word.as_of)))
        outcomes.append(outcome)
        if outcome in {Outcome.STORED, Outcome.KEPT}:
            kept.append(word)
            known[word.enrolment, word.as_of] = word
        if outcome is Outcome.STORED:
            latest[word.enrolment] = capacity_from(word, last)
    return Weighed(tuple(outcomes), tuple(kept), latest)


def what_does_not_fit(capacity: Capacity | Word) -> tuple[str, ...]:
    """Fields that contradict another, as the API names them."""
    wrong = []
    free, most = capacity.free_places, capacity.most_places
    if free is not None and most is not None and free > most:
        wrong.append("freePlaces")
    if capacity.status is CapacityStatus.CAPACITY and free == 0:
        wrong.append("freePlaces")
    if capacity.status in {CapacityStatus.NONE, CapacityStatus.WAITING_LIST} and free:
        wrong.append("freePlaces")
    start, end = capacity.wait_from_days, capacity.wait_to_days
    if (start is None) != (end is None) or (start is not None and end is not None and start > end):
        wrong.append("waitToDays")
    return tuple(dict.fromkeys(wrong))


def wait_of(capacity: Capacity | None, leased: int) -> int:
    """Days until one can start at the soonest; UNKNOWN, or FULL.

    `leased`: places that were reserved or taken since it was said.
    """
    if capacity is None:
        return UNKNOWN
    if capacity.status is CapacityStatus.NONE:
        return FULL
    if capacity.free_places and capacity.free_places <= leased:
        return FULL
    if capacity.status is CapacityStatus.CAPACITY:
        return capacity.wait_from_days or 0
    return UNKNOWN if capacity.wait_from_days is None else capacity.wait_from_days


def is_stale(as_of: datetime | None, stale_after_days: int, at: datetime) -> bool:
    """Too old to go by; what nobody ever said is too old as well."""
    return as_of is None or at >= as_of + timedelta(days=stale_after_days)


@dataclass(frozen=True)
class Waited:
    """How long one waited on average over the days of a period that are known, in whole days."""

    wait_from_days: int | None
    wait_to_days: int | None
    days_known: int
    days: int


def waited(said: Sequence[Capacity | Word], start: datetime, end: datetime) -> Waited:
    """`said` in the order of `as_of`; each holds until the next. From `start` to `end`, both UTC."""
    known, lows, highs = timedelta(), 0.0, 0.0
    following: Capacity | Word | None
    for one, following in zip(said, [*said, None][1:], strict=True):
        since, until = max(one.as_of, start), min(following.as_of if following else end, end)
        if since >= until or one.wait_from_days is None or one.wait_to_days is None:
            continue
        held = until - since
        known += held
        lows += one.wait_from_days * held.total_seconds()
        highs += one.wait_to_days * held.total_seconds()
    seconds = known.total_seconds()
    return Waited(
        round(lows / seconds) if seconds else None,
        round(highs / seconds) if seconds else None,
        round(seconds / 86_400),
        round((end - start).total_seconds() / 86_400),
    )
