"""Codes, links, what is closed for parents, what a young person allows, family group plans."""

from collections.abc import Collection
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Uuid, exists, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import col

from referral.domain.my_file import LinkCodeStatus
from referral.store.one_person import is_one_person
from referral.store.rows_move import ErasureRow
from referral.store.rows_people import ContactPreferenceRow, PersonWithSayRow
from referral.store.rows_persons import (
    ClosedItemRow,
    FamilyGroupPlanRow,
    LinkCodeRow,
    LinkTriesRow,
    ParentAllowedRow,
    PersonLinkRow,
)
from servicekit.transaction import Transaction

R = TypeVar("R", LinkCodeRow, PersonLinkRow, ClosedItemRow, FamilyGroupPlanRow)
Versioned = TypeVar("Versioned", LinkCodeRow, PersonLinkRow, ClosedItemRow)
HOLDS = col(PersonLinkRow.revoked_at).is_(None)
IS_CLOSED = col(ClosedItemRow.reopened_at).is_(None)
IS_ALLOWED = col(ParentAllowedRow.ended_at).is_(None)
IS_CURRENT = col(FamilyGroupPlanRow.replaced_at).is_(None)


async def add(tx: Transaction, table: type[R], values: dict[str, Any]) -> R:
    return (await tx.session.execute(insert(table).values(values).returning(table))).scalar_one()


async def add_once(tx: Transaction, table: type[R], values: dict[str, Any]) -> R | None:
    """None where the database has one like it already."""
    statement = upsert(table).values(values).on_conflict_do_nothing().returning(table)
    return (await tx.session.execute(statement)).scalar_one_or_none()


async def change(tx: Transaction, row: Versioned, **changes: Any) -> Versioned:
    """Bring a locked row to its next version."""
    table = type(row)
    statement = update(table).where(col(table.id) == row.id).values(version=row.version + 1, **changes)
    returning = statement.returning(table).execution_options(populate_existing=True)
    return (await tx.session.execute(returning)).scalar_one()


async def lock(tx: Transaction, table: type[R], row_id: UUID, **where: Any) -> R | None:
    """A row for this transaction alone; None where it is not under what it is asked under."""
    query = select(table).where(col(table.id) == row_id).filter_by(**where).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def under_referral(tx: Transaction, table: type[R], referral: UUID) -> list[R]:
    query = select(table).filter_by(referral=referral).order_by(col(table.id))
    return list((await tx.session.execute(query)).scalars())


async def void_open_code(tx: Transaction, client: UUID, person: UUID | None) -> None:
    """The one before it no longer counts once there is a new one."""
    same = col(LinkCodeRow.person).is_not_distinct_from(person)
    open_one = col(LinkCodeRow.status) == LinkCodeStatus.OPEN.value
    statement = update(LinkCodeRow).where(col(LinkCodeRow.client) == client, same, open_one)
    await tx.session.execute(
        statement.values(status=LinkCodeStatus.VOID.value, version=LinkCodeRow.version + 1)
    )


async def lock_open_codes(tx: Transaction, selector: str) -> list[LinkCodeRow]:
    """All that begin alike; hardly ever more than one."""
    query = select(LinkCodeRow).where(
        col(LinkCodeRow.selector) == selector, col(LinkCodeRow.status) == LinkCodeStatus.OPEN.value
    )
    return list((await tx.session.execute(query.order_by(col(LinkCodeRow.id)).with_for_update())).scalars())


async def lock_tries(tx: Transaction, subject: str) -> LinkTriesRow:
    """How often this person tried, made where they never did; nobody tries twice at one moment."""
    new = upsert(LinkTriesRow).values(subject=subject, wrong=0, not_before=tx.now)
    kept = new.on_conflict_do_update(index_elements=["subject"], set_={"subject": subject})
    return (await tx.session.execute(kept.returning(LinkTriesRow))).scalar_one()


async def keep_tries(tx: Transaction, subject: str, **values: Any) -> None:
    await tx.session.execute(update(LinkTriesRow).where(col(LinkTriesRow.subject) == subject).values(values))


async def links_of_subject(tx: Transaction, subject: str) -> list[PersonLinkRow]:
    """Those that hold, of people who were not erased."""
    erased = exists().where(col(ErasureRow.client) == col(PersonLinkRow.client))
    query = select(PersonLinkRow).where(col(PersonLinkRow.subject) == subject, HOLDS, ~erased)
    return list((await tx.session.execute(query.order_by(col(PersonLinkRow.id)))).scalars())


async def link_of(tx: Transaction, client: UUID, person: UUID | None) -> PersonLinkRow | None:
    """The link of this person that holds."""
    same = col(PersonLinkRow.person).is_not_distinct_from(person)
    query = select(PersonLinkRow).where(is_one_person(col(PersonLinkRow.client), client), same, HOLDS)
    return (await tx.session.execute(query.limit(1))).scalar_one_or_none()


async def own_link(tx: Transaction, link_id: UUID) -> PersonLinkRow | None:
    """One of who calls, as long as it holds."""
    mine = col(PersonLinkRow.subject) == tx.caller.subject
    query = select(PersonLinkRow).where(col(PersonLinkRow.id) == link_id, mine, HOLDS)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def links_of_client(tx: Transaction, client: UUID) -> list[PersonLinkRow]:
    """Those of this young person that hold."""
    query = select(PersonLinkRow).where(is_one_person(col(PersonLinkRow.client), client), HOLDS)
    return list((await tx.session.execute(query)).scalars())


async def open_link(tx: Transaction, link: PersonLinkRow, *, is_open: bool) -> None:
    """Note whether the file is open to this person: by that the database shows its rows, or no longer."""
    statement = update(PersonLinkRow).where(col(PersonLinkRow.id) == link.id)
    await tx.session.execute(statement.values(is_open=is_open))


async def person_with_say(tx: Transaction, person: UUID) -> PersonWithSayRow:
    query = select(PersonWithSayRow).where(col(PersonWithSayRow.id) == person)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one()


async def is_not_to_be_told(tx: Transaction, client: UUID, person: UUID) -> bool:
    """Whoever noted that, and for whichever double: here nobody is told by mistake."""
    query = select(col(ContactPreferenceRow.client)).where(
        is_one_person(col(ContactPreferenceRow.client), client),
        literal(person, Uuid()) == func.any(col(ContactPreferenceRow.not_to_tell)),
    )
    return (await tx.session.execute(query)).first() is not None


async def allowed_parents(tx: Transaction, client: UUID) -> set[UUID]:
    query = select(col(ParentAllowedRow.person)).where(
        is_one_person(col(ParentAllowedRow.client), client), IS_ALLOWED
    )
    return set((await tx.session.execute(query)).scalars())


async def allow(tx: Transaction, allowed_id: UUID, client: UUID, person: UUID) -> None:
    values = {"id": allowed_id, "client": client, "person": person, "allowed_at": tx.now}
    await tx.session.execute(upsert(ParentAllowedRow).values(values).on_conflict_do_nothing())


async def allow_no_longer(tx: Transaction, client: UUID, person: UUID) -> None:
    mine = update(ParentAllowedRow).where(
        is_one_person(col(ParentAllowedRow.client), client), col(ParentAllowedRow.person) == person
    )
    await tx.session.execute(mine.where(IS_ALLOWED).values(ended_at=tx.now))


async def closed_items(tx: Transaction, client: UUID) -> list[ClosedItemRow]:
    """What the parents of this young person do not see now."""
    query = select(ClosedItemRow).where(is_one_person(col(ClosedItemRow.client), client), IS_CLOSED)
    return list((await tx.session.execute(query)).scalars())


async def family_plans(tx: Transaction, clients: Collection[UUID]) -> list[FamilyGroupPlanRow]:
    """The current plans about these young people, the last one first: that one leads."""
    query = select(FamilyGroupPlanRow).where(col(FamilyGroupPlanRow.client).in_(clients), IS_CURRENT)
    last = query.order_by(col(FamilyGroupPlanRow.put_at).desc(), col(FamilyGroupPlanRow.id).desc())
    return list((await tx.session.execute(last)).scalars())


async def own_family_plan(tx: Transaction, client: UUID, person: UUID | None) -> FamilyGroupPlanRow | None:
    same = col(FamilyGroupPlanRow.person).is_not_distinct_from(person)
    query = select(FamilyGroupPlanRow).where(col(FamilyGroupPlanRow.client) == client, same, IS_CURRENT)
    fresh = query.execution_options(populate_existing=True)
    return (await tx.session.execute(fresh)).scalar_one_or_none()


async def earlier_family_plans(
    tx: Transaction, client: UUID, person: UUID | None
) -> list[FamilyGroupPlanRow]:
    """Those of one of the family that another came in the place of, the last one first."""
    same = col(FamilyGroupPlanRow.person).is_not_distinct_from(person)
    query = select(FamilyGroupPlanRow).where(
        col(FamilyGroupPlanRow.client) == client, same, col(FamilyGroupPlanRow.replaced_at).is_not(None)
    )
    last = query.order_by(col(FamilyGroupPlanRow.id).desc())
    return list((await tx.session.execute(last)).scalars())


async def replace_family_plan(tx: Transaction, row: FamilyGroupPlanRow) -> None:
    statement = update(FamilyGroupPlanRow).where(col(FamilyGroupPlanRow.id) == row.id)
    await tx.session.execute(statement.values(replaced_at=tx.now))
