"""Open the request that a referral asks, and grant at once what the referrer may settle alone."""

from dataclasses import replace
from datetime import date

from access.domain.decision import is_settled_now, what_is_granted
from access.domain.door import applied_on_arrival, at_the_door
from access.domain.request import Lane, Measure, Outcome, Request, RequestStatus
from access.events import RequestClosed, RequestOpened
from access.readings import ReferralSubmitted
from access.resources import policies
from access.store import requests
from access.usecases.broken_by_the_route import broken_by_the_route
from access.usecases.desk_clock import DECISION_TERM, set_clocks
from access.usecases.make_decision import make_decision
from access.usecases.warn_of_ends import follow_ends
from region_policy.cases import Choice, Facts
from region_policy.codes import SettledBy
from region_policy.decisions import check
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.transaction import Transaction

__all__ = ["DECISION_TERM", "NO_POLICY", "open_request"]

NO_POLICY = "no-policy-in-force"


async def open_request(tx: Transaction, referral: ReferralSubmitted) -> None:
    """Take the referral in by the policy of today. A referral that opened its request before changes nothing.

    Nothing is refused on need; what no rule of form allows is closed with every reason (IJS-16).
    """
    day = local_day(tx.now)
    request = _request(referral, day)
    try:
        policy = policies(tx).in_force(referral.region, on=day)
    except NoPolicyInForce:
        await _close_unheard(tx, request, (NO_POLICY,))
        return
    verdict = check(policy, request.facts, request.choice)
    if not verdict.is_allowed:
        await _close_unheard(tx, request, tuple(reason.code for reason in verdict.broken))
        return
    if verdict.settled_by is SettledBy.PROVIDER:
        await _leave_to_provider(tx, request)
        return
    unfit = await broken_by_the_route(tx, policy, [request.choice], [request.preferred_provider])
    if unfit and is_settled_now(request.choice, verdict.settled_by):
        await _close_unheard(tx, request, tuple(reason.code for reason in unfit))
        return
    if not is_settled_now(request.choice, verdict.settled_by):
        await _put_before_the_desk(tx, request, policy)
        return
    settled = replace(request, lane=Lane.SETTLED_BY_REFERRER, status=RequestStatus.DECIDED)
    if await requests.add(tx, settled):
        tx.publish(RequestOpened.of(settled, await requests.desk_of(tx, settled.municipality)))
        await make_decision(
            tx,
            settled,
            policy,
            settled.facts,
            [
                what_is_granted(
                    policy,
                    settled.facts,
                    settled.choice,
                    provider=settled.preferred_provider,
                    stay_since=settled.stay_since,
                )
            ],
            choices=[settled.choice],
            decided_by=SettledBy.REFERRER,
            grounds=verdict.grounds,
        )


async def _put_before_the_desk(tx: Transaction, request: Request, policy: RegionPolicy) -> None:
    """The municipality's own clock, from the application (LAW-05), not from when we hear of it."""
    door = at_the_door(
        policy.of(request.municipality),
        request.facts.urgency,
        applied_on=request.applied_on,
        submitted_at=request.submitted_at,
    )
    listed = replace(request, lane=Lane.DESK, due_at=door.due_at, triage=door.triage, look_by=door.look_by)
    if await requests.add(tx, listed):
        owner = await requests.desk_of(tx, listed.municipality)
        tx.publish(RequestOpened.of(listed, owner))
        await set_clocks(tx, listed, owner)
        await follow_ends(tx, listed)


async def _leave_to_provider(tx: Transaction, request: Request) -> None:
    """Within a sum for all its young people a provider decides: nothing waits here, with nobody (GRO-01)."""
    left = replace(request, lane=Lane.WITH_PROVIDER)
    if await requests.add(tx, left):
        tx.publish(RequestOpened.of(left, None))


async def _close_unheard(tx: Transaction, request: Request, reasons: tuple[str, ...]) -> None:
    closed = replace(
        request,
        status=RequestStatus.CLOSED,
        outcome=Outcome.NOT_ALLOWED,
        refused=reasons,
        closed_at=tx.now,
    )
    if await requests.add(tx, closed):
        tx.publish(RequestClosed.of(closed))


def _request(referral: ReferralSubmitted, day: date) -> Request:
    stated = referral.measure
    measure = Measure(stated.kind, stated.until) if stated else None
    return Request(
        id=referral.ref,
        version=1,
        status=RequestStatus.OPEN,
        lane=None,
        region=referral.region,
        municipality=referral.municipality,
        client=referral.client,
        referrer_organisation=referral.referrer_organisation,
        preferred_provider=referral.preferred_provider,
        facts=Facts(
            municipality=referral.municipality,
            referrer=referral.referrer_type,
            measure_in_force=measure is not None and measure.is_in_force(day),
            age=referral.age,
            complexity=referral.complexity,
            forms=referral.forms,
            domains=referral.domains,
            urgency=referral.urgency,
            safety_concern=referral.safety,
            category=referral.category,
            prolonged_ground=referral.prolonged_ground,
            decision_day=day,
        ),
        choice=Choice(
            route=referral.route,
            budget=referral.budget,
            etmalen=referral.etmalen,
            intensity=referral.intensity,
            product=referral.product,
            quantity=referral.quantity,
            days=referral.days,
        ),
        measure=measure,
        submitted_at=referral.submitted_at,
        due_at=None,
        applied_on=applied_on_arrival(referral.referrer_type, referral.submitted_at),
        stay_since=referral.stay_since,
        authorised_until=referral.court_authorisation_until,
    )
