"""Figures of a year and of months by hand counts: a town sees its own, a region each town, a few nobody."""

from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from .builders import DALFSEN, REGION, ZWOLLE, Given, referral
from .whole_figures import money_of

KAMPEN = "0166"
SHORT_TREATMENT = 350_000  # cents


async def read(room: RoomUnderTest, caller: Any, path: str) -> dict[str, Any]:
    async with room.as_caller(caller) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def row(table: dict[str, Any], key: str) -> tuple[dict[str, int | None], int | None]:
    """The cells above nought or hidden, by column, and the total."""
    (found,) = [each for each in (*table["rows"], table["totals"]) if each["key"] == key]
    cells = dict(zip(table["columns"], found["cells"], strict=True))
    return {name: count for name, count in cells.items() if count != 0}, found["total"]


@pytest.mark.requirement("IJS-42", "NV-06")
async def test_decisions_and_money_agree_with_hand_counts_and_a_few_are_hidden_with_what_gives_them_away(
    access: RoomUnderTest, given: Given
) -> None:
    """Zwolle grants 15 by GPs; Dalfsen 10 and, by a specialist, 2; Kampen 3 of another budget."""
    clients = []
    for town, referrer, budget, times in (
        (ZWOLLE, "general-practitioner", "short-treatment", 15),
        (DALFSEN, "general-practitioner", "short-treatment", 10),
        (DALFSEN, "medical-specialist", "short-treatment", 2),
        (KAMPEN, "general-practitioner", "advice-and-start", 3),
    ):
        for _ in range(times):
            asked = {"municipality": town, "referrerType": referrer, "budget": budget}
            submitted = referral(access.clock(), **asked)
            clients.append(submitted["client"])
            await access.deliver("referral.submitted", submitted)
    manager = await access.caller("region-manager", "region", regions=REGION)
    counted = await read(access, manager, "/decisions/figures?from=2026-03-01&until=2026-03-31")
    # Kampen's three and, to keep them from the total, Dalfsen's twelve.
    assert row(counted["months"], ZWOLLE) == ({"2026-03": 15}, 15)
    assert row(counted["months"], KAMPEN) == ({"2026-03": None}, None)
    assert row(counted["months"], DALFSEN) == ({"2026-03": None}, None)
    assert row(counted["months"], "total") == ({"2026-03": 30}, 30)
    by_referrer, of_dalfsen = row(counted["referrers"], DALFSEN)
    assert (by_referrer, of_dalfsen) == ({"general-practitioner": 10, "medical-specialist": None}, None)
    assert row(counted["budgets"], ZWOLLE) == ({"short-treatment": 15}, 15)
    assert row(counted["budgets"], KAMPEN) == ({"advice-and-start": None}, None)
    assert row(counted["routes"], "total") == ({"choice-budget": 30}, 30)
    assert row(counted["deciders"], ZWOLLE) == ({"referrer": 15}, 15)
    assert (counted["decided"], counted["firstDay"]) == (0, "2026-03-01"), "no desk decided"
    # Money: the same towns, and no sum by which a hidden one could be worked out.
    money = await read(access, manager, "/figures?year=2026")
    towns = {each["municipality"]: each for each in money["items"]}
    assert towns[ZWOLLE]["sums"]["committedCents"] == 15 * SHORT_TREATMENT
    assert [towns[town]["sums"] for town in (KAMPEN, DALFSEN)] == [None, None]
    assert (towns[ZWOLLE]["people"], towns[DALFSEN]["people"]) == (15, None)
    every = [await money_of(access, town, 2026) for town in (ZWOLLE, DALFSEN, KAMPEN)]
    assert money["together"]["sums"]["committedCents"] == sum(each.committed for each in every)
    assert {each["form"]: each["people"] for each in money["together"]["forms"]}["ambulatory"] == 30
    # Dalfsen alone has twelve of one form: its own desk and its contract manager see it.
    director = await given.desk(role="director")
    own = await read(access, director, "/figures?year=2026")
    assert [each["municipality"] for each in own["items"]] == [DALFSEN]
    assert own["items"][0]["sums"]["committedCents"] == 12 * SHORT_TREATMENT
    mine = await read(access, director, "/decisions/figures")
    assert row(mine["referrers"], DALFSEN) == (
        {"general-practitioner": None, "medical-specialist": None},
        10,
    )
    assert [each["key"] for each in mine["routes"]["rows"]] == [DALFSEN]
    empty = await read(access, manager, "/decisions/figures?from=2025-01-01&until=2025-12-31")
    assert row(empty["months"], "total") == ({}, 0)
    shown = str([counted, money, own, mine])
    assert not [client for client in clients if client in shown], "nobody is in it"
    for caller in (await given.provider(), await given.gp()):
        async with access.as_caller(caller) as client:
            for path in ("/figures?year=2026", "/decisions/figures", "/changes/figures"):
                assert (await client.get(path)).status_code == 403
