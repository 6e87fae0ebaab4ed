"""The local team looks again at help that it granted, and at what is renewed again and again."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from access.domain.entitlement import EntitlementStatus
from access.domain.review import Review, ReviewOutcome
from access.store import reviews as store
from access.usecases.finish_review import finish_review as finish
from access.usecases.finish_review import read_review as review_seen
from access.usecases.list_running import list_by_earlier_policy, list_renewed_often
from region_policy.codes import Component
from region_policy.terms import local_day
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Page, Prose

router = APIRouter(route_class=GuardedRoute, tags=["reviews"])
After = UUID | None
Limit = Annotated[int, Query(ge=1, le=100)]


class ReviewDone(Body):
    """`finding`: what was found of how it goes and what it brings; kept sealed."""

    outcome: ReviewOutcome
    finding: Prose


class ReviewItem(Answer):
    """`dueOn`: the day by which it is to be done, `afterDays` after the first day of help."""

    id: UUID
    entitlement: UUID
    request: UUID
    after_days: int
    due_on: date
    is_overdue: bool
    outcome: ReviewOutcome | None
    done_at: AwareDatetime | None
    version: int

    @classmethod
    def of(cls, review: Review, today: date) -> Self:
        return cls(
            id=review.id,
            entitlement=review.entitlement,
            request=review.request,
            after_days=review.after_days,
            due_on=review.due_on,
            is_overdue=review.done_at is None and review.due_on < today,
            outcome=review.outcome,
            done_at=review.done_at,
            version=review.version,
        )


class ReviewRead(ReviewItem):
    finding: str | None


class WatchedRead(Answer):
    """`renewals`: how often it was renewed in a row, since it was started. `id`: of the last grant."""

    id: UUID
    client: UUID
    component: Component
    entitlement: UUID | None
    renewals: int
    last_renewed_on: date


class InTransition(Answer):
    """`ownRulesUntil`: the last day on which it goes by the rules of its own policy."""

    id: UUID
    client: UUID
    provider: UUID
    status: EntitlementStatus
    policy_valid_from: date
    own_rules_until: date
    keeps_own_rules: bool
    valid_until: date


@router.get("/reviews", summary="Reviews of the own municipality, the first due first")
async def list_reviews(
    tx: Tx,
    organisation: OwnOrganisation,
    state: Literal["open", "overdue", "all"] = "open",
    after: After = None,
    limit: Limit = 50,
) -> Page[ReviewItem]:
    tx.looked_at(None, tx.operation)
    if organisation.kind != "municipality" or organisation.area is None:
        return Page(items=[])
    today = local_day(tx.now)
    found = await store.listed(tx, organisation.area, state=state, today=today, after=after, limit=limit + 1)
    items = [ReviewItem.of(review, today) for review in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/reviews/{review_id}", summary="A review, with what was found")
async def read_review(review_id: UUID, tx: Tx, response: Response) -> ReviewRead:
    return await _read(review_id, tx, response)


@router.post("/reviews/{review_id}/done", summary="Say what was found in a review")
async def finish_review(
    review_id: UUID, body: ReviewDone, tx: Tx, response: Response, if_match: IfMatch = None
) -> ReviewRead:
    await finish(tx, review_id, body.outcome, body.finding, if_match=if_match)
    return await _read(review_id, tx, response)


@router.get("/watch-list", summary="Help of the own municipality that was renewed again and again")
async def list_renewed(
    tx: Tx, organisation: OwnOrganisation, after: After = None, limit: Limit = 50
) -> Page[WatchedRead]:
    found = await list_renewed_often(tx, organisation, after=after, limit=limit + 1)
    items = [WatchedRead.model_validate(each, from_attributes=True) for each in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/transitions", summary="Help of the own municipality that an earlier policy granted")
async def list_transitions(
    tx: Tx, organisation: OwnOrganisation, after: After = None, limit: Limit = 50
) -> Page[InTransition]:
    found = await list_by_earlier_policy(tx, organisation, after=after, limit=limit + 1)
    today = local_day(tx.now)
    items = [
        InTransition(
            id=each.id,
            client=each.client,
            provider=each.provider,
            status=each.status,
            policy_valid_from=each.policy_valid_from,
            own_rules_until=until,
            keeps_own_rules=today <= until,
            valid_until=each.valid_until,
        )
        for each, until in found[:limit]
    ]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


async def _read(review_id: UUID, tx: Tx, response: Response) -> ReviewRead:
    review, finding = await review_seen(tx, review_id)
    response.headers["ETag"] = etag(review)
    item = ReviewItem.of(review, local_day(tx.now))
    return ReviewRead(**item.model_dump(by_alias=False), finding=finding)
