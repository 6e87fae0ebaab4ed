"""The components of a referral: what was granted, who was asked for it last, and the care that followed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from referral.domain.components import Component, Progress, progress_of
from referral.domain.status import OPEN_PLACEMENTS
from referral.store.rows import CareRow, GrantRow, PlacementRow
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class GrantedComponent:
    """A grant with its latest placement request, if any, and the care of that."""

    grant: GrantRow
    placement: PlacementRow | None
    care: CareRow | None

    @property
    def part(self) -> Component:
        return Component(self.grant.component)

    def progress(self, today: date) -> Progress:
        """How far it has come on a day in Europe/Amsterdam."""
        latest = self.placement.state if self.placement else None
        return progress_of(latest, lapsed=self.grant.has_lapsed(today))


async def components(tx: Transaction, referral_id: UUID) -> list[GrantedComponent]:
    """All components of a referral, the ambulatory part before a stay; of each the request that counts."""
    latest = (
        select(col(PlacementRow.id))
        .where(col(PlacementRow.grant_id) == col(GrantRow.id))
        .order_by(col(PlacementRow.status).in_(sorted(OPEN_PLACEMENTS)).desc(), col(PlacementRow.id).desc())
        .limit(1)
        .correlate(GrantRow)
        .scalar_subquery()
    )
    query = (
        select(GrantRow, PlacementRow, CareRow)
        .outerjoin(PlacementRow, col(PlacementRow.id) == latest)
        .outerjoin(CareRow, col(CareRow.placement) == col(PlacementRow.id))
        .where(col(GrantRow.referral) == referral_id)
        .order_by(col(GrantRow.component), col(GrantRow.id))
        .execution_options(populate_existing=True)
    )
    return [GrantedComponent(*row) for row in await tx.session.execute(query)]


async def grant(tx: Transaction, grant_id: UUID) -> GrantRow:
    return (await tx.session.execute(select(GrantRow).where(col(GrantRow.id) == grant_id))).scalar_one()
