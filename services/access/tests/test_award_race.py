"""Two say yes at the same moment: one wins, the other reads that it was decided; the loser is told once."""

import asyncio

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given
from .quoting import Quoting


@pytest.mark.requirement("IJS-13")
@pytest.mark.parametrize("same", [True, False], ids=["the-same-quote", "two-quotes"])
async def test_two_awards_at_once_give_one_decision(access: RoomUnderTest, given: Given, same: bool) -> None:
    for _ in range(5):
        case = await Quoting.of_the_municipality(access, given)
        first = await case.quoted()
        second = await case.quoted(reason="Er is er nog een.")
        before = len(await access.told("decision.made"))
        both = (first, first) if same else (first, second)
        answers = await asyncio.gather(*(asked.award() for asked in both))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        (lost,) = [answer for answer in answers if answer.status_code == 409]
        assert lost.json()["possibleSteps"] == []
        assert len(await access.told("decision.made")) == before + 1
        statuses = sorted([await first.status(), await second.status()])
        assert statuses == ["awarded", "not-awarded"]
    assert len(await access.told("quote.awarded")) == 5
    assert len(await access.told("quote.not-awarded")) == 5


async def test_an_award_and_a_budget_at_once_give_one_decision(access: RoomUnderTest, given: Given) -> None:
    for _ in range(5):
        case = await Quoting.of_the_municipality(access, given)
        asked = await case.quoted()
        before = len(await access.told("decision.made"))
        awarded, decided = await asyncio.gather(asked.award(), given.decide(case.request, case.desk))
        assert (awarded.status_code, decided.status_code) == (200, 409)
        assert len(await access.told("decision.made")) == before + 1


async def test_an_end_and_an_award_at_once_end_one_way(access: RoomUnderTest, given: Given) -> None:
    for _ in range(5):
        case = await Quoting.of_the_municipality(access, given)
        asked = await case.quoted()
        body = {"because": "does-not-fit"}
        answers = await asyncio.gather(asked.award(), asked.post("no-award", case.desk, body, '"2"'))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        awarded = len(await access.rows("SELECT 1 FROM decision WHERE request_id = :r", r=case.request))
        assert await asked.status() == ("awarded" if awarded else "not-awarded")
