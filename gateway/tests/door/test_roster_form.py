"""The form of a plan: what is shown for a plan and sent again is that plan; and moments off the clock."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from gateway.pages.forms import Typed
from gateway.pages.roster_answers import GapRead, LineRead, PlanRead, Turn
from gateway.pages.roster_calendar import calendar_of, period_around
from gateway.pages.roster_form import moment_at, plan_of, rows_of, values_of
from gateway.pages.roster_line_form import line_of, values_of_line
from gateway.pages.roster_seen import weeks_around

NOOR, SEM = (UUID(f"01990000-0000-7000-8000-00000000000{number}") for number in (1, 2))
WEEK = {
    "name": "week",
    "rank": 1,
    "seat": 1,
    "members": [str(NOOR), str(SEM), str(NOOR)],
    "starts": "2026-01-05T08:00",
    "every": 2,
    "unit": "days",
}
WEEKEND = WEEK | {
    "name": "weekend",
    "members": [str(SEM)],
    "ends": "2026-12-31T08:00",
    "windows": [
        {
            "days": ["saturday", "sunday"],
            "begins": "08:00",
            "ends": "08:00",
            "holidays": True,
            "exceptHolidays": False,
        }
    ],
}
PLAN = {"since": "2026-03-02T12:00:00Z", "needed": [2, 0, 1], "layers": [WEEK, WEEKEND]}


def shown(plan: dict) -> dict[str, str]:
    layers = [{"windows": [], "ends": None} | layer for layer in plan["layers"]]
    return values_of(PlanRead.model_validate(plan | {"layers": layers}))


def test_what_is_shown_for_a_plan_is_that_plan_when_it_is_sent_again():
    sent = plan_of(Typed(shown(PLAN))).body
    assert {name: sent[name] for name in ("needed", "layers")} == {
        "needed": PLAN["needed"],
        "layers": PLAN["layers"],
    }
    assert datetime.fromisoformat(sent["since"]).tzinfo is not None, "without a moment it counts from now on"


def test_a_layer_that_is_left_out_and_an_empty_one_are_not_sent_and_mistakes_find_their_input():
    values = shown(PLAN) | {"layer-0-drop": "yes", "layer-7-rank": "1", "layer-7-every": "1"}
    filling = plan_of(Typed(values))
    assert [layer["name"] for layer in filling.body["layers"]] == ["weekend"]
    assert filling.places["layers.0.members.0"] == "layer-1-member-0"
    assert filling.places["layers.0.windows.0.begins"] == "layer-1-window-0-begins"
    assert filling.places["needed.2"] == "needed-3"
    assert [row.number for row in rows_of(values)] == [0, 1, 2], "there is always an empty one"


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2026-07-01", "08:00", "2026-07-01T08:00:00+02:00"),
        ("2026-10-25", "02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-07-01", "", "2026-07-01T"),
        ("morgen", "acht uur", "morgenTacht uur"),
        ("", "", None),
    ],
)
def test_a_moment_is_read_off_a_clock_in_the_netherlands_and_nonsense_is_the_rooms_to_refuse(
    day, clock, moment
):
    assert moment_at(Typed({"at-day": day, "at-time": clock}), "at") == moment


def test_a_calendar_cuts_turns_and_gaps_at_midnight_also_where_a_day_has_25_hours():
    turns = [
        Turn(rank=1, worker=worker, start=start, end=end)
        for worker, start, end in (
            (NOOR, "2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z"),
            (NOOR, "2026-10-25T07:00:00Z", "2026-10-25T12:00:00Z"),
            (SEM, "2026-10-25T13:00:00Z", "2026-10-27T07:00:00Z"),
        )
    ]
    gaps = [GapRead(rank=1, start=turns[1].end, end=turns[2].start, needed=1, there=0)]
    shown = calendar_of(turns, gaps, date(2026, 10, 25), days=14)
    ((first, (*_, (_, (long_day,)))), (second, ((_, (monday,)), *_))) = shown.weeks
    assert (first, second, shown.days[0][0]) == (43, 44, date(2026, 10, 19)), "weeks begin on a Monday"
    assert [(each.begins, each.ends, each.worker) for each in long_day] == [
        ("13:00", "14:00", None),
        ("00:00", "13:00", NOOR),
        ("14:00", "24:00", SEM),
    ]
    assert monday[0].is_whole_day


def test_a_page_of_the_calendar_is_one_whole_week_or_five_and_what_would_be_is_shown_around_its_own_day():
    week, month = (period_around(date(2026, 12, 31), view) for view in ("week", "anything else"))
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))
    assert (month.last - month.first, month.step) == (timedelta(days=34), timedelta(days=28))
    override = {"start": "2099-10-25T02:30:00+02:00", "end": "2099-10-26T09:00:00+01:00"}
    assert weeks_around(override) == {
        "from": "2099-10-19T00:00:00+02:00",
        "until": "2099-11-02T00:00:00+01:00",
    }
    past = override | {"start": "2020-01-01T00:00:00+01:00", "end": "2020-01-02T00:00:00+01:00"}
    assert [weeks_around(each) for each in (past, {"start": "T08:00"}, {})] == [{}, {}, {}]


def test_what_is_shown_for_a_line_is_that_line_when_it_is_sent_again():
    line = {
        "id": str(NOOR),
        "version": 3,
        "region": "example",
        "kind": "manager",
        "name": {"nl": "achterwacht", "en": "back-up"},
        "municipalities": ["0148", "0166"],
        "crisisGroup": [str(SEM)],
        "ageFrom": 0,
        "ageTo": 17,
        "needs": ["mental-health"],
    }
    sent = line_of(Typed(values_of_line(LineRead.model_validate(line))), "example").body
    assert sent == {name: value for name, value in line.items() if name not in ("id", "version")}


def test_needs_are_written_in_one_go_and_of_a_line_without_a_name_both_are_asked():
    filling = line_of(Typed({"needs": "mental-health, safety"}), "ijsselland")
    assert (filling.body["needs"], filling.body["name"]) == (["mental-health", "safety"], {})
    assert {filling.places[path] for path in ("needs.0", "needs.1")} == {"needs"}
    assert (filling.places["name.nl"], filling.places["name.en"]) == ("name-nl", "name-en")
