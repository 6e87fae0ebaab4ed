"""A stay in etmalen: the day of arrival counts, the day of departure does not, at least one (IJS-27)."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from access.domain.delivery import Care, Hold, LineStatus, Room, Weighed, weigh

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Nights on end that are priced and weighed alike; `tariff_cents` per etmaal."""

    first_day: date
    etmalen: int
    tariff_cents: int
    weighed: Weighed

    @property
    def amount_cents(self) -> int:
        return self.etmalen * self.tariff_cents


@dataclass(frozen=True)
class Night:
    day: date
    tariff_cents: int
    weighed: Weighed


def etmalen_of(arrived_on: date, left_on: date) -> int:
    return max(1, (left_on - arrived_on).days)


def nights_kept(first_day: date, etmalen: int, told: Collection[date], at_most: int) -> int:
    """Of how many of these nights away, from the first on, the place is still paid.

    `told`: nights away that were told before. Those that join these, before and after, count in the same row,
    so that it makes no difference in how many parts an absence is told. What was paid of two rows is not
    taken back when the nights between them are told later; those are not paid then.
    """
    used = sum(
        min(_row(start, step, told), at_most)
        for start, step in ((first_day - DAY, -DAY), (first_day + etmalen * DAY, DAY))
    )
    return min(max(at_most - used, 0), etmalen)


def _row(day: date, step: timedelta, told: Collection[date]) -> int:
    length = 0
    while day in told:
        length, day = length + 1, day + step
    return length


def stretches(
    first_day: date,
    etmalen: int,
    *,
    tariff_on: Callable[[date], int],
    room: Room,
    care: Care,
    is_closed: bool,
    kept: int | None = None,
    elsewhere: Collection[date] = (),
) -> tuple[Stretch, ...]:
    """Weigh a stay night by night and join what is alike; `tariff_on` gives cents per etmaal.

    `kept`: the young person was away, and for so many of these nights the place is paid all the same.
    `elsewhere`: nights that are paid at another place already.

    So the night beyond the granted etmalen is held and those before it are not (IJS-30), and each night has
    the tariff of its own day. While care is not heard to have begun each night stays apart: a waiting line
    is settled whole, and a later start may leave out some of them.
    """
    nights = _nights(first_day, etmalen, tariff_on, room, care, is_closed, kept, elsewhere)
    joined: list[Stretch] = []
    for (tariff, weighed, _), group in groupby(nights, key=_alike):
        together = tuple(group)
        joined.append(Stretch(together[0].day, len(together), tariff, weighed))
    return tuple(joined)


def _alike(night: Night) -> tuple[int, Weighed, date | None]:
    waits = night.weighed.status is LineStatus.AWAITING_START
    return night.tariff_cents, night.weighed, night.day if waits else None


def _nights(
    first_day: date,
    etmalen: int,
    tariff_on: Callable[[date], int],
    room: Room,
    care: Care,
    is_closed: bool,
    kept: int | None,
    elsewhere: Collection[date],
) -> Iterator[Night]:
    for number in range(etmalen):
        day = first_day + number * DAY
        tariff = tariff_on(day)
        weighed = weigh(tariff, day, last_day=day, etmalen=1, room=room, care=care, is_closed=is_closed)
        if kept is not None and number >= kept:
            weighed = Weighed(LineStatus.HELD, (*weighed.held_because, Hold.ABSENT_TOO_LONG))
        if day in elsewhere:
            weighed = Weighed(LineStatus.HELD, (*weighed.held_because, Hold.PAID_ELSEWHERE))
        if weighed.status is LineStatus.DUE:
            room = room.less(tariff, 1, day=day)
        yield Night(day, tariff, weighed)
