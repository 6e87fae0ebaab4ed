"""What is shown of waiting: the stretches, what bridges them, and the way to the crisis function."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.bridging import BridgingEnd, BridgingStatus
from referral.domain.components import Component
from referral.domain.crisis_way import CrisisWay
from referral.domain.status import RefusalReason
from referral.domain.waiting import Stretch, Wait
from referral.store.rows_care import BridgingRow
from wirekit.models import Answer

ALARMS = "/api/crisis/v1/alarms"
CALL_BACKS = "/api/crisis/v1/call-backs"


class WaitRead(Answer):
    """One stretch of waiting of one component; of none while nothing is granted.

    `days` from `since`, which does not count, until it ended or today. The norms are in days too: of the
    country and of the region. `isPassed`: longer than the stricter of the two.
    """

    stretch: Stretch
    component: Component | None
    grant: UUID | None
    since: date
    until: date | None
    days: int
    national_norm_days: int
    regional_norm_days: int
    is_passed: bool

    @classmethod
    def of(cls, wait: Wait) -> Self:
        return cls(
            stretch=wait.stretch,
            component=wait.component,
            grant=wait.grant,
            since=wait.since,
            until=wait.until,
            days=wait.days,
            national_norm_days=wait.norm.national,
            regional_norm_days=wait.norm.regional,
            is_passed=wait.is_passed,
        )


class BridgingRead(Answer):
    """Help by another provider while a component waits. `startsOn`, `endedOn`: its first and last day.

    `provider` is null for who may not know where the young person is (LAW-07).
    """

    id: UUID
    version: int
    status: BridgingStatus
    referral: UUID
    grant: UUID
    provider: UUID | None
    requested_at: AwareDatetime
    answer_due_at: AwareDatetime
    starts_on: date | None
    start_recorded_at: AwareDatetime | None
    refusal_reason: RefusalReason | None
    ended_on: date | None
    end_recorded_at: AwareDatetime | None
    end_reason: BridgingEnd | None

    @classmethod
    def of(cls, row: BridgingRow, provider: UUID | None) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            referral=row.referral,
            grant=row.grant_id,
            provider=provider,
            requested_at=row.requested_at,
            answer_due_at=row.answer_due_at,
            starts_on=row.starts_on,
            start_recorded_at=row.start_recorded_at,
            refusal_reason=RefusalReason(row.refusal_reason) if row.refusal_reason else None,
            ended_on=row.ended_on,
            end_recorded_at=row.end_recorded_at,
            end_reason=row.why_ended,
        )


class Named(Answer):
    nl: str
    en: str


class NumberRead(Answer):
    """A number as it is dialled in the Netherlands. `illustrative`: made up, where the source gives none."""

    id: str
    name: Named
    number: str
    purpose: Named
    illustrative: bool


class CrisisRead(Answer):
    """Where somebody is not safe: `raiseAlarm` where this reader may, else `leaveCallBack`, and numbers."""

    raise_alarm: str | None
    leave_call_back: str | None
    numbers: tuple[NumberRead, ...]

    @classmethod
    def of(cls, way: CrisisWay) -> Self:
        return cls(
            raise_alarm=ALARMS if way.may_raise else None,
            leave_call_back=None if way.may_raise else CALL_BACKS,
            numbers=tuple(NumberRead.model_validate(each, from_attributes=True) for each in way.numbers),
        )
