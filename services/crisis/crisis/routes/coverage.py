"""Gaps in rosters that are known of."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from crisis.domain.known_gap import KnownGap
from crisis.routes.fields import Instant, RegionName
from crisis.routes.overrides import AFTER_THE_START
from crisis.store import gaps as store
from crisis.usecases.work_out import horizon
from servicekit.routing import GuardedRoute, Tx
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.models import Answer, Page
from wirekit.problems import InvalidInput
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["roster"])

NO_GAP = Text(nl="is geen gat dat bekend is", en="is no gap that is known")
After = Annotated[UUID | None, Query()]
Limit = Annotated[int, Query(ge=1, le=100)]


class GapRead(Answer):
    """From `start` to `end`, which does not belong to it, a rank has `there` of the `needed` workers.

    `why`: the reason with which a planner accepted it, if anybody did.
    """

    id: UUID
    line: UUID
    rank: int
    start: AwareDatetime
    end: AwareDatetime
    needed: int
    there: int
    why: str | None
    found_at: AwareDatetime
    version: int

    @classmethod
    def of(cls, gap: KnownGap) -> Self:
        return cls.model_validate(gap, from_attributes=True)


@router.get("/duty-lines/{duty_line_id}/coverage", summary="The gaps of a line in a period, by start")
async def read_coverage(
    duty_line_id: UUID,
    tx: Tx,
    begin: Annotated[Instant | None, Query(alias="from", description="Now, if it is not given")] = None,
    until: Annotated[Instant | None, Query(description="As far as is planned: 26 weeks")] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[GapRead]:
    begin = begin or tx.now
    until = until or max(horizon(tx), begin)
    if until <= begin:
        raise InvalidInput(errors=[FieldError("until", AFTER_THE_START)])
    last_seen = await _last_seen(tx, after)
    return _page(
        await store.gaps_of_line(tx, duty_line_id, begin, until, after=last_seen, limit=limit + 1), limit
    )


@router.get("/coverage", summary="The gaps ahead on all lines of a region, by start")
async def list_coverage(tx: Tx, region: RegionName, after: After = None, limit: Limit = 50) -> Page[GapRead]:
    last_seen = await _last_seen(tx, after)
    return _page(await store.gaps_of_region(tx, region, tx.now, after=last_seen, limit=limit + 1), limit)


async def _last_seen(tx: Transaction, after: UUID | None) -> KnownGap | None:
    if after is None:
        return None
    found = await store.gap(tx, after)
    if found is None:
        raise InvalidInput(errors=[FieldError("after", NO_GAP)])
    return found


def _page(found: list[KnownGap], limit: int) -> Page[GapRead]:
    items = [GapRead.of(gap) for gap in found[:limit]]
    return Page(items=items, next=items[-1].id if len(found) > limit else None)
