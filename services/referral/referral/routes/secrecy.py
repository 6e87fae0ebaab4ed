"""The mark of secrecy (LAW-07), and the word back to a referrer that a young person stops."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AwareDatetime

from referral.domain.secrecy import LiftReason, MarkStatus, SecrecyReason
from referral.store import people, referrals, secrecy
from referral.store.rows_people import FeedbackStopRow, SecrecyMarkRow
from referral.usecases import mark_secret as marking
from referral.usecases import stop_feedback as stopping
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Page

router = APIRouter(route_class=GuardedRoute, tags=["people"])
PUBLIC_PATH = "/api/referral/v1"
MARKS = "/referrals/{referral_id}/secrecy-marks"
STOPS = "/referrals/{referral_id}/feedback-stops"


class SecrecyMarkCreate(Body):
    reason: SecrecyReason


class SecrecyLifting(Body):
    reason: LiftReason


class SecrecyMarkRead(Answer):
    """A mark on the young person, whichever referral it was set from. Moments in UTC.

    `setBy`, `liftedBy`: for who may know whereabouts, and where it was the own organisation; to others it
    would tell who else is concerned with the young person (LAW-08).
    """

    id: UUID
    version: int
    status: MarkStatus
    reason: SecrecyReason
    set_at: AwareDatetime
    set_by: UUID | None
    lifted_at: AwareDatetime | None
    lifted_by: UUID | None
    lift_reason: LiftReason | None

    @classmethod
    def of(cls, row: SecrecyMarkRow, reader: Organisation, *, knows: bool) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            reason=row.why,
            set_at=row.set_at,
            set_by=row.set_by if knows or row.set_by == reader.id else None,
            lifted_at=row.lifted_at,
            lifted_by=row.lifted_by if knows or row.lifted_by == reader.id else None,
            lift_reason=row.why_lifted,
        )


class FeedbackTold(Body):
    """`toldOn`: the day in Europe/Amsterdam on which the young person said so; left out: today."""

    told_on: Day | None = None


class FeedbackStopRead(Answer):
    """`…On`: days in Europe/Amsterdam. `…At`: when it was entered (UTC), and from when on it holds."""

    id: UUID
    version: int
    status: MarkStatus
    told_on: date
    recorded_at: AwareDatetime
    recorded_by: UUID
    lifted_on: date | None
    lifted_at: AwareDatetime | None
    lifted_by: UUID | None

    @classmethod
    def of(cls, row: FeedbackStopRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            told_on=row.told_on,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
            lifted_on=row.lifted_on,
            lifted_at=row.lifted_at,
            lifted_by=row.lifted_by,
        )


@router.get(MARKS, summary="The marks of secrecy on the young person, with those that were lifted")
async def list_secrecy_marks(
    referral_id: UUID, tx: Tx, organisation: OwnOrganisation
) -> Page[SecrecyMarkRead]:
    referral = await referrals.referral(tx, referral_id)
    tx.looked_at(referral.client, marking.MARKING, may_betray=True)
    knows = organisation.id in await secrecy.who_knows_whereabouts(tx, referral)
    marks = await secrecy.marks_of(tx, referral.client)
    return Page(items=[SecrecyMarkRead.of(row, organisation, knows=knows) for row in marks])


@router.post(MARKS, status_code=status.HTTP_201_CREATED, summary="Keep secret where a young person is")
async def mark_secret(
    referral_id: UUID,
    body: SecrecyMarkCreate,
    tx: Tx,
    organisation: OwnOrganisation,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> SecrecyMarkRead:
    row = await marking.mark_secret(tx, referral_id, body.reason, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/secrecy-marks/{row.id}"
    response.headers["ETag"] = etag(row)
    return SecrecyMarkRead.of(row, organisation, knows=False)


@router.post(MARKS + "/{mark_id}/lifting", summary="It need not be secret any more")
async def lift_secrecy(
    referral_id: UUID,
    mark_id: UUID,
    body: SecrecyLifting,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> SecrecyMarkRead:
    row = await marking.lift_secrecy(
        tx, referral_id, mark_id, body.reason, by=organisation, if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return SecrecyMarkRead.of(row, organisation, knows=False)


@router.get(STOPS, summary="Whether the young person stopped the word back to the referrer")
async def list_feedback_stops(referral_id: UUID, tx: Tx) -> Page[FeedbackStopRead]:
    client = (await referrals.referral(tx, referral_id)).client
    tx.looked_at(client, stopping.STOPPING)
    rows = await people.all_of(tx, FeedbackStopRow, referral_id)
    return Page(items=[FeedbackStopRead.of(row) for row in rows])


@router.post(
    STOPS, status_code=status.HTTP_201_CREATED, summary="The young person stops the word back to the referrer"
)
async def stop_feedback(
    referral_id: UUID, body: FeedbackTold, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> FeedbackStopRead:
    told_on = body.told_on or local_day(tx.now)
    row = await stopping.stop_feedback(tx, referral_id, told_on, key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/feedback-stops/{row.id}"
    response.headers["ETag"] = etag(row)
    return FeedbackStopRead.of(row)


@router.post(STOPS + "/{feedback_stop_id}/lifting", summary="The young person allows word back again")
async def resume_feedback(
    referral_id: UUID,
    feedback_stop_id: UUID,
    body: FeedbackTold,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> FeedbackStopRead:
    told_on = body.told_on or local_day(tx.now)
    row = await stopping.resume_feedback(tx, referral_id, feedback_stop_id, told_on, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return FeedbackStopRead.of(row)
