"""A case partner reads a case: the fields of its role, and no other (HLM-13, NV-19)."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.asked import Measure
from referral.domain.case_partners import CaseField, partner_sights
from referral.domain.person import Person
from referral.domain.status import CHOSEN, LIVE, ReferralStatus
from referral.store import case_partners, households, referrals, secrecy
from referral.store.components import components
from referral.store.rows import ReferralRow
from referral.usecases.add_case_partner import PartnerSeen, open_partner
from referral.usecases.read_referral import open_person
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class SharedCase:
    """What this partner reads; the rest is None. `fields`: which that are."""

    partner: PartnerSeen
    fields: frozenset[CaseField]
    person: Person | None
    help: bool | None
    director: UUID | None
    status: ReferralStatus | None
    forms: tuple[str, ...] | None
    providers: tuple[UUID, ...] | None
    safety: bool | None
    measure: Measure | None


async def read_shared_case(tx: Transaction, partner_id: UUID, by: Organisation) -> SharedCase:
    """Hand over the fields of the partner's kind, and record the look with that kind as its purpose."""
    row = await case_partners.partner(tx, partner_id)
    if row is None:
        raise NotFound
    fields = partner_sights()[row.kind].fields
    tx.looked_at(row.client, f"case partner: {row.kind}")
    # The database hides the case from a partner: what it may see is picked here, field by field.
    async with tx.seeing_all():
        referral = await referrals.referral(tx, row.referral)
        seen = await open_partner(tx, row)
        key = await tx.keyring.data_key(tx.session, row.client)
        hidden = await secrecy.mark_on(tx, row.client) is not None
        director = await households.director_for(tx, row.client)
        # Of every referral, doubles and bridging too: under a mark who directs may be one of them (LAW-07).
        telling = await secrecy.providers_hidden_from(tx, by, [row.client])
        helping = () if hidden else await _helping(tx, referral)
    whole = SharedCase(
        partner=seen,
        fields=fields,
        person=open_person(key, referral),
        help=referral.state in LIVE,
        director=None if director in telling else director,
        status=referral.state,
        forms=tuple(referral.forms),
        providers=helping,
        safety=referral.safety,
        measure=referral.measure,
    )
    return _only(whole, fields)


async def _helping(tx: Transaction, referral: ReferralRow) -> tuple[UUID, ...]:
    """The providers that took the young person, each once."""
    parts = await components(tx, referral.id)
    took = [part.placement.provider for part in parts if part.placement and part.placement.state in CHOSEN]
    return tuple(dict.fromkeys(took))


def _only(case: SharedCase, fields: frozenset[CaseField]) -> SharedCase:
    shown = {field.value: getattr(case, field.value) if field in fields else None for field in CaseField}
    return SharedCase(partner=case.partner, fields=fields, **shown)
