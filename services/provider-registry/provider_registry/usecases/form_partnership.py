"""Providers stand in for a whole together, under one of them as lead (HLM-18)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from provider_registry.domain.organisation import OFFERS_HELP
from provider_registry.domain.partnership import Given, Partnership, missing_of
from provider_registry.events_partnerships import PartnershipChanged
from provider_registry.resources import regions
from provider_registry.store import mapping, organisations
from provider_registry.store import partnerships as store
from provider_registry.store.contract_tables import PartnershipRow
from provider_registry.store.partnerships import Member
from provider_registry.usecases.buyer import NOT_YOURS, buys_for
from provider_registry.usecases.put_offer import NEVER_OFFERS
from region_policy.terms import local_day
from servicekit.organisations import Organisation as Known
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

UNKNOWN_REGION = Text(nl="is geen regio", en="is no region")
UNKNOWN_LEAD = Text(nl="staat niet in het register", en="is not in the register")
ENDS_TOO_SOON = Text(nl="ligt voor de eerste dag", en="lies before the first day")
LEAD_STAYS = ReasonGiven(
    "lead-is-always-a-member",
    Text(nl="De penvoerder is altijd lid", en="The lead is always a member"),
)


@dataclass(frozen=True)
class Together:
    """`missing`: what no member can be asked for on the day, of all that the partnership stands in for."""

    partnership: Partnership
    members: tuple[Member, ...]
    missing: tuple[Given, ...]


async def form_partnership(tx: Transaction, wanted: Partnership, own: Known, claimed: Claim) -> Together:
    """Store it with its lead as the first member. Raises InvalidInput and RuleBroken."""
    if claimed.made_before and await store.partnership(tx, wanted.id):
        return await see_partnership(tx, wanted.id)
    lead = await organisations.organisation(tx, wanted.lead)
    errors = []
    if not regions(tx).municipalities(wanted.region, local_day(tx.now)):
        errors.append(FieldError("region", UNKNOWN_REGION))
    if lead is None:
        errors.append(FieldError("lead", UNKNOWN_LEAD))
    if wanted.valid_until is not None and wanted.valid_until < wanted.valid_from:
        errors.append(FieldError("validUntil", ENDS_TOO_SOON))
    if errors or lead is None:
        raise InvalidInput(errors=errors)
    reasons = [] if buys_for(own, wanted.region) else [NOT_YOURS]
    if lead.kind not in OFFERS_HELP:
        reasons.append(NEVER_OFFERS)
    if reasons:
        raise RuleBroken(reasons=reasons)
    await mapping.add(tx, PartnershipRow, wanted)
    await store.add_member(tx, wanted.id, wanted.lead)
    return await _told(tx, wanted)


async def add_member(
    tx: Transaction, partnership_id: UUID, organisation: UUID, *, if_match: str | None
) -> Together:
    """Raises NotFound (no such partnership or organisation), VersionMissing, VersionStale and RuleBroken."""
    found = await _locked(tx, partnership_id, if_match)
    entry = await organisations.organisation(tx, organisation)
    if entry is None:
        raise NotFound
    if entry.kind not in OFFERS_HELP:
        raise RuleBroken(reasons=[NEVER_OFFERS])
    if await store.add_member(tx, partnership_id, organisation):
        return await _told(tx, await _next_version(tx, found))
    return await _seen(tx, found)


async def remove_member(
    tx: Transaction, partnership_id: UUID, organisation: UUID, *, if_match: str | None
) -> Together:
    """Raises NotFound (no such partnership or member), VersionMissing, VersionStale and RuleBroken."""
    found = await _locked(tx, partnership_id, if_match)
    if organisation == found.lead:
        raise RuleBroken(reasons=[LEAD_STAYS])
    if not await store.remove_member(tx, partnership_id, organisation):
        raise NotFound
    return await _told(tx, await _next_version(tx, found))


async def see_partnership(tx: Transaction, partnership_id: UUID, day: date | None = None) -> Together:
    """With what it misses on this day, today where none is given. Raises NotFound."""
    found = await store.partnership(tx, partnership_id)
    if found is None:
        raise NotFound
    return await _seen(tx, found, day)


async def _seen(tx: Transaction, partnership: Partnership, day: date | None = None) -> Together:
    day = day or local_day(tx.now)
    members = await store.members(tx, partnership.id)
    places = regions(tx).municipalities(partnership.region, day)
    given = await store.given_by(tx, [each.organisation for each in members], places, day)
    return Together(partnership, tuple(members), missing_of(partnership, given))


async def _told(tx: Transaction, partnership: Partnership) -> Together:
    together = await _seen(tx, partnership)
    tx.publish(PartnershipChanged.of(partnership, [each.organisation for each in together.members]))
    return together


async def _locked(tx: Transaction, partnership_id: UUID, if_match: str | None) -> Partnership:
    found = await store.partnership(tx, partnership_id, lock=True)
    if found is None:
        raise NotFound
    require_match(found, if_match)
    return found


async def _next_version(tx: Transaction, partnership: Partnership) -> Partnership:
    changed = replace(partnership, version=partnership.version + 1)
    await mapping.change(tx, PartnershipRow, changed)
    return changed
