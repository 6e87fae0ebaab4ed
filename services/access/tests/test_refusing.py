"""The municipality refuses: on form always, on need only where the need is its to judge."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from region_policy.codes import RejectionCode
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import ZWOLLE, Given, a_quote, legal_steps

MEASURE = {"kind": "supervision", "until": "2026-12-31"}
HEARD = {"on": "2026-03-09", "outcome": "Wij redden het niet alleen."}
OF_AN_INSTITUTION = a_quote(referrerType="certified-institution", measure=MEASURE)


async def refuse(
    room: RoomUnderTest, request_id: UUID, by: Caller, etag: str | None, **body: Any
) -> httpx.Response:
    """With code 5 of the list WJ759 unless told otherwise, and 7 where the need is judged."""
    headers = {"If-Match": etag} if etag else {}
    body = {"rejectionCode": "7" if body["ground"] == "need" else "5"} | body
    async with room.as_caller(by, **headers) as client:
        return await client.post(f"/requests/{request_id}/refusal", json=body)


@pytest.mark.requirement("LAW-02")
async def test_what_an_institution_with_a_measure_determined_is_refused_on_form_only(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**OF_AN_INSTITUTION)
    on_need = await refuse(access, request_id, desk, '"1"', ground="need", legalSteps=legal_steps())
    assert on_need.status_code == 409
    assert [reason["code"] for reason in on_need.json()["reasons"]] == ["need-is-not-yours-to-judge"]
    assert await access.told("request.closed") == []
    on_form = await refuse(access, request_id, desk, '"1"', ground="other-municipality")
    assert on_form.status_code == 200, on_form.text
    assert (on_form.json()["status"], on_form.json()["outcome"]) == ("closed", "refused")
    (closed,) = await access.told("request.closed")
    assert (closed.data["outcome"], closed.data["reasons"]) == ("refused", ["other-municipality", "wj759-5"])
    assert await access.rows("SELECT 1 FROM deadline") == []
    again = await refuse(access, request_id, desk, '"2"', ground="tariff")
    assert (again.status_code, again.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("LAW-02", "LAW-03")
@pytest.mark.parametrize(
    "role", ["director", "institution-worker", "provider-worker", "general-practitioner"]
)
async def test_no_other_role_refuses_anything(access: RoomUnderTest, given: Given, role: str) -> None:
    kinds = {
        "director": "municipality",
        "institution-worker": "certified-institution",
        "provider-worker": "provider",
        "general-practitioner": "general-practice",
    }
    await given.desk()
    request_id = await given.referral(**OF_AN_INSTITUTION)
    somebody = await access.caller(role, kinds[role], regions=("ijsselland",))
    assert (await refuse(access, request_id, somebody, '"1"', ground="need")).status_code == 403
    elsewhere = await given.desk(ZWOLLE)
    assert (await refuse(access, request_id, elsewhere, '"1"', ground="need")).status_code == 404


@pytest.mark.requirement("LAW-03")
async def test_what_a_doctor_asks_is_never_refused_on_need(access: RoomUnderTest, given: Given) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    refused = await refuse(access, request_id, desk, '"1"', ground="need", legalSteps=legal_steps())
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["need-is-not-yours-to-judge"]


@pytest.mark.requirement("LAW-04", "LAW-12")
async def test_where_the_measure_ended_yesterday_a_refusal_on_need_is_a_decision_after_hearing_the_family(
    access: RoomUnderTest, given: Given
) -> None:
    ended = {"kind": "supervision", "until": "2026-03-09"}
    desk = await given.desk()
    request_id = await given.referral(**(OF_AN_INSTITUTION | {"measure": ended}))
    without = await refuse(access, request_id, desk, '"1"', ground="need", legalSteps=legal_steps("help"))
    reasons = [reason["code"] for reason in without.json()["reasons"]]
    assert reasons == ["hearing-missing", "legal-steps-missing"]
    said: dict[str, Any] = {"ground": "need", "legalSteps": legal_steps()}
    ahead = await refuse(access, request_id, desk, '"1"', **said, hearing=HEARD | {"on": "2026-03-11"})
    assert [error["field"] for error in ahead.json()["errors"]] == ["hearing.on"]
    refused = await refuse(access, request_id, desk, '"1"', **said, hearing=HEARD)
    assert refused.status_code == 200, refused.text
    (row,) = await access.rows("SELECT ground, words FROM refusal")
    assert row.ground == "need"
    assert not any(word in bytes(row.words) for word in (b"Bevinding", b"alleen"))


async def test_a_refusal_that_makes_no_sense_changes_nothing(access: RoomUnderTest, given: Given) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    wrong = await refuse(access, request_id, desk, '"1"', ground="too-expensive")
    assert [error["field"] for error in wrong.json()["errors"]] == ["ground"]
    assert (await refuse(access, request_id, desk, None, ground="tariff")).status_code == 428
    assert (await refuse(access, request_id, desk, '"2"', ground="tariff")).status_code == 412
    assert await access.told("request.closed") == []


@pytest.mark.requirement("HLM-04")
async def test_a_rejection_names_its_code_of_the_closed_list_of_the_national_messages(
    access: RoomUnderTest, given: Given
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    async with access.as_caller(desk, **{"If-Match": '"1"'}) as client:
        without = await client.post(f"/requests/{request_id}/refusal", json={"ground": "tariff"})
    for refused in (
        without,
        *[
            await refuse(access, request_id, desk, '"1"', ground="tariff", rejectionCode=code)
            for code in ("0", "10", "", 4, None, "wj759-4")
        ],
        # A doctor's question cannot be turned down on its content under another name (LAW-03).
        await refuse(access, request_id, desk, '"1"', ground="tariff", rejectionCode="7"),
    ):
        assert refused.status_code == 400
        assert [error["field"] for error in refused.json()["errors"]] == ["rejectionCode"]
    assert await access.told("request.closed") == []
    codes = [code for code in RejectionCode if code is not RejectionCode.CONTENT]
    for code in codes:
        request_id = await given.referral(**a_quote())
        done = await refuse(access, request_id, desk, '"1"', ground="tariff", rejectionCode=code.value)
        assert done.json()["reasons"] == ["tariff", f"wj759-{code.value}"]
    told = await access.told("request.closed")
    assert [closed.data["reasons"][1] for closed in told] == [f"wj759-{code.value}" for code in codes]
