"""Placement requests, their answers, and the care that follows."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime

from referral.domain.adulthood import EndLacks
from referral.domain.care_facts import Stopped
from referral.domain.components import Component
from referral.domain.placing import RoundMode, WhyStartMoved, WhyWithdrawn
from referral.domain.status import CHOSEN, NEXT_OF_PLACEMENT, UNDECIDED, PlacementStatus, StopReason
from referral.routes.placement_forms import Acceptance, PlacementRequestCreate, Refusal
from referral.routes.placement_views import CandidateRead
from referral.store import placements
from referral.store.components import grant as grant_of
from referral.store.handovers import end_noted
from referral.store.placements_told import told_withdrawn
from referral.store.rows import CareRow, GrantRow, PlacementRow
from referral.store.rows_messages import MessageRow
from referral.usecases import accept_placement as accepting
from referral.usecases import read_placement as reading
from referral.usecases import refuse_placement as refusing
from referral.usecases import request_placement as asking
from referral.usecases import start_care as starting
from referral.usecases import stop_care as stopping
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Page, Prose

router = APIRouter(route_class=GuardedRoute, tags=["placements"])
PUBLIC_PATH = "/api/referral/v1"
THING = "/placement-requests/{placement_request_id}"


class ListState(StrEnum):
    """RUNNING: taken, or offered and not chosen yet. ENDED: nothing more comes of it."""

    ALL = "all"
    RUNNING = "running"
    ENDED = "ended"

    @property
    def statuses(self) -> frozenset[PlacementStatus]:
        """An empty set stands for all of them."""
        ended = frozenset(status for status, after in NEXT_OF_PLACEMENT.items() if not after)
        running = frozenset(PlacementStatus) - ended - {PlacementStatus.REQUESTED}
        return {ListState.RUNNING: running, ListState.ENDED: ended}.get(self, frozenset())


class ListOrder(StrEnum):
    """URGENCY: only what is unanswered, safety and urgent first, then by the end of the term."""

    ASKED = "asked"
    URGENCY = "urgency"


class CareStart(Body):
    """`startedOn`: the day in Europe/Amsterdam on which care began; not in the future."""

    started_on: Day


class CareStop(Body):
    """`stoppedOn`: the last day of care in Europe/Amsterdam; not in the future, not before the start.

    `withoutReceiver`: why care ends around eighteen although no adult scheme has confirmed to go on; sealed.
    """

    stopped_on: Day
    reason: StopReason
    without_receiver: Prose | None = None

    @property
    def fact(self) -> Stopped:
        return Stopped(self.stopped_on, self.reason, self.without_receiver)


class CareRead(Answer):
    """`…On`: the day on which it happened. `…RecordedAt` (UTC): when it was entered."""

    id: UUID
    version: int
    started_on: date
    start_recorded_at: AwareDatetime
    stopped_on: date | None
    stop_recorded_at: AwareDatetime | None
    stop_reason: StopReason | None

    @classmethod
    def of(cls, row: CareRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            started_on=row.started_on,
            start_recorded_at=row.start_recorded_at,
            stopped_on=row.stopped_on,
            stop_recorded_at=row.stop_recorded_at,
            stop_reason=row.why_stopped,
        )


class PlacementRequestRead(Answer):
    """A question to one provider and its answer; the young person stands in the referral.

    `etmalen` (days of 24 hours) at one `intensity` where it is about a stay. `noted`: what an end of care
    lacked and the policy let pass; not in a list. `withdrawnAt`, `withdrawnBecause`: what the provider was
    told when it was taken back; not in a list. A provider that is out does not see how much was asked.
    `mode`: whether its yes closes the round, or the family chooses. `professional` is not in a list.
    `partnership`: which one was asked as a whole; its `lead` may have passed the question to the provider.
    """

    id: UUID
    version: int
    status: PlacementStatus
    referral: UUID
    grant: UUID
    component: Component
    etmalen: int | None
    intensity: str | None
    provider: UUID
    requested_at: AwareDatetime
    answer_due_at: AwareDatetime
    accepted_at: AwareDatetime | None
    start_planned_on: date | None
    round: UUID
    mode: RoundMode
    urgent: bool
    safety: bool
    offered_at: AwareDatetime | None
    start_moved_because: WhyStartMoved | None
    enrolment: UUID | None
    refusal_reason: str | None
    withdrawn_at: AwareDatetime | None
    withdrawn_because: WhyWithdrawn | None
    redirected_to: UUID | None
    partnership: UUID | None
    lead: UUID | None
    professional: str | None
    care: CareRead | None
    noted: tuple[EndLacks, ...]

    @classmethod
    def of(
        cls,
        row: PlacementRow,
        grant: GrantRow,
        care: CareRow | None = None,
        *,
        noted: tuple[EndLacks, ...] = (),
        professional: str | None = None,
        taken_back: MessageRow | None = None,
    ) -> Self:
        is_in = row.state in UNDECIDED | CHOSEN
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            referral=row.referral,
            grant=row.grant_id,
            component=Component(grant.component),
            etmalen=grant.etmalen if is_in else None,
            intensity=grant.intensity if is_in else None,
            provider=row.provider,
            requested_at=row.requested_at,
            answer_due_at=row.answer_due_at,
            accepted_at=row.accepted_at,
            start_planned_on=row.start_planned_on,
            round=row.round,
            mode=row.how,
            urgent=row.is_urgent,
            safety=row.safety,
            offered_at=row.offered_at,
            start_moved_because=row.why_start_moved,
            enrolment=row.enrolment,
            refusal_reason=row.refusal_reason,
            withdrawn_at=taken_back.told_at if taken_back else None,
            withdrawn_because=WhyWithdrawn(taken_back.reasons[0]) if taken_back else None,
            redirected_to=row.redirected_to,
            partnership=row.partnership,
            lead=row.lead,
            professional=professional,
            care=CareRead.of(care) if care else None,
            noted=noted,
        )


class PlacementsAsked(PlacementRequestRead):
    """The request to the first provider; `candidates` are all that were asked with it."""

    candidates: tuple[CandidateRead, ...]


@router.post(
    "/referrals/{referral_id}/placement-requests",
    status_code=status.HTTP_201_CREATED,
    summary="Ask one provider or several to take the young person",
)
async def request_placement(
    referral_id: UUID,
    body: PlacementRequestCreate,
    tx: Tx,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> PlacementsAsked:
    rows = await asking.request_placement(
        tx,
        referral_id,
        body.asking(),
        grant_id=body.grant,
        chosen_by=body.chosen_by,
        reason=body.reason,
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/placement-requests/{rows[0].id}"
    response.headers["ETag"] = etag(rows[0])
    first = PlacementRequestRead.of(rows[0], await grant_of(tx, rows[0].grant_id))
    return PlacementsAsked(**dict(first), candidates=tuple(map(CandidateRead.of, rows)))


@router.get("/placement-requests", summary="The placement requests to the caller's own organisation")
async def list_placement_requests(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    order: ListOrder = ListOrder.ASKED,
    state: ListState = ListState.ALL,
) -> Page[PlacementRequestRead]:
    """`state` counts where the order is `asked`; `urgency` is of what is unanswered."""
    tx.looked_at(None, tx.operation)
    if order is ListOrder.URGENCY:
        found = await placements.unanswered_by(tx, organisation.id, after=after, limit=limit + 1)
    else:
        found = await placements.placements_of(
            tx, organisation.id, statuses=state.statuses, after=after, limit=limit + 1
        )
    items = [PlacementRequestRead.of(row, grant, care) for row, grant, care in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get(THING, summary="One placement request")
async def read_placement_request(
    placement_request_id: UUID, tx: Tx, response: Response
) -> PlacementRequestRead:
    row, professional = await reading.read_placement(tx, placement_request_id)
    response.headers["ETag"] = etag(row)
    grant, care = await grant_of(tx, row.grant_id), await placements.care_of(tx, row.id)
    noted = await end_noted(tx, row.id)
    taken_back = await told_withdrawn(tx, row)
    return PlacementRequestRead.of(
        row, grant, care, noted=noted, professional=professional, taken_back=taken_back
    )


@router.post(THING + "/acceptance", summary="Take the young person")
async def accept_placement(
    placement_request_id: UUID, body: Acceptance, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await accepting.accept_placement(
        tx, placement_request_id, body.start_planned_on, enrolment=body.enrolment, if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.post(THING + "/refusal", summary="Do not take the young person, with the reason")
async def refuse_placement(
    placement_request_id: UUID, body: Refusal, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row = await refusing.refuse_placement(
        tx, placement_request_id, body.reason, redirected_to=body.points_to(), if_match=if_match
    )
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id))


@router.post(THING + "/care-start", summary="Record that care has begun")
async def start_care(
    placement_request_id: UUID, body: CareStart, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row, care = await starting.start_care(tx, placement_request_id, body.started_on, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id), care)


@router.post(THING + "/care-stop", summary="Record that care has stopped")
async def stop_care(
    placement_request_id: UUID, body: CareStop, tx: Tx, response: Response, if_match: IfMatch = None
) -> PlacementRequestRead:
    row, care = await stopping.stop_care(tx, placement_request_id, body.fact, if_match=if_match)
    response.headers["ETag"] = etag(row)
    noted = await end_noted(tx, row.id)
    return PlacementRequestRead.of(row, await grant_of(tx, row.grant_id), care, noted=noted)
