"""The letter of a decision that stands ready, before it goes: set as it would be, and not kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from auditlog.entry import Action
from referral.domain.addressee import Addressee
from referral.domain.letter import BY_DESK, LetterContent, LetterKind, is_own_decision
from referral.domain.letter_wording import Facts, write_letter
from referral.letters import set_letter
from referral.policies import policies
from referral.refusals import ERASED
from referral.store import referrals
from referral.usecases.issue_letter import reached
from region_policy.language import Language
from region_policy.terms import local_day
from sealing.keyring import Erased
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken

READING_BEFORE = "reading a letter before it goes"


@dataclass(frozen=True)
class Addressed:
    """What this room knows for a letter that may follow; `municipality` by name."""

    referral: UUID
    kind: LetterKind
    municipality: str
    addressee: Addressee
    is_secret: bool
    language: Language


async def address_letter(tx: Transaction, referral_id: UUID, language: Language) -> Addressed:
    """To whom and where it would go now. The look is recorded. Raises RuleBroken (erased)."""
    referral = await referrals.referral(tx, referral_id)
    try:
        key = await tx.keyring.data_key(tx.session, referral.client)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None
    tx.looked_at(referral.client, READING_BEFORE, action=Action.PRINTED)
    addressee, is_secret = await reached(tx, referral, key)
    municipality = policies(tx).register.find(referral.municipality)
    is_own = is_own_decision(BY_DESK, referral.asked, local_day(tx.now))
    return Addressed(
        referral=referral.id,
        kind=LetterKind.DECISION if is_own else LetterKind.ON_REQUEST,
        municipality=municipality.name if municipality else referral.municipality,
        addressee=addressee,
        is_secret=is_secret,
        language=language,
    )


def set_draft(addressed: Addressed, content: LetterContent, *, at: datetime) -> bytes:
    """The PDF as it would be at this moment (UTC), marked as a draft. Nobody has accepted the help yet, so no
    provider is named. Raises CannotBeSet."""
    facts = Facts(
        kind=addressed.kind,
        reference=addressed.referral,
        municipality=addressed.municipality,
        addressee=addressed.addressee,
        providers={},
        names_providers=not addressed.is_secret,
        sent_on=local_day(at),
        language=addressed.language,
        is_draft=True,
    )
    return set_letter(write_letter(content, facts), at=at)
