"""Ways by which children or money could come to harm at the access desk, each shut."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from access.domain.door import AskedOf, Question, due_at
from region_policy.parts import Term
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest

from .builders import Given, a_decision, a_quote, a_stay, by_budget, key, legal_steps
from .changing import EVALUATED, IJSSELLAND, NOORD_VELUWE, VIEWS, ZHZ, Desk, a_stay_decision, codes
from .routing import GRO, TASK_BASED, Region

from .test_adulthood import PLAN, comes_of_age
from .test_provider_change import moves

TODAY = date(2026, 3, 10)


def after(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


async def test_p1_double_night(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 90))
    step = {"validUntil": after(9), "intensity": "residential-1", "etmalen": 60}
    made = await helped.changed("step-down", "lighter-help-fits", **step)
    ext = await helped.extend(TODAY + timedelta(days=60), etmalen=60)
    print("EXT", ext.status_code, ext.text[:600])
    assert ext.status_code == 409


async def test_p1b_double_night_due(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 90))
    step = {"validUntil": after(9), "intensity": "residential-1", "etmalen": 60}
    made = await helped.changed("step-down", "lighter-help-fits", **step)
    ext = await helped.extend(TODAY + timedelta(days=60), etmalen=60)
    access.clock.advance(timedelta(days=30))
    one = (await helped.entitled.stay(TODAY + timedelta(days=15), TODAY + timedelta(days=20))).json()
    async with access.as_caller(desk.provider, **key()) as client:
        two = (
            await client.post(
                f"/entitlements/{made['followedBy']}/stays",
                json={"arrivedOn": after(15), "leftOn": after(20)},
            )
        ).json()
    print(
        [(l["status"], l.get("amountCents")) for l in one["lines"]],
        [(l["status"], l.get("amountCents")) for l in two["lines"]],
    )
    assert False


async def test_p2_step_down_raises(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_stay_decision("residential-3", 3))
    seen = await helped.seen()
    left = (date.fromisoformat(seen["validUntil"]) - TODAY).days
    print(seen, left)
    step = {"validUntil": after(0), "intensity": "residential-1", "etmalen": left}
    made = await helped.change("step-down", "lighter-help-fits", **step)
    rows = await access.rows("SELECT committed_cents, etmalen FROM care_grant")
    print(made.status_code, made.text[:500], rows)
    assert made.status_code == 409


async def test_p3_court(access: RoomUnderTest, given: Given) -> None:
    desk = await given.desk()
    for facts in (dict(), dict(measure={"kind": "supervision", "until": "2026-12-31"})):
        for route in ("quote", "choice-budget", "stay"):
            r = await given.referral(**(a_quote(referrerType="court", **facts) | {"route": route}))
            row = await access.rows("SELECT status, refused FROM request WHERE id=:i", i=r)
            async with access.as_caller(desk, **{"If-Match": '"1"'}) as client:
                a = await client.post(
                    f"/requests/{r}/refusal", json={"ground": "need", "legalSteps": legal_steps()}
                )
                print(route, facts, row, a.status_code, a.text[:200])
    assert False


async def test_p4_23(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given, NOORD_VELUWE)
    body = a_stay_decision("step-2", 90, statements=VIEWS, familyGroupPlan=PLAN)
    made = await desk.decided(body, age=22, prolongedGround="began-before")
    print(made.text[:600])
    made = made.json()
    (row,) = await access.rows("SELECT client FROM request")
    await comes_of_age(desk, str(row.client), 23, 0, date(2026, 3, 20))
    entitled = await given.accepted(desk.provider, made["request"], made["grants"][0]["id"])
    await entitled.start(date(2026, 3, 21))
    seen = (await entitled.get()).json()
    print(seen["validUntil"])
    assert seen["validUntil"] <= "2026-03-20"


def test_p5_clock() -> None:
    term = Term(count=8, unit="weeks") if hasattr(Term, "model_fields") else None
    print(Term.model_fields)
    applied = date(2026, 1, 1)
    end = due_at(term, applied, ())
    late = local_day(end) + timedelta(days=10)
    q = Question(uuid4(), uuid4(), AskedOf.APPLICANT, late, late + timedelta(days=60))
    print(end, due_at(term, applied, (q,)))
    assert due_at(term, applied, (q,)) == end


async def test_p6_stop_institution(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    for facts in (
        {},
        {"referrerType": "certified-institution", "measure": {"kind": "supervision", "until": "2026-12-31"}},
        {"referrerType": "medical-specialist"},
    ):
        made = await desk.decided(a_decision(by_budget("treatment")), **facts)
        print(made.status_code, made.text[:300])
        if made.status_code != 201:
            continue
        made = made.json()
        e = await given.accepted(desk.provider, made["request"], made["grants"][0]["id"])
        a = await desk.send(
            "POST",
            f"/entitlements/{e.id}/changes",
            {"kind": "stop", "reason": "less-help-needed"},
            etag='"1"',
        )
        print("STOP", facts, a.status_code, a.text[:200])
    e = await given.entitlement(desk.provider)
    for body in (
        {"kind": "lower", "reason": "less-help-needed", "ceilingCents": 1},
        {
            "kind": "extend",
            "reason": "goals-not-yet-reached",
            "validUntil": "2027-06-01",
            "statements": EVALUATED,
        },
        {"kind": "stop", "reason": "less-help-needed"},
    ):
        v = (await e.get()).headers["etag"]
        a = await desk.send("POST", f"/entitlements/{e.id}/changes", body, etag=v)
        print("GP-settled", body["kind"], a.status_code, a.text[:400])
    assert False


async def test_p7_gap(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    court = {"number": "C/16/123", "start": after(-5), "end": after(100)}
    m = {"referrerType": "municipality", "measure": {"kind": "supervision", "until": "2027-12-31"}}
    made = await desk.decided(a_stay_decision("residential-3", 90, authorisation=court), **m)
    print(made.status_code, made.text[:700])
    made = made.json()
    e = await given.accepted(desk.provider, made["request"], made["grants"][0]["id"])
    await e.start(TODAY)
    court2 = {"number": "C/16/124", "start": after(300), "end": after(400)}
    a = await desk.send(
        "POST",
        f"/entitlements/{e.id}/changes",
        {
            "kind": "extend",
            "reason": "goals-not-yet-reached",
            "validUntil": after(380),
            "statements": EVALUATED,
            "authorisation": court2,
            "etmalen": 300,
        },
        etag='"2"',
    )
    print(a.status_code, a.text[:500])
    assert a.status_code == 409


async def test_p8_hostile(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    gro = await Region.at(access, GRO)
    helped = await desk.helped(a_decision(by_budget("treatment")))
    out = []
    days = ["0001-01-01", "9999-12-31", "2026-02-30", "\u0000", "", 0, None, "2026-03-10T00:00:00Z"]
    moments = [
        "0001-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "9999-12-31T23:59:59Z",
        "\u0000",
    ]
    r = await given.referral(**a_quote())
    rep = await given.referral(**a_quote(referrerType="municipality"))

    async def go(by, method, path, body=None, etag='"1"'):
        async with access.as_caller(by, **(key() | ({"If-Match": etag} if etag else {}))) as c:
            a = await c.request(method, path, **({"json": body} if body is not None else {}))
            if a.status_code >= 500 or a.status_code < 300:
                print(a.status_code, method, path, str(body)[:150], a.text[:150])
            return a

    for m in moments:
        for reg in (desk.provider, gro.provider):
            await go(
                reg, "POST", "/early-starts", {"municipality": "0014", "route": "task-based", "startedAt": m}
            )
    for d in days:
        await go(gro.provider, "POST", "/contacts", {"from": d, "municipality": "0014"})
        await go(gro.provider, "POST", "/contacts", {"from": "2026-01-01", "to": d, "municipality": "0014"})
        await go(desk.worker, "POST", f"/requests/{rep}/application", {"on": d})
        await go(
            desk.worker,
            "PUT",
            f"/clients/{(await helped.seen())['client']}/perspective-plan",
            {"on": d, "role": "young-person"},
        )
        await go(
            desk.worker,
            "POST",
            f"/requests/{r}/free-help",
            {
                "provision": "x",
                "wish": "against",
                "hearing": {"on": d, "outcome": "x\u0000"},
                "legalSteps": legal_steps(),
            },
        )
        await go(
            desk.worker, "POST", f"{helped.path}/provider-change", {"lastDay": d, "provider": None}, '"2"'
        )
        await go(
            desk.worker,
            "POST",
            f"{helped.path}/changes",
            {"kind": "shorten", "reason": "moved", "validUntil": d},
            '"2"',
        )
        for w in (
            {"start": "0001-01-01", "end": "0001-01-02"},
            {"start": "9999-12-31", "end": "9999-12-31"},
            {"start": "2026-01-01", "end": "9999-12-31"},
        ):
            await go(
                desk.worker,
                "POST",
                f"/requests/{r}/decisions",
                a_decision(a_stay(30), authorisation={"number": "C/1 2", **w}),
                '"7"',
            )
    for q in ("/frames?year=", "/figures?year="):
        for y in ("0", "99999999999999999999", "2100", "2026\u0000", "-1", "1e9"):
            await go(desk.worker, "GET", q + y)
    cm = await access.caller("contract-manager", "municipality", area="0148", regions=("ijsselland",))
    for f in ("0001-01-01", "9999-12-31"):
        for by in (cm, desk.worker):
            for p in (
                f"/deliveries?from={f}&to={f}",
                f"/counts?from={f}&to=9999-12-31",
                f"/changes/figures?first=2015-01-01&last=9999-12-31",
                f"/counts?from={f}",
            ):
                await go(by, "GET", p)
    for w in (
        {"start": "0001-01-01", "end": "0001-01-02"},
        {"start": "9999-12-31", "end": "9999-12-31"},
        {"start": "2026-01-01", "end": "9999-12-31"},
    ):
        r2 = await given.referral(**a_quote())
        await go(
            desk.worker,
            "POST",
            f"/requests/{r2}/decisions",
            a_decision(
                a_stay(30),
                authorisation={"number": "C/1 2", **w},
                statements=[{"about": "away-from-home", "words": "x"}],
            ),
        )
    await go(desk.worker, "PUT", f"/requests/{rep}/triage", {"urgency": "high", "domain": "a" * 60})
    await go(desk.worker, "POST", f"/requests/{r}/questions", {"to": "applicant", "question": "x\u0000y"})
    await go(
        desk.worker,
        "POST",
        f"/requests/{r}/questions",
        {
            "to": "applicant",
            "question": "x\ud800y".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        },
    )
    async with access.as_caller(desk.worker, **key()) as c:
        a = await c.post(
            f"/requests/{r}/questions",
            content=b'{"to":"applicant","question":"x\\ud800y"}',
            headers={"Content-Type": "application/json", "If-Match": '"1"'},
        )
        print("surrogate", a.status_code, a.text[:200])
    assert False


async def test_p9_retro(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_decision(by_budget("treatment")))
    access.clock.advance(timedelta(days=60))
    a = await helped.change("stop", "goals-reached", validUntil=after(5))
    late = await helped.entitled.deliver(TODAY + timedelta(days=20))
    print(a.status_code, a.text[:200], late.text[:400])
    assert late.json()["status"] == "due"


async def test_p10_handover(access: RoomUnderTest, given: Given) -> None:
    gro = await Region.at(access, GRO)
    r = await gro.referral(**TASK_BASED)
    print(await access.rows("SELECT lane, status, version FROM request"))
    a = await given.decide(r, gro.desk)
    print(a.status_code, a.text[:500])
    async with access.as_caller(gro.desk, **{"If-Match": '"1"'}) as client:
        b = await client.post(f"/requests/{r}/refusal", json={"ground": "other-municipality"})
    print(b.status_code, b.text[:200])
    await access.deliver(
        "placement.accepted",
        {
            "ref": str(uuid4()),
            "version": 2,
            "region": "groningen",
            "referral": str(r),
            "grant": str(uuid4()),
            "provider": str(gro.provider.organisation),
        },
    )
    print(await access.rows("SELECT * FROM contact"))
    assert await access.rows("SELECT * FROM contact") == []


async def test_p18_phase_out_moves(access: RoomUnderTest, given: Given) -> None:
    desk = await Desk.of(access, given)
    helped = await desk.helped(a_decision(by_budget("treatment")))
    made = await helped.changed(
        "phase-out",
        "goals-reached",
        schedule=[{"until": after(30), "cents": 20000}, {"until": after(60), "cents": 8000}],
    )
    b = await given.provider()
    answer = await moves(helped.entitled, desk.worker, TODAY + timedelta(days=2), to=b.organisation)
    print(answer.text[:400])
    at_b = await given.accepted(b, helped.entitled.referral, answer.json()["grant"]["id"])
    await at_b.start(TODAY + timedelta(days=3))
    access.clock.advance(timedelta(days=50))
    line = await at_b.deliver(TODAY + timedelta(days=40), minutes=180)
    print(line.text)
    assert line.json()["heldBecause"] == ["beyond-step"]


async def test_p32_no_steps(access: RoomUnderTest, given: Given) -> None:
    for region in (IJSSELLAND, ZHZ, NOORD_VELUWE):
        desk = await Desk.of(access, given, region)
        for body in (
            a_stay_decision("residential-3", 30),
            a_decision(by_budget("treatment")),
            a_stay_decision("step-2", 30),
        ):
            for kind in ("start", "continue"):
                for ov in ([], [{"rule": "legal-steps", "reason": "x"}]):
                    a = await desk.decided(
                        body
                        | {
                            "legalSteps": [],
                            "kind": kind,
                            "overrides": ov,
                            "statements": [*body.get("statements", []), *EVALUATED, *VIEWS],
                            "familyGroupPlan": PLAN,
                        }
                    )
                    print(
                        region,
                        kind,
                        a.status_code,
                        [x["code"] for x in a.json().get("reasons", [])] or a.text[:150],
                    )
    assert False
