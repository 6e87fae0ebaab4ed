"""The chain of providers of one referral, as its course shows it."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.onward import OnwardReason, OnwardStatus
from referral.store.onward import chain_of
from referral.store.rows_duty import OnwardRow
from referral.usecases.read_referral import ReferralView
from wirekit.models import Answer


class PassedOnRead(Answer):
    """`number`: which provider in a row the next one is. `isBack`: it had this young person before."""

    id: UUID
    status: OnwardStatus
    from_provider: UUID | None
    to_provider: UUID | None
    reason: OnwardReason
    number: int
    is_back: bool
    asked_at: AwareDatetime

    @classmethod
    def of(cls, row: OnwardRow, view: ReferralView) -> Self:
        return cls(
            id=row.id,
            status=row.state,
            from_provider=view.provider(row.from_provider),
            to_provider=view.provider(row.to_provider),
            reason=row.why,
            number=row.number,
            is_back=row.is_back,
            asked_at=row.asked_at,
        )


class ChainRead(Answer):
    """`providers`: in the order in which they had the young person; null where nobody is named yet.

    Without what was declined or came to nothing, which stands in `passedOn` with all the rest (HLM-06).
    """

    providers: tuple[UUID | None, ...]
    passed_on: tuple[PassedOnRead, ...]

    @classmethod
    def of(cls, view: ReferralView) -> Self:
        return cls(
            providers=tuple(map(view.provider, chain_of(view.onward))),
            passed_on=tuple(PassedOnRead.of(row, view) for row in view.onward),
        )
