"""Crisis beds: searched and held through the register by HTTP, and nights that count from the first."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import uvicorn
from crisis_stories import KAMPEN, OnDuty, a_planned_room
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crisis.app import ROOM, Settings
from crisis.domain.bed import AMSTERDAM, CrisisBed, Hold, nights_of
from testkit.rooms import running_room
from wirekit.identifiers import uuid7

ROOT = Path(__file__).parents[3]
DAY = timedelta(days=1)
BED, OFFER, PROVIDER, AMBULATORY = (str(uuid7()) for _ in range(4))
ALARMED = datetime(2026, 3, 2, 22, 10, tzinfo=UTC)
"""Ten past eleven in the evening."""
NO_PLACE = {"code": "no-place", "text": "Er is geen vrije plaats"}


def promised(shape: str, answer: dict[str, Any]) -> Response:
    """The stand-in may say nothing that the register would not."""
    document = json.loads((ROOT / "contracts" / "openapi" / "provider-registry.json").read_text())
    schema = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
    jsonschema.validate(answer, schema)
    return JSONResponse(answer)


@dataclass
class Register:
    """A stand-in for the register, over HTTP. `trouble`: what it answers to everything.

    `half`: it holds a place, and its answer gets lost.
    """

    leases: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    trouble: Response | None = None
    full: bool = False
    half: bool = False

    async def answer(self, request: Request) -> Response:
        self.tokens.add(request.headers["authorization"])
        self.asked.append(f"{request.method} {request.url.path}")
        if self.trouble is not None:
            return self.trouble
        match request.url.path.split("/")[2:]:
            case ["options"]:
                assert request.query_params["form"] == "crisis-bed"
                return self._options(request.query_params.get("age"))
            case ["enrolments", enrolment] if enrolment in (BED, AMBULATORY):
                offer = OFFER if enrolment == BED else AMBULATORY
                place = {
                    "id": enrolment,
                    "offer": offer,
                    "provider": PROVIDER,
                    "location": None,
                    "region": None,
                }
                place |= {"intensity": None, "validFrom": "2026-01-01", "validUntil": None, "follows": None}
                return promised("EnrolmentRead", {**place, "version": 1})
            case ["offers", offer]:
                return JSONResponse(
                    {"form": "crisis-bed" if offer == OFFER else "at-home", "name": "Het Hofje (fictief)"}
                )
            case ["reservations", _] if self.full:
                problem = {"type": "/problems/rule-broken", "title": "Een regel", "reasons": [NO_PLACE]}
                return JSONResponse(problem, 409)
            case ["reservations", lease]:
                self.leases[lease] = "held"
                if self.half:
                    return Response('{"version": 1, "unt', 200)
                body = await request.json()
                now = {"placement": lease, "enrolment": body["enrolment"], "status": "held", "version": 1}
                moment = ALARMED.isoformat()
                more = {"reservedBy": PROVIDER, "since": moment, "until": moment, "takenAt": None}
                return promised("ReservationRead", {**now, **more})
            case ["reservations", lease, "release"]:
                assert request.headers["if-match"] == '"1"'
                self.leases[lease] = "released"
                return JSONResponse({})
        return JSONResponse({"type": "/problems/not-found", "title": "Niet gevonden"}, 404)

    def _options(self, age: str | None) -> Response:
        told = {"contact": "+31850001234", "times": None, "seats": None, "validUntil": None, "because": []}
        bed = {"enrolment": BED, "offer": OFFER, "name": "Het Hofje", "provider": PROVIDER}
        bed |= {"providerName": "Hof", "careForm": "residential", "form": "crisis-bed", "intensity": None}
        bed |= {"level": "regional", "contract": None, "ageFrom": 12, "ageTo": 17, "domains": []}
        bed |= {"identity": None, "languages": [], "kilometres": 4, "locationName": None, "isSecret": False}
        said = {"status": "capacity", "freePlaces": 1, "mostPlaces": 2, "waitFromDays": 0, "waitToDays": 0}
        said |= {"asOf": ALARMED.isoformat(), "saidBy": None, "source": "api"}
        room = {**bed, **told, "capacity": {**said, "isStale": False, "overNorm": False}}
        full = room | {"enrolment": str(uuid7()), "capacity": {**room["capacity"], "freePlaces": 0}}
        found = {"municipality": KAMPEN, "region": "ijsselland", "day": "2026-03-02", "next": None}
        items = [full, room] if age is None or 12 <= int(age) <= 17 else []
        return promised("OptionsRead", {**found, "items": items, "around": None, "instead": None})


@dataclass
class Night:
    """An alarm that is in hand in the evening, and the register."""

    on_duty: OnDuty
    register: Register
    alarm: dict[str, Any]

    def at(self, moment: datetime) -> None:
        self.on_duty.room.clock.at = moment

    async def beds(self) -> Any:
        return (
            await self.on_duty.crisis.get(f"/alarms/{self.alarm['id']}/beds", by=self.on_duty.desk)
        ).json()

    async def take(self, alarm: dict[str, Any] | None = None, **body: Any) -> httpx.Response:
        path = f"/alarms/{(alarm or self.alarm)['id']}/beds"
        key = {"Idempotency-Key": body.pop("key")} if "key" in body else {}
        by = body.pop("by", self.on_duty.responder)
        answer: httpx.Response = await self.on_duty.crisis.post(path, {"enrolment": BED} | body, by=by, **key)
        return answer

    async def end(self, bed: dict[str, Any], at: datetime) -> httpx.Response:
        answer: httpx.Response = await self.on_duty.crisis.post(
            f"/crisis-beds/{bed['id']}/end",
            {"happenedAt": at.isoformat()},
            by=self.on_duty.desk,
            **{"If-Match": f'"{bed["version"]}"'},
        )
        return answer

    async def in_hand(self, **changed: Any) -> dict[str, Any]:
        alarm = await self.on_duty.alarm(**changed)
        taken = await self.on_duty.on(alarm, "acknowledgement", {"worker": self.on_duty.first})
        assert taken.status_code == 200, taken.text
        return alarm


@pytest.fixture
async def night(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Night]:
    register = Register()
    app = Starlette(routes=[Route("/{rest:path}", register.answer, methods=["GET", "PUT", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(16)
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        database = await new_database("crisis")
        settings = {"provider_registry_url": url}
        async with running_room(ROOM, Settings, database, ROOT / "regions", tmp_path, **settings) as room:
            crisis = await a_planned_room(room)
            on_duty = await OnDuty.on_a_line(crisis)
            room.clock.at = ALARMED
            made = Night(on_duty, register, {})
            made.alarm = await made.in_hand(age=15)
            yield made
        server.should_exit = True
        await serving


@pytest.mark.requirement("IJS-37")
async def test_a_free_bed_that_fits_is_held_and_three_nights_count_from_the_first(night: Night) -> None:
    found = await night.beds()
    assert ([bed["enrolment"] for bed in found["free"]], found["beds"], found["instead"]) == ([BED], [], None)
    assert len(night.register.tokens) == 1, "the caller's own token goes along"
    taken = await night.take(key="the-same-key")
    assert taken.status_code == 201, taken.text
    bed = taken.json()
    assert (bed["hold"], bed["firstNight"], bed["nights"]) == ("leased", "2026-03-02", 1)
    assert [*night.register.leases.values()] == ["held"]
    assert (await night.take(key="the-same-key")).json()["id"] == bed["id"]
    assert len(night.register.leases) == 1, "the same call holds no second place"
    another = await night.take()
    assert [reason["code"] for reason in another.json()["reasons"]] == ["in-another-bed"]
    (told,) = await night.on_duty.room.told("bed.taken")
    assert [told.data["lease"]] == [*night.register.leases]
    night.at(ALARMED + 2 * DAY)
    assert (await night.beds())["beds"][0]["nights"] == 2
    night.at(ALARMED + 3 * DAY)
    left = datetime(2026, 3, 5, 6, 30, tzinfo=UTC)
    early = await night.end(bed, ALARMED - DAY)
    assert [reason["code"] for reason in early.json()["reasons"]] == ["ends-before-its-start"]
    ended = await night.end(bed, left)
    assert (ended.json()["status"], ended.json()["nights"]) == ("ended", 3), ended.text
    (told,) = await night.on_duty.room.told("bed.ended")
    assert (told.data["nights"], told.data["firstNight"]) == (3, "2026-03-02")
    assert (await night.end(ended.json(), left)).status_code == 409
    lives = {"municipality": KAMPEN}
    assert (await night.on_duty.on(night.alarm, "residence", lives, by=night.on_duty.desk)).is_success
    (found,) = await night.on_duty.room.told("alarm.residence-found")
    assert (found.data["nights"], found.data["followUp"]) == (3, []), "nights leave a draft as well"


@pytest.mark.requirement("IJS-37")
@pytest.mark.parametrize("trouble", [JSONResponse({}, 503), JSONResponse({}, 403), Response("<html>", 200)])
async def test_while_the_register_is_away_nothing_is_half_done_and_the_telephone_goes_on(
    night: Night, trouble: Response
) -> None:
    night.register.trouble = trouble
    found = await night.beds()
    assert (found["free"], found["instead"]["lookUp"]) == (
        None,
        f"/api/crisis/v1/on-call?municipality={KAMPEN}",
    )
    refused = await night.take(key="the-same-key")
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/beds-away")
    assert refused.json()["lookUp"] == found["instead"]["lookUp"]
    rows = await night.on_duty.room.rows("SELECT 1 FROM crisis_bed UNION ALL SELECT 1 FROM exit_plan")
    assert rows == []
    night.register.trouble = None
    assert (await night.take(key="the-same-key")).status_code == 201, "the same call goes on"


async def test_a_place_of_which_the_answer_got_lost_is_held_once_by_the_same_call_again(night: Night) -> None:
    night.register.half = True
    assert (await night.take(key="the-same-key")).status_code == 503
    night.register.half = False
    assert (await night.take(key="the-same-key")).status_code == 201
    (held,) = night.register.leases
    (row,) = await night.on_duty.room.rows("SELECT lease FROM crisis_bed")
    assert str(row.lease) == held


async def test_a_bed_by_telephone_counts_its_nights_as_well_and_a_drill_holds_no_place(night: Night) -> None:
    night.register.trouble = JSONResponse({}, 503)
    told = {"byTelephone": True, "enrolment": None}
    lacking = await night.take(**told)
    assert [error["field"] for error in lacking.json()["errors"]] == ["provider"]
    both = await night.take(provider=PROVIDER)
    assert [error["field"] for error in both.json()["errors"]] == ["provider"]
    taken = await night.take(**told, provider=PROVIDER)
    assert (taken.status_code, taken.json()["hold"]) == (201, "by-telephone"), taken.text
    night.register.trouble = None
    drill = await night.in_hand(drill=True)
    asked = len(night.register.asked)
    practised = await night.take(drill)
    assert (practised.status_code, practised.json()["hold"]) == (201, "exercise"), practised.text
    assert [call.split()[0] for call in night.register.asked[asked:]] == ["GET", "GET"]
    assert night.register.leases == {}


async def test_what_cannot_be_held_is_refused_with_the_reason_and_leaves_nothing_behind(night: Night) -> None:
    night.register.full = True
    full = await night.take()
    assert full.json()["reasons"] == [NO_PLACE]
    night.register.full = False
    strange = await night.take(enrolment=str(uuid7()))
    assert [error["field"] for error in strange.json()["errors"]] == ["enrolment"]
    none = await night.take(enrolment=None)
    assert [error["field"] for error in none.json()["errors"]] == ["enrolment"]
    at_home = await night.take(enrolment=AMBULATORY)
    assert [reason["code"] for reason in at_home.json()["reasons"]] == ["not-a-crisis-bed"]
    for since, why in ((ALARMED - DAY, "before-the-alarm"), (ALARMED + DAY, "in-the-future")):
        refused = await night.take(since=since.isoformat())
        assert [reason["code"] for reason in refused.json()["reasons"]] == [why]
    raised = await night.on_duty.alarm()
    assert (await night.take(raised)).status_code == 409, "nobody has it in hand yet"
    assert night.register.leases == {}
    stranger = await night.on_duty.crisis.other("on-call-worker")
    assert (await night.take(by=stranger)).status_code == 404


async def test_of_two_beds_at_once_one_is_taken_and_the_place_of_the_other_is_given_back(
    night: Night,
) -> None:
    answers = await asyncio.gather(night.take(), night.take(by=night.on_duty.desk))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert sorted(night.register.leases.values()) in (["held"], ["held", "released"])
    held = [lease for lease, status in night.register.leases.items() if status == "held"]
    (row,) = await night.on_duty.room.rows("SELECT lease FROM crisis_bed")
    assert held == [str(row.lease)]


async def test_a_lease_that_lapses_is_seen_and_the_register_takes_the_place_back_by_what_it_hears(
    night: Night,
) -> None:
    (await night.take()).raise_for_status()
    (lease,) = night.register.leases
    place = json.loads((ROOT / "contracts/events/place.released.v1.example.json").read_text())["data"]
    for version, name, status in ((3, "place.released", "lapsed"), (2, "place.taken", "taken")):
        await night.on_duty.room.deliver(name, place | {"ref": lease, "version": version, "status": status})
        assert (await night.beds())["beds"][0]["hold"] == "lapsed", "an older word does not count"
    again = place | {"ref": lease, "version": 4, "status": "taken"}
    await night.on_duty.room.deliver("place.taken", again)
    assert (await night.beds())["beds"][0]["hold"] == "taken"


def a_bed(since: datetime, until: datetime | None) -> CrisisBed:
    made, provider = uuid7(), uuid7()
    held: dict[str, Any] = {"hold": Hold.LEASED, "enrolment": None, "provider": provider, "name": None}
    told: dict[str, Any] = {"taken_by": provider, "taken_at": since, "until": until}
    return CrisisBed(made, 1, made, "ijsselland", False, made, **held, since=since, **told)


EIGHT_MONTHS = (datetime(2026, 3, 1), datetime(2026, 11, 30))  # noqa: DTZ001 — Hypothesis wants them so
HOURS = st.integers(min_value=0, max_value=24 * 40)


@pytest.mark.requirement("IJS-37")
@given(
    start=st.datetimes(*EIGHT_MONTHS),
    hours=st.lists(HOURS, min_size=2, max_size=6),
)
def test_each_night_counts_once_whatever_beds_follow_one_another(start: datetime, hours: list[int]) -> None:
    """By hand: from the day of the first arrival to that of the last departure, at least one."""
    moments = [start.replace(tzinfo=UTC) + timedelta(hours=hour) for hour in sorted(hours)]
    beds = [a_bed(since, until) for since, until in pairwise(moments)]
    first, last = (moment.astimezone(AMSTERDAM).date() for moment in (moments[0], moments[-1]))
    slept = nights_of(beds, moments[-1])
    assert len(slept) == max(1, (last - first).days)
    assert (slept[0], slept) == (first, sorted(set(slept)))
    still = nights_of([a_bed(moments[0], None)], moments[-1])
    assert still == slept, "who stays in one bed sleeps as often"
