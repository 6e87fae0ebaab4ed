"""The components of a referral: what was granted, who was asked for it last, and the care that followed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, select
from sqlmodel import col

from referral.domain.components import Component, Progress, progress_of
from referral.domain.status import TAKEN, UNDECIDED, PlacementStatus
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
    """All components of a referral, the ambulatory part before a stay; of each the request that counts.

    That is the one that is taken, else one that is undecided, else of the last round the one where care has
    been, which the others of that round have lost, else the latest.
    """
    status = col(PlacementRow.status)
    rank = case((status.in_(sorted(TAKEN)), 0), (status.in_(sorted(UNDECIDED)), 1), else_=2)
    has_ended = status == PlacementStatus.ENDED.value
    latest = (
        select(col(PlacementRow.id))
        .where(col(PlacementRow.grant_id) == col(GrantRow.id))
        .order_by(rank, col(PlacementRow.round).desc(), has_ended.desc(), col(PlacementRow.id).desc())
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
