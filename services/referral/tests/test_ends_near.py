"""All that ends soon in one case is one message in the inbox of who must know (LAW-09)."""

import json

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given
from .conftest import REGIONS

EXAMPLE = REGIONS.parent / "contracts" / "events" / "case.ending.v1.example.json"


@pytest.mark.requirement("LAW-09")
async def test_an_institution_finds_all_that_ends_soon_in_one_message_of_codes_and_days(
    room: RoomUnderTest, given: Given
) -> None:
    institution = await given.an_institution()
    referral = (await given.send(institution, given.a_quote())).json()
    told = json.loads(EXAMPLE.read_text())["data"]
    told |= {"referral": referral["id"], "recipient": str(institution.organisation)}
    await room.deliver("case.ending", told, again=await room.deliver("case.ending", told))
    inbox = (await given.get(institution, "/messages?kind=ends-near")).json()["items"]
    assert [(each["referral"], each["day"]) for each in inbox] == [(referral["id"], "2026-08-31")]
    assert inbox[0]["ends"] == [
        {"kind": "authorisation", "lastDay": "2026-08-31", "component": None},
        {"kind": "bed", "lastDay": "2026-09-06", "component": "stay"},
    ]
    assert "loopt binnenkort iets af" in inbox[0]["text"]
    desk = await given.an_access_worker()
    assert (await given.get(desk, "/messages?kind=ends-near")).json()["items"] == []
