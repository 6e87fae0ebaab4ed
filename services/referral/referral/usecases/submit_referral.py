"""Send a referral: what the policy of today cannot allow is refused with every reason, the rest is stored."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from referral.domain.age import age_on
from referral.domain.asked import Asked, Wanted
from referral.domain.doors import OF_A_PROFESSIONAL
from referral.domain.national import is_bought_nationally
from referral.domain.next_move import Move, next_move
from referral.domain.person import Person
from referral.domain.professional import CourtOrder, Professional, professional_of_record
from referral.domain.relations import Relation
from referral.domain.route_of_order import asked_by_order
from referral.events import ReferralSubmitted
from referral.policies import policies
from referral.refusals import (
    BOUGHT_NATIONALLY,
    NOT_A_NATIONAL_PROVIDER,
    PERIOD_MISSING,
    PROFESSIONAL_MISSING,
    PROVIDER_NOT_IN_REGION,
    in_our_words,
    no_policy,
)
from referral.store import national_contracts, referrals
from referral.store.referrals import Awaited
from referral.store.rows_drafts import DraftRow
from referral.usecases.ask_provider import takes_placements
from referral.usecases.close_draft import lock_to_use, use_draft
from referral.usecases.follow_waiting import start_waiting
from referral.usecases.make_findable import name_hash_of
from referral.usecases.read_referral import ReferralView, crisis_of, read_referral
from referral.usecases.tell_age import age_awaited
from referral.usecases.whom_it_is_about import Whom, given_before, given_now
from region_policy.codes import Route, SettledBy
from region_policy.decisions import check
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.rules_of_products import lacks_period
from region_policy.terms import local_day
from servicekit.organisations import Organisation, known_organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import ReasonGiven, RuleBroken

DECISION_AWAITED = "decision-awaited"
DECISION_AWAITED_FOR = timedelta(days=1)
DECISION_OWNER = "room:access"
SUBMISSION = "submission of a referral"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a referrer sends in. `question` is the clinical text; `draft`: what a crisis left (IJS-37).

    Either the `person` or, `again`, an earlier referral by the same organisation, of which municipality and
    person are taken over (NV-22). A court need not say a question and a route: its order does.
    """

    wanted: Wanted
    person: Person | None
    again: UUID | None
    municipality: str | None
    route: Route | None
    question: str | None
    preferred_provider: UUID | None
    draft: UUID | None = None
    professional: Professional | None = None
    court_order: CourtOrder | None = None


async def submit_referral(
    tx: Transaction, submission: Submission, *, by: Organisation, key: str, body: BaseModel
) -> ReferralView:
    """Store the referral and tell the others; the same key again answers with what was made before.

    Raises KeyReused, RuleBroken with every reason, InvalidInput of an unknown earlier referral, and of a
    draft InvalidInput (unknown), ImpossibleStep (used or discarded before) and RuleBroken (of a drill); then
    nothing is stored.
    """
    claimed = await claim(tx, key, body)
    if claimed.made_before:
        return await read_referral(tx, claimed.resource_id, by)
    draft = await lock_to_use(tx, submission.draft, by=by) if submission.draft else None
    submission = await _after_crisis(tx, submission, draft)
    whom = await _whom(tx, submission, by)
    policy, asked, reasons = _judged(tx, submission, whom, by)
    where = None if asked.route is Route.NATIONAL_ARRANGEMENT else policy.region
    if submission.preferred_provider and not takes_placements(whom.taken_in.provider, where, tx.now):
        reasons.append(PROVIDER_NOT_IN_REGION)
    reasons += await _broken_by_the_arrangement(tx, policy, asked, submission.preferred_provider)
    professional = professional_of_record(
        submission.professional,
        asked.referrer,
        role=tx.caller.role,
        agb_of_record=whom.taken_in.agb_of_record,
        organisation=by.name,
    )
    if professional is None and asked.referrer in OF_A_PROFESSIONAL:
        reasons.append(PROFESSIONAL_MISSING)
    if reasons:
        raise RuleBroken(reasons=reasons)
    submission = replace(submission, professional=professional)
    values = _sealed(claimed.resource_id, submission, whom)
    values |= {"name_hash": name_hash_of(tx.keyring, whom.person)}
    values |= {"region": policy.region, "organisation": by.id, "submitted_at": tx.now} | _in_clear(asked)
    values |= {"entered_by": tx.caller.subject, "entered_role": tx.caller.role}
    values |= {"alarm": draft.alarm, "stay_since": draft.slept_since} if draft else {}
    today, ref, client = local_day(tx.now), claimed.resource_id, whom.taken_in.client
    waits, first_contact = start_waiting(ref, asked.municipality, policy, today=today)
    decision = Awaited(DECISION_AWAITED, ref, DECISION_OWNER, tx.now + DECISION_AWAITED_FOR)
    age = age_awaited(tx, client, whom.person.birth_date, region=policy.region, after=today)
    row, received = await referrals.add_referral(tx, values, [decision, first_contact, *age])
    if draft is not None:
        await use_draft(tx, draft, row.id)
    tx.publish(ReferralSubmitted.of(row))
    tx.looked_at(row.client, SUBMISSION)
    return ReferralView(
        row,
        Relation.REFERRING_ORGANISATION,
        whom.shown,
        submission.question,
        [],
        [received],
        professional=professional,
        court_order=submission.court_order,
        waits=waits,
        crisis=crisis_of(tx, row),
        next_move=next_move(Move.TAKE_UP, decision.owner, decision.due_at, referrer=str(by.id)),
    )


async def _after_crisis(tx: Transaction, submission: Submission, draft: DraftRow | None) -> Submission:
    """What a crisis left, where nobody says otherwise: of nights in crisis beds the last provider, if it
    takes placements there; and where a stay is asked, as many etmalen."""
    if draft is None or draft.slept_since is None:
        return submission
    wanted, preferred = submission.wanted, submission.preferred_provider
    if preferred is None and draft.help_provider is not None:
        where = submission.municipality or draft.municipality
        region = policies(tx).region_of(where, on=local_day(tx.now))
        slept_at = await known_organisation(tx, draft.help_provider)
        preferred = draft.help_provider if takes_placements(slept_at, region, tx.now) else None
    if submission.route is Route.STAY and wanted.etmalen is None:
        wanted = replace(wanted, etmalen=draft.nights)
    return replace(submission, wanted=wanted, preferred_provider=preferred)


async def _whom(tx: Transaction, submission: Submission, by: Organisation) -> Whom:
    person, municipality, preferred = (
        submission.person,
        submission.municipality,
        submission.preferred_provider,
    )
    if submission.again is not None:
        return await given_before(
            tx, submission.again, by=by, municipality=municipality, preferred_provider=preferred
        )
    assert person is not None, "the form asks for a person or for an earlier referral"
    assert municipality is not None, "and with a person for the municipality"
    return await given_now(tx, person, municipality, by=by, preferred_provider=preferred)


def _judged(
    tx: Transaction, submission: Submission, whom: Whom, by: Organisation
) -> tuple[RegionPolicy, Asked, list[ReasonGiven]]:
    """The policy that this is held against, what is asked by it, and every rule of it that is broken.

    It is that of the responsible municipality, wherever the referrer has his practice: a doctor refers by
    right. A municipality without a policy is held against the referrer's own, which then names both.
    """
    today, known = local_day(tx.now), policies(tx)
    region = known.region_of(whom.municipality, on=today) or by.regions[0]
    try:
        policy = known.in_force(region, on=today)
    except NoPolicyInForce:
        raise RuleBroken(reasons=[no_policy(region, today)]) from None
    wanted, municipality, age = submission.wanted, whom.municipality, age_on(today, whom.person.birth_date)
    if submission.route is None:
        asked = asked_by_order(policy, wanted, municipality=municipality, age=age, day=today)
    else:
        asked = wanted.asked(municipality=municipality, age=age, route=submission.route)
    verdict = check(policy, asked.facts(today), asked.choice)
    broken = [in_our_words(reason) for reason in verdict.broken]
    # The desk can still say how long; where the referrer has the last word nobody else does.
    if verdict.settled_by is SettledBy.REFERRER and lacks_period(policy, asked.choice):
        broken.append(PERIOD_MISSING)
    return policy, asked, broken


async def _broken_by_the_arrangement(
    tx: Transaction, policy: RegionPolicy, asked: Asked, preferred: UUID | None
) -> list[ReasonGiven]:
    """What is bought nationally goes to no region and to no regional provider (HLM-19)."""
    if asked.route is not Route.NATIONAL_ARRANGEMENT:
        return [BOUGHT_NATIONALLY] if is_bought_nationally(policy, asked.category) else []
    if preferred and not await national_contracts.holds_one(tx, preferred, local_day(tx.now)):
        return [NOT_A_NATIONAL_PROVIDER]
    return []


def _sealed(referral_id: UUID, submission: Submission, whom: Whom) -> dict[str, Any]:
    """Identity, question, name and number, sealed under the client's key and bound to this referral."""
    key, professional, order = whom.key, submission.professional, submission.court_order
    name = professional.name if professional else None
    return {
        "id": referral_id,
        "version": 1,
        "status": "submitted",
        "client": whom.taken_in.client,
        "household": whom.taken_in.household,
        "preferred_provider": submission.preferred_provider,
        "person": key.seal(whom.person.model_dump_json(), f"person/{referral_id}"),
        "question": key.seal(submission.question or "", f"question/{referral_id}"),
        "professional_agb": professional.agb if professional else None,
        "professional_name": key.seal(name, f"professional/{referral_id}") if name else None,
        "court_order": key.seal(order.number, f"court-order/{referral_id}") if order else None,
        "court_order_until": order.until if order else None,
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
