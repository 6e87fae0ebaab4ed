"""Write down the story of a family, once per referral; what comes later is linked to it (HLM-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from referral.domain.asked import Domain
from referral.domain.messages import MessageKind
from referral.domain.status import LIVE, NEXT
from referral.refusals_household import NO_INTAKE_YET, OneAlready
from referral.store import intakes, referrals
from referral.store.messages import tell
from referral.store.rows import ReferralRow
from referral.store.rows_intake import IntakeRow
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, RuleBroken


@dataclass(frozen=True)
class Story:
    """What a family told, and which parts of life it is about."""

    words: str
    domains: Sequence[Domain]


async def make_intake(
    tx: Transaction, referral_id: UUID, story: Story, *, key: str, body: BaseModel
) -> IntakeRow:
    """Store the one intake of a referral, and tell who helps, so that nobody asks again.

    The same key again answers with the intake made before. Raises KeyReused, ImpossibleStep (the referral is
    over), OneAlready with the intake that there is.
    """
    return await _make(tx, referral_id, story, key=key, body=body, adds=False)


async def add_to_intake(
    tx: Transaction, referral_id: UUID, story: Story, *, key: str, body: BaseModel
) -> IntakeRow:
    """Link something new to the intake. Raises KeyReused, ImpossibleStep, RuleBroken (none yet)."""
    return await _make(tx, referral_id, story, key=key, body=body, adds=True)


async def _make(
    tx: Transaction, referral_id: UUID, story: Story, *, key: str, body: BaseModel, adds: bool
) -> IntakeRow:
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        return await intakes.intake(tx, claimed.resource_id)
    if referral.state not in LIVE:
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT[referral.state]])
    first = await intakes.first_intake(tx, referral_id)
    if first is not None and not adds:
        raise OneAlready(first.id)
    if first is None and adds:
        raise RuleBroken(reasons=[NO_INTAKE_YET])
    data_key = await tx.keyring.data_key(tx.session, referral.client)
    row = await intakes.add(
        tx,
        {
            "id": claimed.resource_id,
            "referral": referral_id,
            "client": referral.client,
            "addition_to": first.id if first else None,
            "domains": [domain.value for domain in story.domains],
            "words": data_key.seal(story.words, f"intake/{claimed.resource_id}"),
            "made_as": tx.caller.role,
            "organisation": tx.caller.organisation,
        },
    )
    await _tell(tx, referral, row)
    return row


async def _tell(tx: Transaction, referral: ReferralRow, row: IntakeRow) -> None:
    referrer = [referral.organisation] if referral.feedback_stopped_at is None else []
    involved = [*referrer, *await intakes.chosen_providers(tx, referral.id)]
    others = [each for each in involved if each != row.organisation]
    await tell(tx, others, MessageKind.INTAKE_MADE, referral=referral.id, about=row.id)
