"""The local team has looked again at help that runs (ZHZ-06)."""

from dataclasses import replace
from uuid import UUID

from access.domain.review import Review, ReviewOutcome
from access.store import requests, reviews
from access.usecases.plan_reviews import REVIEW_DUE
from access.usecases.read_request import opened
from access.usecases.request_key import key_of_request
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound

FINDING = "review"


async def finish_review(
    tx: Transaction, review_id: UUID, outcome: ReviewOutcome, finding: str, *, if_match: str | None
) -> Review:
    """Note what was found, sealed; a review is done once.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale.
    """
    request_id = await reviews.request_of(tx, review_id)
    if request_id is None:
        raise NotFound
    await requests.request(tx, request_id, lock=True)
    review = await reviews.review(tx, review_id)
    if review is None:
        raise NotFound
    if review.done_at is not None:
        raise ImpossibleStep(possible_steps=())
    require_match(review, if_match)
    key = await key_of_request(tx, request_id)
    done = replace(review, version=review.version + 1, outcome=outcome, done_at=tx.now)
    await reviews.finish(tx, done, key.seal(finding, _field(review_id)))
    await tx.cancel_deadline(REVIEW_DUE, review_id)
    tx.looked_at(review.client, FINDING)
    return done


async def read_review(tx: Transaction, review_id: UUID) -> tuple[Review, str | None]:
    """A review with what was found. The look is recorded. Raises NotFound."""
    review = await reviews.review(tx, review_id)
    if review is None:
        raise NotFound
    tx.looked_at(review.client, FINDING)
    finding = await reviews.finding_of(tx, review_id)
    return review, await opened(tx, review.request, finding, _field(review_id))


def _field(review_id: UUID) -> str:
    """Each finding is bound to its own review."""
    return f"{FINDING}/{review_id}"
