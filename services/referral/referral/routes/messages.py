"""The inbox of an organisation, by its own words and as CloudEvents."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import AwareDatetime

from referral.domain.components import Component
from referral.domain.messages import EndKind, MessageKind, wording_of_message
from referral.domain.milestones import Wording, wording_of
from referral.notifications import Notification
from referral.settings import Settings
from referral.store import messages
from referral.store.rows_messages import MessageRow
from referral.usecases import mark_messages_read as marking
from referral.usecases import read_messages as reading
from referral.usecases.wait_for_messages import WaitingCalls
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page
from wirekit.texts import Language, Text, language_of

router = APIRouter(route_class=GuardedRoute, tags=["messages"])
AcceptLanguage = Annotated[str | None, Header(max_length=200)]


class ReasonRead(Answer):
    code: str
    text: str

    @classmethod
    def of(cls, code: str, language: Language) -> Self:
        return cls(code=code, text=_in(language, wording_of(code)))


class EndRead(Answer):
    """`lastDay`: in Europe/Amsterdam."""

    kind: EndKind
    last_day: date
    component: Component | None


class MessageRead(Answer):
    """One message: no hours, no money, nobody's name. `number`: its place in this inbox, without a gap.

    `day`: when it happened; of an acceptance the planned start; a day in Europe/Amsterdam. `at` is in UTC.
    `acted…`: who did it, null where that would tell where a young person is who must not be found.
    `about`: the placement request, handover or webhook where it is about one. `ends`: all that ends
    soon in the case; `day` is the first of it.
    """

    id: UUID
    number: int
    referral: UUID | None
    about: UUID | None
    kind: MessageKind
    text: str
    at: AwareDatetime
    day: date | None
    component: Component | None
    provider: UUID | None
    acted_role: str
    acted_organisation: UUID | None
    reasons: tuple[ReasonRead, ...]
    ends: tuple[EndRead, ...]

    @classmethod
    def of(cls, row: MessageRow, language: Language) -> Self:
        assert row.number is not None, "what is read was numbered"
        return cls(
            id=row.id,
            number=row.number,
            referral=row.referral,
            about=row.about,
            kind=row.what,
            text=_in(language, wording_of_message(row.what)),
            at=row.told_at,
            day=row.happens_on,
            component=Component(row.component) if row.component else None,
            provider=row.provider,
            acted_role=row.acted_role,
            acted_organisation=row.acted_organisation,
            reasons=tuple(ReasonRead.of(code, language) for code in row.reasons),
            ends=tuple(EndRead.model_validate(each) for each in row.ends),
        )


class Inbox(Page[MessageRead]):
    """`readUpTo`: the number up to which the organisation last said to have read; `unread`: how many came
    after it."""

    read_up_to: int
    unread: int


class ReadUpTo(Body):
    """The last message that was read."""

    message: UUID


class UnreadRead(Answer):
    """`readUpTo`: the number up to which the organisation has read; 0 before it ever said."""

    read_up_to: int
    unread: int


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _waiting_calls(request: Request) -> WaitingCalls:
    """One for all calls of this process."""
    state = request.app.state
    if not hasattr(state, "waiting_calls"):
        most = state.settings.waiting_calls
        state.waiting_calls = WaitingCalls(state.guard.transactions, most=most)
    waiting: WaitingCalls = state.waiting_calls
    return waiting


async def _asked(
    settings: Annotated[Settings, Depends(_settings)],
    after: Annotated[UUID | None, Query(description="The last message that you have.")] = None,
    kind: Annotated[list[MessageKind] | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    wait: Annotated[int, Query(ge=0, le=30, description="Seconds to wait when there is nothing.")] = 0,
) -> reading.Asked:
    return reading.Asked(after, kind, limit + 1, min(wait, settings.longest_wait_seconds))


OwnSettings = Annotated[Settings, Depends(_settings)]
AskedFor = Annotated[reading.Asked, Depends(_asked)]
Waiting = Annotated[WaitingCalls, Depends(_waiting_calls)]


@router.get("/messages", summary="What the caller's own organisation was told")
async def list_messages(
    tx: Tx,
    organisation: OwnOrganisation,
    asked: AskedFor,
    waiting: Waiting,
    order: Literal["oldest", "newest"] = "oldest",
    accept_language: AcceptLanguage = None,
) -> Inbox:
    """Oldest first. With `wait` the answer comes as soon as there is something, or empty after so long.

    With `order=newest` the latest first, `after` those that are older, and nothing is waited for.
    """
    if order == "newest":
        found = await reading.read_latest(tx, organisation.id, asked)
    else:
        found = await reading.read_messages(tx, organisation.id, asked, waiting)
    language = language_of(accept_language)
    page, after = _page(found, asked)
    items = [MessageRead.of(row, language) for row in page]
    unread = await marking.unread_of(tx, organisation.id)
    return Inbox(items=items, next=after, read_up_to=unread.read_up_to, unread=unread.unread)


@router.post("/messages/read-up-to", summary="Say up to which message your organisation has read")
async def mark_messages_read(body: ReadUpTo, tx: Tx, organisation: OwnOrganisation) -> UnreadRead:
    unread = await marking.mark_messages_read(tx, organisation.id, body.message)
    return UnreadRead(read_up_to=unread.read_up_to, unread=unread.unread)


@router.get("/messages/{message_id}", summary="One message, to which a notification refers")
async def read_message(message_id: UUID, tx: Tx, accept_language: AcceptLanguage = None) -> MessageRead:
    recipient = await messages.recipient_of(tx, message_id)
    assert recipient is not None, "who may read it was asked by it"
    await messages.number_inbox(tx, recipient)
    return MessageRead.of(await messages.message(tx, message_id), language_of(accept_language))


@router.get(
    "/events", summary="What webhooks send, for who missed something", response_model_exclude_none=True
)
async def list_events(
    tx: Tx, organisation: OwnOrganisation, asked: AskedFor, waiting: Waiting, settings: OwnSettings
) -> Page[Notification]:
    """CloudEvents, oldest first, with the ids that a webhook sends; ask on with the last id that you have."""
    page, after = _page(await reading.read_messages(tx, organisation.id, asked, waiting), asked)
    return Page(items=[Notification.of(row, settings.public_address) for row in page], next=after)


def _page(found: Sequence[MessageRow], asked: reading.Asked) -> tuple[Sequence[MessageRow], UUID | None]:
    """One row more was asked for than is shown, to know whether there is more."""
    page = found[: asked.limit - 1]
    return page, page[-1].id if len(found) == asked.limit else None


def _in(language: Language, wording: Wording) -> str:
    return Text(nl=wording.nl, en=wording.en).in_(language)
