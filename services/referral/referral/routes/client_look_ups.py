"""Is this young person being helped already?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header

from referral.domain.status import ReferralStatus
from referral.routes.referral_forms import Bsn
from referral.usecases import look_up_client as looking_up
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
