"""Bridging care: another provider helps while a component waits, and no day is claimed twice (NV-18)."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from referral.domain.bridging import last_day_before
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import A_QUESTION, REGION, Given, Json, a_key

EIGHT_WEEKS = timedelta(days=56)
HELPED = "SELECT kind, first_day, last_day FROM helped_days ORDER BY first_day, kind"


class Stage:
    """A referral whose provider starts in eight weeks, and a provider that could bridge."""

    def __init__(self, given: Given) -> None:
        self.given = given

    async def set(self, **changes: Any) -> "Stage":
        given = self.given
        self.gp, self.desk = await given.a_gp(), await given.an_access_worker()
        self.provider, self.bridge = await given.a_provider(), await given.a_provider()
        self.referral, asked = await given.asked(self.gp, self.provider, **changes)
        self.grant = asked["grant"]
        planned = {"startPlannedOn": (given.today + EIGHT_WEEKS).isoformat()}
        path = f"/placement-requests/{asked['id']}/acceptance"
        self.placement = (await given.post(self.provider, path, planned, seen=asked["version"])).json()
        return self

    async def ask(self, by: Caller | None = None, **body: Any) -> httpx.Response:
        path = f"/referrals/{self.referral['id']}/bridging"
        asked = {"provider": str(self.bridge.organisation), **body}
        return await self.given.post(by or self.gp, path, asked, **{"Idempotency-Key": a_key()})

    async def do(self, bridging: Json, what: str, by: Caller | None = None, **body: Any) -> httpx.Response:
        path = f"/bridging/{bridging['id']}/{what}"
        return await self.given.post(by or self.bridge, path, body or None, seen=bridging["version"])

    async def running(self, starts_on: date) -> Json:
        answer = await self.do((await self.ask()).json(), "acceptance", startsOn=starts_on.isoformat())
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def start(self, day: date) -> httpx.Response:
        return await self.given.start(self.provider, self.placement, day)

    async def seen(self) -> list[Json]:
        course = (await self.given.get(self.gp, f"/referrals/{self.referral['id']}")).json()["course"]
        return list(course["bridging"])

    async def helped(self) -> list[tuple[str, date, date | None]]:
        return [tuple(row) for row in await self.given.room.rows(HELPED)]


@pytest.fixture
async def stage(given: Given) -> Stage:
    return await Stage(given).set()


@pytest.mark.requirement("NV-18")
async def test_bridging_is_a_second_item_that_ends_on_the_eve_of_the_real_start(
    room: RoomUnderTest, given: Given, stage: Stage
) -> None:
    asked = (await stage.ask()).json()
    assert await given.deadlines() == {
        ("start-awaited", stage.placement["id"]): str(stage.provider.organisation),
        ("bridging-answer", asked["id"]): str(stage.bridge.organisation),
    }
    path = f"/referrals/{stage.referral['id']}"
    profile = (await given.get(stage.bridge, path)).json()
    assert (profile["view"], profile["person"], profile["question"]) == ("asked-provider", None, None)
    first = given.today + timedelta(days=3)
    running = await stage.do(asked, "acceptance", startsOn=first.isoformat())
    assert (running.status_code, running.json()["status"]) == (200, "running")
    file = (await given.get(stage.bridge, path)).json()
    assert (file["view"], file["question"]) == ("bridging-provider", A_QUESTION)
    two = (await given.get(stage.gp, path)).json()["course"]
    assert [part["provider"] for part in two["components"]] == [str(stage.provider.organisation)]
    assert [each["provider"] for each in two["bridging"]] == [str(stage.bridge.organisation)]
    assert two["bridging"][0]["grant"] == two["components"][0]["grant"] == stage.grant

    room.clock.advance(EIGHT_WEEKS)
    real = given.today
    assert (await stage.start(real)).status_code == 200
    (ended,) = await stage.seen()
    eve = (real - timedelta(days=1)).isoformat()
    assert (ended["status"], ended["endedOn"], ended["endReason"]) == ("ended", eve, "care-started")
    assert ended["endRecordedAt"].startswith(real.isoformat())
    assert await stage.helped() == [("bridging", first, real - timedelta(days=1)), ("care", real, None)]
    kinds = [message["kind"] for message in await given.messages(stage.gp)]
    assert kinds[-3:] == ["bridging-started", "bridging-ended", "started"]
    told = [message["kind"] for message in await given.messages(stage.bridge)]
    assert told == ["bridging-requested", "bridging-ended"]


@pytest.mark.requirement("NV-18")
async def test_a_start_that_is_entered_late_takes_back_the_days_from_it_on(
    room: RoomUnderTest, given: Given, stage: Stage
) -> None:
    first = given.today
    running = await stage.running(first)
    room.clock.advance(timedelta(days=20))
    stopped = await stage.do(running, "stop", stoppedOn=given.today.isoformat())
    assert (stopped.json()["status"], stopped.json()["endReason"]) == ("ended", "stopped-by-provider")
    # Another one bridges what is left, which has not begun when it turns out that care had.
    later = await stage.running(given.today + timedelta(days=2))
    real = first + timedelta(days=10)
    assert (await stage.start(real)).status_code == 200
    cut, never = await stage.seen()
    assert (cut["status"], cut["endedOn"]) == ("ended", (real - timedelta(days=1)).isoformat())
    assert (never["id"], never["status"], never["endedOn"]) == (later["id"], "withdrawn", None)
    assert await stage.helped() == [("bridging", first, real - timedelta(days=1)), ("care", real, None)]


@pytest.mark.requirement("NV-18")
async def test_a_start_on_the_first_day_of_bridging_leaves_it_no_day(given: Given, stage: Stage) -> None:
    await stage.running(given.today)
    assert (await stage.start(given.today)).status_code == 200
    (none,) = await stage.seen()
    assert (none["status"], none["endedOn"], none["endReason"]) == ("withdrawn", None, "care-started")
    assert await stage.helped() == [("care", given.today, None)]
    nobody_waits = await stage.ask()
    assert (nobody_waits.status_code, nobody_waits.json()["possibleSteps"]) == (409, ["ended"])


@pytest.mark.requirement("NV-18")
async def test_the_database_claims_no_day_of_one_component_twice(
    room: RoomUnderTest, given: Given, stage: Stage
) -> None:
    await stage.running(given.today)
    day = given.today + timedelta(days=5)
    for kind, constraint in (("care", "bridging_never_beside_care"), ("bridging", "bridging_once_a_day")):
        with pytest.raises(IntegrityError, match=constraint):
            await room.rows(
                "INSERT INTO helped_days (source, kind, grant_id, first_day) "
                "VALUES (:source, :kind, :grant, :day) RETURNING 1",
                source=uuid7(),
                kind=kind,
                grant=stage.grant,
                day=day,
            )


@pytest.mark.requirement("NV-18")
async def test_bridging_and_start_at_the_same_moment_share_no_day(given: Given, stage: Stage) -> None:
    asked = (await stage.ask()).json()
    accepted, started = await asyncio.gather(
        stage.do(asked, "acceptance", startsOn=given.today.isoformat()), stage.start(given.today)
    )
    assert (started.status_code, accepted.status_code) in {(200, 200), (200, 409)}
    assert await stage.helped() == [("care", given.today, None)]
    (only,) = await stage.seen()
    assert only["status"] == "withdrawn"
    assert [kind for kind, _ in await given.deadlines()] == []


@pytest.mark.requirement("NV-18")
async def test_whom_was_asked_may_refuse_or_be_silent_and_another_is_asked(
    room: RoomUnderTest, given: Given, stage: Stage
) -> None:
    body = {"provider": str(stage.bridge.organisation), "grant": stage.grant}
    path, once = f"/referrals/{stage.referral['id']}/bridging", {"Idempotency-Key": a_key()}
    asked = (await given.post(stage.desk, path, body, **once)).json()
    assert (await given.post(stage.desk, path, body, **once)).json()["id"] == asked["id"]
    second = await stage.ask()
    assert (second.status_code, "possibleSteps" in second.json()) == (409, True)
    stranger = await given.a_provider()
    assert (await stage.do(asked, "refusal", by=stranger, reason="full")).status_code == 404
    assert (await stage.do({**asked, "version": 9}, "refusal", reason="full")).status_code == 412
    assert (await stage.do(asked, "refusal", reason="full")).json()["status"] == "refused"
    assert (await stage.do({**asked, "version": 2}, "acceptance", startsOn="2026-01-01")).status_code == 409
    silent = (await stage.ask()).json()
    room.clock.advance(timedelta(days=30))
    await room.fire_deadlines()
    for reader in (stage.gp, stage.desk):
        found = await given.messages(reader)
        reasons = [each["reasons"][0]["code"] for each in found if each["kind"] == "bridging-not-accepted"]
        assert reasons == ["full", "no-answer-in-time"]
    listed = (await given.get(stage.bridge, "/bridging")).json()["items"]
    assert [each["status"] for each in listed] == ["refused", "expired"]
    assert (await given.get(stage.bridge, f"/bridging/{silent['id']}")).json()["status"] == "expired"
    # Freely accessible help may bridge; a school or another doctor may not.
    team = await room.caller("provider-worker", "community-organisation", regions=(REGION,))
    asked_there = await stage.ask(provider=str(team.organisation))
    assert asked_there.status_code == 201, asked_there.text
    tomorrow = (given.today + timedelta(days=1)).isoformat()
    begun = await stage.do(asked_there.json(), "acceptance", by=team, startsOn=tomorrow)
    assert begun.json()["status"] == "running"
    assert (await stage.do(begun.json(), "withdrawal", by=stage.gp)).status_code == 200
    refused = await stage.ask(provider=str(stage.gp.organisation))
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["provider-not-in-region"]
    elsewhere = await given.a_provider("groningen")
    refused = await stage.ask(provider=str(elsewhere.organisation))
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["provider-not-in-region"]
    wrong = await stage.ask(grant=str(uuid7()))
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "grant")
    taken_back = await stage.do((await stage.ask()).json(), "withdrawal", by=stage.gp)
    assert taken_back.json()["status"] == "withdrawn"
    running = await stage.running(given.today)
    assert (await stage.do(running, "withdrawal", by=stage.gp)).json()["possibleSteps"] == ["ended"]


@pytest.mark.requirement("NV-18")
async def test_who_takes_the_referral_back_ends_what_bridged_the_wait(given: Given, stage: Stage) -> None:
    await stage.running(given.today)
    version = (await given.get(stage.gp, f"/referrals/{stage.referral['id']}")).json()["version"]
    assert (await given.withdraw(stage.gp, stage.referral, seen=version)).status_code == 200
    (ended,) = await stage.seen()
    assert (ended["status"], ended["endedOn"]) == ("ended", given.today.isoformat())
    assert ended["endReason"] == "referral-over"
    assert (
        await given.room.rows("SELECT 1 FROM deadline WHERE kind = 'waiting-norm' AND fired_at IS NULL") == []
    )


def test_the_eve_is_the_last_day_that_is_left() -> None:
    start = date(2026, 3, 16)
    assert last_day_before(start, date(2026, 3, 15)) == date(2026, 3, 15)
    assert last_day_before(start, start) is None
