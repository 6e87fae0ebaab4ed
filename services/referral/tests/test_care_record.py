"""What happens in care, with its day and with the moment it was entered: late and together if need be."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.exc import IntegrityError

from referral.domain.status import (
    END_CODE_OF_INTERRUPTION,
    END_CODES,
    NEXT_OF_PLACEMENT,
    PlacementStatus,
    RefusalReason,
    StopReason,
)
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Given, Json

MONTH = timedelta(days=31)


class Care:
    """Care that a provider accepted a month ago, of which nothing is entered yet."""

    def __init__(self, given: Given) -> None:
        self.given = given

    async def accepted(self, component: str = "ambulatory") -> "Care":
        given = self.given
        self.gp, self.provider = await given.a_gp(), await given.a_provider()
        self.referral = await given.referral(self.gp)
        (grant,) = await given.granted(
            self.referral, given.a_grant(component, provider=str(self.provider.organisation))
        )
        accepted = await given.accept(self.provider, await given.placement_of(self.provider, grant))
        self.placement, self.first = accepted.json(), given.today
        given.room.clock.advance(MONTH)
        return self

    def day(self, number: int) -> str:
        return (self.first + timedelta(days=number)).isoformat()

    async def record(self, *facts: Json, seen: int | None = None, by: Caller | None = None) -> httpx.Response:
        path = f"/placement-requests/{self.placement['id']}/care-record"
        version = self.placement["version"] if seen is None else seen
        answer = await self.given.post(by or self.provider, path, {"facts": list(facts)}, seen=version)
        if answer.status_code == 200:
            self.placement = {**self.placement, "version": answer.json()["version"]}
        return answer

    async def read(self) -> Json:
        path = f"/placement-requests/{self.placement['id']}/care-record"
        return dict((await self.given.get(self.provider, path)).json())

    def all_of_it(self) -> list[Json]:
        return [
            {"kind": "first-contact", "on": self.day(2)},
            {"kind": "started", "on": self.day(5)},
            {"kind": "interrupted", "from": self.day(8), "until": self.day(9), "reason": "away"},
            {"kind": "changed", "from": self.day(12), "step": "up", "reason": "too-little-effect"},
            {"kind": "interrupted", "from": self.day(14), "reason": "in-hospital"},
            {"kind": "resumed", "on": self.day(20)},
            {"kind": "changed", "from": self.day(24), "step": "down", "reason": "goals-nearer"},
            {"kind": "stopped", "on": self.day(28), "reason": "according-to-plan"},
        ]


@pytest.fixture
async def care(given: Given) -> Care:
    return await Care(given).accepted()


@pytest.mark.requirement("NV-18")
async def test_a_month_of_care_is_entered_late_and_in_one_go(
    room: RoomUnderTest, given: Given, care: Care
) -> None:
    answer = await care.record(*care.all_of_it())
    assert answer.status_code == 200, answer.text
    record = answer.json()
    assert record == await care.read()
    assert (record["startedOn"], record["stoppedOn"]) == (care.day(5), care.day(28))
    today = given.today.isoformat()
    assert all(record[f"{what}RecordedAt"].startswith(today) for what in ("start", "stop", "firstContact"))
    assert (record["stopReason"], record["endCode"]) == ("according-to-plan", "31")
    assert [(each["fromOn"], each["untilOn"], each["endCode"]) for each in record["interruptions"]] == [
        (care.day(8), care.day(9), "20"),
        (care.day(14), care.day(19), "20"),
    ]
    assert [(each["step"], each["reason"]) for each in record["changes"]] == [
        ("up", "too-little-effect"),
        ("down", "goals-nearer"),
    ]
    told = [event for event in await room.told() if event.name.startswith("care.")]
    assert [event.name for event in told] == ["care.started", *["care.changed"] * 5, "care.stopped"]
    assert [event.data["version"] for event in told] == list(range(1, 8))
    still = [(event.data["interruptedSince"], event.data["interruptedUntil"]) for event in told]
    assert still[3:5] == [(care.day(14), None), (care.day(14), care.day(19))]
    read = (await given.get(care.gp, f"/referrals/{care.referral['id']}")).json()
    assert (read["status"], [each["days"] for each in read["course"]["waiting"]]) == ("ended", [2, 3])
    assert not await room.rows("SELECT 1 FROM deadline WHERE fired_at IS NULL AND kind <> 'comes-of-age'")


@pytest.mark.requirement("NV-18")
@pytest.mark.parametrize(
    ("number", "wrong", "field"),
    [
        (1, {"kind": "started", "on": -40}, "facts.1.on"),
        (2, {"kind": "interrupted", "from": 4, "until": 9, "reason": "away"}, "facts.2.from"),
        (4, {"kind": "interrupted", "from": 9, "reason": "away"}, "facts.4.from"),
        (4, {"kind": "interrupted", "from": 15, "until": 14, "reason": "away"}, "facts.4.until"),
        (5, {"kind": "resumed", "on": 13}, "facts.5.on"),
        (6, {"kind": "changed", "from": 12, "step": "up", "reason": "new-question"}, "facts.6.from"),
        (
            6,
            {"kind": "changed", "from": 24, "step": "up", "reason": "new-question", "intensity": "living-2"},
            "facts.6.intensity",
        ),
        (7, {"kind": "stopped", "on": 23, "reason": "deceased"}, "facts.7.on"),
        (7, {"kind": "stopped", "on": 99, "reason": "deceased"}, "facts.7.on"),
    ],
)
async def test_one_fact_that_cannot_be_true_undoes_all_of_them(
    room: RoomUnderTest, given: Given, care: Care, number: int, wrong: Json, field: str
) -> None:
    facts = care.all_of_it()
    facts[number] = {key: care.day(day) if isinstance(day, int) else day for key, day in wrong.items()}
    answer = await care.record(*facts)
    assert answer.status_code == 400, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    record = await care.read()
    assert (record["status"], record["firstContactOn"], record["startedOn"]) == ("accepted", None, None)
    assert await room.rows("SELECT 1 FROM care_period") == []
    assert not [event for event in await room.told() if event.name.startswith("care.")]
    assert set(await given.deadlines()) == {("start-awaited", care.placement["id"])}


@pytest.mark.requirement("NV-18")
async def test_steps_that_are_not_possible_and_versions_that_are_old(given: Given, care: Care) -> None:
    stop = {"kind": "stopped", "on": care.day(6), "reason": "according-to-plan"}
    not_begun = await care.record(stop)
    assert (not_begun.status_code, not_begun.json()["possibleSteps"]) == (409, ["in-care", "withdrawn"])
    assert (await care.record(stop, seen=1)).status_code == 412
    assert (await care.record(stop, by=await given.a_provider())).status_code == 404
    assert (await care.record()).status_code == 400
    assert (await care.record({"kind": "cured", "on": care.day(6)})).status_code == 400
    start = {"kind": "started", "on": care.day(5)}
    assert (await care.record(start)).status_code == 200
    assert (await care.record(start)).json()["possibleSteps"] == ["ended"]
    refused_after_all = await given.refuse(care.provider, care.placement)
    assert (refused_after_all.status_code, refused_after_all.json()["possibleSteps"]) == (409, ["ended"])
    assert (await care.record(stop)).status_code == 200
    assert (await care.record({"kind": "resumed", "on": care.day(7)})).json()["possibleSteps"] == []


async def test_a_fact_that_is_wrong_is_told_by_the_field_that_its_sender_wrote(care: Care) -> None:
    day = care.day(6)
    for fact, field, words in (
        ({"kind": "interrupted", "from": day, "reason": "bored"}, "facts.0.reason", "'away'"),
        ({"kind": "cured", "on": day}, "facts.0.kind", "'interrupted'"),
        ({"on": day}, "facts.0.kind", "ontbreekt"),
    ):
        (error,) = (await care.record(fact)).json()["errors"]
        assert error["field"] == field
        assert words in error["message"]


@pytest.mark.requirement("NV-18")
async def test_who_stands_still_today_may_go_on_today(given: Given, care: Care) -> None:
    today = given.today.isoformat()
    still = {"kind": "interrupted", "from": today, "reason": "away"}
    assert (await care.record({"kind": "started", "on": care.day(5)}, still)).status_code == 200
    early = await care.record({"kind": "resumed", "on": care.day(6)})
    assert [each["field"] for each in early.json()["errors"]] == ["facts.0.on"]
    back = await care.record({"kind": "resumed", "on": today})
    assert back.status_code == 200, back.text
    (only,) = back.json()["interruptions"]
    assert (only["fromOn"], only["untilOn"]) == (today, today)
    assert await given.deadlines() == {}
    twice = await care.record({"kind": "resumed", "on": today})
    assert [each["field"] for each in twice.json()["errors"]] == ["facts.0.on"]


@pytest.mark.requirement("NV-18")
async def test_what_stands_still_without_an_end_has_an_owner_who_is_asked_again(
    room: RoomUnderTest, given: Given, care: Care
) -> None:
    stands_still = {"kind": "interrupted", "from": care.day(30), "reason": "in-detention"}
    await care.record({"kind": "started", "on": care.day(5)}, stands_still)
    ((kind, _),) = owners = await given.deadlines()
    assert (kind, list(owners.values())) == ("care-resumes", [str(care.provider.organisation)])
    room.clock.advance(timedelta(days=29))
    assert await room.fire_deadlines() == 1
    assert (await given.messages(care.provider))[-1]["kind"] == "stands-still"
    assert [kind for kind, _ in await given.deadlines()] == ["care-resumes"]
    await care.record({"kind": "resumed", "on": given.today.isoformat()})
    assert await given.deadlines() == {}
    kinds = [message["kind"] for message in await given.messages(care.gp)]
    assert kinds[-3:] == ["started", "interrupted", "resumed"]
    # An end of care is the end of what stood still, too.
    await care.record({**stands_still, "from": given.today.isoformat()})
    stopped_on = given.today.isoformat()
    done = await care.record({"kind": "stopped", "on": stopped_on, "reason": "early-by-family"})
    assert done.json()["interruptions"][-1]["untilOn"] == stopped_on
    assert await given.deadlines() == {}


@pytest.mark.requirement("NV-19")
async def test_why_care_stands_still_is_not_for_the_municipality_and_each_look_is_recorded(
    room: RoomUnderTest, given: Given, care: Care
) -> None:
    desk = await given.an_access_worker()
    pause = {"kind": "interrupted", "from": care.day(30), "reason": "in-detention"}
    step = {"kind": "changed", "from": care.day(9), "step": "up", "reason": "new-question"}
    await care.record({"kind": "started", "on": care.day(5)}, step, pause)
    course = (await given.get(desk, f"/referrals/{care.referral['id']}")).json()["course"]
    seen = [(each["kind"], each["reasons"]) for each in course["timeline"]]
    assert seen[-2:] == [("changed", ["up"]), ("interrupted", [])]
    path = f"/placement-requests/{care.placement['id']}/care-record"
    assert (await given.get(desk, path)).status_code == 404
    read = (await given.get(care.gp, path)).json()
    assert read["interruptions"][0]["reason"] == "in-detention"
    (look,) = await room.rows("SELECT subject FROM read_log WHERE purpose = 'reading what happened in care'")
    assert look.subject == care.gp.subject


@pytest.mark.requirement("NV-18")
async def test_a_stay_says_which_intensity_it_has_from_then_on(room: RoomUnderTest, given: Given) -> None:
    care = await Care(given).accepted("stay")
    change = {"kind": "changed", "from": care.day(9), "step": "down", "reason": "goals-nearer"}
    await care.record({"kind": "started", "on": care.day(5)})
    for wrong in (change, {**change, "intensity": "no-such-intensity"}):
        assert (await care.record(wrong)).json()["errors"][0]["field"] == "facts.0.intensity"
    known = sorted(given.policy.all_intensities)[0]
    assert (await care.record({**change, "intensity": known})).status_code == 200
    (told,) = await room.told("care.changed")
    assert told.data["intensity"] == known


@pytest.mark.requirement("NV-18")
async def test_two_that_enter_at_once_do_not_both_interrupt_a_day(
    room: RoomUnderTest, given: Given, care: Care
) -> None:
    await care.record({"kind": "started", "on": care.day(5)})
    seen = care.placement["version"]
    pause = {"kind": "interrupted", "from": care.day(8), "until": care.day(12), "reason": "away"}
    answers = await asyncio.gather(*(care.record(pause, seen=seen) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    with pytest.raises(IntegrityError, match="interruption_no_day_twice"):
        await room.rows(
            "INSERT INTO care_interruption (id, care, from_on, reason, recorded_at) "
            "SELECT gen_random_uuid(), care, until_on, reason, recorded_at FROM care_interruption RETURNING 1"
        )


def test_refused_before_the_start_is_another_thing_than_failed_after_it() -> None:
    assert not {reason.value for reason in RefusalReason} & {reason.value for reason in StopReason}
    assert PlacementStatus.REFUSED not in NEXT_OF_PLACEMENT[PlacementStatus.IN_CARE]
    assert PlacementStatus.ENDED not in NEXT_OF_PLACEMENT[PlacementStatus.ACCEPTED]


def test_every_end_has_a_code_of_its_own_in_the_national_messages() -> None:
    assert set(END_CODES) == set(StopReason)
    codes = [*END_CODES.values(), END_CODE_OF_INTERRUPTION]
    assert sorted(codes) == ["02", "20", *map(str, range(31, 40))]
