"""Which ways are open for a case, before anything is asked."""

from access.resources import policies
from access.usecases.reasons import no_policy, told
from region_policy.answers import Advice
from region_policy.cases import Case, Facts
from region_policy.decisions import advise
from region_policy.loader import NoPolicyInForce
from region_policy.reasons import Reason
from region_policy.rules import broken_by_the_category
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


async def ask_advice(tx: Transaction, case: Case, *, by: Organisation) -> Advice:
    """Every route with every reason, by the policy of today where the young person lives.

    A municipality that no region here lists is answered by the caller's own region, which says where it
    belongs. Raises RuleBroken where no policy can answer, and for a category that the policy does not know:
    a question that falls under nothing gets no answer (IJS-04).
    """
    day = local_day(tx.now)
    known = policies(tx)
    region = known.region_of(case.municipality, on=day) or next(iter(by.regions), "")
    try:
        policy = known.in_force(region, on=day)
    except NoPolicyInForce:
        raise RuleBroken(reasons=[no_policy(day)]) from None
    facts = Facts(**case.model_dump(), decision_day=day)
    unknown = [
        reason for reason in broken_by_the_category(policy, facts) if reason.code is Reason.CATEGORY_UNKNOWN
    ]
    if unknown:
        raise RuleBroken(reasons=told(unknown))
    return advise(policy, facts)
