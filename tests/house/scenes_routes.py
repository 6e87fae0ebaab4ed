"""Help without a decision that a provider keeps, and help that began before it was registered.

This region knows neither, so that the rows are made as the use cases would make them.
"""

from datetime import timedelta

from scenes import OF_ACCESS, PLACE, REGION, Thing

from access.domain.contact import Contact, EarlyStart
from access.store import contacts, early_starts
from region_policy.codes import Route
from region_policy.terms import local_day
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


async def of_routes(room: RoomUnderTest) -> list[Thing]:
    provider = await room.organisation("provider", regions=(REGION,))
    now = room.clock()
    contact = Contact(
        id=uuid7(),
        version=1,
        keeper=provider,
        region=REGION,
        municipality=PLACE,
        route=Route.TASK_BASED,
        provision=None,
        client=uuid7(),
        started_on=local_day(now),
        stopped_on=None,
        recorded_at=now,
    )
    early = EarlyStart(
        id=uuid7(),
        version=1,
        provider=provider,
        region=REGION,
        municipality=PLACE,
        route=Route.TASK_BASED,
        client=uuid7(),
        started_at=now,
        register_by=now + timedelta(days=5),
        recorded_at=now,
    )
    async with room.begin() as tx:
        await contacts.add(tx, contact)
        await early_starts.add(tx, early)
    keeps = {"who-keeps-it": provider}
    return [Thing("contact_id", str(contact.id), keeps), Thing("early_start_id", str(early.id), keeps)]


OF_ACCESS.append(of_routes)
