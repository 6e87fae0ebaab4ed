"""A duty to accept: no only on the listed grounds, reported; silence goes up (HLM-23)."""

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from referral.domain.refusal_reasons import FREELY, allowed_reasons, known_reasons
from region_policy.language import Name
from region_policy.parts_desk import Acceptance
from region_policy.parts_routes import NamedGround
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.months import first_of_month, last_of_month

from .builders import Given, Json
from .duty_stories import ZKIJ, Register, in_zkij

grounds = st.builds(
    NamedGround.model_construct,
    id=st.sampled_from([*FREELY, "outside-assignment", "not-safe-here"]),
    name=st.just(Name(nl="grond", en="ground")),
    illustrative=st.just(False),
)


def grounds_of(given: Given) -> list[str]:
    acceptance = given.all_policies.in_force(ZKIJ, on=given.today).desk.acceptance
    assert acceptance is not None
    return [ground.id for ground in acceptance.refusal_grounds]


async def figures(given: Given, desk: Caller, period: str = "") -> Json:
    return dict((await given.get(desk, f"/figures{period}")).json())


@over(duty=st.booleans(), listed=st.lists(grounds, max_size=5))
def test_under_a_duty_only_what_is_listed_is_allowed_and_all_that_is_allowed_is_known(
    duty: bool, listed: list[NamedGround]
) -> None:
    acceptance = Acceptance.model_construct(duty=duty, refusal_grounds=tuple(listed))
    allowed = allowed_reasons(acceptance)
    assert set(allowed) == ({each.id for each in listed} if duty else set(FREELY))
    assert set(allowed) <= set(known_reasons(acceptance))
    assert allowed_reasons(None) == FREELY


@pytest.mark.requirement("HLM-23")
async def test_a_full_house_is_no_ground_and_a_listed_one_is_accepted_and_reported(
    room: RoomUnderTest, given: Given
) -> None:
    provider, lead = await given.a_provider(ZKIJ), await given.a_provider(ZKIJ)
    gp, desk, _, placement = await in_zkij(given, provider)
    await Register(room).partnership(lead, provider, region=ZKIJ)
    full = await given.refuse(provider, placement, "full")
    assert full.status_code == 409, full.text
    (reason,) = full.json()["reasons"]
    assert reason["code"] == "duty-to-accept"
    assert [ground for ground in grounds_of(given) if ground not in reason["text"]] == []
    assert (await given.get(provider, f"/placement-requests/{placement['id']}")).json()["version"] == 1
    unknown = await given.refuse(provider, placement, "no-such-reason")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "reason")

    ground = grounds_of(given)[0]
    declined = await given.refuse(provider, placement, ground)
    assert (declined.status_code, declined.json()["refusalReason"]) == (200, ground)
    (told,) = await room.told("placement.refused")
    assert told.data["refusalReason"] == ground
    for who in (desk, lead):
        (message,) = [one for one in await given.messages(who) if one["kind"] == "declined-under-duty"]
        assert (message["about"], message["provider"]) == (placement["id"], str(provider.organisation))
        assert [code["code"] for code in message["reasons"]] == [ground]
    not_accepted = [one for one in await given.messages(gp) if one["kind"] == "not-accepted"]
    assert [code["code"] for one in not_accepted for code in one["reasons"]] == [ground]
    counted = {"provider": str(provider.organisation), "code": ground, "times": None}
    assert (await figures(given, desk))["underDuty"] == [counted], "once is too few to be shown"
    (kept,) = await room.rows("SELECT provider, ground FROM duty_report")
    assert (kept.provider, kept.ground) == (provider.organisation, ground)
    period = f"?from={first_of_month(given.today)}&until={last_of_month(given.today)}"
    assert (await figures(given, desk, period))["underDuty"] == [counted]
    assert (await figures(given, desk, "?from=2020-01-01&until=2020-01-31"))["underDuty"] == []
    elsewhere = await room.caller("access-worker", "municipality", area="0377", regions=(ZKIJ,))
    assert (await figures(given, elsewhere))["underDuty"] == []


@pytest.mark.requirement("HLM-23")
async def test_silence_counts_and_goes_up_to_the_lead_and_the_municipality(
    room: RoomUnderTest, given: Given
) -> None:
    provider, lead = await given.a_provider(ZKIJ), await given.a_provider(ZKIJ)
    gp, desk, referral, placement = await in_zkij(given, provider)
    await Register(room).partnership(lead, provider, region=ZKIJ)
    (due,) = await room.rows("SELECT due_at FROM deadline WHERE kind = 'placement-answer'")
    room.clock.at = due.due_at
    await room.fire_deadlines()
    for who in (desk, lead):
        (message,) = [one for one in await given.messages(who) if one["kind"] == "silent-under-duty"]
        assert [code["code"] for code in message["reasons"]] == ["no-answer-in-time"]
        assert message["about"] == placement["id"]
    (answerable,) = [
        owner for (kind, ref), owner in (await given.deadlines()).items() if ref == placement["grant"]
    ]
    assert answerable == str(desk.organisation)
    assert [one["kind"] for one in await given.messages(gp)][-1] == "not-accepted"
    counted = {"provider": str(provider.organisation), "code": None, "times": None}
    assert (await figures(given, desk))["underDuty"] == [counted]
    assert message["referral"] == referral["id"]


@pytest.mark.requirement("HLM-23")
async def test_where_the_region_knows_no_duty_a_provider_may_be_full_and_nothing_is_reported(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider, desk = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    acceptance = given.policy.desk.acceptance
    assert acceptance is not None
    assert not acceptance.duty
    _, placement = await given.asked(gp, provider)
    assert (await given.refuse(provider, placement, "full")).status_code == 200
    assert (await figures(given, desk))["underDuty"] == []
    assert "declined-under-duty" not in [one["kind"] for one in await given.messages(desk)]
