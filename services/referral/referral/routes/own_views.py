"""Who of a family looks in the own file, and what parents do not see: for who works with that family."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime

from referral.domain.my_file import ClosedPart, LinkCodeStatus, WhyClosed
from referral.store import persons, referrals
from referral.store.rows_persons import ClosedItemRow, LinkCodeRow, PersonLinkRow
from referral.usecases import close_item as closing
from referral.usecases import make_link_code as making
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Page

router = APIRouter(route_class=GuardedRoute, tags=["people"])
PUBLIC_PATH = "/api/referral/v1"
CODES = "/referrals/{referral_id}/link-codes"
LINKS = "/referrals/{referral_id}/person-links"
CLOSED = "/referrals/{referral_id}/closed-items"


class LinkCodeCreate(Body):
    """`person`: a parent or guardian on record; left out: the young person."""

    person: UUID | None = None


class LinkCodeRead(Answer):
    """`code`: for the paper, shown this once; null where it counts no more. `validUntil` in UTC."""

    id: UUID
    version: int
    status: LinkCodeStatus
    person: UUID | None
    code: str | None
    valid_until: AwareDatetime

    @classmethod
    def of(cls, row: LinkCodeRow, code: str | None) -> Self:
        on_paper = "-".join(code[at : at + 4] for at in range(0, len(code), 4)) if code else None
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            person=row.person,
            code=on_paper,
            valid_until=row.valid_until,
        )


class PersonLinkRead(Answer):
    """Somebody who linked a sign-in of their own; `person` null is the young person. `isOpen`: as was noted
    last whether they may look, which is asked anew when they do. Moments in UTC."""

    id: UUID
    version: int
    person: UUID | None
    is_open: bool
    linked_at: AwareDatetime
    revoked_at: AwareDatetime | None

    @classmethod
    def of(cls, row: PersonLinkRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            person=row.person,
            is_open=row.is_open,
            linked_at=row.linked_at,
            revoked_at=row.revoked_at,
        )


class ClosedItemCreate(Body):
    """`letter`: which one, where the part is a letter."""

    part: ClosedPart
    letter: UUID | None = None
    reason: WhyClosed


class ClosedItemRead(Answer):
    """What parents do not see; reopened from `reopenedAt` on. Moments in UTC."""

    id: UUID
    version: int
    part: ClosedPart
    letter: UUID | None
    reason: WhyClosed
    closed_at: AwareDatetime
    closed_by: UUID
    reopened_at: AwareDatetime | None
    reopened_by: UUID | None

    @classmethod
    def of(cls, row: ClosedItemRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            part=row.what,
            letter=row.letter,
            reason=row.why,
            closed_at=row.closed_at,
            closed_by=row.closed_by,
            reopened_at=row.reopened_at,
            reopened_by=row.reopened_by,
        )


@router.post(CODES, status_code=status.HTTP_201_CREATED, summary="A code by which somebody gets an own view")
async def make_link_code(
    referral_id: UUID, body: LinkCodeCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> LinkCodeRead:
    """Give it on paper to the person it is for, and to nobody else."""
    row, code = await making.make_link_code(tx, referral_id, body.person, key=idempotency_key, body=body)
    response.headers["ETag"] = etag(row)
    return LinkCodeRead.of(row, code)


@router.get(LINKS, summary="Who of the family has an own view, or had one")
async def list_person_links(referral_id: UUID, tx: Tx) -> Page[PersonLinkRead]:
    tx.looked_at((await referrals.referral(tx, referral_id)).client, making.LINKING)
    rows = await persons.under_referral(tx, PersonLinkRow, referral_id)
    return Page(items=[PersonLinkRead.of(row) for row in rows])


@router.post(LINKS + "/{person_link_id}/revocation", summary="Take an own view away")
async def revoke_person_link(
    referral_id: UUID, person_link_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> PersonLinkRead:
    row = await making.revoke_link(tx, referral_id, person_link_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PersonLinkRead.of(row)


@router.post(CLOSED, status_code=status.HTTP_201_CREATED, summary="Close a part for the parents")
async def close_item(
    referral_id: UUID, body: ClosedItemCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> ClosedItemRead:
    """Only of a young person from 12 to 16: the parents do not see it, nor that there is something."""
    row = await closing.close_item(
        tx, referral_id, body.part, body.letter, body.reason, key=idempotency_key, body=body
    )
    response.headers["ETag"] = etag(row)
    return ClosedItemRead.of(row)


@router.get(CLOSED, summary="What parents do not see, or did not for a while")
async def list_closed_items(referral_id: UUID, tx: Tx) -> Page[ClosedItemRead]:
    client = (await referrals.referral(tx, referral_id)).client
    tx.looked_at(client, closing.CLOSING, may_betray=True)
    rows = await persons.under_referral(tx, ClosedItemRow, referral_id)
    return Page(items=[ClosedItemRead.of(row) for row in rows])


@router.post(CLOSED + "/{closed_item_id}/reopening", summary="Let the parents see a part again")
async def reopen_item(
    referral_id: UUID, closed_item_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> ClosedItemRead:
    row = await closing.reopen_item(tx, referral_id, closed_item_id, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return ClosedItemRead.of(row)
