"""The list of the access desk: what is asked of one municipality, the most pressing first."""

from dataclasses import dataclass
from uuid import UUID

from access.domain.request import Request, RequestStatus
from access.domain.worker import Worker
from access.resources import policies
from access.store import requests, workers
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Listed:
    """`owner`: the municipality's organisation. `worker`: how who has it signs, where that was said."""

    request: Request
    owner: UUID
    worker: Worker | None
    is_yours: bool
    is_overdue: bool
    policy: RegionPolicy | None


async def list_requests(
    tx: Transaction,
    organisation: Organisation,
    *,
    only_open: bool,
    only_mine: bool,
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
        after=after,
        limit=limit,
    )
    named = await workers.named(tx, organisation.id, {each.worker for each in found if each.worker})
    of_region = {region: policy_of(tx, region) for region in {each.region for each in found}}
    return [
        Listed(
            request=each,
            owner=organisation.id,
            worker=named.get(each.worker or ""),
            is_yours=each.worker == subject,
            is_overdue=each.status is RequestStatus.OPEN
            and each.pressing_at is not None
            and each.pressing_at <= tx.now,
            policy=of_region[each.region],
        )
        for each in found
    ]


def policy_of(tx: Transaction, region: str) -> RegionPolicy | None:
    """The policy of today; None where the region has none."""
    try:
        return policies(tx).in_force(region, on=local_day(tx.now))
    except NoPolicyInForce:
        return None
