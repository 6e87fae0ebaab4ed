"""That a client has reached an age is told on the day itself, by a code, and never by a birth date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from referral.domain.coming_of_age import MILESTONES, day_of_age, milestones, next_day, reached_on
from testkit.rooms import RoomUnderTest

from .builders import A_BSN, Given, a_person

MARCH = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC)


@pytest.mark.requirement("NV-14")
async def test_each_age_is_told_once_on_its_day_until_prolonged_help_ends(
    room: RoomUnderTest, given: Given
) -> None:
    room.clock.at = MARCH
    gp = await given.a_gp()
    referral = await given.referral(gp, person=a_person(birthDate="2009-04-15"))
    told: list[tuple[int, int]] = []
    for day in (
        date(2026, 4, 14),
        date(2026, 4, 15),
        date(2026, 10, 15),
        date(2027, 4, 15),
        date(2030, 4, 15),
        date(2032, 4, 15),
        date(2040, 1, 1),
    ):
        room.clock.at = at_noon(day)
        await room.fire_deadlines()
        events = await room.told("client.came-of-age")
        new = [(event.data["years"], event.data["months"]) for event in events[len(told) :]]
        assert new == ([] if day in {date(2026, 4, 14), date(2040, 1, 1)} else new[:1]), day
        told += new
    assert told == [(17, 0), (17, 6), (18, 0), (21, 0), (23, 0)]
    first, *_, last = await room.told("client.came-of-age")
    (row,) = await room.rows("SELECT client FROM referral WHERE id = :id", id=referral["id"])
    assert first.subject == last.subject == row.client
    assert first.version < last.version
    assert "2009" not in str(first.data)
    assert set(first.data) == {"ref", "version", "region", "municipality", "years", "months"}


@pytest.mark.requirement("NV-14")
async def test_the_last_referral_says_when_and_nobody_who_was_erased_is_told_of(
    room: RoomUnderTest, given: Given
) -> None:
    room.clock.at = MARCH
    gp = await given.a_gp()
    await given.referral(gp, person=a_person(birthDate="2009-04-15"))
    corrected = await given.referral(gp, person=a_person(birthDate="2009-05-15", bsn=A_BSN))
    room.clock.at = at_noon(date(2026, 5, 14))
    await room.fire_deadlines()
    assert await room.told("client.came-of-age") == []
    room.clock.at = at_noon(date(2026, 5, 15))
    await room.fire_deadlines()
    assert len(await room.told("client.came-of-age")) == 1
    (row,) = await room.rows("SELECT client FROM referral WHERE id = :id", id=corrected["id"])
    async with room.begin() as tx:
        await tx.keyring.destroy(tx.session, row.client, at=tx.now)
    room.clock.at = at_noon(date(2028, 1, 1))
    await room.fire_deadlines()
    assert len(await room.told("client.came-of-age")) == 1
    assert await room.rows("SELECT 1 FROM deadline WHERE kind = 'comes-of-age' AND fired_at IS NULL") == []


def test_a_day_that_a_month_does_not_have_is_the_first_of_the_next() -> None:
    leap = date(2008, 2, 29)
    assert day_of_age(leap, 18 * 12) == date(2026, 3, 1)
    assert day_of_age(leap, 20 * 12) == date(2028, 2, 29)
    assert day_of_age(date(2008, 8, 31), 17 * 12 + 6) == date(2026, 3, 1)
    assert day_of_age(date(2008, 12, 31), 12 * 12 + 2) == date(2021, 3, 1)
    listed = milestones([12, 9, 0, 500])
    assert listed == MILESTONES | {18 * 12 - 9}
    days = {day_of_age(leap, months): months for months in listed}
    for day, months in days.items():
        assert reached_on(leap, day, listed) == months
        assert next_day(leap, day - timedelta(days=1), listed) == day
    assert next_day(leap, max(days), listed) is None
