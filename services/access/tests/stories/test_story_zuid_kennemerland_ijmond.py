"""Zuid-Kennemerland and IJmond, in 2022: one assignment for partners, and each town its own door."""

from datetime import timedelta
from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from ..whole_figures import decisions_of, help_of, money_of
from .telling import Town, at_ten, codes, good, said

SCHOOL = {"route": "product", "product": "help-at-school", "days": 182}
GROUP = {"route": "stay", "intensity": "living", "etmalen": 180, "helpForm": "living-group"}
LTA = {"product": "lta", "quantity": 120_000, "days": 365}  # two thousand hours, for a very heavy year
LTA_CENTS = 2_000 * 15_480
LIVING = 12_940  # cents per etmaal


def weighed(*items: str) -> list[dict[str, str]]:
    return [{"item": item, "finding": f"Gesproken over {item}."} for item in items]


async def frame(town: Town) -> dict[str, Any]:
    (found,) = await town.listed("/frames?year=2022", town.director)
    return {line["id"]: line for line in found["lines"]}


@pytest.mark.requirement("HLM-26", "HLM-03")
async def test_a_family_meets_the_cjg_in_haarlem_and_a_partner_in_velsen_and_no_frame_stands_in_its_way(
    access: RoomUnderTest,
) -> None:
    access.clock.at = at_ten(2022, 2, 1)
    haarlem, velsen = await Town.at(access, "0392"), await Town.at(access, "0453")
    partner = await velsen.provider()

    # The same question of a family: Velsen's goes to a partner, who helps without a decision.
    await haarlem.asked("family", "task-based")
    (closed,) = await access.told("request.closed")
    assert (closed.data["municipality"], closed.data["reasons"]) == ("0392", ["closed-by-municipality"])
    direct = await velsen.asked("family", "task-based")
    by_doctor = await haarlem.asked("general-practitioner", "task-based")  # a doctor needs no CJG
    for town, referral in ((velsen, direct), (haarlem, by_doctor)):
        await town.taken_over(partner, referral)
        (count,) = await help_of(access, town.municipality)
        assert (count.keeper, count.running) == (partner.organisation, 1)
    assert await access.rows("SELECT 1 FROM decision") == []

    # In Haarlem the family is seen at the CJG: triage gives the lane, and somebody takes it in hand.
    asked = await haarlem.asked("family", "product", product="help-at-school", days=182)
    thing = f"/requests/{asked}"
    pressing = {"urgency": "high", "domain": "school", "complexity": "complex"}
    triaged = good(await haarlem.do(thing, "triage", pressing, method="PUT"))
    assert (triaged["triages"][0]["lane"]["urgency"], triaged["moment"]) == ("high", "report")
    assert triaged["lookBy"] == "2022-02-02T23:00:00Z"  # the whole next working day
    assert "task-based" not in triaged["advice"]["offered"]
    good(await haarlem.do(thing, "worker", method="PUT"))
    good(await haarlem.do(thing, "application", {"on": haarlem.day(0)}))
    (mine,) = await haarlem.listed("/requests?mine=true")
    assert (mine["id"], mine["dueAt"]) == (str(asked), "2022-03-29T22:00:00Z")  # eight weeks

    # It weighs safety first, and what it did not weigh shows. An indication says which help, and no amount.
    assert codes(await haarlem.decide(asked, SCHOOL, weighing=weighed("family", "school"))) == [
        "weighing-items-missing"
    ]
    decision = await haarlem.decided(asked, SCHOOL, weighing=weighed("safe", "school"))
    assert decision["weighingOpen"] == ["family", "leisure"]
    assert decision["grants"][0]["ceilingCents"] == 0
    letter = await haarlem.letter(asked)
    assert letter["given"][0]["help"]["nl"].endswith("op school")
    assert await haarlem.comes_out_the_same(decision)

    # Away from home: first help at home is weighed, then a family, and only then a group.
    away = await haarlem.asked("municipality", "stay", forms=["living"], etmalen=180, intensity="living")
    safe = {"weighing": weighed("safe")}
    assert codes(await haarlem.decide(away, GROUP, **safe)) == [
        "ambulatory-not-weighed",
        "family-setting-not-weighed",
    ]
    both = said(ambulatory_weighed="Thuis is geprobeerd.", family_setting_weighed="Er is geen gezin.")
    home = await haarlem.helped(partner, await haarlem.decided(away, GROUP, statements=both, **safe))
    counted = await decisions_of(access, haarlem.municipality)
    assert (counted.out_of_home, counted.both_weighed) == (1, 1)
    haarlem.days_pass(30)
    good(await home.stay(haarlem.today - timedelta(days=30), haarlem.today))
    nights = (await frame(haarlem))["2202"]
    assert (nights["setApartCents"], nights["sums"]) == (1_037_900_000, None)
    assert (await money_of(access, haarlem.municipality, 2022, *nights["counts"])).committed == 180 * LIVING
    lighter = await haarlem.change(home, "lower", "less-help-needed", etmalen=60)
    assert good(lighter)["ceilingByCents"] == -120 * LIVING
    sums = await money_of(access, haarlem.municipality, 2022, *nights["counts"])
    assert (sums.committed, sums.due) == (60 * LIVING, 30 * LIVING)

    # Specialists refer to what is bought nationally: Haarlem is warned at eighty per cent and at a hundred.
    case = {"municipality": "0392", "age": 9, "forms": ["ambulatory"]}
    before = good(await haarlem.send("POST", "/advice", case))
    for number in range(1, 11):
        await haarlem.asked("medical-specialist", "national-arrangement", **LTA)
        line = (await frame(haarlem))["2203"]
        sums = await money_of(access, haarlem.municipality, 2022, *line["counts"])
        assert sums.committed == number * LTA_CENTS
        warned = [(each.data["line"], each.data["percent"]) for each in await access.told("frame.warned")]
        reached = [percent for percent in (80, 100) if number * LTA_CENTS * 100 >= percent * 268_300_000]
        assert warned == [("2203", percent) for percent in reached]
    assert sums.bound > line["setApartCents"]
    assert line["sharePercent"] is None, "the ten of it would tell of the one in a home, by the total"
    assert (await haarlem.signals(haarlem.director)).count("frame-warned") == 2
    assert await velsen.listed("/frames?year=2022", velsen.director) == []
    (year,) = await haarlem.listed("/figures?year=2022", haarlem.director)
    assert {buyer["level"] for buyer in year["buyers"]} == {"regional"}
    assert good(await haarlem.send("POST", "/advice", case)) == before  # it hides and orders nothing
