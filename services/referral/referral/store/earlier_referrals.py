"""What an organisation gave before of the same young person, so that it need not give it again (NV-22)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from referral.store.clients import TakenIn, provider_in
from referral.store.rows import ClientRow, ReferralRow
from referral.store.rows_doors import ProfessionalOfRecordRow
from referral.store.secrecy import IS_MARKED
from sealing.keyring import Sealed
from servicekit import tables
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

LOOKS_BACK = 20
"""How many earlier referrals are looked at for an address that the last one did not repeat."""


def _taken_again() -> Select[Any]:
    """Built once, as its other one in `clients`: in the place of that statement, and of no other."""
    known = tables.organisation
    record, other = ProfessionalOfRecordRow, aliased(ReferralRow)

    def of_others(column: Any) -> Any:
        query = select(column).where(
            col(other.client) == col(ReferralRow.client),
            col(other.organisation) == bindparam("referring"),
            col(other.id) != bindparam("again"),
        )
        latest = query.order_by(col(other.id).desc()).limit(LOOKS_BACK).correlate(ReferralRow)
        return func.array(latest.scalar_subquery())

    return (
        select(
            col(ReferralRow.client),
            col(ClientRow.household).label("home"),
            col(ReferralRow.person),
            col(ReferralRow.municipality),
            col(record.agb).label("agb_of_record"),
            IS_MARKED.label("is_secret"),
            of_others(col(other.id)).label("others"),
            of_others(col(other.person)).label("people"),
            known,
        )
        .join(ClientRow, col(ClientRow.id) == col(ReferralRow.client))
        .outerjoin(known, known.c.id == bindparam("preferred_provider"))
        .outerjoin(record, col(record.organisation) == bindparam("referring"))
        .where(
            col(ReferralRow.id) == bindparam("again"), col(ReferralRow.organisation) == bindparam("referring")
        )
    )


TAKEN_AGAIN = _taken_again()


@dataclass(frozen=True)
class Earlier:
    """An earlier referral by the same organisation: whom it is about, and what was given.

    `others`: what it gave of the same young person in its other referrals, the latest first.
    `is_secret`: a mark of secrecy is in force, so that its address is not shown again (LAW-07).
    """

    referral: UUID
    taken_in: TakenIn
    person: Sealed
    municipality: str
    is_secret: bool
    others: tuple[tuple[UUID, Sealed], ...] = ()


async def take_again(
    tx: Transaction, again: UUID, *, referring: UUID, preferred_provider: UUID | None
) -> Earlier | None:
    """The client of this referral, if this organisation made it; also one that is known by no BSN."""
    asked = {"again": again, "referring": referring, "preferred_provider": preferred_provider}
    row = (await tx.session.execute(TAKEN_AGAIN, asked)).one_or_none()
    if row is None:
        return None
    taken_in = TakenIn(row.client, row.home, False, provider_in(row), row.agb_of_record)
    others = tuple((other, Sealed(person)) for other, person in zip(row.others, row.people, strict=True))
    return Earlier(again, taken_in, Sealed(row.person), row.municipality, row.is_secret, others)


async def latest_given(
    tx: Transaction, by: Organisation, *, bsn_hash: bytes | None = None, name_hash: bytes | None = None
) -> list[ReferralRow]:
    """The referrals of this person, or of this name, that this organisation made, the latest first; then, as
    a municipality, those that it answers for.

    One statement, the same for whom nobody knows: a stranger must not be able to tell (LAW-08).
    """
    own = col(ReferralRow.organisation) == by.id
    may_see = own
    if by.kind == "municipality":
        may_see = or_(own, col(ReferralRow.municipality) == by.area)
    query = select(ReferralRow).where(may_see)
    if name_hash is not None:
        query = query.where(col(ReferralRow.name_hash) == name_hash)
    else:
        query = query.join(ClientRow, col(ClientRow.id) == col(ReferralRow.client))
        query = query.where(col(ClientRow.bsn_hash) == bsn_hash)
    latest = (own.desc(), col(ReferralRow.submitted_at).desc(), col(ReferralRow.id).desc())
    return list((await tx.session.execute(query.order_by(*latest).limit(LOOKS_BACK))).scalars())
