"""Ask a specialist for advice, without saying about whom and without a referral (GRO-05)."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.asked import Domain
from referral.domain.consultation import ConsultationStatus
from referral.domain.messages import MessageKind
from referral.policies import policies
from referral.refusals_handover import SPECIALIST_UNKNOWN
from referral.store import consultations
from referral.store.messages import tell
from referral.store.rows_consultation import ConsultationRow
from referral.usecases.ask_provider import takes_placements
from referral.usecases.remind_owner import AGAIN_AFTER
from region_policy.terms import end_of_term, local_day
from servicekit.deadlines import Deadline
from servicekit.organisations import Organisation, known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken

CONSULTATION_REPLY = "consultation-reply"


@dataclass(frozen=True)
class Question:
    """`age` in whole years."""

    provider: UUID
    age: int
    domains: tuple[Domain, ...]
    words: str


async def ask_consultation(
    tx: Transaction, question: Question, *, by: Organisation, key: str, body: BaseModel
) -> ConsultationRow:
    """Ask a provider that works in a region of the asker; it has the policy's term to reply.

    The words are sealed under a key of the consultation's own, since there is no client. Nothing is asked of
    the specialist but a reply: no case, no placement. The same key again answers with the consultation made
    before. Raises KeyReused, RuleBroken.
    """
    claimed = await claim(tx, key, body)
    if claimed.made_before:
        return await consultations.consultation(tx, claimed.resource_id)
    specialist = await known_organisation(tx, question.provider)
    shared = sorted(set(by.regions) & set(specialist.regions)) if specialist else []
    region = next((each for each in shared if takes_placements(specialist, each, tx.now)), None)
    if region is None or question.provider == by.id:
        raise RuleBroken(reasons=[SPECIALIST_UNKNOWN])
    today = local_day(tx.now)
    term = policies(tx).in_force(region, on=today).following.consultation_reply
    reply_by = end_of_term(term, since=today)
    data_key = await tx.keyring.new_data_key(tx.session, claimed.resource_id, at=tx.now)
    row = await consultations.add_consultation(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "status": ConsultationStatus.ASKED.value,
            "region": region,
            "asker": by.id,
            "provider": question.provider,
            "age": question.age,
            "domains": [domain.value for domain in question.domains],
            "question": data_key.seal(question.words, f"consultation/{claimed.resource_id}"),
            "asked_at": tx.now,
            "reply_by": reply_by,
        },
    )
    tx.set_deadline(CONSULTATION_REPLY, row.id, region=region, owner=str(row.provider), due_at=reply_by)
    await tell(tx, [row.provider], MessageKind.CONSULTATION_ASKED, about=row.id)
    return row


async def remind_specialist(tx: Transaction, missed: Deadline) -> None:
    """No reply within the term: the asker hears it the first time, the specialist stays answerable daily."""
    row = await consultations.lock_consultation(tx, missed.ref, wait=False)
    if row.state is not ConsultationStatus.ASKED:
        return
    if missed.due_at == row.reply_by:
        await tell(tx, [row.asker], MessageKind.CONSULTATION_LATE, about=row.id, provider=row.provider)
    due_at = tx.now + AGAIN_AFTER
    tx.set_deadline(missed.kind, row.id, region=row.region, owner=missed.owner, due_at=due_at)
