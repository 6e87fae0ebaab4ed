"""A decision letter is to be made: it waits, with an owner and a term, until `issue_letter` has made it."""

from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from referral.domain.letter import ChangeKind, LetterKind, is_own_decision
from referral.domain.messages import MessageKind
from referral.domain.status import NEXT
from referral.refusals import FEEDBACK_IS_STOPPED
from referral.store import letters, referrals
from referral.store.components import components
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_letters import LetterRow
from referral.usecases.what_waits import organisation_of
from region_policy.language import Language
from region_policy.terms import local_day
from servicekit.deadlines import Deadline
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.events import Reading
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, RuleBroken

LETTER_AWAITED = "letter-awaited"
AWAITED_FOR = timedelta(days=1)
OWN_CHANGES = frozenset(ChangeKind)


async def order_letter_of_decision(
    tx: Transaction, referral: ReferralRow, decision: UUID, *, decided_by: str | None
) -> None:
    """Only where the municipality itself decided; for the rest a letter is made when somebody asks."""
    if is_own_decision(decided_by, referral.asked, local_day(tx.now)):
        await _order(tx, referral, decision, LetterKind.DECISION)


async def order_letter_of_refusal(tx: Transaction, referral: ReferralRow) -> None:
    """Every refusal by the desk has one, whoever asked (LAW-03)."""
    await _order(tx, referral, referral.id, LetterKind.REFUSAL)


class ChangeRead(BaseModel):
    """`id` is missing of what was told before there were letters of changes."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, validate_by_name=True)
    kind: str
    id: UUID | None = None


class EntitlementChanged(Reading):
    """`change`: what the municipality changed; null where the entitlement followed care."""

    referral: UUID
    change: ChangeRead | None = None


async def order_letter_of_change(tx: Transaction, changed: EntitlementChanged) -> None:
    """The municipality changed running help: an own decision, also where a doctor referred (LAW-04).

    That prolonged help ends at an age follows from the law, and from no decision.
    """
    change = changed.change
    if change is not None and change.id is not None and change.kind in OWN_CHANGES:
        referral = await referrals.lock_referral(tx, changed.referral)
        await _order(tx, referral, change.id, LetterKind.CHANGE)


async def order_letter(
    tx: Transaction, referral_id: UUID, language: Language, *, key: str, body: BaseModel
) -> tuple[LetterRow, bool]:
    """The letter about what was decided, and whether this call ordered it: there is never a second one.

    The same key again answers as the first time. Raises KeyReused, ImpossibleStep where nothing is decided
    yet, and RuleBroken for a referrer to whom the young person stopped the word back.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if referral.feedback_stopped_at is not None and referral.organisation == tx.caller.organisation:
        raise RuleBroken(reasons=[FEEDBACK_IS_STOPPED])
    decided = [
        part.grant.decision for part in await components(tx, referral_id) if part.grant.decision is not None
    ]
    about = decided[-1] if decided else referral_id
    ordered = None
    if decided:
        ordered = await _order(tx, referral, about, LetterKind.ON_REQUEST, language, claimed.resource_id)
    found = ordered or await letters.about(tx, about)
    if found is None:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    return found, found.id == claimed.resource_id


async def remind_owner_of_letter(tx: Transaction, missed: Deadline) -> None:
    """The letter could not be made for a day: it is tried on, and the municipality is told, daily."""
    waiting = await letters.lock_waiting(tx, missed.ref)
    if waiting is not None:
        told, what = organisation_of(missed.owner), {"referral": waiting.referral, "about": waiting.id}
        await tell(tx, told, MessageKind.LETTER_LATE, **what)
        due_at = tx.now + AWAITED_FOR
        tx.set_deadline(missed.kind, missed.ref, region=missed.region, owner=missed.owner, due_at=due_at)


async def _order(
    tx: Transaction,
    referral: ReferralRow,
    about: UUID,
    kind: LetterKind,
    language: Language = Language.NL,
    letter_id: UUID | None = None,
) -> LetterRow | None:
    """None where a letter about the same is there."""
    row = await letters.add(
        tx,
        {
            "id": letter_id or uuid7(),
            "version": 1,
            "status": "waiting",
            "referral": referral.id,
            "client": referral.client,
            "region": referral.region,
            "about": about,
            "kind": kind.value,
            "language": language.value,
            "ordered_at": tx.now,
            "attempts": 0,
            "next_try_at": tx.now,
        },
    )
    if row is not None:
        owner = await referrals.municipality_owner(tx, referral.municipality)
        due_at = tx.now + AWAITED_FOR
        tx.set_deadline(LETTER_AWAITED, row.id, region=row.region, owner=owner, due_at=due_at)
    return row
