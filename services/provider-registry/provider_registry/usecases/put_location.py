"""A place of delivery of an organisation: entered, changed, closed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from provider_registry.domain.enrolment import Location
from provider_registry.resources import regions
from provider_registry.store import mapping, offers
from provider_registry.store.tables import LocationRow
from provider_registry.usecases.place_options import lock_provider, place_options
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound
from wirekit.texts import Text

NO_MUNICIPALITY = Text(nl="is geen gemeente", en="is no municipality")


async def add_location(tx: Transaction, location: Location, claimed: Claim) -> Location:
    """Raises InvalidInput (no such municipality) and NotFound (no such organisation)."""
    if claimed.made_before and (existing := await offers.location(tx, location.id)):
        return existing
    _check(tx, location)
    await lock_provider(tx, location.organisation)
    await mapping.add(tx, LocationRow, location)
    return location


async def change_location(
    tx: Transaction, location_id: UUID, change: Callable[[Location], Location], *, if_match: str | None
) -> Location:
    """Raises NotFound, VersionMissing, VersionStale, InvalidInput."""
    found = await offers.location(tx, location_id)
    if found is None:
        raise NotFound
    await lock_provider(tx, found.organisation)
    found = await offers.location(tx, location_id)
    assert found is not None, "a location is never removed"
    require_match(found, if_match)
    changed = replace(change(found), version=found.version + 1)
    _check(tx, changed)
    await mapping.change(tx, LocationRow, changed)
    await place_options(tx, changed.organisation)
    return changed


def closed_on(day: date | None) -> Callable[[Location], Location]:
    return lambda location: replace(location, closed_on=day)


def _check(tx: Transaction, location: Location) -> None:
    if location.municipality not in regions(tx).points:
        raise InvalidInput(errors=[FieldError("municipality", NO_MUNICIPALITY)])
