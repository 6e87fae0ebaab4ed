"""Help that ends at eighteen has, before that, somebody of another Act who goes on."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from referral.domain.adulthood import (
    AROUND_FROM,
    ASKS_FOR_A_RECEIVER,
    BY_HANDOVER,
    EndLacks,
    HandedOver,
    judge_end,
)
from referral.domain.coming_of_age import EIGHTEEN, day_of_age
from referral.domain.handover import ADULT_SCHEMES, Destination, HandoverStatus
from referral.domain.status import END_CODES, StopReason
from referral.usecases.plan_adult_handover import ADULT_HANDOVER_PLANNED
from region_policy.codes import Firmness
from region_policy.loader import Policies
from region_policy.terms import end_of, end_of_term
from testkit.rooms import RoomUnderTest

from .builders import Given, a_person
from .handover_stories import Handing, reasons

REGIONS = Policies.load(Path(__file__).parents[3] / "regions")
MARCH = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
NEARLY_18 = "2008-03-20"
WHY = "De jeugdige wil geen hulp meer na 18."


@pytest.mark.requirement("NV-04")
@pytest.mark.parametrize("region", sorted(REGIONS.by_region))
async def test_an_end_at_18_without_a_receiver_is_as_the_policy_has_it_and_with_one_it_is_code_39(
    room: RoomUnderTest, given: Given, region: str
) -> None:
    room.clock.at = MARCH
    handing = Handing(given, region)
    following = handing.policy.following
    binding = following.adulthood_handover.binding
    case = await handing.case(NEARLY_18)
    bare = await handing.stop(case, "according-to-plan")
    if binding is Firmness.HARD:
        assert reasons(bare) == ["adult-receiver-missing"]
        assert reasons(await handing.stop(case, "according-to-plan", withoutReceiver=WHY)) == [
            "adult-receiver-missing"
        ]
    elif binding is Firmness.SOFT:
        assert reasons(bare) == ["adult-receiver-or-reason-missing"]
        other = await handing.case(NEARLY_18)
        let = await handing.stop(other, "according-to-plan", withoutReceiver=WHY)
        assert (let.status_code, let.json()["noted"]) == (200, ["adult-receiver-missing"])
        (row,) = await room.rows("SELECT binding, why FROM end_without_receiver")
        assert (row.binding, WHY.encode() in row.why) == ("soft", False)
    else:
        assert (bare.status_code, bare.json()["noted"]) == (200, ["adult-receiver-missing"])
        case = await handing.case(NEARLY_18)

    local = await handing.proposed(case, "Jongerenwerk", "local-help")
    assert (await handing.confirm(case.provider, local)).status_code == 200
    assert (await handing.stop(case, "to-other-domain")).status_code == 409 or binding is Firmness.NOTED
    wmo = await handing.caller("access-worker", "municipality", area="9999")
    handover = await handing.proposed(case, wmo.organisation, "wmo")
    due_at = end_of_term(following.handover, since=given.today)
    assert datetime.fromisoformat(handover["confirmBy"]) == due_at
    assert "handover-not-confirmed" in reasons(await handing.stop(case, "to-other-domain"))
    assert (await handing.confirm(wmo, handover)).status_code == 200
    ended = await handing.stop(case, "to-other-domain")
    assert (ended.status_code, ended.json()["noted"]) == (200, [])
    stopped = (await room.told("care.stopped"))[-1]
    assert END_CODES[StopReason(stopped.data["stopReason"])] == "39"


@pytest.mark.requirement("NV-04")
async def test_the_family_may_leave_and_a_younger_end_to_another_act_needs_its_receiver(
    room: RoomUnderTest, given: Given
) -> None:
    room.clock.at = MARCH
    handing = Handing(given)
    left = await handing.stop(await handing.case(NEARLY_18), "early-by-family")
    assert (left.status_code, left.json()["noted"]) == (200, [])
    nine = await handing.case("2017-03-20")
    assert reasons(await handing.stop(nine, "to-other-domain", withoutReceiver=WHY)) == [
        "handover-not-confirmed"
    ]
    assert (await handing.stop(nine, "according-to-plan")).status_code == 200


@pytest.mark.requirement("NV-04")
async def test_from_seventeen_on_the_provider_plans_and_is_asked_until_a_scheme_has_confirmed(
    room: RoomUnderTest, given: Given
) -> None:
    room.clock.at = MARCH
    handing = Handing(given)
    case = await handing.case("2009-03-20")
    planned = (ADULT_HANDOVER_PLANNED, case.placement["id"])
    assert planned not in await given.deadlines()
    room.clock.at = end_of(date(2026, 3, 19))
    await room.fire_deadlines()
    assert (await given.deadlines())[planned] == str(case.provider.organisation)
    assert "adult-handover-to-plan" in await handing.told(case.provider)

    room.clock.at = end_of(date(2026, 9, 19)) - timedelta(seconds=1)
    await room.fire_deadlines()
    assert "adult-handover-missing" not in await handing.told(case.provider)
    room.clock.at = end_of(date(2026, 9, 19))
    await room.fire_deadlines()
    for organisation in (case.provider, case.municipality):
        assert (await handing.told(organisation)).count("adult-handover-missing") == 1
    assert planned in await given.deadlines()
    handover = await handing.proposed(case, "Wijkteam", "wmo")
    assert (await handing.confirm(case.provider, handover)).status_code == 200
    assert planned not in await given.deadlines()

    late = await handing.case("2008-12-01")
    assert (ADULT_HANDOVER_PLANNED, late.placement["id"]) in await given.deadlines()
    assert (await handing.stop(late, "early-by-family")).status_code == 200
    assert (ADULT_HANDOVER_PLANNED, late.placement["id"]) not in await given.deadlines()


@pytest.mark.requirement("NV-04")
async def test_care_that_is_entered_late_as_over_leaves_nobody_to_plan_for(
    room: RoomUnderTest, given: Given
) -> None:
    room.clock.at = MARCH
    gp, provider = await given.a_gp(), await given.a_provider()
    _, placement = await given.accepted(gp, provider, person=a_person(birthDate="2008-12-01", bsn=None))
    room.clock.advance(timedelta(days=20))
    day = given.today.isoformat()
    facts = [{"kind": "started", "on": day}, {"kind": "stopped", "on": day, "reason": "early-by-family"}]
    path = f"/placement-requests/{placement['id']}/care-record"
    entered = await given.post(provider, path, {"facts": facts}, seen=placement["version"])
    assert entered.status_code == 200, entered.text
    assert (ADULT_HANDOVER_PLANNED, placement["id"]) not in await given.deadlines()


HANDOVERS = st.lists(
    st.builds(HandedOver, st.sampled_from(Destination), st.sampled_from(HandoverStatus)), max_size=4
)


@pytest.mark.requirement("NV-04", "HLM-17")
@any_of(
    reason=st.sampled_from(StopReason),
    days=st.integers(-800, 2000),
    born=st.dates(date(2005, 1, 1), date(2012, 12, 31)),
    handovers=HANDOVERS,
    binding=st.sampled_from(Firmness),
    says_why=st.booleans(),
)
def test_the_rule_for_any_end(
    reason: StopReason,
    days: int,
    born: date,
    handovers: list[HandedOver],
    binding: Firmness,
    says_why: bool,
) -> None:
    day = day_of_age(born, EIGHTEEN) + timedelta(days=days)
    ending = judge_end(reason, day, born, handovers, binding, says_why=says_why)
    states = {each.status for each in handovers}
    taken = {each.to for each in handovers if each.status is HandoverStatus.CONFIRMED}
    is_around = day >= day_of_age(born, AROUND_FROM)
    if reason in BY_HANDOVER and states & {HandoverStatus.PROPOSED, HandoverStatus.RETURNED}:
        assert EndLacks.HANDOVER_NOT_CONFIRMED in ending.refused
    if reason is StopReason.TO_OTHER_DOMAIN and not taken:
        assert ending.refused or (is_around and (binding is Firmness.NOTED or says_why))
    if taken & ADULT_SCHEMES or reason not in ASKS_FOR_A_RECEIVER or not is_around:
        assert not ending.without_receiver
        assert set(ending.refused) <= {EndLacks.HANDOVER_NOT_CONFIRMED}
        return
    assert ending.without_receiver
    wanted = {
        Firmness.HARD: {EndLacks.ADULT_RECEIVER},
        Firmness.SOFT: set() if says_why else {EndLacks.ADULT_RECEIVER_OR_REASON},
        Firmness.NOTED: set(),
    }
    assert set(ending.refused) - {EndLacks.HANDOVER_NOT_CONFIRMED} == wanted[binding]
