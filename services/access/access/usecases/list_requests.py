"""The list of the access desk: what is asked of one municipality, the most pressing first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from access.domain.desk_lane import DeskLane
from access.domain.news import News, changed_since
from access.domain.request import Request, RequestStatus
from access.domain.worker import Worker
from access.resources import policies
from access.store import news, requests, workers
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Listed:
    """`owner`: the municipality's organisation. `worker`: how who has it signs, where that was said.

    `looked_at` (UTC): when who is signed in last looked at it, None for never; `changed`: what came since.
    """

    request: Request
    owner: UUID
    worker: Worker | None
    is_yours: bool
    is_overdue: bool
    policy: RegionPolicy | None
    looked_at: datetime | None
    changed: tuple[News, ...]


@dataclass(frozen=True)
class LaneCount:
    """How many open requests stand in a lane; `is_more`: and more than that."""

    lane: DeskLane
    count: int
    is_more: bool


async def list_requests(
    tx: Transaction,
    organisation: Organisation,
    *,
    only_open: bool,
    only_mine: bool,
    lane: DeskLane | None = None,
    after: UUID | None,
    limit: int,
) -> list[Listed]:
    """Those of the municipality that this organisation is; of no other."""
    if organisation.kind != "municipality" or organisation.area is None:
        return []
    subject = tx.caller.subject
    found = await requests.listed(
        tx,
        organisation.area,
        only_open=only_open,
        worker=subject if only_mine else None,
        lane=lane,
        after=after,
        limit=limit,
    )
    named = await workers.named(tx, organisation.id, {each.worker for each in found if each.worker})
    of_region = {region: policy_of(tx, region) for region in {each.region for each in found}}
    looked = await news.looked(tx, [each.id for each in found])
    listed = []
    for each in found:
        pressing_at = each.pressing_at if each.status is RequestStatus.OPEN else None
        look = looked.get(each.id)
        listed.append(
            Listed(
                request=each,
                owner=organisation.id,
                worker=named.get(each.worker or ""),
                is_yours=each.worker == subject,
                is_overdue=pressing_at is not None and pressing_at <= tx.now,
                policy=of_region[each.region],
                looked_at=look.at if look else None,
                changed=changed_since(look.at, look.told, pressing_at, at=tx.now) if look else (),
            )
        )
    return listed


async def count_lanes(tx: Transaction, organisation: Organisation, *, only_mine: bool) -> list[LaneCount]:
    """The head of the list: its lanes, each with what stands in it."""
    if organisation.kind != "municipality" or organisation.area is None:
        return []
    worker = tx.caller.subject if only_mine else None
    most = requests.COUNTED_TO
    return [
        LaneCount(lane, min(number, most), number > most)
        for lane, number in await requests.lanes_counted(tx, organisation.area, worker)
    ]


def policy_of(tx: Transaction, region: str) -> RegionPolicy | None:
    """The policy of today; None where the region has none."""
    try:
        return policies(tx).in_force(region, on=local_day(tx.now))
    except NoPolicyInForce:
        return None
