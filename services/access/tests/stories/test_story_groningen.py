"""Groningen, from July 2022: help first, its registration later; nobody decides but on a place to stay."""

from datetime import timedelta

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from ..whole_figures import help_of
from .telling import LETTERS, Town, at_ten, codes, good, said

ONE_SUM = "task-based"
LIVING = 13_260  # cents per etmaal


@pytest.mark.requirement("GRO-02", "GRO-04")
async def test_help_begins_this_morning_moves_with_the_family_and_only_counts_reach_the_town(
    access: RoomUnderTest,
) -> None:
    access.clock.at = at_ten(2022, 7, 5).replace(hour=8)  # ten o'clock in Groningen
    town = await Town.at(access, "0014")
    wij, child = await town.provider(), str(uuid7())

    # Ten o'clock: two families are helped at once. Nobody has decided, and there are five working days.
    start = {"municipality": "0014", "route": ONE_SUM, "startedAt": access.clock().isoformat()}
    known = good(await town.send("POST", "/early-starts", start | {"client": child}, by=wij))
    other = good(await town.send("POST", "/early-starts", start, by=wij))
    assert known["registerBy"] == "2022-07-12T22:00:00Z"
    refused = await town.send("POST", "/early-starts", start | {"route": "stay"}, by=wij)
    assert codes(refused) == ["no-early-start"]

    # The GP's referral follows, ends at the provider and registers the first of them.
    referral = await town.asked("general-practitioner", ONE_SUM, client=child)
    opened = (await access.told("request.opened"))[-1].data
    assert (opened["lane"], opened["owner"]) == ("with-provider", None)
    await town.taken_over(wij, referral)
    by_referral = {"referral": str(referral)}
    good(await town.do(f"/early-starts/{known['id']}", "registration", by_referral, by=wij))

    # Of the other nothing is written down in time: both are reminded, and the help goes on.
    town.days_pass(8)
    assert await access.fire_deadlines() == 1
    assert await town.signals() == await town.signals(wij) == ["registration"]
    begun = start["startedAt"][:10]
    four = {"who": None, "municipality": "0014", "from": begun}  # and to: it is not over
    contact = good(await town.send("POST", "/contacts", four, by=wij))["contact"]
    late = {"contact": contact["id"]}
    good(await town.do(f"/early-starts/{other['id']}", "registration", late, by=wij))
    assert await town.listed("/early-starts", wij) == []

    # A hard month: twice a week, every day, and then less. Three dated changes and no decision.
    town.days_pass(20)
    thing, first = f"/contacts/{contact['id']}", access.clock().date() - timedelta(days=28)
    for week, minutes in ((0, 240), (1, 600), (3, 90)):
        since = (first + timedelta(weeks=week)).isoformat()
        good(await town.do(thing, "changes", {"from": since, "minutesPerWeek": minutes}, by=wij))
    ended = good(await town.do(thing, "end", {"to": town.day(-1)}, by=wij))
    assert [each["minutes"] for each in ended["history"]] == [240, 1200, 90]
    assert ended["minutes"] == 1530
    walked_in = {"provision": "prevention", "from": town.day(-2), "to": town.day(-2)}
    good(await town.send("POST", "/contacts", walked_in))
    assert await access.rows("SELECT 1 FROM decision") == []

    # What the town sees of all this is how often, and of nobody.
    counted = {each.route: each for each in await help_of(access, town.municipality)}
    assert (counted[ONE_SUM].started, counted[ONE_SUM].stopped, counted[ONE_SUM].running) == (2, 1, 1)
    assert counted["freely-accessible"].provision == "prevention"
    assert child not in str(counted) + str(await town.read("/counts"))
    assert (await town.send("GET", f"/requests/{referral}")).status_code == 404
    assert (await town.send("GET", f"/requests/{referral}/letter-content", by=LETTERS)).status_code == 404
    assert await town.listed("/requests?state=all") == []

    # A place to stay is bought with the other municipalities, and that is decided on.
    away = await town.asked("municipality", "stay", forms=["living"], etmalen=30, intensity="living")
    stay = {"route": "stay", "intensity": "living", "etmalen": 30}
    by_the_sum = await town.decide(away, {"route": "choice-budget", "budget": "treatment"})
    assert codes(by_the_sum)[0] == "route-not-in-policy"
    assert codes(await town.decide(away, stay)) == ["away-from-home-reason-missing"]
    decision = await town.decided(away, stay, statements=said(away_from_home="Thuis is het niet veilig."))
    home = await town.helped(await town.provider(), decision)
    town.days_pass(7)
    assert good(await home.stay(town.today - timedelta(days=7), town.today))["etmalen"] == 7
    assert (await town.seen(home))["dueCents"] == 7 * LIVING
    (of_the_year,) = await town.listed("/figures?year=2022")
    assert [(each["level"], each["forms"]) for each in of_the_year["buyers"]] == [("regional", ["living"])]
    assert await town.comes_out_the_same(decision)
