"""Who may read the log, what of it, and that reading it is in it too."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from auditlog.entry import Action, Entry
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

Log = Callable[..., Awaitable[list[Entry]]]
HERE, ELSEWHERE = "ijsselland", "elsewhere"
CHILD = uuid7()
LATE = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
"""The 27th already, on the clock in the Netherlands."""


async def asked(audit: RoomUnderTest, caller: Caller, path: str, status: int = 200, **query: Any) -> Any:
    async with audit.as_caller(caller) as client:
        answer: httpx.Response = await client.get(path, params=query)
    assert answer.status_code == status, answer.text
    return answer.json()


def ids(page: dict[str, Any]) -> list[UUID]:
    return [UUID(item["id"]) for item in page["items"]]


@pytest.mark.requirement("ZHZ-01")
async def test_a_municipality_sees_its_own_entries_a_region_those_of_its_region_and_the_platform_all(
    audit: RoomUnderTest, log: Log
) -> None:
    own = await audit.organisation("municipality", area="0148", regions=(HERE,))
    practice = await audit.organisation("general-practice", regions=(HERE,))
    far = await audit.organisation("general-practice", regions=(ELSEWHERE,))
    [by_town] = await log(organisation=own)
    [by_practice] = await log(organisation=practice)
    [refused] = await log(organisation=far, action=Action.REFUSED, data_subject=None, thing="referral 7")
    seen = {}
    for kind, more in (("region", {}), ("platform", {}), ("municipality", {"area": "0148"})):
        auditor = await audit.caller("auditor", kind, regions=(HERE,), **more)
        seen[kind] = ids(await asked(audit, auditor, "/entries", room="referral"))
    assert seen == {
        "municipality": [by_town.id],
        "region": [by_practice.id, by_town.id],
        "platform": [refused.id, by_practice.id, by_town.id],
    }


@pytest.mark.requirement("NV-19")
async def test_an_entry_says_who_did_what_of_whom_when_why_from_where_and_by_which_right(
    audit: RoomUnderTest, log: Log
) -> None:
    officer = await audit.caller("privacy-officer", "municipality", area="0148", regions=(HERE,))
    door = uuid7()
    [entry] = await log(organisation=officer.organisation, emergency=door)
    [shown] = (await asked(audit, officer, "/entries", emergency="true"))["items"]
    assert shown == {
        "id": str(entry.id),
        "at": "2026-11-27T03:40:00Z",
        "room": "referral",
        "operation": "read_referral",
        "action": "looked",
        "dataSubject": entry.data_subject,
        "thing": "referral 7",
        "purpose": "read_referral",
        "subject": "gp-1",
        "organisation": str(officer.organisation),
        "role": "general-practitioner",
        "authorisation": "referring-organisation",
        "source": "192.0.2.7",
        "byEmergencyDoor": True,
        "emergency": str(door),
        "mayBetray": False,
        "correlationId": str(entry.correlation_id),
    }


async def test_the_list_goes_back_page_by_page_and_by_what_is_asked(audit: RoomUnderTest, log: Log) -> None:
    auditor = await audit.caller("auditor", "region", regions=(HERE,))
    own = auditor.organisation
    first = await log(3, organisation=own, at=LATE - timedelta(days=1))
    second = await log(2, organisation=own, role="director", action=Action.EXPORTED, at=LATE)
    newest_first = [entry.id for entry in reversed(first + second)]
    page = await asked(audit, auditor, "/entries", room="referral", limit=3)
    assert ids(page) == newest_first[:3]
    page = await asked(audit, auditor, "/entries", room="referral", limit=3, after=page["next"])
    assert (ids(page), page["next"]) == (newest_first[3:], None)
    queries: tuple[dict[str, str], ...] = (
        {"role": "director"},
        {"action": "exported"},
        {"from": LATE.isoformat(), "until": (LATE + timedelta(seconds=1)).isoformat()},
        {"organisation": str(own), "operation": "read_referral", "action": "exported"},
    )
    for query in queries:
        found = ids(await asked(audit, auditor, "/entries", 200, room="referral", **query))
        assert found == newest_first[:2], query
    by_subject = await asked(audit, auditor, "/entries", dataSubject=first[0].data_subject)
    assert set(ids(by_subject)) == {*newest_first}
    assert ids(await asked(audit, auditor, "/entries", dataSubject=str(uuid7()))) == []


async def test_reading_the_log_is_in_the_log(audit: RoomUnderTest) -> None:
    auditor = await audit.caller("auditor", "region", regions=(HERE,))
    await asked(audit, auditor, "/entries", dataSubject=str(CHILD))
    # Without a log of its own a room keeps its looks itself, until it has one.
    await asked(audit, auditor, "/figures", dataSubject=str(CHILD))
    rows = await audit.rows("SELECT operation, action, data_subject, subject FROM read_log ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (each, "searched", str(CHILD), auditor.subject) for each in ("list_entries", "read_figures")
    ]


@pytest.mark.requirement("NV-08")
async def test_a_young_person_reads_who_read_and_nothing_that_betrays_a_helper(
    audit: RoomUnderTest, log: Log
) -> None:
    service = Caller("room:referral", PLATFORM, "service")
    told = await log(2, data_subject=str(CHILD), organisation=uuid7(), emergency=uuid7())
    await log(data_subject=str(CHILD), may_betray=True)
    await log(data_subject=str(CHILD), room="crisis")
    await log(data_subject=str(uuid7()))
    page = await asked(audit, service, f"/clients/{CHILD}/entries", limit=1)
    assert ids(page) == [told[1].id]
    assert page["items"] == [
        {
            "id": str(told[1].id),
            "at": "2026-11-27T03:40:00Z",
            "action": "looked",
            "purpose": "read_referral",
            "role": "general-practitioner",
            "organisation": str(told[1].organisation),
            "byEmergencyDoor": True,
        }
    ]
    assert ids(await asked(audit, service, f"/clients/{CHILD}/entries", after=page["next"])) == [told[0].id]


async def test_figures_count_by_local_day_organisation_and_action(audit: RoomUnderTest, log: Log) -> None:
    auditor = await audit.caller("auditor", "municipality", area="0148", regions=(HERE,))
    own = auditor.organisation
    await log(2, organisation=own, at=LATE, emergency=uuid7())
    await log(1, organisation=own, at=LATE - timedelta(hours=1))
    await log(1, organisation=uuid7(), at=LATE)
    figures = (await asked(audit, auditor, "/figures"))["items"]
    days = [date.fromisoformat(item.pop("day")) for item in figures]
    assert days == [date(2026, 11, 26), date(2026, 11, 27)]
    same = {"organisation": str(own), "action": "looked"}
    assert figures == [
        {**same, "entries": 1, "byEmergencyDoor": 0},
        {**same, "entries": 2, "byEmergencyDoor": 2},
    ]


async def test_there_is_no_head_until_one_is_signed(audit: RoomUnderTest) -> None:
    auditor = await audit.caller("auditor", "region", regions=(HERE,))
    await asked(audit, auditor, "/head", status=404)
    await audit.rows("INSERT INTO head VALUES (7, sha256('x'), now(), 'a.b.c') RETURNING 1")
    head = await asked(audit, auditor, "/head")
    assert (head["sequence"], head["token"], len(head["hash"])) == (7, "a.b.c", 64)
