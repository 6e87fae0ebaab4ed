"""Who was asked together, and who chose: as who asked reads it."""

from collections.abc import Callable
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.placing import ChosenBy, RoundMode, WhyNotFamily, is_short_of_choice
from referral.domain.status import PlacementStatus
from referral.store.rounds import AskedRound
from referral.store.rows import PlacementRow
from referral.store.rows_placement import ChoiceRow, RoundRow
from wirekit.models import Answer

AsSeen = Callable[[UUID | None], UUID | None]


def in_sight(provider: UUID | None) -> UUID | None:
    """Nothing is hidden: who asked names these providers itself."""
    return provider


class ChoiceRead(Answer):
    """Who chose which provider. `shown`: among how many; null where nobody recorded that.

    `shortageOfChoice`: there was one provider to show, no more.
    """

    id: UUID
    placement: UUID
    provider: UUID | None
    by: ChosenBy
    reason: WhyNotFamily | None
    shown: int | None
    shortage_of_choice: bool
    recorded_at: AwareDatetime

    @classmethod
    def of(cls, choice: ChoiceRow, asked: RoundRow, as_seen: AsSeen = in_sight) -> Self:
        return cls(
            id=choice.id,
            placement=choice.placement,
            provider=as_seen(choice.provider),
            by=choice.who,
            reason=choice.why_not_family,
            shown=len(asked.shown) or None,
            shortage_of_choice=is_short_of_choice(len(asked.shown)),
            recorded_at=choice.recorded_at,
        )


class CandidateRead(Answer):
    """One of the providers that were asked together; null where a mark of secrecy hides whereabouts."""

    placement: UUID
    provider: UUID | None
    status: PlacementStatus
    start_planned_on: date | None
    refusal_reason: str | None
    redirected_to: UUID | None

    @classmethod
    def of(cls, row: PlacementRow, as_seen: AsSeen = in_sight) -> Self:
        return cls(
            placement=row.id,
            provider=as_seen(row.provider),
            status=row.state,
            start_planned_on=row.start_planned_on,
            refusal_reason=row.refusal_reason,
            redirected_to=as_seen(row.redirected_to),
        )


class RoundRead(Answer):
    """The providers that were asked together, those that were shown to the family, and its choice."""

    id: UUID
    mode: RoundMode
    asked_at: AwareDatetime
    shown: tuple[UUID, ...]
    shortage_of_choice: bool
    candidates: tuple[CandidateRead, ...]
    choice: ChoiceRead | None

    @classmethod
    def of(cls, asked: AskedRound, as_seen: AsSeen) -> Self:
        row = asked.row
        return cls(
            id=row.id,
            mode=row.how,
            asked_at=row.asked_at,
            shown=tuple(seen for each in row.shown if (seen := as_seen(each))),
            shortage_of_choice=is_short_of_choice(len(row.shown)),
            candidates=tuple(CandidateRead.of(each, as_seen) for each in asked.candidates),
            choice=ChoiceRead.of(asked.choice, row, as_seen) if asked.choice else None,
        )
