"""What this room tells of clients themselves: who pays, doubles, erasure. Refs, codes and days."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from referral.store.rows import ReferralRow
from referral.store.rows_move import ErasureRow, MergeRow, MoveRow
from wirekit.events import Event


class ClientMoved(Event):
    """From `movedOn` on another municipality pays for a client (`ref`), on every one of these referrals.

    `version` counts the moves of the client that were recorded. A stay that has begun is never among what
    passes: the municipality before it remains (LAW-06).
    """

    NAME = "client.moved"

    from_municipality: str
    to_municipality: str
    to_region: str
    moved_on: date
    referrals: tuple[UUID, ...]

    @classmethod
    def of(
        cls, move: MoveRow, passed: list[ReferralRow], *, region: str, to_region: str, version: int
    ) -> Self:
        return cls(
            ref=move.client,
            version=version,
            region=region,
            from_municipality=move.from_municipality,
            to_municipality=move.who_pays,
            to_region=to_region,
            moved_on=move.moved_on,
            referrals=tuple(row.id for row in passed),
        )


class ClientMerged(Event):
    """`ref` turned out to be the same young person as `kept`; its `referrals` go by the kept one from now on.

    `status` split: that was a mistake, and they go by `ref` again. `version`: of the merge, 1 and then 2.
    """

    NAME = "client.merged"

    merge: UUID
    status: str
    kept: UUID
    referrals: tuple[UUID, ...]

    @classmethod
    def of(cls, row: MergeRow, referrals: list[ReferralRow], *, region: str) -> Self:
        return cls(
            ref=row.double,
            version=row.version,
            region=region,
            merge=row.id,
            status=row.status,
            kept=row.kept,
            referrals=tuple(each.id for each in referrals),
        )


class ClientErased(Event):
    """What was known of a client was destroyed: each room drops facts and keeps sums (LAW-11).

    Kept for good in a stream of its own, by which a restored backup is erased again (decision 0023).
    """

    NAME = "client.erased"

    erasure: UUID
    referrals: tuple[UUID, ...]
    municipality: str
    ground: str
    asked_on: date
    set_aside: tuple[str, ...]
    erased_at: datetime
    erased_by: UUID
    erased_role: str

    @classmethod
    def of(cls, row: ErasureRow, client: UUID, referrals: list[UUID]) -> Self:
        return cls(
            ref=client,
            version=1,
            region=row.region,
            erasure=row.id,
            referrals=tuple(referrals),
            municipality=row.municipality,
            ground=row.ground,
            asked_on=row.asked_on,
            set_aside=tuple(row.set_aside),
            erased_at=row.erased_at,
            erased_by=row.erased_by,
            erased_role=row.erased_role,
        )
