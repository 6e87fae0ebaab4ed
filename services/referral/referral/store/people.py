"""People with a say, consent, contact preferences, stopped feedback."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.secrecy import MarkStatus
from referral.store.one_person import is_one_person
from referral.store.rows import ReferralRow
from referral.store.rows_people import (
    ConsentExceptionRow,
    ConsentRow,
    ContactPreferenceRow,
    FeedbackStopRow,
    PersonWithSayRow,
)
from servicekit.transaction import EVERYBODY, Transaction

UnderReferral = TypeVar("UnderReferral", PersonWithSayRow, ConsentRow, ConsentExceptionRow, FeedbackStopRow)


async def lock_person(tx: Transaction, referral_id: UUID) -> tuple[ReferralRow, list[ReferralRow]]:
    """The referral, and every one of the same young person, doubles too; locked in the order of ids."""
    # What is said of a young person holds for the referrals of others too, which the caller is not told of.
    await tx.seen_by(EVERYBODY)
    of = select(col(ReferralRow.client)).where(col(ReferralRow.id) == referral_id)
    client = (await tx.session.execute(of)).scalar_one()
    query = select(ReferralRow).where(is_one_person(col(ReferralRow.client), client))
    locked = query.order_by(col(ReferralRow.id)).with_for_update().execution_options(populate_existing=True)
    found = list((await tx.session.execute(locked)).scalars())
    return next(row for row in found if row.id == referral_id), found


async def add(tx: Transaction, table: type[UnderReferral], values: dict[str, Any]) -> UnderReferral:
    return (await tx.session.execute(insert(table).values(values).returning(table))).scalar_one()


async def change(tx: Transaction, row: UnderReferral, **changes: Any) -> UnderReferral:
    """Bring a row under a locked referral to its next version."""
    table = type(row)
    statement = update(table).where(col(table.id) == row.id).values(version=row.version + 1, **changes)
    returning = statement.returning(table).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def one_of(
    tx: Transaction, table: type[UnderReferral], row_id: UUID, *, referral: UUID
) -> UnderReferral | None:
    """One row of this referral; None for one of another. Lock the referral before changing it."""
    query = select(table).where(col(table.id) == row_id, col(table.referral) == referral)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def all_of(tx: Transaction, table: type[UnderReferral], referral: UUID) -> list[UnderReferral]:
    """What was recorded under one referral, in the order in which that was."""
    query = select(table).where(col(table.referral) == referral).order_by(col(table.id))
    fresh = query.execution_options(populate_existing=True)
    return list((await tx.session.execute(fresh)).scalars())


async def people_of_client(tx: Transaction, client: UUID) -> list[PersonWithSayRow]:
    """Everybody with a say on record, whoever recorded that."""
    query = select(PersonWithSayRow).where(col(PersonWithSayRow.client) == client)
    return list((await tx.session.execute(query.order_by(col(PersonWithSayRow.id)))).scalars())


async def consents_of_client(
    tx: Transaction, client: UUID
) -> tuple[list[ConsentRow], list[ConsentExceptionRow]]:
    """Every record of consent and every exception, in the order in which they were made."""
    asked = select(ConsentRow).where(col(ConsentRow.client) == client).order_by(col(ConsentRow.id))
    excused = select(ConsentExceptionRow).where(col(ConsentExceptionRow.client) == client)
    return (
        list((await tx.session.execute(asked)).scalars()),
        list((await tx.session.execute(excused.order_by(col(ConsentExceptionRow.id)))).scalars()),
    )


async def referral_of_consent(tx: Transaction, consent_id: UUID) -> UUID:
    query = select(col(ConsentRow.referral)).where(col(ConsentRow.id) == consent_id)
    return (await tx.session.execute(query)).scalar_one()


async def preferences_of(tx: Transaction, client: UUID) -> ContactPreferenceRow | None:
    """What holds for this young person; where doubles had wishes of their own, the strictest.

    Whoever notes them anew notes them for all of these.
    """
    query = select(ContactPreferenceRow).where(is_one_person(col(ContactPreferenceRow.client), client))
    strictest = (
        col(ContactPreferenceRow.no_letter_home).desc(),
        func.cardinality(col(ContactPreferenceRow.not_to_tell)).desc(),
        col(ContactPreferenceRow.recorded_at).desc(),
        col(ContactPreferenceRow.client),
    )
    fresh = query.order_by(*strictest).limit(1).execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def put_preferences(tx: Transaction, values: dict[str, Any]) -> ContactPreferenceRow:
    """Store them in the place of what there was; the caller has the client locked."""
    new = upsert(ContactPreferenceRow).values(values)
    kept = {name: new.excluded[name] for name in values if name != "client"}
    statement = new.on_conflict_do_update(index_elements=["client"], set_=kept)
    returning = statement.returning(ContactPreferenceRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def feedback_stop_on(tx: Transaction, referral: UUID) -> FeedbackStopRow | None:
    """The stop that is in force on this referral."""
    query = select(FeedbackStopRow).where(
        col(FeedbackStopRow.referral) == referral, col(FeedbackStopRow.status) == MarkStatus.IN_FORCE.value
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def keep_what_referrer_heard(tx: Transaction, row: ReferralRow, **heard: Any) -> ReferralRow:
    """Note on a locked referral since when its referrer hears nothing, and what it heard last."""
    statement = update(ReferralRow).where(col(ReferralRow.id) == row.id).values(**heard)
    returning = statement.returning(ReferralRow).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()
