"""What ties who is signed in to a young person, and so whether the file is theirs to read: asked at every
look, since a birthday or a day of authority passes without anybody doing anything."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlmodel import col

from doorkit.permissions import Standing
from referral.domain.age import age_on
from referral.domain.my_file import Tie, may_look
from referral.domain.person import Person
from referral.store import persons
from referral.store.rows import ReferralRow
from referral.store.rows_move import ErasureRow
from referral.store.rows_persons import PersonLinkRow
from region_policy.terms import local_day
from sealing.keyring import Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction


async def tie_of(tx: Transaction, referral: ReferralRow, person: UUID | None) -> Tie | None:
    """By the birth date of this referral. `person`: None for the young person. None after an erasure."""
    try:
        key = await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        return None
    opened = key.open(Sealed(referral.person), f"person/{referral.id}")
    today = local_day(tx.now)
    age = age_on(today, Person.model_validate_json(opened).birth_date)
    if person is None:
        return Tie(is_young_person=True, age=age)
    return Tie(
        is_young_person=False,
        age=age,
        decides=(await persons.person_with_say(tx, person)).decides_on(today),
        is_allowed=person in await persons.allowed_parents(tx, referral.client),
        not_to_tell=await persons.is_not_to_be_told(tx, referral.client, person),
    )


async def tie_of_link(tx: Transaction, link: PersonLinkRow) -> tuple[Tie, ReferralRow] | None:
    """None where nothing is known any more."""
    erased = exists().where(col(ErasureRow.client) == col(ReferralRow.client))
    query = select(ReferralRow).where(col(ReferralRow.id) == link.referral, ~erased)
    referral = (await tx.session.execute(query)).scalar_one_or_none()
    tie = await tie_of(tx, referral, link.person) if referral else None
    return (tie, referral) if tie and referral else None


async def standing_in_my_file(tx: Transaction, organisation: Organisation, ref: UUID) -> Standing | None:
    """The part of a person in a file; `organisation` is the platform, on which people are for themselves."""
    if organisation.id != PLATFORM:
        return None
    link = await persons.own_link(tx, ref)
    if link is None:
        return None
    # Whether the file is open to them is only known now: until then the database shows them none of it.
    async with tx.seeing_all():
        tied = await tie_of_link(tx, link)
        if tied is None or not may_look(tied[0]):
            return None
        if not link.is_open:
            await persons.open_link(tx, link, is_open=True)
    return Standing(frozenset({tied[0].relation}), tied[1].region, data_subject=link.client)


async def settle_links(tx: Transaction, client: UUID) -> None:
    """Something changed in who may look: what the database shows to whom follows it."""
    # Of everybody who is linked, whoever of them the caller may know of.
    async with tx.seeing_all():
        for link in await persons.links_of_client(tx, client):
            tied = await tie_of_link(tx, link)
            is_open = tied is not None and may_look(tied[0])
            if is_open is not link.is_open:
                await persons.open_link(tx, link, is_open=is_open)
