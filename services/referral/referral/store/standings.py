"""Which part a caller's organisation has in a thing, asked before anything else is done with it.

Columns and not rows are read: a row read here, before it is locked, would be handed out again later
in the same transaction with what it held then.
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from referral.domain.relations import Relation
from referral.domain.status import CHOSEN, PlacementStatus
from referral.store.clients import relations_to
from referral.store.rows import PlacementRow, ReferralRow
from servicekit.authorisation import Standing
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


async def standing_in_referral(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = (
        select(
            col(ReferralRow.organisation),
            col(ReferralRow.municipality),
            col(ReferralRow.region),
            col(PlacementRow.status),
        )
        .outerjoin(
            PlacementRow,
            (col(PlacementRow.referral) == col(ReferralRow.id))
            & (col(PlacementRow.provider) == organisation.id),
        )
        .where(col(ReferralRow.id) == ref)
    )
    rows = (await tx.session.execute(query)).all()
    if not rows:
        return None
    referring, municipality, region, _ = rows[0]
    relations = relations_to(organisation, referring, municipality)
    statuses = {PlacementStatus(row.status) for row in rows if row.status}
    if statuses & CHOSEN:
        relations.add(Relation.CHOSEN_PROVIDER)
    if PlacementStatus.REQUESTED in statuses:
        relations.add(Relation.ASKED_PROVIDER)
    return Standing(frozenset(relations), region)


async def standing_in_placement(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """The provider that was asked stays related to the question after its answer: it may read it again."""
    query = (
        select(
            col(PlacementRow.provider),
            col(PlacementRow.region),
            col(ReferralRow.organisation),
            col(ReferralRow.municipality),
        )
        .join(ReferralRow, col(ReferralRow.id) == col(PlacementRow.referral))
        .where(col(PlacementRow.id) == ref)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    relations = relations_to(organisation, row.organisation, row.municipality)
    if row.provider == organisation.id:
        relations.add(Relation.ASKED_PROVIDER)
    return Standing(frozenset(relations), row.region)
