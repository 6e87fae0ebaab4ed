"""Which part a caller's organisation has in a thing of the register."""

from uuid import UUID

from doorkit.permissions import Standing
from provider_registry.store import offers, reservations, sign_ups
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

NOWHERE = "nl"
"""What a provider has is not a thing of one region; its rows in the table ask for none."""
OWN = "own"
"""The caller's organisation is the one that offers it."""

RESERVED_BY, SIGNED_UP_BY = "reserved-by", "signed-up-by"
NOT_RESERVED, NOT_SIGNED_UP = "not-reserved", "not-signed-up"
"""Of a placement that holds no place, or that nobody signed up for a group."""


async def in_offer(tx: Transaction, organisation: Organisation, offer_id: UUID) -> Standing | None:
    return _of(organisation, await offers.provider_of_offer(tx, offer_id))


async def in_enrolment(tx: Transaction, organisation: Organisation, enrolment_id: UUID) -> Standing | None:
    return _of(organisation, await offers.provider_of_enrolment(tx, enrolment_id))


async def in_location(tx: Transaction, organisation: Organisation, location_id: UUID) -> Standing | None:
    found = await offers.location(tx, location_id)
    return _of(organisation, found.organisation if found else None)


async def in_placement(tx: Transaction, organisation: Organisation, placement_id: UUID) -> Standing:
    """Of a placement that nobody here ever heard of anybody may be the first to hold a place."""
    relations = set()
    found = await reservations.reservation(tx, placement_id)
    if found is None or not found.at(tx.now).in_force:
        relations.add(NOT_RESERVED)
    if found and found.reserved_by == organisation.id:
        relations.add(RESERVED_BY)
    if found and await offers.provider_of_enrolment(tx, found.enrolment) == organisation.id:
        relations.add(OWN)
    signed_up_by = await sign_ups.signed_up_by(tx, placement_id)
    if organisation.id in signed_up_by:
        relations.add(SIGNED_UP_BY)
    if not signed_up_by:
        relations.add(NOT_SIGNED_UP)
    # Whose placement it is, this room does not know: the placement stands for that person.
    return Standing(frozenset(relations), NOWHERE, placement_id)


def _of(organisation: Organisation, owner: UUID | None) -> Standing | None:
    if owner is None:
        return None
    return Standing(frozenset({OWN} if owner == organisation.id else ()), NOWHERE)
