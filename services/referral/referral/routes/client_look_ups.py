"""Is this young person being helped already, and where is their file?"""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import Field, model_validator

from referral.domain.status import ReferralStatus
from referral.routes.referral_forms import Bsn
from referral.usecases import look_up_client as looking_up
from referral.usecases import name_referrals as naming
from referral.usecases import search_clients as searching
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import DAY_OR_NONE, Answer, Body, Day, Line
from wirekit.texts import Text, language_of

router = APIRouter(route_class=GuardedRoute, tags=["clients"])

NEUTRAL = Text(
    nl="Er is geen verwijzing waarbij uw organisatie betrokken is.",
    en="There is no referral in which your organisation has a part.",
)


class ClientLookUp(Body):
    """In a body and never in a path or query, where others would log it."""

    bsn: Bsn


class LiveReferral(Answer):
    id: UUID
    status: ReferralStatus


class ClientLookUpRead(Answer):
    """`referrals`: the live ones in which the caller's organisation has a part. Without any: one neutral
    line, the same whether or not the young person is known to others."""

    referrals: tuple[LiveReferral, ...]
    line: str | None


BSN_OR_NAME = Text(
    nl="geef een BSN, of een geboortedatum en een achternaam",
    en="give a BSN, or a birth date and a surname",
)


class ClientSearch(Body):
    """A BSN, or a birth date with a surname; in a body and never in a path or query.

    Found is what is the same: a surname may differ in capitals, diacritics, hyphens, spaces and in words as
    "van der", and in nothing else.
    """

    bsn: Bsn | None = None
    birth_date: Annotated[Day | None, DAY_OR_NONE] = None
    family_name: Line | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        by_name = self.birth_date is not None and self.family_name is not None
        some = self.birth_date is not None or self.family_name is not None
        if not (by_name if self.bsn is None else not some):
            raise FieldRefused(BSN_OR_NAME)
        return self


class FoundReferral(Answer):
    referral: UUID
    household: UUID
    status: ReferralStatus


class ClientSearchRead(Answer):
    """`items`: at most ten, the latest first. Without any: one neutral line, the same whether or not the
    young person is known to others."""

    items: tuple[FoundReferral, ...]
    line: str | None


class NamesAsk(Body):
    """At most 100 referrals, in a body and not in a query: who is asked about stays out of logs."""

    referrals: Annotated[tuple[UUID, ...], Field(max_length=100)]


class NameRead(Answer):
    referral: UUID
    given_name: str
    family_name: str


class NamesRead(Answer):
    """In the order of the referrals' ids. What the own organisation did not make, and what is not of the own
    municipality, is not among them."""

    items: tuple[NameRead, ...]


@router.post("/referral-names", summary="The names that belong to referrals of your own")
async def name_referrals(body: NamesAsk, tx: Tx, organisation: OwnOrganisation) -> NamesRead:
    found = await naming.name_referrals(tx, body.referrals, by=organisation)
    return NamesRead(items=tuple(NameRead.model_validate(each, from_attributes=True) for each in found))


@router.post("/client-look-ups", summary="The live referrals of a person in which you have a part")
async def look_up_client(
    body: ClientLookUp,
    tx: Tx,
    organisation: OwnOrganisation,
    accept_language: Annotated[str | None, Header(max_length=200)] = None,
) -> ClientLookUpRead:
    found = await looking_up.look_up_client(tx, body.bsn, by=organisation)
    line = NEUTRAL.in_(language_of(accept_language))
    live = tuple(LiveReferral(id=referral, status=status) for referral, status in found)
    return ClientLookUpRead(referrals=live, line=None if live else line)


@router.post("/client-searches", summary="The referrals of a person that you may look at, by BSN or by name")
async def search_clients(
    body: ClientSearch,
    tx: Tx,
    organisation: OwnOrganisation,
    accept_language: Annotated[str | None, Header(max_length=200)] = None,
) -> ClientSearchRead:
    found = await searching.search_clients(
        tx, bsn=body.bsn, birth_date=body.birth_date, family_name=body.family_name, by=organisation
    )
    line = NEUTRAL.in_(language_of(accept_language))
    items = tuple(
        FoundReferral(referral=referral, household=household, status=status)
        for referral, household, _, status in found
    )
    return ClientSearchRead(items=items, line=None if items else line)
