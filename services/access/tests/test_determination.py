"""The certified institution: what it determines, what it may not choose, and which quote it prefers."""

from typing import Any

import pytest

from region_policy.loader import Policies
from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, a_quote, by_budget, legal_steps
from .conftest import REGIONS
from .quoting import AUTHORISATION, ENDED_YESTERDAY, Quoting, a_determination, codes

BUDGETS = [budget.id for budget in Policies.load(REGIONS).by_region["ijsselland"][-1].choice_budgets.items]


def test_the_region_has_seven_budgets() -> None:
    assert len(BUDGETS) == 7


@pytest.mark.requirement("IJS-15")
@pytest.mark.parametrize("budget", BUDGETS)
async def test_a_choice_budget_is_refused_to_an_institution_with_a_measure_and_to_the_desk_for_it(
    access: RoomUnderTest, given: Given, budget: str
) -> None:
    case = await Quoting.of_an_institution(access, given, route="choice-budget", budget=budget)
    (closed,) = await access.told("request.closed")
    assert (closed.data["outcome"], closed.data["reasons"]) == ("not-allowed", ["route-closed-by-measure"])
    asked = await Quoting.of_an_institution(access, given)
    refused = await given.decide(asked.request, asked.desk, a_decision(by_budget(budget)))
    assert "route-closed-by-measure" in codes(refused)
    override = {"rule": "determination", "reason": "Het kan niet anders."}
    overridden = await given.decide(
        asked.request, asked.desk, a_decision(by_budget(budget), overrides=[override])
    )
    assert "route-closed-by-measure" in codes(overridden)
    assert await access.told("decision.made") == []
    assert case.request != asked.request


@pytest.mark.requirement("IJS-15", "LAW-02")
async def test_its_quote_is_awarded_once_it_has_determined_the_help(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    first = await case.quoted(by=case.institution)
    second = await case.quoted(by=case.institution, reason="Er is nog een aanbieder die dit kan.")
    assert codes(await first.award({})) == ["determination-missing", "authorisation-missing"]
    stored = await case.determine()
    assert stored.status_code == 200, stored.text
    assert (stored.json()["measure"], stored.headers["etag"]) == ("supervision", '"2"')
    preferred = await case.prefer(first)
    assert preferred.json() == {"request": str(case.request), "quoteRequest": first.id}
    changed_mind = await case.prefer(second)
    assert changed_mind.status_code == 200
    seen = (await case.send(case.desk, "GET", f"/requests/{case.request}")).json()
    assert seen["preference"] == second.id
    assert seen["determination"]["help"] == a_determination()["help"]
    unseen = await second.award({})
    assert unseen.status_code == 412, "what was determined since the quote was read has to be seen"
    awarded = await second.award({}, etag='"3"')
    assert awarded.status_code == 200, awarded.text
    (made,) = await access.told("decision.made")
    ambulatory, stay = made.data["grants"]
    assert stay["validUntil"] <= AUTHORISATION["end"]
    assert ambulatory["component"] == "ambulatory"
    decision = (await case.send(case.desk, "GET", f"/requests/{case.request}")).json()["decision"]
    assert decision["intendedResult"] == a_determination()["intendedResult"]
    assert decision["words"]["legalSteps"] == [], (
        "what the institution determines is no decision of the municipality's"
    )


@pytest.mark.requirement("LAW-02")
async def test_an_institution_whose_measure_ended_yesterday_asks_as_everybody_does(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given, measure=ENDED_YESTERDAY)
    assert codes(await case.determine()) == ["no-measure-in-force"]
    assert await access.rows("SELECT 1 FROM determination") == []
    made = await given.decide(case.request, case.desk)
    assert made.status_code == 201, made.text
    need = await Quoting.of_an_institution(access, given, measure=ENDED_YESTERDAY)
    path = f"/requests/{need.request}/refusal"
    body = {"ground": "need", "rejectionCode": "7", "legalSteps": legal_steps()}
    body["hearing"] = {"on": "2026-03-09", "outcome": "Wij redden het niet alleen."}
    assert (await need.send(need.desk, "POST", path, body, '"1"')).status_code == 200


@pytest.mark.requirement("LAW-02")
async def test_a_determination_is_of_the_institution_that_referred_and_of_nobody_else(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    path = f"/requests/{case.request}/determination"
    other = await access.caller("institution-worker", "certified-institution", regions=("ijsselland",))
    assert (await case.send(other, "PUT", path, a_determination(), '"1"')).status_code == 404
    assert (await case.send(case.desk, "PUT", path, a_determination(), '"1"')).status_code == 403
    assert (await case.send(case.institution, "GET", path)).status_code == 404
    assert (await case.determine(None)).status_code == 428
    assert (await case.determine('"7"')).status_code == 412
    assert (await case.determine()).status_code == 200
    again = await case.determine('"2"', help="Toch iets anders.")
    assert again.json()["help"] == "Toch iets anders."
    assert (await case.send(case.desk, "GET", path)).json()["help"] == "Toch iets anders."
    rows = await access.rows("SELECT words FROM determination")
    assert [b"Toch" in bytes(row.words) for row in rows] == [False]
    gp = await given.referral(**a_quote())
    by_stranger = await case.send(case.institution, "PUT", f"/requests/{gp}/determination", {}, '"1"')
    assert by_stranger.status_code == 404


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"determinedOn": "2026-03-11"}, ["determinedOn"]),
        ({"determinedOn": "morgen"}, ["determinedOn"]),
        ({"help": ""}, ["help"]),
        ({"intendedResult": None}, ["intendedResult"]),
        ({"authorisation": AUTHORISATION | {"end": "2026-02-01"}}, ["authorisation.end"]),
        ({"need": "yes"}, ["need"]),
    ],
)
async def test_a_wrong_determination_is_refused_with_its_field(
    access: RoomUnderTest, given: Given, change: dict[str, Any], fields: list[str]
) -> None:
    case = await Quoting.of_an_institution(access, given)
    refused = await case.determine(**change)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == fields
    assert await access.rows("SELECT 1 FROM determination") == []


async def test_a_preference_is_for_an_open_quote_of_this_request(access: RoomUnderTest, given: Given) -> None:
    case, elsewhere = [await Quoting.of_an_institution(access, given) for _ in range(2)]
    theirs = await elsewhere.quoted()
    assert codes(await case.prefer(theirs)) == ["quote-not-open"]
    own = await case.asked(await given.provider())
    assert (await own.post("decline", own.provider, {"reason": "full"}, '"1"')).status_code == 200
    assert codes(await case.prefer(own)) == ["quote-not-open"]
    assert (await case.prefer(own, '"9"')).status_code == 412


async def test_an_institution_neither_awards_nor_withdraws_what_the_municipality_asked(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given)
    asked = await case.quoted()
    assert (await asked.award({}, by=case.institution)).status_code == 403
    assert (await asked.post("withdrawal", case.institution, None, '"2"')).status_code == 404
    assert (await asked.post("quote", case.institution, asked.an_answer(), '"2"')).status_code == 403
    assert await asked.status() == "answered"
