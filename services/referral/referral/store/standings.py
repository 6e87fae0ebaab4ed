"""Which part a caller's organisation has in a thing, asked before anything else is done with it.

Columns and not rows are read: a row read here, before it is locked, would be handed out again later
in the same transaction with what it held then.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.household import HouseholdRelation
from referral.domain.relations import Relation
from referral.domain.secrecy import knows_whereabouts
from referral.domain.status import CHOSEN, OPEN_PLACEMENTS, UNDECIDED, PlacementStatus
from referral.store.bridging import relations_by_bridging
from referral.store.emergency import let_in, needs_the_door
from referral.store.erasures import WAS_ERASED
from referral.store.households import directs
from referral.store.looking import OF_LOOKING, relations_today
from referral.store.rows import PlacementRow, ReferralRow
from referral.store.rows_care import BridgingRow
from referral.store.secrecy import IS_MARKED
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

DIRECTOR = "director"


async def standing_in_referral(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    query = (
        select(
            *OF_LOOKING,
            col(ReferralRow.household),
            col(PlacementRow.status),
            col(PlacementRow.provider),
        )
        .outerjoin(
            PlacementRow,
            (col(PlacementRow.referral) == col(ReferralRow.id))
            & or_(col(PlacementRow.provider) == organisation.id, col(PlacementRow.lead) == organisation.id),
        )
        .where(col(ReferralRow.id) == ref, ~WAS_ERASED)
    )
    rows = (await tx.session.execute(query)).all()
    if not rows:
        return await _by_the_door(tx, ref)
    relations: set[str] = set(relations_today(tx, organisation, rows[0]))
    statuses = {PlacementStatus(row.status) for row in rows if row.provider == organisation.id}
    led = {PlacementStatus(row.status) for row in rows if row.provider and row.provider != organisation.id}
    if led & (OPEN_PLACEMENTS | CHOSEN):
        relations.add(Relation.LEAD_PARTNER)
    if statuses & CHOSEN:
        relations.add(Relation.CHOSEN_PROVIDER)
    if statuses & UNDECIDED:
        relations.add(Relation.ASKED_PROVIDER)
    relations |= await relations_by_bridging(tx, organisation.id, ref)
    if tx.caller.role == DIRECTOR and await directs(tx, organisation.id, rows[0].household):
        relations.add(HouseholdRelation.DIRECTING_ORGANISATION)
    if needs_the_door(tx.caller.role, relations):
        directing = relations & {HouseholdRelation.DIRECTING_ORGANISATION}
        if opened := await _by_the_door(tx, ref, beside=directing):
            return opened
    return Standing(frozenset(relations), rows[0].home_region, rows[0].client) if relations else None


async def _by_the_door(tx: Transaction, ref: UUID, beside: Collection[str] = ()) -> Standing | None:
    """Who may not read a referral may have opened it in an emergency, for itself and for a few hours."""
    opened = await let_in(tx, referral=ref)
    if opened is None:
        return None
    relations = frozenset({Relation.EMERGENCY_DOOR, *beside})
    return Standing(relations, opened.region, opened.client, opened.id)


OF_THE_REFERRAL = (
    *OF_LOOKING,
    col(ReferralRow.feedback_stopped_at),
    IS_MARKED.label("is_secret"),
)


def _by_the_referral(
    tx: Transaction, organisation: Organisation, row: Row[*tuple[Any, ...]]
) -> set[Relation]:
    """The relations to what lies under a referral, where a provider and how it goes are to be read.

    The referrer has none once the young person has stopped the word back to it; nor under a mark of secrecy,
    unless it must know whereabouts (LAW-07).
    """
    relations = relations_today(tx, organisation, row)
    knows = knows_whereabouts(relations, row.measure_until, on=local_day(tx.now))
    hidden = row.is_secret and not knows
    if hidden or row.feedback_stopped_at is not None:
        relations.discard(Relation.REFERRING_ORGANISATION)
    return relations


async def standing_in_placement(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """The provider that was asked stays related to the question after its answer: it may read it again."""
    query = (
        select(
            col(PlacementRow.provider),
            col(PlacementRow.lead),
            col(PlacementRow.region),
            *OF_THE_REFERRAL,
        )
        .join(ReferralRow, col(ReferralRow.id) == col(PlacementRow.referral))
        .where(col(PlacementRow.id) == ref, ~WAS_ERASED)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    relations = _by_the_referral(tx, organisation, row)
    if row.provider == organisation.id:
        relations.add(Relation.ASKED_PROVIDER)
    if row.lead == organisation.id:
        relations.add(Relation.LEAD_PARTNER)
    return Standing(frozenset(relations), row.region, row.client)


async def standing_in_bridging(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """The provider that was asked to bridge stays related to the question after its answer."""
    query = (
        select(
            col(BridgingRow.provider),
            col(BridgingRow.region),
            *OF_THE_REFERRAL,
        )
        .join(ReferralRow, col(ReferralRow.id) == col(BridgingRow.referral))
        .where(col(BridgingRow.id) == ref, ~WAS_ERASED)
    )
    row = (await tx.session.execute(query)).one_or_none()
    if row is None:
        return None
    relations = _by_the_referral(tx, organisation, row)
    if row.provider == organisation.id:
        relations.add(Relation.BRIDGING_PROVIDER)
    return Standing(frozenset(relations), row.region, row.client)
