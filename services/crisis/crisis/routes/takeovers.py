"""I take it now: one press, and the running turn is somebody else's."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, status
from pydantic import AwareDatetime, Field

from crisis.domain.overriding import Cause
from crisis.routes.fields import Minute
from crisis.store import plans, shifts
from crisis.usecases.take_over_now import Takeover, also_at
from crisis.usecases.take_over_now import take_over_now as take
from servicekit.preconditions import IdempotencyKey, claim
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body

router = APIRouter(route_class=GuardedRoute, tags=["roster"])


class TakeoverCreate(Body):
    """`worker`: of your organisation. Left out: `rank` is 1, and `until` the end of the turn."""

    worker: UUID
    rank: Annotated[int, Field(ge=1, le=9, strict=True)] | None = None
    until: Minute | None = None


class TakeoverRead(Answer):
    """`id`: of the override that was laid on the roster. `replaces`: null where nobody was on call.

    `alsoAtRanks`: where the worker was on call on this line already, and still is: somebody must see to that.
    """

    id: UUID
    line: UUID
    worker: UUID
    rank: int
    replaces: UUID | None
    start: AwareDatetime
    end: AwareDatetime
    also_at_ranks: tuple[int, ...]

    @classmethod
    def of(cls, takeover: Takeover) -> Self:
        kept = takeover.override
        assert kept.worker is not None, "somebody took it"
        return cls(
            id=kept.id,
            line=kept.line,
            worker=kept.worker,
            rank=kept.rank or 1,
            replaces=kept.replaces,
            start=kept.start,
            end=kept.end,
            also_at_ranks=takeover.also_at,
        )


@router.post(
    "/duty-lines/{duty_line_id}/takeovers",
    status_code=status.HTTP_201_CREATED,
    summary="Take the running turn over from this minute on",
)
async def take_over_now(
    duty_line_id: UUID, body: TakeoverCreate, tx: Tx, key: IdempotencyKey
) -> TakeoverRead:
    """In a gap, the worker is on call until the next turn begins. Of two at once one wins; the other: 409."""
    claimed = await claim(tx, key, body, about=duty_line_id)
    made = await plans.override(tx, claimed.resource_id) if claimed.made_before else None
    if made is not None and made.cause is Cause.TAKEN_NOW:
        ahead = await shifts.planned_from(tx, duty_line_id, made.start)
        return TakeoverRead.of(Takeover(made, also_at(ahead, made, made.start)))
    taken = await take(
        tx, claimed.resource_id, duty_line_id, worker=body.worker, rank=body.rank, until=body.until
    )
    return TakeoverRead.of(taken)
