"""The only place where this room is wired."""

from pathlib import Path

from crisis import events, events_beds
from crisis.channels import Channels
from crisis.consumers import SUBSCRIPTIONS
from crisis.events import EXAMPLES, alarms_feed, shifts_feed
from crisis.routes import (
    absences,
    alarms,
    beds,
    calendar_feeds,
    call_backs,
    calls,
    coverage,
    duty_lines,
    figures,
    hand_over,
    interventions,
    on_call,
    overrides,
    roster_card,
    roster_plans,
    running,
    shifts,
    swaps,
    takeovers,
    time_on_call,
    triage,
    workers,
)
from crisis.routes.from_memory import PreparedAnswers
from crisis.settings import Settings
from crisis.standings import (
    in_alarm,
    in_call_back,
    in_crisis_bed,
    in_swap,
    of_feed,
    of_worker,
    on_absence,
    on_duty_line,
    on_override,
)
from crisis.usecases.answer_swap import swap_lapses
from crisis.usecases.call_on_next import ACKNOWLEDGEMENT
from crisis.usecases.escalate_alarm import escalate_alarm
from crisis.usecases.extend_rosters import keep_extending
from crisis.usecases.find_payer import payer_is_late
from crisis.usecases.follow_roster import follow_roster
from crisis.usecases.forget_who_left import keep_forgetting
from crisis.usecases.keep_in_hand import REMINDER, STILL_IN_HAND, still_in_hand
from crisis.usecases.leave_call_back import CALL_BACK, call_back_is_late
from crisis.usecases.offer_swap import OFFER
from crisis.usecases.plan_exit import EXIT_PLAN, exit_plan_is_late
from crisis.usecases.raise_alarm import WHO_PAYS
from crisis.usecases.remind_holder import remind_holder
from crisis.usecases.resources import Resources
from crisis.usecases.send_notifications import keep_notifying
from crisis.usecases.snapshot import Snapshot
from crisis.usecases.watch_coverage import COVERAGE_GAP, gap_comes_near
from region_policy.loader import Policies
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]


def _open_resources(settings: Settings) -> Resources:
    resources = Resources(
        Policies.load(settings.regions_dir),
        channels=Channels.open(settings),
        snapshot=Snapshot.open(settings.state_dir),
    )
    if resources.snapshot:
        resources.snapshot.read_into(resources.memory)
    return resources


ROOM = Room(
    name="crisis",
    version="0.1.0",
    description="Who is on call by the place where the young person is, and whether an alarm is in hand.",
    routers=(
        on_call.router,
        alarms.raising,
        alarms.router,
        calls.router,
        call_backs.router,
        duty_lines.router,
        shifts.router,
        overrides.router,
        roster_plans.router,
        coverage.router,
        workers.router,
        triage.router,
        interventions.router,
        beds.router,
        hand_over.router,
        running.router,
        figures.router,
        takeovers.router,
        swaps.router,
        absences.router,
        calendar_feeds.router,
        calendar_feeds.by_secret,
        roster_card.router,
        time_on_call.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    limits=Path(__file__).with_name("limits.yaml"),
    standings={
        "duty_line_id": on_duty_line,
        "override_id": on_override,
        "worker_id": of_worker,
        "absence_id": on_absence,
        "swap_id": in_swap,
        "calendar_feed_id": of_feed,
        "alarm_id": in_alarm,
        "call_back_id": in_call_back,
        "crisis_bed_id": in_crisis_bed,
    },
    events=(
        events.ShiftChanged,
        events.CoverageBroken,
        events.AlarmRaised,
        events.AlarmEscalated,
        events.AlarmAcknowledged,
        events.AlarmClosed,
        events.AlarmResidenceFound,
        events.InterventionOpened,
        events.InterventionClosed,
        events_beds.BedTaken,
        events_beds.BedEnded,
    ),
    examples=(*EXAMPLES, *events_beds.EXAMPLES),
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        ACKNOWLEDGEMENT: escalate_alarm,
        STILL_IN_HAND: still_in_hand,
        REMINDER: remind_holder,
        WHO_PAYS: payer_is_late,
        CALL_BACK: call_back_is_late,
        EXIT_PLAN: exit_plan_is_late,
        COVERAGE_GAP: gap_comes_near,
        OFFER: swap_lapses,
    },
    chores=(
        keep_notifying,
        keep_extending,
        keep_forgetting,
    ),
    feeds={"shift": shifts_feed, "alarm": alarms_feed, "bed": events_beds.beds_feed},
    companions=(follow_roster,),
    in_front=PreparedAnswers,
    answers_alone=lambda resources: bool(resources.memory.answers),
    open_resources=_open_resources,
)
