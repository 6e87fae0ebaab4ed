"""A referral in a list, and who has the next move on it."""

from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.next_move import Move, NextMove, Party
from referral.domain.status import ReferralStatus
from referral.store.rows import ReferralRow
from region_policy.codes import ReferrerType, Route
from region_policy.referrers import REFERRER_CODES
from wirekit.models import Answer

ListOrder = Literal["oldest", "newest"]


class NextMoveRead(Answer):
    """Who is to do what, and until when (UTC). `until` is null where no term runs."""

    what: Move
    whose: Party
    until: AwareDatetime | None

    @classmethod
    def of(cls, move: NextMove) -> Self:
        return cls(what=move.what, whose=move.whose, until=move.until)


class ReferralListed(Answer):
    """One of the caller's own referrals, without the young person: reading that is a look of its own.

    `nextMove` is null where nobody has one: care runs, or it is over.
    """

    id: UUID
    version: int
    status: ReferralStatus
    municipality: str
    referrer_code: str
    route: Route
    submitted_at: AwareDatetime
    next_move: NextMoveRead | None

    @classmethod
    def of(cls, row: ReferralRow, move: NextMove | None) -> Self:
        # Who gets no word any more does not learn it by the way of a term either.
        told = None if row.feedback_stopped_at else move
        return cls(
            next_move=NextMoveRead.of(told) if told else None,
            id=row.id,
            version=row.version,
            status=row.state_told,
            municipality=row.municipality,
            referrer_code=REFERRER_CODES[ReferrerType(row.referrer_type)],
            route=Route(row.route),
            submitted_at=row.submitted_at,
        )
