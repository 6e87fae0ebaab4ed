"""Warn an institution and the municipality of all that ends in one case, in one message (LAW-09)."""

from datetime import timedelta

from access.domain.ends import (
    ends_of,
    is_of_institution,
    known_to_institution,
    next_warning,
    to_tell,
)
from access.domain.request import Request, RequestStatus
from access.events_ends import CaseEnding
from access.store import ends, requests
from region_policy.terms import end_of, local_day
from servicekit.deadlines import Deadline
from servicekit.transaction import Transaction

ENDS_NEAR = "ends-near"


async def follow_ends(tx: Transaction, request: Request) -> None:
    """Bring the first end of a case to where its facts are, and have it looked at in time. It must be locked.

    Only what a certified institution asked: under a measure there is more than help that ends.
    """
    if is_of_institution(request):
        await _look_ahead(tx, request, told=None)


async def ends_near(tx: Transaction, missed: Deadline) -> None:
    """Tell both ends what is near, each end once for each last day."""
    request = await requests.request(tx, missed.ref, lock=True, wait=False)
    if request is None or request.status is RequestStatus.CLOSED:
        return
    told, today = await ends.told(tx, request.id), local_day(tx.now)
    standing = (await ends.standing_of(tx, [request.id]))[request.id]
    near = to_tell(ends_of(request, standing.authorised, standing.given), told, today)
    desk = await requests.desk_of(tx, request.municipality)
    for recipient, known in (
        (request.referrer_organisation, known_to_institution(near, request, today)),
        (desk, near),
    ):
        if recipient is not None and known:
            tx.publish(CaseEnding.of(request, recipient, known))
    await _look_ahead(tx, request, told=[*told, *(each.told_as for each in near)])


async def _look_ahead(tx: Transaction, request: Request, *, told: list[str] | None) -> None:
    today = local_day(tx.now)
    standing = (await ends.standing_of(tx, [request.id]))[request.id]
    found = ends_of(request, standing.authorised, standing.given)
    await ends.keep(tx, request.id, first_end=found[0].last_day if found else None, told=told)
    day = next_warning(found, await ends.told(tx, request.id), today)
    if day is None:
        await tx.cancel_deadline(ENDS_NEAR, request.id)
        return
    tx.set_deadline(
        ENDS_NEAR,
        request.id,
        region=request.region,
        owner=str(request.referrer_organisation),
        due_at=end_of(day - timedelta(days=1)),
    )
