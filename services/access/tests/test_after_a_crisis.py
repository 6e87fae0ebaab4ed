"""Nights in a crisis bed become a stay entitlement of as many etmalen, from the first night on (IJS-37)."""

from datetime import timedelta

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, a_quote, a_stay, by_budget
from .quoting import NIGHTS, Quoting

NIGHT = timedelta(days=1)


@pytest.mark.requirement("IJS-37", "IJS-27")
async def test_three_nights_are_three_etmalen_due_from_the_first_night_and_help_by_day_counts_from_today(
    access: RoomUnderTest, given: Given
) -> None:
    today = access.clock().date()
    first = today - 3 * NIGHT
    desk = await given.desk()
    asked = {"route": "stay", "budget": None, "etmalen": 3, "intensity": "living-2"}
    request = await given.referral(
        **a_quote(**asked, referrerType="municipality", staySince=first.isoformat())
    )
    async with access.as_caller(desk) as client:
        assert (await client.get(f"/requests/{request}")).json()["staySince"] == first.isoformat()
    made = await given.decide(request, desk, a_decision(by_budget("treatment"), a_stay(3)))
    assert made.status_code == 201, made.text
    by_day, stay = made.json()["grants"]
    assert (by_day["validFrom"], stay["validFrom"], stay["etmalen"]) == (
        today.isoformat(),
        first.isoformat(),
        3,
    )
    entitled = await given.accepted(await given.provider(), str(request), stay["id"])
    await entitled.start(first)
    told = await entitled.stay(first, today)
    assert told.status_code == 201, told.text
    assert [(line["etmalen"], line["status"]) for line in told.json()["lines"]] == [(3, "due")]
    access.clock.advance(2 * NIGHT)
    beyond = (await entitled.stay(today, today + NIGHT)).json()
    assert [(line["status"], line["heldBecause"]) for line in beyond["lines"]] == [
        ("held", ["beyond-volume"])
    ]


@pytest.mark.requirement("IJS-37")
async def test_by_quote_the_nights_of_an_institution_count_from_the_first_as_well(
    access: RoomUnderTest, given: Given
) -> None:
    today = access.clock().date()
    first = today - 3 * NIGHT
    case = await Quoting.of_an_institution(access, given, staySince=first.isoformat(), measure=None)
    asked = await case.asked(await given.provider())
    days = {"validFrom": today.isoformat(), "validUntil": today.isoformat()}
    too_many = await asked.answer(hours=[], stay=[NIGHTS | {"etmalen": 5}], **days)
    assert [reason["code"] for reason in too_many.json()["reasons"]] == ["stay-longer-than-period"]
    answered = await asked.answer(hours=[], stay=[NIGHTS | {"etmalen": 3}], **days)
    assert answered.status_code == 200, answered.text
    awarded = await asked.award()
    assert awarded.status_code == 200, awarded.text
    (made,) = await access.told("decision.made")
    (grant,) = made.data["grants"]
    assert (grant["validFrom"], grant["etmalen"]) == (first.isoformat(), 3)
