"""Send a referral: what the policy of today cannot allow is refused with every reason, the rest is stored."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from referral.domain.asked import Asked
from referral.domain.person import Person
from referral.domain.relations import Relation
from referral.events import ReferralSubmitted
from referral.policies import policies
from referral.refusals import (
    MEASURE_ONLY_BY_INSTITUTION,
    PERIOD_MISSING,
    PROVIDER_NOT_IN_REGION,
    in_our_words,
    no_policy,
)
from referral.store import clients, referrals
from referral.store.clients import TakenIn
from referral.usecases.ask_provider import takes_placements
from referral.usecases.close_draft import use_draft
from referral.usecases.read_referral import ReferralView, read_referral
from referral.usecases.tell_age import watch_age
from region_policy.codes import ReferrerType, SettledBy
from region_policy.decisions import check
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.rules_of_products import lacks_period
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ReasonGiven, RuleBroken

DECISION_AWAITED = "decision-awaited"
DECISION_AWAITED_FOR = timedelta(days=1)
DECISION_OWNER = "room:access"
SUBMISSION = "submission of a referral"


@dataclass(frozen=True)
class Submission:
    """What a referrer sends in. `question` is the clinical text; `draft`: what a crisis left (IJS-37)."""

    person: Person
    question: str
    asked: Asked
    preferred_provider: UUID | None
    draft: UUID | None = None


async def submit_referral(
    tx: Transaction, submission: Submission, *, by: Organisation, key: str, body: BaseModel
) -> ReferralView:
    """Store the referral and tell the others; the same key again answers with what was made before.

    Raises KeyReused, RuleBroken with every reason, and of a draft InvalidInput (unknown), ImpossibleStep
    (used or discarded before) and RuleBroken (of a drill); then nothing is stored.
    """
    claimed = await claim(tx, key, body)
    if claimed.made_before:
        return await read_referral(tx, claimed.resource_id, by)
    asked = submission.asked
    policy, reasons = _judged(tx, asked, by)
    bsn = submission.person.bsn
    taken_in = await clients.take_in(
        tx, tx.keyring.keyed_hash(bsn) if bsn else None, preferred_provider=submission.preferred_provider
    )
    if submission.preferred_provider and not takes_placements(taken_in.provider, policy.region, tx.now):
        reasons.append(PROVIDER_NOT_IN_REGION)
    if asked.measure and asked.referrer is not ReferrerType.CERTIFIED_INSTITUTION:
        reasons.append(MEASURE_ONLY_BY_INSTITUTION)
    if reasons:
        raise RuleBroken(reasons=reasons)
    values = await _sealed(tx, claimed.resource_id, submission, taken_in)
    values |= {"region": policy.region, "organisation": by.id} | _in_clear(asked)
    row, received = await referrals.add_referral(tx, values)
    if submission.draft is not None:
        await use_draft(tx, submission.draft, row.id, by=by)
    tx.set_deadline(
        DECISION_AWAITED,
        row.id,
        region=row.region,
        owner=DECISION_OWNER,
        due_at=tx.now + DECISION_AWAITED_FOR,
    )
    watch_age(tx, row.client, submission.person.birth_date, region=row.region, after=local_day(tx.now))
    tx.publish(ReferralSubmitted.of(row))
    tx.looked_at(row.client, SUBMISSION)
    relation = Relation.REFERRING_ORGANISATION
    return ReferralView(row, relation, submission.person, submission.question, [], [received])


def _judged(tx: Transaction, asked: Asked, by: Organisation) -> tuple[RegionPolicy, list[ReasonGiven]]:
    """The policy that this is held against, and every rule of it that is broken.

    It is that of the responsible municipality, wherever the referrer has his practice: a doctor refers by
    right. A municipality without a policy is held against the referrer's own, which then names both.
    """
    today, known = local_day(tx.now), policies(tx)
    region = known.region_of(asked.municipality, on=today) or by.regions[0]
    try:
        policy = known.in_force(region, on=today)
    except NoPolicyInForce:
        raise RuleBroken(reasons=[no_policy(region, today)]) from None
    verdict = check(policy, asked.facts(today), asked.choice)
    broken = [in_our_words(reason) for reason in verdict.broken]
    # The desk can still say how long; where the referrer has the last word nobody else does.
    if verdict.settled_by is SettledBy.REFERRER and lacks_period(policy, asked.choice):
        broken.append(PERIOD_MISSING)
    return policy, broken


async def _sealed(
    tx: Transaction, referral_id: UUID, submission: Submission, taken_in: TakenIn
) -> dict[str, Any]:
    """Identity and question, sealed under the client's key and bound to this referral."""
    if taken_in.is_new:
        key = await tx.keyring.new_data_key(tx.session, taken_in.client, at=tx.now)
    else:
        key = await tx.keyring.data_key(tx.session, taken_in.client)
    return {
        "id": referral_id,
        "version": 1,
        "status": "submitted",
        "client": taken_in.client,
        "household": taken_in.household,
        "preferred_provider": submission.preferred_provider,
        "person": key.seal(submission.person.model_dump_json(), f"person/{referral_id}"),
        "question": key.seal(submission.question, f"question/{referral_id}"),
        "submitted_at": tx.now,
    }


def _in_clear(asked: Asked) -> dict[str, Any]:
    measure = asked.measure
    return {
        "referrer_type": asked.referrer.value,
        "municipality": asked.municipality,
        "age": asked.age,
        "forms": [form.value for form in asked.forms],
        "domains": [domain.value for domain in asked.domains],
        "complexity": asked.complexity.value,
        "urgency": asked.urgency.value,
        "safety": asked.safety,
        "route": asked.route.value,
        "budget": asked.budget,
        "etmalen": asked.etmalen,
        "intensity": asked.intensity,
        "product": asked.product,
        "quantity": asked.quantity,
        "days": asked.days,
        "measure_kind": measure.kind.value if measure else None,
        "measure_until": measure.until if measure else None,
        "court_authorisation_until": measure.court_authorisation_until if measure else None,
        "category": asked.category,
        "prolonged_ground": asked.prolonged_ground,
    }
