"""The inbox of a referrer."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import AwareDatetime

from referral.domain.components import Component
from referral.domain.messages import MessageKind
from referral.domain.milestones import wording_of
from referral.store import messages
from referral.store.rows_messages import MessageRow
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Page
from wirekit.texts import Language, Text, language_of

router = APIRouter(route_class=GuardedRoute, tags=["messages"])


class ReasonRead(Answer):
    code: str
    text: str

    @classmethod
    def of(cls, code: str, language: Language) -> Self:
        wording = wording_of(code)
        return cls(code=code, text=Text(nl=wording.nl, en=wording.en).in_(language))


class MessageRead(Answer):
    """One message: no hours, no money, nobody's name. `number`: its place in this inbox, without a gap.

    `day`: when it happened; of an acceptance the planned start; a day in Europe/Amsterdam. `at` is in UTC.
    `acted…`: who did it. `about`: the placement request or handover where it is about one.
    """

    id: UUID
    number: int
    referral: UUID | None
    about: UUID | None
    kind: MessageKind
    at: AwareDatetime
    day: date | None
    component: Component | None
    provider: UUID | None
    acted_role: str
    acted_organisation: UUID
    reasons: tuple[ReasonRead, ...]

    @classmethod
    def of(cls, row: MessageRow, language: Language) -> Self:
        assert row.number is not None, "what is read was numbered"
        return cls(
            id=row.id,
            number=row.number,
            referral=row.referral,
            about=row.about,
            kind=row.what,
            at=row.told_at,
            day=row.happens_on,
            component=Component(row.component) if row.component else None,
            provider=row.provider,
            acted_role=row.acted_role,
            acted_organisation=row.acted_organisation,
            reasons=tuple(ReasonRead.of(code, language) for code in row.reasons),
        )


@router.get("/messages", summary="What became of the referrals of the caller's own organisation")
async def list_messages(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    accept_language: Annotated[str | None, Header(max_length=200)] = None,
) -> Page[MessageRead]:
    found = await messages.messages_for(tx, organisation.id, after=after, limit=limit + 1)
    language = language_of(accept_language)
    items = [MessageRead.of(row, language) for row in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
