"""What this room tells of money that moves on, and of budgets that fill up: codes and days, no amounts."""

from datetime import date
from typing import Self
from uuid import UUID

from access.domain.entitlement import Entitlement, Grant
from region_policy.codes import Component
from wirekit.events import Event


class FrameWarned(Event):
    """So many per cent of a line of a municipality's budget for a year were granted. It stops nothing."""

    NAME = "frame.warned"

    municipality: str
    year: int
    line: str
    percent: int


class GrantMoved(Event):
    """What was left of a grant goes on with the family to another provider (NV-23).

    `ref` is the grant that carries the rest, from `validFrom` up to and including `validUntil`. It follows
    `movedFrom`, of which the last day at `leftProvider` is `lastDay`. `provider`: whom the desk asks first.
    """

    NAME = "grant.moved"

    moved_from: UUID
    left_provider: UUID
    placement: UUID
    last_day: date
    referral: UUID
    client: UUID
    municipality: str
    decision: UUID
    component: Component
    provider: UUID | None
    intensity: str | None
    etmalen: int | None
    valid_from: date
    valid_until: date

    @classmethod
    def of(cls, left: Entitlement, rest: Grant) -> Self:
        assert rest.moved_from is not None, "only what moved on is told so"
        return cls(
            ref=rest.id,
            version=1,
            region=left.region,
            moved_from=rest.moved_from,
            left_provider=left.provider,
            placement=left.placement,
            last_day=left.valid_until,
            referral=left.request,
            client=left.client,
            municipality=left.municipality,
            decision=rest.decision,
            component=rest.component,
            provider=rest.provider,
            intensity=rest.intensity,
            etmalen=rest.etmalen,
            valid_from=rest.valid_from,
            valid_until=rest.valid_until,
        )
