"""A placement that is at work: locked, with its referral and the care that has begun."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from referral.domain.milestones import Milestone
from referral.store import placements, referrals
from referral.store.components import grant as stored_grant
from referral.store.rows import CareRow, PlacementRow, ReferralRow
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class CareCase:
    referral: ReferralRow
    placement: PlacementRow
    care: CareRow | None

    @property
    def running(self) -> CareRow:
        assert self.care is not None, "a placement in care has its care period"
        return self.care

    async def with_change(self, tx: Transaction, **changes: Any) -> "CareCase":
        """The care with these changes, entered now, and both it and its placement as their next version."""
        care = await placements.change_care(tx, self.running, recorded_at=tx.now, **changes)
        moved = await placements.move_placement(tx, self.placement, self.placement.state)
        return replace(self, care=care, placement=moved)

    async def told(
        self, tx: Transaction, kind: Milestone, day: date | None, reasons: tuple[str, ...] = ()
    ) -> None:
        """Write into the timeline what its provider told of."""
        await referrals.add_milestone(
            tx,
            self.referral,
            kind,
            happens_on=day,
            component=(await stored_grant(tx, self.placement.grant_id)).component,
            provider=self.placement.provider,
            reasons=reasons,
        )


async def lock_case(tx: Transaction, placement_id: UUID) -> CareCase:
    referral, placement = await placements.lock_placement(tx, placement_id)
    return CareCase(referral, placement, await placements.care_of(tx, placement.id, lock=True))
