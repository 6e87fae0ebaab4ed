"""What each municipality can use of a provider, as the room itself makes it of the same rows.

The room may not be imported here, so its rules stand here once more;
services/provider-registry/tests/test_national.py holds the two together.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from region_policy.terms import local_day
from wegwijs_cli.national.contracting import BESPOKE, LOCAL, NATIONAL, REGIONAL, SUPRA
from wegwijs_cli.national.figures import STALE_AFTER_DAYS
from wegwijs_cli.national.offering import COMES_TO_THE_CHILD
from wegwijs_cli.national.places import Places, Point, kilometres
from wegwijs_cli.national.things import FOREVER, Contract, Enrolment, Location, Offer, Organisation, Word

LEVELS = (LOCAL, REGIONAL, SUPRA, NATIONAL, BESPOKE)
UNKNOWN, FULL = 32_766, 32_767
CAPACITY_BITS, AGE_BITS, WAIT_BITS, KILOMETRE_BITS = 32, 16, 15, 10
SOMEWHERE = 1023
FIRST_DAY = date(2015, 1, 1)
AT_HOME = "at-home"
DAY = timedelta(days=1)
Days = tuple[date, date]


class Use(NamedTuple):
    """In this municipality, on these days, under this contract (0: none is needed)."""

    municipality: str
    contract: int
    level: str
    days: Days


class Placed(NamedTuple):
    use: Use
    turn: int
    kilometres: int | None


def wait_of(word: Word | None) -> int:
    """Days until one can start; UNKNOWN, or FULL."""
    if word is None:
        return UNKNOWN
    if word.status == "none" or (word.status == "capacity" and word.free == 0):
        return FULL
    if word.status == "capacity":
        return word.wait_from or 0
    return UNKNOWN if word.wait_from is None else word.wait_from


def capacity_part(wait_days: int, as_of: datetime | None, *, stale: bool) -> int:
    """The lower part of the turn: stale, days of waiting, age of the word."""
    day = (as_of.date() - FIRST_DAY).days if as_of else 0
    age = (1 << AGE_BITS) - 1 - day
    return (int(stale) << WAIT_BITS | wait_days) << AGE_BITS | age


def place_part(form: str, away: int | None) -> int:
    """The upper part: away from home, kilometres."""
    far = SOMEWHERE if away is None else min(away, SOMEWHERE - 1)
    return (int(form != AT_HOME) << KILOMETRE_BITS | far) << CAPACITY_BITS


class Placing:
    """Of one provider at a moment (UTC)."""

    def __init__(self, provider: Organisation, places: Places, at: datetime) -> None:
        self._provider, self._places, self._at = provider, places, at
        until = provider.active_until
        self._last_day = local_day(until - timedelta(microseconds=1)) if until else FOREVER
        self._holds = {each.id: frozenset(each.municipalities) for each in provider.contracts}
        self._away: dict[tuple[int, str], int] = {}

    def options(self, enrolment: Enrolment) -> Iterator[Placed]:
        """In the order in which the room would make them."""
        offer, location = enrolment.offer, enrolment.location
        days = self._days(enrolment)
        if offer.status != "published" or days[0] > days[1]:
            return
        lower = capacity_part(
            wait_of(enrolment.word),
            enrolment.word.as_of if enrolment.word else None,
            stale=self._is_stale(enrolment),
        )
        for use in self._uses(offer, enrolment.region, days):
            away = self._kilometres(offer.form, location, use.municipality)
            yield Placed(use, place_part(offer.form, away) | lower, away)

    def _days(self, enrolment: Enrolment) -> Days:
        offer, location = enrolment.offer, enrolment.location
        first = max(enrolment.valid_from, offer.pilot_from or date.min)
        last = min(enrolment.valid_until or FOREVER, offer.pilot_until or FOREVER, self._last_day)
        return first, min(last, location.closed_on or FOREVER) if location else last

    def _is_stale(self, enrolment: Enrolment) -> bool:
        if enrolment.word is None:
            return True
        days = [
            self._places.stale_after_days(contract.region)
            for contract in self._contracts(enrolment.offer.care_form, enrolment.region)
        ]
        after = min(days, default=STALE_AFTER_DAYS)
        return self._at >= enrolment.word.as_of + timedelta(days=after)

    def _contracts(self, care_form: str, region: str | None) -> list[Contract]:
        return [
            each
            for each in self._provider.contracts
            if each.form == care_form and region in (None, each.region)
        ]

    def _uses(self, offer: Offer, region: str | None, days: Days) -> Iterator[Use]:
        if offer.is_free:
            yield from (Use(code, 0, LOCAL, days) for code in offer.municipalities)
            return
        contracts = self._contracts(offer.care_form, region)
        contracts.sort(key=lambda each: (LEVELS.index(each.level), each.valid_from, each.id))
        held = {code for each in contracts for code in each.municipalities}
        if offer.municipalities:
            held &= {*offer.municipalities}
        for code in sorted(held):
            yield from in_use([each for each in contracts if code in self._holds[each.id]], code, days)

    def _kilometres(self, form: str, location: Location | None, code: str) -> int | None:
        if location is None:
            return 0 if form in COMES_TO_THE_CHILD else None
        if form == AT_HOME:
            return 0
        if location.secret:
            return None
        if (key := (location.id, code)) not in self._away:
            here: Point = (location.latitude, location.longitude)
            self._away[key] = kilometres(here, self._places.points[code])
        return self._away[key]


def in_use(contracts: list[Contract], code: str, days: Days) -> Iterator[Use]:
    """The nearest level first; never two on one day."""
    left = [days]
    for contract in contracts:
        first, last = contract.days
        rest: list[Days] = []
        for begin, end in left:
            used = max(begin, first), min(end, last)
            if used[0] > used[1]:
                rest.append((begin, end))
                continue
            yield Use(code, contract.id, contract.level, used)
            if used[0] > begin:
                rest.append((begin, used[0] - DAY))
            if used[1] < end:
                rest.append((used[1] + DAY, end))
        left = rest
        if not left:
            return
