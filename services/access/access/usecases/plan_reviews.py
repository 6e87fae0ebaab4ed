"""Days on which the local team looks again: planned with the help, moved along with it (ZHZ-06)."""

from datetime import date, timedelta
from uuid import UUID

from access.domain.change import CHANGEABLE
from access.domain.entitlement import Entitlement
from access.domain.review import Review, days_of_review
from access.resources import policies
from access.store import decisions, entitlements, requests, reviews, signals
from access.usecases.rules_of_grant import rules_of
from region_policy.parts_desk import Reviews
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

REVIEW_DUE = "review-due"
REVIEW_OVERDUE = "review-overdue"
AGAIN_AFTER = timedelta(days=7)


async def plan_reviews(tx: Transaction, entitlement: Entitlement) -> None:
    """Bring the reviews that are still to be done to where the help is now; its request must be locked.

    They count from the first day of care, and until that is known from the first day granted. Those past the
    end of the help, and all of help that is over, need not be done.
    """
    rule = await _rule(tx, entitlement)
    care = await entitlements.care_at(tx, entitlement.placement)
    first = max(entitlement.valid_from, care.started_on or entitlement.valid_from)
    wanted = (
        days_of_review(rule.after_days, first_day=first, last_day=entitlement.valid_until)
        if rule is not None and entitlement.status in CHANGEABLE
        else {}
    )
    known = {each.after_days: each for each in await reviews.of_entitlement(tx, entitlement.id)}
    for after_days, review in known.items():
        if review.done_at is None and after_days not in wanted:
            await reviews.drop(tx, review.id)
            await tx.cancel_deadline(REVIEW_DUE, review.id)
    for after_days, due_on in wanted.items():
        earlier = known.get(after_days)
        if earlier is None:
            review_id = await reviews.add(tx, entitlement, after_days, due_on)
        elif earlier.done_at is None and earlier.due_on != due_on:
            await reviews.move(tx, earlier, due_on)
            review_id = earlier.id
        else:
            continue
        notice = rule.notice_days if rule is not None else 0
        await _watch(tx, review_id, entitlement.region, entitlement.municipality, due_on, notice)


async def review_is_due(tx: Transaction, missed: Deadline) -> None:
    """Tell the team when a review comes near, and when it is overdue; from then on it comes back weekly."""
    request_id = await reviews.request_of(tx, missed.ref)
    if request_id is None:
        return
    request = await requests.request(tx, request_id, lock=True, wait=False)
    review = await reviews.review(tx, missed.ref)
    if request is None or review is None or review.done_at is not None:
        return
    is_over = local_day(tx.now) > review.due_on
    kind = REVIEW_OVERDUE if is_over else REVIEW_DUE
    if not await _told(tx, review, kind):
        entitlement = await entitlements.entitlement(tx, review.entitlement)
        assert entitlement is not None, "a review has its entitlement by a foreign key"
        await signals.add(
            tx,
            municipality=review.municipality,
            kind=kind,
            request=review.request,
            grant=entitlement.grant,
            about_day=review.due_on,
        )
    tx.set_deadline(
        REVIEW_DUE,
        review.id,
        region=missed.region,
        owner=missed.owner,
        due_at=tx.now + AGAIN_AFTER if is_over else end_of(review.due_on),
    )


async def _told(tx: Transaction, review: Review, kind: str) -> bool:
    return await signals.exists(tx, review.request, kind, review.due_on)


async def _watch(
    tx: Transaction, review_id: UUID, region: str, municipality: str, due_on: date, notice_days: int
) -> None:
    owner = await requests.desk_of(tx, municipality)
    tx.set_deadline(
        REVIEW_DUE,
        review_id,
        region=region,
        owner=str(owner or f"municipality:{municipality}"),
        due_at=end_of(due_on - timedelta(days=notice_days + 1)),
    )


async def _rule(tx: Transaction, entitlement: Entitlement) -> Reviews | None:
    """By the rules of the help itself; none where its region has no policy any more."""
    request = await requests.request(tx, entitlement.request)
    stored = await decisions.of_request(tx, entitlement.request)
    assert request is not None, "an entitlement has its request by a foreign key"
    assert stored is not None, "what was granted was decided"
    if entitlement.region not in policies(tx).by_region:
        return None
    return (await rules_of(tx, request, stored.decision)).desk.reviews
