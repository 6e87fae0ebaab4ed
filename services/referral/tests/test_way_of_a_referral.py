"""The way of a referral, from the GP's word to the end of care."""

from datetime import timedelta

from testkit.rooms import RoomUnderTest

from .builders import Given


async def test_a_referral_goes_from_the_gp_to_the_end_of_care(room: RoomUnderTest, given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, placement = await given.in_care(gp, provider)
    stopped = await given.stop(provider, placement, given.today)
    assert stopped.status_code == 200, stopped.text
    assert stopped.json()["status"] == "ended"
    assert [event.name for event in await room.told()] == [
        "referral.submitted",
        "placement.requested",
        "placement.accepted",
        "care.started",
        "care.stopped",
    ]
    messages = await given.messages(gp)
    assert [message["kind"] for message in messages] == ["received", "accepted", "started", "ended"]
    assert messages[1]["day"] == (given.today + timedelta(days=7)).isoformat()
    read = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    assert read["status"] == "ended"
    (component,) = read["course"]["components"]
    assert component["provider"] == str(provider.organisation)
