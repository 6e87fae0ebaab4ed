"""Which part a caller's organisation has in a thing."""

from uuid import UUID

from access.store import entitlements, requests
from servicekit.authorisation import Standing
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

CHOSEN_PROVIDER = "chosen-provider"
RESPONSIBLE_MUNICIPALITY = "responsible-municipality"


async def in_request(tx: Transaction, organisation: Organisation, request_id: UUID) -> Standing | None:
    place = await requests.place(tx, request_id)
    if place is None:
        return None
    municipality, region = place
    return Standing(_as_municipality(organisation, municipality), region)


async def in_entitlement(
    tx: Transaction, organisation: Organisation, entitlement_id: UUID
) -> Standing | None:
    place = await entitlements.place(tx, entitlement_id)
    if place is None:
        return None
    provider, municipality, region = place
    relations = _as_municipality(organisation, municipality)
    if organisation.id == provider:
        relations |= {CHOSEN_PROVIDER}
    return Standing(relations, region)


def _as_municipality(organisation: Organisation, municipality: str) -> frozenset[str]:
    responsible = organisation.kind == "municipality" and organisation.area == municipality
    return frozenset({RESPONSIBLE_MUNICIPALITY} if responsible else ())
