"""A safety flag opens the way to the crisis function at once, for every referrer in every region (HLM-08)."""

from pathlib import Path

import pytest

from referral.domain.crisis_way import crisis_way
from region_policy.codes import REFERS_AS, ReferrerType
from region_policy.loader import Policies
from testkit.rooms import RoomUnderTest

from .builders import Given, Json
from .door_stories import ALL_DOORS, at, filled_in

REGIONS = Path(__file__).parents[3] / "regions"
ALL = Policies.load(REGIONS)
EVERY_FILE = [(policy.region, policy.valid_from) for files in ALL.by_region.values() for policy in files]


@pytest.mark.requirement("HLM-08", "IJS-34")
@pytest.mark.parametrize("reader", [*ReferrerType, None])
@pytest.mark.parametrize(("region", "valid_from"), EVERY_FILE)
def test_who_may_raise_an_alarm_is_led_there_and_everybody_else_to_numbers_and_a_call_back(
    region: str, valid_from: object, reader: ReferrerType | None
) -> None:
    policy = next(each for each in ALL.by_region[region] if each.valid_from == valid_from)
    way = crisis_way(policy, reader, safety=True)
    assert way
    assert way.may_raise is (reader is not None and reader in policy.crisis.open_to)
    assert {"112"} <= {each.number for each in way.numbers}
    assert crisis_way(policy, reader, safety=False) is None


@pytest.mark.requirement("HLM-08", "IJS-34")
@pytest.mark.parametrize(("role", "code"), ALL_DOORS)
async def test_the_answer_to_a_referral_with_the_flag_shows_what_can_be_done_at_once(
    room: RoomUnderTest, given: Given, role: str, code: str
) -> None:
    by = await at(given, role)
    answer = await given.send(by, {**filled_in(given, role, code), "safety": True})
    assert answer.status_code == 201, answer.text
    crisis: Json = answer.json()["crisis"]
    may_raise = REFERS_AS[role] in given.policy.crisis.open_to
    assert crisis["raiseAlarm"] == ("/api/crisis/v1/alarms" if may_raise else None)
    assert crisis["leaveCallBack"] == (None if may_raise else "/api/crisis/v1/call-backs")
    assert "112" in {each["number"] for each in crisis["numbers"]}
    again = (await given.get(by, f"/referrals/{answer.json()['id']}")).json()
    assert again["crisis"] == crisis
    assert again["course"]["safety"] is True
    (told,) = await room.told("referral.submitted")
    assert told.data["safety"] is True


async def test_without_the_flag_nothing_of_a_crisis_is_shown(given: Given) -> None:
    assert (await given.referral(await given.a_gp()))["crisis"] is None
