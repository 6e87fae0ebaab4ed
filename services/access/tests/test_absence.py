"""Etmalen of a stay: nights away for which the place is kept, and what does not belong to a stay."""

from datetime import date, timedelta

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Entitled, Given, a_decision, a_quote, a_stay, key
from .changing import NOORD_VELUWE, VIEWS, Desk, a_stay_decision

TODAY = date(2026, 3, 10)


async def a_running_stay(access: RoomUnderTest, given: Given, etmalen: int = 90) -> Entitled:
    desk = await given.desk()
    request = await given.referral(**a_quote(forms=["residential"]))
    statement = {"about": "away-from-home", "words": "Thuis gaat nu niet."}
    made = await given.decide(request, desk, a_decision(a_stay(etmalen), statements=[statement]))
    assert made.status_code == 201, made.text
    entitled = await given.accepted(await given.provider(), request, made.json()["grants"][0]["id"])
    await entitled.start(TODAY)
    access.clock.advance(timedelta(days=60))
    return entitled


@pytest.mark.requirement("IJS-26", "IJS-27")
async def test_a_stay_takes_whole_etmalen_and_points_treatment_to_the_ambulatory_component(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await a_running_stay(access, given)
    hour = await entitled.deliver(TODAY)
    assert [reason["code"] for reason in hour.json()["reasons"]] == ["a-stay"]
    assert "ambulante toewijzing" in hour.json()["reasons"][0]["text"]
    one = (await entitled.stay(TODAY, TODAY + timedelta(days=1))).json()
    assert (one["etmalen"], one["lines"][0]["status"]) == (1, "due")
    week = (await entitled.stay(TODAY + timedelta(days=1), TODAY + timedelta(days=8))).json()
    (line,) = week["lines"]
    assert (week["etmalen"], line["amountCents"]) == (7, 7 * line["tariffCents"])
    path = f"/entitlements/{entitled.id}/stays"
    for wrong in ({"etmalen": 1.5}, {"minutes": 90}):
        body = {"arrivedOn": "2026-03-20", "leftOn": "2026-03-21", **wrong}
        async with access.as_caller(entitled.provider, **key()) as client:
            refused = await client.post(path, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, next(iter(wrong)))


@pytest.mark.requirement("IJS-27")
async def test_a_place_is_kept_for_fourteen_nights_away_in_a_row_and_the_fifteenth_is_held(
    access: RoomUnderTest, given: Given
) -> None:
    entitled = await a_running_stay(access, given)

    async def away(first: int, nights: int) -> list[tuple[int, str, list[str]]]:
        start = TODAY + timedelta(days=first)
        stay = (await entitled.stay(start, start + timedelta(days=nights), isAbsence=True)).json()
        assert {line["isAbsence"] for line in stay["lines"]} == {True}
        return [(line["etmalen"], line["status"], line["heldBecause"]) for line in stay["lines"]]

    await entitled.stay(TODAY, TODAY + timedelta(days=5))
    assert await away(5, 10) == [(10, "due", [])]
    assert await away(15, 6) == [(4, "due", []), (2, "held", ["absent-too-long"])]
    assert await away(21, 1) == [(1, "held", ["absent-too-long"])]
    # One night at home begins a new row.
    home = (await entitled.stay(TODAY + timedelta(days=22), TODAY + timedelta(days=23))).json()
    assert home["lines"][0]["isAbsence"] is False
    assert await away(23, 2) == [(2, "due", [])]
    assert (await entitled.get()).json()["dueEtmalen"] == 5 + 14 + 1 + 2
    async with access.as_caller(entitled.provider) as client:
        told = (await client.get("/signals")).json()["items"]
    assert [each["kind"] for each in told] == ["line-held", "line-held"]


async def test_where_a_region_has_not_decided_on_absence_none_is_told(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    plan = {"offeredOn": "2026-02-01", "answer": "declined"}
    body = a_stay_decision("step-2", 30, statements=VIEWS, familyGroupPlan=plan)
    stay = (await desk.helped(body)).entitled
    refused = await stay.stay(TODAY, TODAY, isAbsence=True)
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["absence-not-decided"]
    assert (await stay.stay(TODAY, TODAY)).status_code == 201  # the night itself was not taken by it
