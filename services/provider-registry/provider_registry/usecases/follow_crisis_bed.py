"""A young person sleeps in a crisis bed: its place is taken from the first night until the end."""

from provider_registry.readings import CrisisBed, PlacementAccepted, PlacementEnded
from provider_registry.usecases.follow_placement import free_place, take_place
from servicekit.transaction import Transaction


async def take_crisis_bed(tx: Transaction, bed: CrisisBed) -> None:
    """As an accepted placement does, under the reference of the lease. Of an exercise nothing is taken."""
    if not bed.is_drill:
        accepted = PlacementAccepted(
            ref=bed.lease,
            version=bed.version,
            region=bed.region,
            provider=bed.provider,
            accepted_at=bed.since,
            enrolment=bed.enrolment,
        )
        await take_place(tx, accepted)


async def free_crisis_bed(tx: Transaction, bed: CrisisBed) -> None:
    if not bed.is_drill:
        ended = PlacementEnded(
            ref=bed.lease,
            version=bed.version,
            region=bed.region,
            provider=bed.provider,
            enrolment=bed.enrolment,
        )
        await free_place(tx, ended)
