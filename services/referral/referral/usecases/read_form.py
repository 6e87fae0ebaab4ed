"""Tell a caller which fields its referral needs, and which ways the policy opens to it (NV-21, ZHZ-04)."""

from collections.abc import Iterator
from dataclasses import dataclass

from referral.domain.doors import Door, doors_of
from referral.policies import policies
from region_policy.codes import Route
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


@dataclass(frozen=True)
class Way:
    """A route that the policy opens at this door, with the budgets that are valid today."""

    measure_in_force: bool
    route: Route
    budgets: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    door: Door
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Forms:
    """`mandatory_at_most`: how many fields the policy lets any door ask; None where no policy is in force."""

    region: str
    mandatory_at_most: int | None
    forms: tuple[Form, ...]


async def read_forms(tx: Transaction, by: Organisation, municipality: str | None) -> Forms:
    """One form per door of the caller, its own first, by the policy of this municipality or else its own."""
    today, known = local_day(tx.now), policies(tx)
    found = known.region_of(municipality, on=today) if municipality else None
    region = found or (by.regions[0] if by.regions else "")
    doors = doors_of(tx.caller.role)
    try:
        policy = known.in_force(region, on=today)
    except NoPolicyInForce:
        return Forms(region, None, tuple(Form(door, ()) for door in doors))
    if municipality:
        policy = policy.of(municipality)
    most = policy.following.referral_form.mandatory_at_most
    return Forms(region, most, tuple(Form(door, tuple(_ways(tx, policy, door))) for door in doors))


def _ways(tx: Transaction, policy: RegionPolicy, door: Door) -> Iterator[Way]:
    today = local_day(tx.now)
    for in_force in (False, True) if door.knows("measure") else (False,):
        rule = policy.rule_for(door.referrer, measure_in_force=in_force)
        for opened in rule.routes if rule else ():
            budgets = tuple(budget.id for budget in policy.budgets_open(opened, today))
            yield Way(in_force, opened.route, budgets)
