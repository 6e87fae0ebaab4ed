"""Under which contracts a provider works: each a draw, within what the room's own rules accept."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from wegwijs_cli.national import words
from wegwijs_cli.national.figures import BESPOKE_PART, Size
from wegwijs_cli.national.places import Places
from wegwijs_cli.national.things import Contract

LOCAL, REGIONAL, SUPRA, NATIONAL, BESPOKE = "local", "regional", "supra-regional", "national", "bespoke"
LOCAL_AT_MOST = 4
_BUYS_LOCALLY = {Size.PRACTICE: 0.85, Size.MIDDLE: 0.25, Size.LARGE: 0.0}
_BUYS_FAR = {"ambulatory": 0.04, "living": 0.2, "residential": 0.7}
_OTHER_REGIONS = {Size.PRACTICE: 0, Size.MIDDLE: 1, Size.LARGE: 3}
_SECOND_LEVEL, _HAD_ONE_BEFORE, _SUSPENDED, _ENDED, _HAS_AN_END = 0.12, 0.08, 0.015, 0.03, 0.6
DAY = timedelta(days=1)


def contracts_for(
    draw: random.Random, places: Places, home: str, size: Size, care_form: str, *, national: bool
) -> Iterator[Contract]:
    """All of one provider for one part of youth care, without ids: never two of a region and a level on one
    day.
    """
    region = places.region_of[home]
    main = _main(draw, places, home, size, care_form)
    yield _with_an_end(draw, places.day, main)
    if draw.random() < _HAD_ONE_BEFORE:
        yield _before(main)
    if main.level == REGIONAL and draw.random() < _SECOND_LEVEL:
        yield _with_an_end(draw, places.day, _local(draw, places, home, care_form))
    if main.level == REGIONAL:
        for other in places.nearest[region][: draw.randint(0, _OTHER_REGIONS[size])]:
            there = _new(draw, places.day, care_form, REGIONAL, (other,), places.regions[other])
            yield _with_an_end(draw, places.day, there)
    if national:
        everywhere = (region, *sorted(places.regions.keys() - {region}))
        yield _new(draw, places.day, care_form, NATIONAL, everywhere, places.codes)
    if draw.random() < BESPOKE_PART:
        until = places.day + timedelta(days=draw.randint(20, 300))
        for_one = _new(draw, places.day, care_form, BESPOKE, (region,), (home,))
        yield replace(for_one, valid_from=until - timedelta(days=330), valid_until=until)


def _main(draw: random.Random, places: Places, home: str, size: Size, care_form: str) -> Contract:
    region = places.region_of[home]
    if draw.random() < _BUYS_LOCALLY[size]:
        return _local(draw, places, home, care_form)
    if size is not Size.PRACTICE and draw.random() < _BUYS_FAR[care_form]:
        together = (region, *places.nearest[region][: draw.randint(1, 4)])
        codes = tuple(sorted(code for each in together for code in places.regions[each]))
        return _new(draw, places.day, care_form, SUPRA, together, codes)
    return _new(draw, places.day, care_form, REGIONAL, (region,), places.regions[region])


def _local(draw: random.Random, places: Places, home: str, care_form: str) -> Contract:
    region = places.region_of[home]
    others = [code for code in places.regions[region] if code != home]
    some = draw.sample(others, min(len(others), draw.randint(0, LOCAL_AT_MOST - 1)))
    return _new(draw, places.day, care_form, LOCAL, (region,), tuple(sorted((home, *some))))


def _new(
    draw: random.Random,
    day: date,
    care_form: str,
    level: str,
    regions: tuple[str, ...],
    municipalities: tuple[str, ...],
) -> Contract:
    since = day - timedelta(days=draw.randint(60, 1800))
    return Contract(0, "in-force", care_form, level, regions, municipalities, since)


def _with_an_end(draw: random.Random, day: date, contract: Contract) -> Contract:
    turn = draw.random()
    if turn < _SUSPENDED:
        on = day - timedelta(days=draw.randint(0, 50))
        return replace(contract, status="suspended", suspended_on=on, ground=words.GROUND_OF_SUSPENSION)
    if turn < _SUSPENDED + _ENDED:
        last = day - timedelta(days=draw.randint(1, 50))
        return replace(contract, status="ended", valid_until=last, ground=words.GROUND_OF_ENDING)
    if turn < _HAS_AN_END:
        return replace(contract, valid_until=day + timedelta(days=draw.randint(30, 1100)))
    return contract


def _before(contract: Contract) -> Contract:
    """One that ended on the day before this one began."""
    last = contract.valid_from - DAY
    return replace(
        contract,
        status="ended",
        valid_from=last - timedelta(days=730),
        valid_until=last,
        ground=words.GROUND_OF_ENDING,
    )
