"""What this room adds to the policy's rules on a route: how long, and with which provider."""

from collections.abc import Sequence
from uuid import UUID

from access.store import contracts
from access.usecases.reasons_of_routes import NOT_A_NATIONAL_PROVIDER, PERIOD_MISSING
from region_policy.cases import Choice
from region_policy.codes import Route
from region_policy.model import RegionPolicy
from region_policy.rules_of_products import lacks_period
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.problems import ReasonGiven


async def broken_by_the_route(
    tx: Transaction, policy: RegionPolicy, choices: Sequence[Choice], providers: Sequence[UUID | None]
) -> list[ReasonGiven]:
    """Each reason once. `providers`: who would be asked first for each choice.

    The national arrangement (LTA) is outside what a region buys: no regional provider gets it (HLM-19).
    """
    broken = []
    if any(lacks_period(policy, choice) for choice in choices):
        broken.append(PERIOD_MISSING)
    for choice, provider in zip(choices, providers, strict=True):
        if not await fits_the_arrangement(tx, choice.route, provider):
            broken.append(NOT_A_NATIONAL_PROVIDER)
    return broken


async def fits_the_arrangement(tx: Transaction, route: Route, provider: UUID | None) -> bool:
    """Whether nobody is named, the route asks for no national contract, or the provider has one today."""
    if provider is None or route is not Route.NATIONAL_ARRANGEMENT:
        return True
    return await contracts.is_national(tx, provider, local_day(tx.now))
