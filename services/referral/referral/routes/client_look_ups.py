"""Is this young person being helped already?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import Field

from referral.domain.status import ReferralStatus
from referral.routes.referral_forms import Bsn
from referral.usecases import look_up_client as looking_up
from referral.usecases import name_referrals as naming
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body
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


class NamesAsk(Body):
    """At most 100 referrals, in a body and not in a query: who is asked about stays out of logs."""

    referrals: Annotated[tuple[UUID, ...], Field(max_length=100)]


class NameRead(Answer):
    referral: UUID
    given_name: str
    family_name: str


class NamesRead(Answer):
    """In the order of the referrals' ids; one of another municipality is not among them."""

    items: tuple[NameRead, ...]


@router.post("/referral-names", summary="The names that belong to referrals of the own municipality")
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
