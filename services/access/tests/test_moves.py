"""A young person moves, two turn out to be one, one is erased: what becomes of the money and the words."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest

from .builders import DALFSEN, RESULT, ZWOLLE, Given, a_decision, a_quote, a_stay, by_budget, key

TODAY = date(2026, 3, 10)
THIRD_MONTH = TODAY + timedelta(days=70)


async def tell_move(
    room: RoomUnderTest,
    client: UUID,
    day: date,
    *referrals: UUID,
    to: str = ZWOLLE,
    region: str = "ijsselland",
) -> None:
    told: dict[str, Any] = {"ref": str(client), "version": 1, "region": "ijsselland", "toMunicipality": to}
    told |= {"toRegion": region, "movedOn": day.isoformat(), "referrals": [str(each) for each in referrals]}
    await room.deliver("client.moved", told)


async def client_of(room: RoomUnderTest, request: UUID) -> UUID:
    ((client,),) = await room.rows("SELECT client FROM request WHERE id = :id", id=request)
    return UUID(str(client))


async def entitlements(room: RoomUnderTest) -> list[Any]:
    return await room.rows("""
        SELECT e.id, e.municipality, e.provider, e.placement, e.valid_from, e.valid_until, e.status, e.region,
            g.committed_cents AS cents, g.due_cents AS due
        FROM entitlement e JOIN care_grant g ON g.id = e.grant_id ORDER BY e.valid_from
    """)


@pytest.mark.requirement("LAW-06")
async def test_a_move_in_the_third_month_makes_two_entitlements_that_meet_on_the_day(
    access: RoomUnderTest, given: Given
) -> None:
    former, new, provider = await given.desk(), await given.desk(ZWOLLE), await given.provider()
    entitled = await given.entitlement(provider)
    await entitled.start(TODAY)
    (before,) = await entitlements(access)
    access.clock.advance(timedelta(days=71))
    await entitled.deliver(TODAY + timedelta(days=30))
    await tell_move(access, await client_of(access, entitled.referral), THIRD_MONTH, entitled.referral)
    first, second = await entitlements(access)
    assert (first.municipality, second.municipality) == (DALFSEN, ZWOLLE)
    assert second.valid_from == THIRD_MONTH == first.valid_until + timedelta(days=1), "no gap and no overlap"
    assert second.valid_until == before.valid_until
    assert (second.provider, second.placement) == (first.provider, first.placement)
    assert first.cents + second.cents == before.cents
    assert first.cents == first.due, "what was left goes on in the other's name"
    assert first.status == second.status == "running", "care is not interrupted"
    for desk in (former, new, provider):
        async with access.as_caller(desk) as client:
            told = (await client.get("/signals")).json()["items"]
        assert ("client-moved", THIRD_MONTH.isoformat()) in [
            (each["kind"], each["aboutDay"]) for each in told
        ]
    # The same provider at the same tariff: in the new name from the day on, in the old one up to it.
    for entitlement, day, expected in (
        (second.id, THIRD_MONTH, "due"),
        (second.id, THIRD_MONTH - timedelta(days=1), "held"),
        (first.id, THIRD_MONTH - timedelta(days=1), "due"),
        (first.id, THIRD_MONTH, "held"),
    ):
        body = {"functionGroup": "group-2", "minutes": 60, "deliveredOn": day.isoformat()}
        async with access.as_caller(provider, **key()) as client:
            line = (await client.post(f"/entitlements/{entitlement}/deliveries", json=body)).json()
        assert line["status"] == expected, (day, line)
    assert sum(row.cents for row in await entitlements(access)) == before.cents
    async with access.as_caller(new) as client:
        assert (await client.get(f"/entitlements/{second.id}")).status_code == 200
        assert (await client.get(f"/entitlements/{first.id}")).status_code == 404
    # Told once more, or a stop of care: nothing passes twice, and both end together.
    await tell_move(access, await client_of(access, entitled.referral), THIRD_MONTH, entitled.referral)
    await entitled.stop(TODAY, THIRD_MONTH + timedelta(days=1))
    assert [row.status for row in await entitlements(access)] == ["stopped", "stopped"]


@pytest.mark.requirement("LAW-06")
async def test_a_stay_that_has_begun_remains_with_the_first_municipality(
    access: RoomUnderTest, given: Given
) -> None:
    desk, provider = await given.desk(), await given.provider()
    request = await given.referral(**a_quote(forms=["ambulatory", "living"]))
    made = await given.decide(request, desk, a_decision(by_budget("treatment"), a_stay(90)))
    assert made.status_code == 201, made.text
    grants = {each["component"]: each["id"] for each in made.json()["grants"]}
    at_home = await given.accepted(provider, request, grants["ambulatory"])
    stay = await given.accepted(await given.provider(), request, grants["stay"])
    await stay.start(TODAY)
    access.clock.advance(timedelta(days=10))
    day = TODAY + timedelta(days=5)
    await tell_move(access, await client_of(access, request), day, request)
    rows = await access.rows(
        "SELECT municipality, valid_from FROM entitlement WHERE placement = :p", p=stay.placement
    )
    assert [row.municipality for row in rows] == [DALFSEN]
    rows = await access.rows(
        "SELECT municipality FROM entitlement WHERE placement = :p ORDER BY valid_from", p=at_home.placement
    )
    assert [row.municipality for row in rows] == [DALFSEN, ZWOLLE]


@pytest.mark.requirement("LAW-06")
async def test_into_another_region_provider_and_tariff_go_on_and_what_is_undecided_goes_to_its_desk(
    access: RoomUnderTest, given: Given
) -> None:
    policies = access.transactions.resources
    groningen = next(iter(sorted(policies.in_force("groningen", on=TODAY).municipality_codes)))
    there = await access.caller("access-worker", "municipality", area=groningen, regions=("groningen",))
    provider = await given.provider()
    entitled = await given.entitlement(provider)
    await entitled.start(TODAY)
    undecided = await given.referral(**a_quote())
    access.clock.advance(timedelta(days=20))
    day = TODAY + timedelta(days=15)
    for request in (entitled.referral, undecided):
        client = await client_of(access, request)
        await tell_move(access, client, day, request, to=groningen, region="groningen")
    first, second = await entitlements(access)
    assert (first.region, second.region) == ("ijsselland", "ijsselland")
    assert second.municipality == groningen
    async with access.as_caller(there) as client:
        assert (await client.get(f"/entitlements/{second.id}")).status_code == 200
        listed = (await client.get("/requests")).json()["items"]
        assert str(undecided) in [each["id"] for each in listed]
        assert (await client.get(f"/requests/{undecided}")).status_code == 200
    rows = await access.rows(
        "SELECT owner FROM deadline WHERE ref = :ref AND fired_at IS NULL", ref=undecided
    )
    assert {row.owner for row in rows} == {str(there.organisation)}


async def test_clients_that_are_one_have_their_cases_together_and_apart_again(
    access: RoomUnderTest, given: Given
) -> None:
    kept, double = await given.referral(**a_quote()), await given.referral(**a_quote())
    kept_client, double_client = await client_of(access, kept), await client_of(access, double)
    told = {"ref": str(double_client), "version": 1, "region": "ijsselland", "kept": str(kept_client)}
    told |= {"referrals": [str(double)]}
    await access.deliver("client.merged", {**told, "status": "merged"})
    assert await client_of(access, double) == kept_client
    await access.deliver("client.merged", {**told, "version": 2, "status": "split"})
    assert await client_of(access, double) == double_client


async def test_nights_that_two_doubles_both_slept_are_found_when_they_turn_out_to_be_one(
    access: RoomUnderTest, given: Given
) -> None:
    desk, stays = await given.desk(), []
    for _ in range(2):
        request = await given.referral(**a_quote(forms=["living"]))
        made = await given.decide(request, desk, a_decision(a_stay(90)))
        assert made.status_code == 201, made.text
        stay = await given.accepted(await given.provider(), request, made.json()["grants"][0]["id"])
        await stay.start(TODAY)
        stays.append(stay)
    access.clock.advance(timedelta(days=10))
    await stays[0].stay(TODAY, TODAY + timedelta(days=3))
    await stays[1].stay(TODAY + timedelta(days=2), TODAY + timedelta(days=4))
    clients = [await client_of(access, stay.referral) for stay in stays]
    told = {"ref": str(clients[1]), "version": 1, "region": "ijsselland", "kept": str(clients[0])}
    await access.deliver("client.merged", {**told, "status": "merged", "referrals": [str(stays[1].referral)]})
    rows = await access.rows("SELECT about_day FROM signal WHERE kind = 'night-due-twice'")
    assert [row.about_day for row in rows] == [TODAY + timedelta(days=2)]


@pytest.mark.requirement("LAW-11")
async def test_after_an_erasure_no_words_open_and_every_sum_is_what_it_was(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    request = await given.referral(**a_quote())
    made = await given.decide(request, desk)
    assert made.status_code == 201, made.text
    entitled = await given.accepted(await given.provider(), request, made.json()["grants"][0]["id"])
    await entitled.start(TODAY)
    access.clock.advance(timedelta(days=3))
    await entitled.deliver(TODAY + timedelta(days=1))
    assert RESULT in (await entitled.get(by=desk)).text
    client = await client_of(access, request)
    await access.deliver(
        "client.came-of-age",
        {"ref": str(client), "version": 1, "region": "ijsselland", "years": 12, "months": 0},
    )
    ledger = "SELECT grant_id, kind, cents FROM ledger_entry ORDER BY position"
    sums = "SELECT committed_cents, delivered_cents, due_cents, held_cents, returned_cents FROM care_grant"
    before = [await access.rows(query) for query in (ledger, sums)]
    erased = {"ref": str(client), "version": 1, "region": "ijsselland", "referrals": [str(request)]}
    await access.deliver("client.erased", erased)
    assert [await access.rows(query) for query in (ledger, sums)] == before
    names = await access.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name NOT IN ('outbox', 'read_log', 'parked', 'dead_letter')"
    )
    assert len(names) > 100
    for table, column in names:
        found = await access.rows(
            f'SELECT 1 FROM "{table}" WHERE "{column}"::text LIKE :client',  # noqa: S608  # our own tables
            client=f"%{client}%",
        )
        assert not found, (table, column)
    sealed = await access.rows("SELECT intended_result, words FROM decision")
    assert [tuple(row) for row in sealed] == [(b"", b"")]
    # What was told of it is applied again after a restore, and changes nothing where nothing was restored.
    when = "SELECT destroyed_at, client FROM data_key JOIN request ON id = data_subject"
    once = await access.rows(when)
    access.clock.advance(timedelta(hours=1))
    await access.deliver("client.erased", erased)
    assert await access.rows(when) == once
    answer = await entitled.get(by=desk)
    assert (answer.status_code, RESULT in answer.text) == (200, False)
    # A key that was destroyed is never made anew, nor one where nothing was sealed yet.
    other = await given.referral(**a_quote())
    await access.deliver(
        "client.erased", {**erased, "ref": str(await client_of(access, other)), "referrals": [str(other)]}
    )
    refused = await given.decide(other, desk)
    assert refused.status_code == 409, refused.text
    assert "erased" in [reason["code"] for reason in refused.json()["reasons"]]


@pytest.mark.requirement("LAW-11")
async def test_the_copy_of_a_file_has_what_was_decided_in_words_and_nothing_of_another(
    access: RoomUnderTest, given: Given
) -> None:
    desk = await given.desk()
    request, other = await given.referral(**a_quote()), await given.referral(**a_quote())
    for each in (request, other):
        assert (await given.decide(each, desk)).status_code == 201
    async with access.as_caller(desk) as client:
        copy = await client.post(f"/requests/{request}/exports", json={"withoutWhereabouts": False})
        kept_back = await client.post(f"/requests/{request}/exports", json={"withoutWhereabouts": True})
    told = str(kept_back.json()["tables"])
    assert [each for each in ("provider", "municipality", DALFSEN) if each in told] == []
    assert copy.status_code == 200, copy.text
    tables = copy.json()["tables"]
    assert tables["decision"][0]["intended_result"] == RESULT
    assert {row["id"] for row in tables["request"]} == {str(request)}
    assert str(other) not in copy.text
    async with access.as_caller(await given.desk(ZWOLLE)) as client:
        refused = await client.post(f"/requests/{request}/exports", json={"withoutWhereabouts": False})
        assert refused.status_code == 404
