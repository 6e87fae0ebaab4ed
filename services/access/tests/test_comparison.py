"""Quotes beside each other: fit first, price last; not awarding has a ground, and the losers see no more."""

from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given
from .quoting import HOURS, NIGHTS, Asked, Quoting, codes, on_record

WHY = "De vraag is nieuw voor iedereen."
PROFILE = ("question", "intendedResult", "complexity", "urgency", "safetyConcern", "age", "reason")
CHEAP = {"hours": [HOURS | {"minutes": 600}], "stay": []}


async def quoted(case: Quoting, provider: Any, **answer: Any) -> Asked:
    asked = await case.asked(
        provider, reason=WHY, intendedResult="Weer samen aan tafel.", termDays=180, question="Over Liselotte."
    )
    answered = await asked.answer(**answer)
    assert answered.status_code == 200, answered.text
    return asked


async def of_two_forms(access: RoomUnderTest, given: Given) -> Quoting:
    facts = {"forms": ["ambulatory", "living"], "referrerType": "municipality", "measure": None}
    return await Quoting.of_an_institution(access, given, **facts)


@pytest.mark.requirement("IJS-13")
async def test_the_comparison_leads_with_fit_start_and_continuity_and_the_price_comes_last(
    access: RoomUnderTest, given: Given
) -> None:
    case = await of_two_forms(access, given)
    (client,) = (row.client for row in await access.rows("SELECT client FROM request"))
    current = await given.provider()
    await given.entitlement(current, client=str(client))
    cheap = await quoted(case, await given.provider(), **CHEAP, validUntil="2026-05-30")
    new = await quoted(case, await given.provider())
    continuing = await quoted(case, current, stay=[NIGHTS | {"etmalen": 120}])
    path = f"/requests/{case.request}/quote-comparison"
    answer = await case.send(case.desk, "GET", path)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert [each["quoteRequest"] for each in items] == [continuing.id, new.id, cheap.id]
    assert [each["continues"] for each in items] == [True, False, False]
    assert [each["fits"] for each in items] == [True, True, False]
    assert (items[2]["asked"], items[2]["lacking"]) == (["ambulatory", "living", "term"], ["living", "term"])
    assert items[2]["amountCents"] < items[1]["amountCents"] < items[0]["amountCents"]
    assert list(items[0])[-1] == "amountCents"
    later = (access.clock().date().replace(day=30)).isoformat()
    for provider in (current, await given.provider()):
        assert (await case.send(provider, "GET", path)).status_code in (403, 404)
    # Who continues does not go before who begins earlier; the price decides between equals only.
    second = await of_two_forms(access, given)
    early = await quoted(second, await given.provider())
    late = await quoted(second, await given.provider(), stay=[NIGHTS | {"etmalen": 10}], validFrom=later)
    order = (await second.send(second.desk, "GET", f"/requests/{second.request}/quote-comparison")).json()
    assert [each["quoteRequest"] for each in order["items"]] == [early.id, late.id]


@pytest.mark.requirement("IJS-13")
async def test_an_answered_quote_ends_on_a_ground_everybody_is_told_and_its_provider_sees_no_more(
    access: RoomUnderTest, given: Given
) -> None:
    case = await of_two_forms(access, given)
    best = await quoted(case, await given.provider())
    loser = await quoted(case, await given.provider())
    ended = await quoted(case, await given.provider())
    seen = (await loser.read()).json()
    assert (seen["intendedResult"], seen["termDays"], seen["question"]) == (
        "Weer samen aan tafel.",
        180,
        "Over Liselotte.",
    )
    assert (seen["age"], seen["forms"], seen["reason"]) == (9, ["ambulatory", "living"], None)
    assert (await ended.post("no-award", case.desk, {}, '"2"')).status_code == 400
    assert (await ended.post("no-award", case.desk, {"because": "too-expensive"}, '"2"')).status_code == 400
    assert (await ended.post("no-award", ended.provider, {"because": "costs-more"}, '"2"')).status_code == 403
    assert (await ended.post("no-award", case.desk, {"because": "costs-more"}, '"2"')).status_code == 200
    awarded = await best.award(on_record(othersBecause="does-not-fit"))
    assert awarded.status_code == 200, awarded.text
    told = {
        event.data["ref"] if "ref" in event.data else str(event.subject): event.data["notAwardedBecause"]
        for event in await access.told("quote.not-awarded")
    }
    assert told == {ended.id: "costs-more", loser.id: "does-not-fit"}
    (won,) = await access.told("quote.awarded")
    assert (str(won.subject), won.data["notAwardedBecause"]) == (best.id, None)
    for out in (loser, ended):
        closed = (await out.read()).json()
        assert closed["status"] == "not-awarded"
        assert [closed[name] for name in PROFILE] == [None] * len(PROFILE)
        assert (closed["forms"], closed["domains"]) == ([], [])
        # Its own answer stays its own.
        assert closed["plan"] == out.an_answer()["plan"]
        assert (await out.read(case.desk)).json()["question"] == "Over Liselotte."
    assert (await best.read()).json()["question"] == "Over Liselotte."
    assert all("Liselotte" not in event.model_dump_json() for event in await access.told())


@pytest.mark.requirement("LAW-02")
async def test_the_result_that_an_institution_determined_goes_with_its_question(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    assert (await case.determine()).status_code == 200
    asked = await case.asked(await given.provider(), by=case.institution)
    assert (await asked.read()).json()["intendedResult"] == "Een veilige plek, en weer naar school."
    answered = await asked.answer(stay=[NIGHTS | {"etmalen": 181}], validUntil="2027-03-01")
    assert answered.status_code == 200, answered.text
    path = f"/requests/{case.request}/quote-comparison"
    (item,) = (await case.send(case.institution, "GET", path)).json()["items"]
    assert (item["fits"], item["lacking"]) == (True, [])
    unfit = await case.asked(await given.provider(), by=case.institution, reason=WHY)
    assert (await unfit.answer(stay=[NIGHTS | {"etmalen": 300}], validUntil="2027-03-01")).status_code == 200
    items = (await case.send(case.desk, "GET", path)).json()["items"]
    assert [each["lacking"] for each in items] == [[], ["authorisation"]]
    not_theirs = await asked.post("no-award", case.desk, {"because": "costs-more"}, '"2"')
    assert codes(not_theirs) == ["quote-not-yours-to-withdraw"]
