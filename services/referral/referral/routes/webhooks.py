"""Webhooks: where an organisation lets its messages be sent."""

from typing import Annotated, Self
from uuid import UUID

import httpx
from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import AfterValidator, AwareDatetime, Field

from referral.domain.messages import MessageKind
from referral.domain.webhooks import Failure, WebhookStatus
from referral.notifications import PUBLIC_PATH
from referral.routes.messages import OwnSettings
from referral.store import webhooks
from referral.store.rows_webhooks import WebhookRow
from referral.usecases import delete_webhook as deleting
from referral.usecases import make_webhook as making
from referral.usecases import pause_webhook as pausing
from referral.usecases import resume_webhook as resuming
from referral.usecases import rotate_webhook_secret as rotating
from referral.usecases import try_webhook as trying
from referral.webhook_sender import WebhookSender, points_outside
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import Answer, Body, Page
from wirekit.problems import InvalidInput, NotFound
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["webhooks"])
TRIALS_AT_ONCE = 8
NO_URL = Text(
    nl="moet een http(s)-adres zijn zonder naam of wachtwoord erin en zonder #",
    en="must be an http(s) address with no name or password in it and no #",
)
NOT_OUTSIDE = Text(
    nl="moet met https beginnen en een adres op internet zijn",
    en="must begin with https and be an address on the internet",
)


def _right_url(value: str) -> str:
    """Read by the same reader that sends to it: two readers could see two hosts."""
    try:
        url = httpx.URL(value)
        port = url.port or 1
    except (httpx.InvalidURL, ValueError):
        raise FieldRefused(NO_URL) from None
    in_form = url.scheme in {"http", "https"} and url.host and not url.userinfo and not url.fragment
    if not in_form or "%" in url.host or not 0 < port < 65536:
        raise FieldRefused(NO_URL)
    return value


class WebhookCreate(Body):
    """`kinds`: the kinds of message that are sent; all of them where it is absent."""

    url: Annotated[str, Field(max_length=1000, pattern=r"^https?://[!-~]+$"), AfterValidator(_right_url)]
    kinds: Annotated[tuple[MessageKind, ...], Field(min_length=1, max_length=100)] | None = None


class WebhookRead(Answer):
    """`upTo`: every message up to this number was taken, or is of a kind that is not sent.

    `since`: how long the status holds. `attempts` and `failure`: of the message that is not taken.
    """

    id: UUID
    version: int
    url: str
    kinds: tuple[MessageKind, ...] | None
    status: WebhookStatus
    since: AwareDatetime
    up_to: int
    delivered_at: AwareDatetime | None
    attempts: int
    failure: Failure | None
    next_try_at: AwareDatetime
    created_at: AwareDatetime

    @classmethod
    def of(cls, row: WebhookRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            url=row.url,
            kinds=row.wanted,
            status=row.state,
            since=row.since,
            up_to=row.up_to,
            delivered_at=row.delivered_at,
            attempts=row.attempts,
            failure=row.why,
            next_try_at=row.next_try_at,
            created_at=row.created_at,
        )


class WebhookSecretRead(Answer):
    """`secret`: shown here and nowhere again; null where the webhook was changed since it was made."""

    webhook: WebhookRead
    secret: str | None


class WebhookTriedRead(Answer):
    """`failure` where it was not taken."""

    taken: bool
    failure: Failure | None


async def _sender(request: Request) -> WebhookSender:
    """One for all calls of this process."""
    state = request.app.state
    if not hasattr(state, "webhook_sender"):
        state.webhook_sender = WebhookSender(state.settings, at_once=TRIALS_AT_ONCE)
    sender: WebhookSender = state.webhook_sender
    return sender


Sender = Annotated[WebhookSender, Depends(_sender)]


@router.post("/webhooks", status_code=status.HTTP_201_CREATED, summary="Let messages be sent to an address")
async def make_webhook(
    body: WebhookCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    settings: OwnSettings,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> WebhookSecretRead:
    """What is told from now on is sent, signed with the secret that this answer shows."""
    if not (settings.webhooks_may_stay_inside or points_outside(httpx.URL(body.url))):
        raise InvalidInput(errors=[FieldError("url", NOT_OUTSIDE)])
    wanted = making.WebhookWanted(body.url, body.kinds)
    row, secret = await making.make_webhook(tx, organisation, wanted, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/webhooks/{row.id}"
    response.headers["ETag"] = etag(row)
    return WebhookSecretRead(webhook=WebhookRead.of(row), secret=secret)


@router.get("/webhooks", summary="The webhooks of the caller's own organisation, and how they fare")
async def list_webhooks(tx: Tx, organisation: OwnOrganisation) -> Page[WebhookRead]:
    return Page(items=[WebhookRead.of(row) for row in await webhooks.of_organisation(tx, organisation.id)])


@router.get("/webhooks/{webhook_id}", summary="One webhook")
async def read_webhook(webhook_id: UUID, tx: Tx, response: Response) -> WebhookRead:
    row = await webhooks.webhook(tx, webhook_id)
    if row is None:
        raise NotFound
    return _shown(row, response)


@router.post("/webhooks/{webhook_id}/secret", summary="Give a webhook another secret")
async def rotate_webhook_secret(
    webhook_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> WebhookSecretRead:
    """For 24 hours what is sent has a signature by each of the two."""
    row, secret = await rotating.rotate_webhook_secret(tx, webhook_id, if_match=if_match)
    return WebhookSecretRead(webhook=_shown(row, response), secret=secret)


@router.post("/webhooks/{webhook_id}/pause", summary="Send nothing until it is resumed")
async def pause_webhook(
    webhook_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> WebhookRead:
    return _shown(await pausing.pause_webhook(tx, webhook_id, if_match=if_match), response)


@router.post("/webhooks/{webhook_id}/resumption", summary="Go on, with what waited meanwhile")
async def resume_webhook(
    webhook_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> WebhookRead:
    """Also of one that fails or was parked: it is tried at once."""
    return _shown(await resuming.resume_webhook(tx, webhook_id, if_match=if_match), response)


@router.post("/webhooks/{webhook_id}/test", summary="Send a notification of nothing, at once")
async def try_webhook(webhook_id: UUID, tx: Tx, settings: OwnSettings, sender: Sender) -> WebhookTriedRead:
    failure = await trying.try_webhook(tx, webhook_id, sender, settings.public_address)
    return WebhookTriedRead(taken=failure is None, failure=failure)


@router.delete(
    "/webhooks/{webhook_id}", status_code=status.HTTP_204_NO_CONTENT, summary="Send nothing there any more"
)
async def delete_webhook(webhook_id: UUID, tx: Tx, if_match: IfMatch = None) -> None:
    await deleting.delete_webhook(tx, webhook_id, if_match=if_match)


def _shown(row: WebhookRow, response: Response) -> WebhookRead:
    response.headers["ETag"] = etag(row)
    return WebhookRead.of(row)
