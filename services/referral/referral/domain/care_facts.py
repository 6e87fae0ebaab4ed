"""What happens in care, as its provider tells it: each with its day, entered on that day or later."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from referral.domain.status import StopReason


class Step(StrEnum):
    """Help becomes heavier (opschalen) or lighter (afschalen)."""

    UP = "up"
    DOWN = "down"


class ChangeReason(StrEnum):
    """Why help became heavier or lighter."""

    GOALS_NEARER = "goals-nearer"
    TOO_LITTLE_EFFECT = "too-little-effect"
    NEW_QUESTION = "new-question"
    SAFETY_AT_STAKE = "safety-at-stake"
    FAMILY_WISH = "family-wish"


class InterruptionReason(StrEnum):
    """Why care stands still and will go on: in the national messages an end with code 20."""

    AWAY = "away"
    IN_HOSPITAL = "in-hospital"
    IN_DETENTION = "in-detention"
    FAMILY_PAUSE = "family-pause"
    PROVIDER_PAUSE = "provider-pause"


@dataclass(frozen=True)
class FirstContact:
    on: date


@dataclass(frozen=True)
class Started:
    on: date


@dataclass(frozen=True)
class Changed:
    """From this day on. `intensity`: of a stay, as the region calls it."""

    on: date
    step: Step
    reason: ChangeReason
    intensity: str | None = None


@dataclass(frozen=True)
class Interrupted:
    """`on` is the first day without care, `until` the last; None while nobody knows when it goes on."""

    on: date
    reason: InterruptionReason
    until: date | None = None


@dataclass(frozen=True)
class Resumed:
    """`on`: the first day of care again, after an interruption without a last day."""

    on: date


@dataclass(frozen=True)
class Stopped:
    """`on` is the last day of care. `without_receiver`: why nobody goes on around eighteen, in words."""

    on: date
    reason: StopReason
    without_receiver: str | None = None


CareFact = FirstContact | Started | Changed | Interrupted | Resumed | Stopped
