"""In which region a municipality lies, for an organisation that gives help there."""

from datetime import date

from access.domain.contact import provisions_of
from access.resources import policies
from access.usecases.reasons_of_routes import (
    NO_HELP_WITHIN_ONE_SUM,
    NOT_IN_A_REGION_OF_YOURS,
    provision_unknown,
)
from region_policy.codes import Route
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import RuleBroken


def policy_there(tx: Transaction, by: Organisation, municipality: str, day: date) -> RegionPolicy:
    """The policy of a municipality in one of its own regions. Raises RuleBroken."""
    known = policies(tx)
    region = known.region_of(municipality, on=day)
    if region is None or region not in by.regions:
        raise RuleBroken(reasons=[NOT_IN_A_REGION_OF_YOURS])
    try:
        return known.in_force(region, on=day).of(municipality)
    except NoPolicyInForce:
        raise RuleBroken(reasons=[NOT_IN_A_REGION_OF_YOURS]) from None


def route_without_decision(policy: RegionPolicy, municipality: str, provision: str | None) -> Route:
    """Free help by its name, or else help within one sum, where the region has it. Raises RuleBroken."""
    if provision is None:
        if Route.TASK_BASED not in policy.rules_of_routes:
            raise RuleBroken(reasons=[NO_HELP_WITHIN_ONE_SUM])
        return Route.TASK_BASED
    known = provisions_of(policy, municipality)
    if provision not in known:
        raise RuleBroken(reasons=[provision_unknown(known.values())])
    return Route.FREELY_ACCESSIBLE
