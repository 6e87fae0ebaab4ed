"""Relations, not only roles: each reads what its task takes, and for as long as that lasts (NV-19)."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from testkit.rooms import RoomUnderTest

from .builders import A_BSN, REGION, ZWOLLE, Given, Json, a_key
from .household_stories import under_a_measure
from .trust_stories import PARTNERS, Trusted


@pytest.fixture(autouse=True)
def noon(room: RoomUnderTest) -> None:
    """Days are counted: late in the evening one more or less would pass when the clocks change."""
    room.clock.at = room.clock.at.replace(hour=11)


MATRIX = yaml.safe_load(Path(__file__).with_name("what_each_role_reads.yaml").read_text())


@pytest.mark.requirement("NV-19", "LAW-03")
async def test_each_role_reads_of_one_case_what_the_matrix_says_and_an_outsider_finds_nothing(
    room: RoomUnderTest, given: Given
) -> None:
    gp, helper, asked = await given.a_gp(), await given.a_provider(), await given.a_provider()
    trusted = Trusted(given, await given.an_access_worker())
    referral = await given.referral(gp, preferredProvider=str(helper.organisation))
    stay = given.a_grant("stay")
    await given.granted(referral, given.a_grant(), stay, preferred=helper.organisation)
    path = f"/referrals/{referral['id']}"
    for placement in (await given.get(helper, "/placement-requests")).json()["items"]:
        answer = given.accept if placement["grant"] != stay["grant"] else given.refuse
        assert (await answer(helper, placement)).status_code == 200
    to_ask = {"provider": str(asked.organisation), "grant": stay["grant"]}
    asking = await given.post(gp, f"{path}/placement-requests", to_ask, **{"Idempotency-Key": a_key()})
    assert asking.status_code == 201, asking.text
    crisis = await room.caller("crisis-desk", "crisis-provider", regions=(REGION,))
    await trusted.open_door(crisis, bsn=A_BSN)
    readers = {"referring-organisation": gp, "chosen-provider": helper, "asked-provider": asked}
    readers |= {"responsible-municipality": trusted.desk, "emergency-door": crisis}
    read: dict[str, list[str]] = {}
    for relation, by in readers.items():
        answer = await given.get(by, path)
        assert (answer.status_code, answer.json()["view"]) == (200, relation)
        read[relation] = told(answer.json())
    for kind in PARTNERS:
        partner = await trusted.a_partner(kind)
        case = (await trusted.case(partner, await trusted.added(referral, partner))).json()
        read[f"case-partner {kind}"] = told({name: case[name] for name in case if name not in IN_EVERY_CASE})
    assert read == MATRIX
    outsiders = [await given.a_gp(), await given.a_provider(), await given.an_access_worker(ZWOLLE)]
    outsiders += [await given.an_institution()]
    assert {(await given.get(by, path)).status_code for by in outsiders} == {404}
    looks = await room.rows(
        "SELECT DISTINCT role, purpose, data_subject FROM read_log"
        " WHERE operation IN ('read_referral', 'read_shared_case') AND data_subject IS NOT NULL"
    )
    ((client,),) = await room.rows("SELECT id FROM client")
    assert {look.data_subject for look in looks} == {str(client)}
    assert {(look.role, look.purpose) for look in looks} == {
        *((by.role, "reading a referral") for by in readers.values()),
        *((role, f"case partner: {kind}") for kind, role in PARTNERS.items()),
    }


IN_EVERY_CASE = {"partner", "shows"}


def told(answer: Json) -> list[str]:
    """The names of what is there, of the course and the person each apart."""
    found = []
    for name, value in answer.items():
        if name in {"course", "person"} and value:
            found += [f"{name}.{each}" for each in value if value[each] not in (None, [])]
        elif value is not None:
            found.append(name)
    return sorted(found)


@pytest.mark.requirement("LAW-03", "NV-19")
async def test_an_access_worker_reads_a_closed_case_for_the_policy_s_days_and_then_by_emergency_only(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(gp)
    await given.on_the_desks_list(referral)
    path, names = f"/referrals/{referral['id']}", {"referrals": [referral["id"]]}
    days = given.policy.looking.closed_case.closed_case_days
    room.clock.advance(timedelta(days=days + 9))
    assert (await given.get(desk, path)).status_code == 200, "it is on the list, however long"
    withdrawn = await given.withdraw(gp, referral, seen=2)
    assert withdrawn.status_code == 200, withdrawn.text
    room.clock.advance(timedelta(days=days))
    assert (await given.get(desk, path)).status_code == 200
    assert len((await given.post(desk, "/referral-names", names)).json()["items"]) == 1
    room.clock.advance(timedelta(days=1))
    for closed in ("", "/people", "/letters"):
        assert (await given.get(desk, path + closed)).status_code == 404
    assert (await given.post(desk, "/referral-names", names)).json()["items"] == []
    assert (await given.get(gp, path)).status_code == 200, "a doctor keeps an own file"
    assert (await Trusted(given, desk).open_door(desk, referral=referral["id"])).status_code == 201
    assert (await given.get(desk, path)).json()["view"] == "emergency-door"


@pytest.mark.requirement("NV-19")
async def test_an_institution_sees_a_child_under_its_measure_and_the_policy_s_days_after_it(
    room: RoomUnderTest, given: Given
) -> None:
    institution = await given.an_institution()
    measured = under_a_measure(given)
    answer = await given.send(institution, given.a_quote(**measured))
    assert answer.status_code == 201, answer.text
    path = f"/referrals/{answer.json()['id']}"
    days = given.policy.looking.after_measure.institution_days_after_measure
    room.clock.advance(timedelta(days=200 + days))
    assert (await given.get(institution, path)).status_code == 200
    room.clock.advance(timedelta(days=1))
    assert (await given.get(institution, path)).status_code == 404
