"""Which part a caller's organisation has in a thing."""

from uuid import UUID

from access.store import clients, contacts, early_starts, entitlements, quotes, requests, reviews
from doorkit.permissions import Standing
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

CHOSEN_PROVIDER = "chosen-provider"
RESPONSIBLE_MUNICIPALITY = "responsible-municipality"
ASKING_INSTITUTION = "asking-institution"
"""The certified institution that referred."""
INSTITUTION_WITH_MEASURE = "institution-with-measure"
"""The same, for as long as its measure is in force: after that which provider was asked would tell it where a
family is that is kept secret (LAW-07), and this room does not know of whom that is true."""
ASKED_PROVIDER = "asked-provider"
WHO_ASKED = "who-asked"
"""Whose worker asked for a quote: the municipality's, or the institution's."""
KEEPER = "who-keeps-it"
"""Who gave help without a decision, and keeps the record of it."""


async def in_request(tx: Transaction, organisation: Organisation, request_id: UUID) -> Standing | None:
    place = await requests.place(tx, request_id)
    if place is None:
        return None
    return Standing(
        _as_municipality(organisation, place.municipality) | _as_institution(tx, organisation, place),
        place.region,
        place.client,
    )


async def in_quote_request(
    tx: Transaction, organisation: Organisation, quote_request_id: UUID
) -> Standing | None:
    place = await quotes.place(tx, quote_request_id)
    if place is None:
        return None
    relations = _as_municipality(organisation, place.municipality)
    relations |= _as_institution(tx, organisation, place)
    if organisation.id == place.provider:
        relations |= {ASKED_PROVIDER}
    if organisation.id == place.asked_by:
        relations |= {WHO_ASKED}
    return Standing(relations, place.region, place.client)


async def in_entitlement(
    tx: Transaction, organisation: Organisation, entitlement_id: UUID
) -> Standing | None:
    place = await entitlements.place(tx, entitlement_id)
    if place is None:
        return None
    provider, municipality, region, client = place
    relations = _as_municipality(organisation, municipality)
    if organisation.id == provider:
        relations |= {CHOSEN_PROVIDER}
    return Standing(relations, region, client)


async def in_review(tx: Transaction, organisation: Organisation, review_id: UUID) -> Standing | None:
    place = await reviews.place(tx, review_id)
    return Standing(_as_municipality(organisation, place[0]), *place[1:]) if place else None


async def in_client(tx: Transaction, organisation: Organisation, client_id: UUID) -> Standing | None:
    """By the last request that was made for this young person."""
    place = await clients.place(tx, client_id)
    return Standing(_as_municipality(organisation, place[0]), place[1], client_id) if place else None


async def in_contact(tx: Transaction, organisation: Organisation, contact_id: UUID) -> Standing | None:
    found = await contacts.contact(tx, contact_id)
    if found is None:
        return None
    return Standing(_as_keeper(organisation, found.keeper), found.region, found.client)


async def in_early_start(
    tx: Transaction, organisation: Organisation, early_start_id: UUID
) -> Standing | None:
    found = await early_starts.early_start(tx, early_start_id)
    if found is None:
        return None
    return Standing(_as_keeper(organisation, found.provider), found.region, found.client)


def _as_keeper(organisation: Organisation, keeper: UUID) -> frozenset[str]:
    return frozenset({KEEPER} if organisation.id == keeper else ())


def _as_municipality(organisation: Organisation, municipality: str) -> frozenset[str]:
    responsible = organisation.kind == "municipality" and organisation.area == municipality
    return frozenset({RESPONSIBLE_MUNICIPALITY} if responsible else ())


def _as_institution(
    tx: Transaction, organisation: Organisation, place: requests.Place | quotes.Place
) -> frozenset[str]:
    if organisation.id != place.institution:
        return frozenset()
    in_force = place.measure_until is not None and place.measure_until >= local_day(tx.now)
    return frozenset({ASKING_INSTITUTION, *({INSTITUTION_WITH_MEASURE} if in_force else ())})
