"""What people thought of the help: once per trajectory, and shown from the policy's minimum on (GRO-07)."""

import asyncio
from pathlib import Path

import httpx
import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from referral.domain.experience import HIGHEST, LOWEST, Question, Sums, means
from region_policy.loader import Policies
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import REGION, Given, Json, a_key
from .handover_stories import Case, Handing, reasons

REGIONS = Policies.load(Path(__file__).parents[3] / "regions")
A_CHILD = "2017-05-04"
SEVENS: Json = {"listened": 7, "decidedAlong": 7, "helped": 7, "overall": 7}


async def ended(handing: Handing, provider: Caller) -> Case:
    case = await handing.case(A_CHILD, provider=provider)
    assert (await handing.stop(case, "according-to-plan")).status_code == 200
    return case


async def enter(
    given: Given, by: Caller, case: Case, scores: Json = SEVENS, *, key: str | None = None
) -> httpx.Response:
    path = f"/placement-requests/{case.placement['id']}/experience"
    return await given.post(by, path, scores, **{"Idempotency-Key": key or a_key()})


async def shown(given: Given, by: Caller, provider: Caller) -> list[Json]:
    answer = await given.get(by, f"/experience-scores?provider={provider.organisation}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.requirement("GRO-07")
async def test_nine_answers_are_hidden_and_the_tenth_shows_the_mean_with_its_count(
    room: RoomUnderTest, given: Given
) -> None:
    handing, provider = Handing(given), await given.a_provider()
    assert handing.policy.following.experience.minimum_answers == 10
    cases = [await ended(handing, provider) for _ in range(10)]
    reader = cases[0].gp
    for number, case in enumerate(cases[:9]):
        by = case.gp if number % 2 else case.municipality
        assert (await enter(given, by, case)).status_code == 201
        assert await shown(given, reader, provider) == []
    last = {**SEVENS, "helped": 10, "overall": 1}
    assert (await enter(given, cases[9].gp, cases[9], last)).status_code == 201
    (found,) = await shown(given, reader, provider)
    assert (found["region"], found["answers"]) == (REGION, 10)
    assert found["means"] == {"listened": 70, "decidedAlong": 70, "helped": 73, "overall": 64}
    assert await shown(given, reader, await given.a_provider()) == []

    again = await enter(given, cases[9].municipality, cases[9])
    assert reasons(again) == ["experience-recorded"]
    columns = await room.rows(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'experience'"
    )
    kept = {"trajectory", "provider", "region", "listened", "decided_along", "helped", "overall"}
    assert {column.name for column in columns} == kept  # nothing that leads back to anybody
    async with room.begin() as tx:
        (row,) = await room.rows("SELECT client FROM referral WHERE id = :id", id=cases[0].referral["id"])
        await tx.keyring.destroy(tx.session, row.client, at=tx.now)
    assert await shown(given, reader, provider) == [found]


@pytest.mark.requirement("GRO-07")
async def test_one_person_one_answer_after_care_and_never_by_the_provider(given: Given) -> None:
    handing, provider = Handing(given), await given.a_provider()
    running = await handing.case(A_CHILD, provider=provider)
    early = await enter(given, running.gp, running)
    assert (early.status_code, early.json()["possibleSteps"]) == (409, ["ended"])
    case = await ended(handing, provider)
    assert (await enter(given, provider, case)).status_code == 403
    assert (await enter(given, await given.a_gp(), case)).status_code == 404
    for wrong in (
        {**SEVENS, "overall": 11},
        {**SEVENS, "helped": 0},
        {"overall": 7},
        {**SEVENS, "name": "x"},
    ):
        assert (await enter(given, case.gp, case, wrong)).status_code == 400
    key = a_key()
    answers = await asyncio.gather(
        *(enter(given, case.gp, case, key=key) for _ in range(3)),
        *(enter(given, case.municipality, case) for _ in range(5)),
    )
    assert {answer.status_code for answer in answers} == {201, 409}
    rows = await given.room.rows("SELECT 1 FROM experience")
    assert len(rows) == 1


@pytest.mark.requirement("GRO-07")
@pytest.mark.parametrize("region", sorted(REGIONS.by_region))
def test_below_the_minimum_of_each_region_nothing_is_said(region: str) -> None:
    for policy in REGIONS.by_region[region]:
        minimum = policy.following.experience.minimum_answers
        few, enough = (Sums(count, dict.fromkeys(Question, 8 * count)) for count in (minimum - 1, minimum))
        assert means(few, minimum) is None
        assert means(enough, minimum) == dict.fromkeys(Question, 80)


@pytest.mark.requirement("GRO-07")
@any_of(st.lists(st.integers(LOWEST, HIGHEST), min_size=1, max_size=60), st.integers(1, 40))
def test_a_mean_is_in_tenths_rounded_half_up(scores: list[int], minimum: int) -> None:
    found = means(Sums(len(scores), dict.fromkeys(Question, sum(scores))), minimum)
    if len(scores) < minimum:
        assert found is None
        return
    assert found is not None
    for tenths in found.values():
        # Within half a tenth of the sum; at exactly half the larger one.
        assert -len(scores) < 2 * (10 * sum(scores) - tenths * len(scores)) < len(scores) or (
            2 * (10 * sum(scores) - tenths * len(scores)) == -len(scores)
        )
        assert 10 * LOWEST <= tenths <= 10 * HIGHEST
