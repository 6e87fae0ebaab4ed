"""Wrong input is refused with every wrong field, in the language asked, and stores nothing."""

from typing import Any

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, a_quote, by_budget, key

LINE: dict[str, Any] = {"functionGroup": "group-2", "minutes": 60, "deliveredOn": "2026-03-10"}
DECISION = a_decision()
CASE: dict[str, Any] = {"municipality": "0148", "age": 9}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"minutes": 0}, ["minutes"]),
        ({"minutes": 1441}, ["minutes"]),
        ({"minutes": 1.5}, ["minutes"]),
        ({"minutes": "60"}, ["minutes"]),
        ({"minutes": True}, ["minutes"]),
        ({"minutes": 10**30}, ["minutes"]),
        ({"deliveredOn": "2026-03-11"}, ["deliveredOn"]),
        ({"deliveredOn": "0001-01-01"}, ["deliveredOn"]),
        ({"deliveredOn": "9999-12-31"}, ["deliveredOn"]),
        ({"deliveredOn": "2026-02-30"}, ["deliveredOn"]),
        ({"deliveredOn": 1_500_000_000}, ["deliveredOn"]),
        ({"deliveredOn": None}, ["deliveredOn"]),
        ({"functionGroup": "group\u00002"}, ["functionGroup"]),
        ({"functionGroup": 2}, ["functionGroup"]),
        ({"functionGroup": ["group-2"]}, ["functionGroup"]),
        ({"final": "yes"}, ["final"]),
        ({"amountCents": 1}, ["amountCents"]),
        ({"minutes": -1, "functionGroup": "", "final": 0}, ["final", "functionGroup", "minutes"]),
    ],
)
async def test_a_wrong_line_is_refused_with_every_wrong_field(
    access: RoomUnderTest, given: Given, change: dict[str, Any], fields: list[str]
) -> None:
    entitled = await given.entitlement(await given.provider())
    path, texts = f"/entitlements/{entitled.id}/deliveries", []
    for language in ("nl", "en"):
        async with access.as_caller(entitled.provider, **key(), **{"Accept-Language": language}) as client:
            refused = await client.post(path, json=LINE | change)
        assert refused.status_code == 400, refused.text
        assert sorted(error["field"] for error in refused.json()["errors"]) == fields
        texts.append(refused.json()["errors"])
    assert texts[0] != texts[1]
    assert await access.rows("SELECT 1 FROM delivery") == []
    assert await access.rows("SELECT 1 FROM idempotency") == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"intendedResult": "a\u0000b"}, ["intendedResult"]),
        ({"intendedResult": "x" * 4001}, ["intendedResult"]),
        (
            {"intendedResult": 7, "choices": [by_budget("Behandeling!")]},
            ["choices.0.budget", "intendedResult"],
        ),
        ({"choices": [{"route": "quote"}]}, ["choices.0.route"]),
        ({"overrides": [{"rule": "gravity", "reason": "Zo."}]}, ["overrides.0.rule"]),
        (
            {"consultations": [{"with": "family"}]},
            ["consultations.0.on", "consultations.0.outcome", "consultations.0.who"],
        ),
        ({"stay": {}}, ["stay"]),
    ],
)
async def test_a_wrong_decision_is_refused_with_every_wrong_field(
    access: RoomUnderTest, given: Given, change: dict[str, Any], fields: list[str]
) -> None:
    desk, request_id = await given.desk(), await given.referral(**a_quote())
    async with access.as_caller(desk, **key(), **{"If-Match": '"1"'}) as client:
        refused = await client.post(f"/requests/{request_id}/decisions", json=DECISION | change)
    assert refused.status_code == 400, refused.text
    assert sorted(error["field"] for error in refused.json()["errors"]) == fields
    assert await access.rows("SELECT 1 FROM decision") == []


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"age": 130}, ["age"]),
        ({"age": -1, "municipality": "148"}, ["age", "municipality"]),
        ({"forms": ["magic"]}, ["forms.0"]),
        ({"domains": ["a\u0000"]}, ["domains.0"]),
        ({"referrer": "neighbour"}, ["referrer"]),
        ({"name": "Somebody"}, ["name"]),
    ],
)
async def test_a_wrong_question_is_refused_with_every_wrong_field(
    access: RoomUnderTest, given: Given, change: dict[str, Any], fields: list[str]
) -> None:
    async with access.as_caller(await given.desk()) as client:
        refused = await client.post("/advice", json=CASE | change)
    assert refused.status_code == 400, refused.text
    assert sorted(error["field"] for error in refused.json()["errors"]) == fields


@pytest.mark.parametrize("body", [b"{", b"[]", b'"\\ud800"', b"[" * 50_000, b"\xff"])
async def test_a_body_that_is_no_object_is_refused(access: RoomUnderTest, given: Given, body: bytes) -> None:
    entitled = await given.entitlement(await given.provider())
    headers = {"Content-Type": "application/json", **key()}
    async with access.as_caller(entitled.provider, **headers) as client:
        refused = await client.post(f"/entitlements/{entitled.id}/deliveries", content=body)
    assert refused.status_code == 400
