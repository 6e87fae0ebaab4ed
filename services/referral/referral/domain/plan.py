"""The one plan of a household: goals in any part of life, for one child or for all who live there."""

from collections.abc import Mapping
from enum import StrEnum


class PlanStatus(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


NEXT_OF_PLAN: Mapping[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.ACTIVE: frozenset({PlanStatus.CLOSED}),
    PlanStatus.CLOSED: frozenset(),
}


class GoalStatus(StrEnum):
    ACTIVE = "active"
    REACHED = "reached"
    DROPPED = "dropped"


NEXT_OF_GOAL: Mapping[GoalStatus, frozenset[GoalStatus]] = {
    GoalStatus.ACTIVE: frozenset({GoalStatus.REACHED, GoalStatus.DROPPED}),
    # What was reached can be lost again; who gave a goal up sets a new one.
    GoalStatus.REACHED: frozenset({GoalStatus.ACTIVE}),
    GoalStatus.DROPPED: frozenset(),
}

GOALS_AT_MOST = 100
CITATIONS_AT_MOST = 500
"""An event carries the whole plan in codes and may weigh 64 KiB."""
