"""Help that nobody decides on: within one sum, free to walk into, begun before it is registered."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import Given, a_decision, a_quote, legal_steps
from .routing import GRO, NV, TASK_BASED, ZHZ, ZKIJ, Region, codes
from .whole_figures import help_of

WHAT_A_DECISION_LEAVES = """
    SELECT id FROM decision UNION ALL SELECT id FROM care_grant UNION ALL SELECT id FROM entitlement
"""
HEARD = {"on": "2026-03-09", "outcome": "De ouders willen eerst een gesprek met een psycholoog."}


async def taken_by(
    room: RoomUnderTest, region: Region, referral: UUID, started: date | None, stopped: date | None = None
) -> UUID:
    """The provider has accepted within its sum, and care goes from day to day as `referral` tells it."""
    placement = uuid7()
    place = {"version": 2, "region": region.region, "referral": str(referral)}
    accepted = {"ref": str(placement), "grant": str(uuid7()), "provider": str(region.provider.organisation)}
    await room.deliver("placement.accepted", place | accepted)
    if started is not None:
        care = {"ref": str(uuid7()), "placement": str(placement), "startedOn": started.isoformat()}
        name = "care.stopped" if stopped else "care.started"
        await room.deliver(name, place | care | {"stoppedOn": stopped.isoformat() if stopped else None})
    return placement


@pytest.mark.requirement("GRO-01", "IJS-11")
async def test_a_task_based_referral_ends_at_the_provider_and_only_counts_reach_the_municipality(
    access: RoomUnderTest,
) -> None:
    for municipality in (GRO, ZKIJ):
        region = await Region.at(access, municipality)
        for referrer in ("general-practitioner", "municipality"):
            request = await region.referral(referrerType=referrer, **TASK_BASED)
            opened = (await access.told("request.opened"))[-1]
            assert (opened.data["lane"], opened.data["owner"]) == ("with-provider", None)
            for answer in (
                await region.send(region.desk, "GET", f"/requests/{request}"),
                await Given(access).decide(request, region.desk, a_decision()),
            ):
                assert answer.status_code == 404, answer.text
            started = region.today - timedelta(days=4)
            stopped = region.today if referrer == "municipality" else None
            await taken_by(access, region, request, started, stopped)
            closed = (await access.told("request.closed"))[-1]
            assert (closed.data["outcome"], closed.data["referral"]) == ("handed-over", str(request))
        assert (await region.send(region.desk, "GET", "/requests?state=all")).json()["items"] == []
        (count,) = await region.counts()
        assert count == {
            "municipality": municipality,
            "provider": str(region.provider.organisation),
            "route": "task-based",
            "provision": None,
            "started": None,
            "stopped": None,
            "running": None,
        }, "so few are hidden"
        (now,) = await help_of(access, municipality)
        assert (now.started, now.stopped, now.running) == (2, 1, 1)
        (then,) = await help_of(access, municipality, last=region.today - timedelta(days=1))
        assert (then.stopped, then.running) == (0, 2)
        manager = await access.caller("contract-manager", "region", regions=(region.region,))
        assert await region.counts(manager) == [count]
    assert await access.rows(WHAT_A_DECISION_LEAVES) == []
    assert await access.rows("SELECT 1 FROM deadline") == []


@pytest.mark.requirement("GRO-04", "GRO-03")
async def test_within_one_sum_the_hours_change_from_day_to_day_without_a_decision(
    access: RoomUnderTest,
) -> None:
    gro = await Region.at(access, GRO)
    who, first = str(uuid7()), gro.today - timedelta(days=27)
    body = {"who": who, "municipality": GRO, "from": first.isoformat()}
    made = await gro.send(gro.provider, "POST", "/contacts", body)
    assert made.status_code == 201, made.text
    contact = made.json()["contact"]
    path = f"/contacts/{contact['id']}"
    for number, (after, minutes) in enumerate(((0, 120), (7, 300), (21, 61)), start=1):
        change = {"from": (first + timedelta(days=after)).isoformat(), "minutesPerWeek": minutes}
        assert (await gro.send(gro.provider, "POST", f"{path}/changes", change)).status_code == 428
        changed = await gro.send(gro.provider, "POST", f"{path}/changes", change, f'"{number}"')
        assert (changed.status_code, changed.headers["etag"]) == (200, f'"{number + 1}"'), changed.text
    seen = (await gro.send(gro.provider, "GET", path)).json()
    assert [(each["minutesPerWeek"], each["minutes"]) for each in seen["history"]] == [
        (120, 120),
        (300, 600),
        (61, 61),
    ]
    assert seen["minutes"] == 781
    assert seen["history"][-1]["to"] == gro.today.isoformat()
    again = {"from": first.isoformat(), "minutesPerWeek": 5}
    assert codes(await gro.send(gro.provider, "POST", f"{path}/changes", again, '"4"')) == [
        "changed-that-day"
    ]
    before = {"from": (first - timedelta(days=1)).isoformat(), "minutesPerWeek": 5}
    for wrong in (before, {"from": "2026-03-11", "minutesPerWeek": 5}, again | {"minutesPerWeek": 10_081}):
        assert (await gro.send(gro.provider, "POST", f"{path}/changes", wrong, '"4"')).status_code == 400
    for somebody in (await gro.another_provider(), gro.desk):
        status = 404 if somebody.role == "provider-worker" else 403
        assert (await gro.send(somebody, "POST", f"{path}/changes", again, '"4"')).status_code == status
    ended = await gro.send(gro.provider, "POST", f"{path}/end", {"to": gro.today.isoformat()}, '"4"')
    assert (ended.status_code, ended.json()["minutes"]) == (200, 781)
    assert (await gro.send(gro.provider, "POST", f"{path}/changes", again, '"5"')).status_code == 409
    assert await access.rows("SELECT 1 FROM decision") == []
    assert await access.told() == []


@pytest.mark.requirement("ZHZ-03", "LAW-12")
async def test_to_free_help_goes_without_a_decision_and_is_counted(
    access: RoomUnderTest, given: Given
) -> None:
    zhz = await Region.at(access, ZHZ)
    agreed, against = [await zhz.referral(route="quote") for _ in range(2)]
    body = {"provision": "welfare-work", "wish": "agrees"}
    elsewhere = body | {"provision": "help-at-school"}  # other municipalities have that
    assert codes(await send_to_free_help(zhz, agreed, elsewhere)) == ["provision-unknown"]
    sent = await send_to_free_help(zhz, agreed, body)
    assert sent.status_code == 200, sent.text
    assert (sent.json()["status"], sent.json()["outcome"]) == ("closed", "free-help")
    assert sent.json()["decision"] is None
    # To ask a decision or an allocation for it: there is none, and none can be made.
    none = await Given(access).decide(agreed, zhz.desk, a_decision(), **{"If-Match": '"2"'})
    assert (none.status_code, none.json()["possibleSteps"]) == (409, [])
    free = {"route": "freely-accessible"}
    open_one = await zhz.referral(**free)
    assert (await Given(access).decide(open_one, zhz.desk, a_decision(free))).status_code == 400

    body |= {"wish": "against"}
    assert codes(await send_to_free_help(zhz, against, body)) == ["hearing-missing", "legal-steps-missing"]
    assert codes(await send_to_free_help(zhz, against, body | {"hearing": HEARD})) == ["legal-steps-missing"]
    full = body | {"hearing": HEARD, "legalSteps": legal_steps()}
    late = full | {"hearing": HEARD | {"on": "2026-03-11"}}
    assert (await send_to_free_help(zhz, against, late)).status_code == 400
    assert (await send_to_free_help(zhz, against, full)).status_code == 200
    told = [event.data for event in await access.told("request.closed")]
    assert [(each["outcome"], each["againstWish"]) for each in told] == [
        ("free-help", False),
        ("free-help", True),
    ]
    (row,) = await access.rows("SELECT words FROM free_help WHERE wish = 'against'")
    assert b"psycholoog" not in bytes(row.words)
    assert all("psycholoog" not in event.model_dump_json() for event in await access.told())
    (count,) = await help_of(access, ZHZ)
    assert (count.provision, count.started) == ("welfare-work", 2)
    assert await access.rows(WHAT_A_DECISION_LEAVES) == []


@pytest.mark.requirement("LAW-12", "LAW-02")
async def test_what_a_doctor_or_an_institution_with_a_measure_asks_is_not_sent_to_free_help(
    access: RoomUnderTest,
) -> None:
    zhz = await Region.at(access, ZHZ)
    body = {"provision": "sport", "wish": "agrees"}
    measure = {"kind": "supervision", "until": "2026-12-31"}
    for asked in (
        a_quote(referrerType="medical-specialist"),
        a_quote(referrerType="certified-institution", measure=measure),
    ):
        request = await zhz.referral(**asked)
        assert codes(await send_to_free_help(zhz, request, body)) == ["need-is-judged-by-the-referrer"]
    by_gp = await zhz.referral(referrerType="general-practitioner", route="freely-accessible")
    assert (await send_to_free_help(zhz, by_gp, body)).status_code == 200


async def send_to_free_help(region: Region, request: UUID, body: dict[str, Any]) -> httpx.Response:
    return await region.send(region.desk, "POST", f"/requests/{request}/free-help", body, '"1"')


@pytest.mark.requirement("GRO-03", "ZHZ-03")
async def test_four_fields_suffice_and_no_decision_belongs_to_them(access: RoomUnderTest) -> None:
    gro, zhz = await Region.at(access, GRO), await Region.at(access, ZHZ)
    four = {"who": None, "provision": "prevention", "from": "2026-03-02", "to": "2026-03-02"}
    made = await gro.send(gro.desk, "POST", "/contacts", four)
    assert made.status_code == 201, made.text
    contact = made.json()["contact"]
    assert (contact["municipality"], contact["route"]) == (GRO, "freely-accessible")
    assert not [name for name in contact if "decision" in name.lower()]
    for path in (f"/requests/{contact['id']}/decisions", f"/requests/{contact['id']}/decisions/{uuid7()}"):
        method, body = ("POST", a_decision()) if path.endswith("decisions") else ("GET", None)
        assert (await gro.send(gro.desk, method, path, body, '"1"')).status_code == 404
    assert [each.started for each in await help_of(access, GRO)] == [1]
    (listed,) = (await gro.send(gro.desk, "GET", "/contacts")).json()["items"]
    assert listed == contact
    for elsewhere, provision in ((NV, "school"), (ZKIJ, "parent-support")):
        region = await Region.at(access, elsewhere)
        other = four | {"provision": provision}
        assert (await region.send(region.desk, "POST", "/contacts", other)).status_code == 201
        assert codes(await region.send(region.desk, "POST", "/contacts", four)) == ["provision-unknown"]
    path = f"/contacts/{contact['id']}"
    assert codes(await gro.send(gro.provider, "POST", "/contacts", four | {"municipality": ZHZ})) == [
        "not-in-a-region-of-yours"
    ]
    assert codes(
        await zhz.send(zhz.provider, "POST", "/contacts", {"from": "2026-03-02", "municipality": ZHZ})
    ) == ["no-help-within-one-sum"]
    for by, wrong in (
        (gro.provider, four),
        (gro.desk, four | {"municipality": ZHZ}),
        (gro.desk, four | {"to": "2026-03-01"}),
        (gro.desk, four | {"from": "2026-03-11", "to": None}),
        (gro.desk, four | {"age": 9}),
    ):
        assert (await gro.send(by, "POST", "/contacts", wrong)).status_code == 400, wrong
    assert (await gro.send(gro.desk, "POST", f"{path}/end", {"to": "2026-03-03"}, '"1"')).status_code == 409


@pytest.mark.requirement("GRO-02")
async def test_help_begins_at_ten_and_is_registered_within_the_term_or_reminded_of(
    access: RoomUnderTest,
) -> None:
    gro, zhz = await Region.at(access, GRO), await Region.at(access, ZHZ)
    client, moment = str(uuid7()), access.clock().isoformat()
    body = {"municipality": GRO, "route": "task-based", "startedAt": moment, "client": client}
    first = await gro.send(gro.provider, "POST", "/early-starts", body)
    assert first.status_code == 201, first.text
    assert first.json()["registerBy"] == "2026-03-17T23:00:00Z"  # five working days, the last one whole
    other = body | {"client": None}
    second = (await gro.send(gro.provider, "POST", "/early-starts", other)).json()
    refused = await gro.send(gro.provider, "POST", "/early-starts", body | {"route": "product"})
    assert codes(refused) == ["no-early-start"]
    not_here = body | {"municipality": ZHZ}
    assert codes(await zhz.send(zhz.provider, "POST", "/early-starts", not_here)) == ["no-early-start"]
    tomorrow = (access.clock() + timedelta(days=1)).isoformat()
    to_come = body | {"startedAt": tomorrow}
    assert (await gro.send(gro.provider, "POST", "/early-starts", to_come)).status_code == 400

    # The first is registered by the referral that follows, the other by nothing in time.
    request = await gro.referral(client=client, referrerType="general-practitioner", **TASK_BASED)
    await taken_by(access, gro, request, gro.today)
    path, by_referral = f"/early-starts/{first.json()['id']}/registration", {"referral": str(request)}
    for wrong in ({}, by_referral | {"contact": str(uuid7())}, {"referral": str(uuid7())}):
        assert (await gro.send(gro.provider, "POST", path, wrong, '"1"')).status_code == 400, wrong
    registered = await gro.send(gro.provider, "POST", path, by_referral, '"1"')
    assert registered.status_code == 200, registered.text
    assert (await gro.send(gro.provider, "POST", path, by_referral, '"2"')).status_code == 409
    access.clock.advance(timedelta(days=8))
    assert await access.fire_deadlines() == 1
    (missed,) = await access.told("deadline.missed")
    assert (missed.data["kind"], missed.data["about"]) == ("registration", second["id"])
    for reader in (gro.provider, gro.desk):
        (signal,) = (await gro.send(reader, "GET", "/signals")).json()["items"]
        assert (signal["kind"], signal["earlyStart"], signal["request"]) == (
            "registration",
            second["id"],
            None,
        )
    (waiting,) = (await gro.send(gro.provider, "GET", "/early-starts")).json()["items"]
    assert (waiting["id"], waiting["remindedAt"] is not None, waiting["startedAt"]) == (
        second["id"],
        True,
        second["startedAt"],
    )
    # Late is not lost: what began goes on, and its registration counts.
    kept = await gro.send(gro.provider, "POST", "/contacts", {"municipality": GRO, "from": "2026-03-10"})
    late = {"contact": kept.json()["contact"]["id"]}
    path = f"/early-starts/{second['id']}/registration"
    assert (await gro.send(gro.provider, "POST", path, late, '"1"')).status_code == 412
    assert (await gro.send(gro.provider, "POST", path, late, '"2"')).json()["contact"] == late["contact"]
    (count,) = await help_of(access, GRO)
    assert (count.started, count.running) == (2, 2)
