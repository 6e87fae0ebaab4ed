"""What a region has decided, for those who work there to read."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request

from access.resources import policies
from access.usecases.reasons import no_policy, no_tariff
from region_policy.language import Name
from region_policy.loader import NoPolicyInForce
from region_policy.model import NoTariff, RegionPolicy
from region_policy.readings import PolicyRead, TariffsOnDayRead
from region_policy.readings import read_policy as reading_of
from region_policy.readings import read_tariffs as tariffs_of
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.routing import GuardedRoute, Tx
from servicekit.transaction import Transaction
from wirekit.models import Answer, Day
from wirekit.problems import Problem, RuleBroken
from wirekit.texts import Text

router = APIRouter(route_class=GuardedRoute, tags=["policies"])

RegionName = Annotated[str, Path(pattern=r"^[a-z][a-z-]{0,59}$")]


class NoPolicy(Problem):
    """This region is not known, or had no policy on the day asked."""

    status, type = 404, "/problems/no-policy-in-force"
    title = Text(nl="Geen beleid van kracht", en="No policy in force")


class PolicyItem(Answer):
    """One policy of one region; the next one of the region ends it. `sha256` is of its exact text."""

    region: str
    name: Name
    valid_from: date
    sha256: str


class PolicyList(Answer):
    items: list[PolicyItem]


@router.get("/policies", summary="Every policy of the own regions, in the order of their first day")
async def list_policies(tx: Tx, request: Request) -> PolicyList:
    """Who may read everywhere needs no organisation, and sees those of every region."""
    organisation: Organisation | None = request.state.organisation
    return PolicyList(
        items=[
            PolicyItem(
                region=policy.region, name=policy.name, valid_from=policy.valid_from, sha256=policy.sha256
            )
            for region, of_region in policies(tx).by_region.items()
            if organisation is None or region in organisation.regions
            for policy in of_region
        ]
    )


@router.get("/policies/{region}", summary="The policy of a region on a day (default: today)")
async def read_policy(region: RegionName, tx: Tx, on: Day | None = None) -> PolicyRead:
    return reading_of(_in_force(tx, region, on))


@router.get("/policies/{region}/tariffs", summary="The hourly tariff of every function group on a day")
async def read_tariffs(region: RegionName, tx: Tx, on: Day | None = None) -> TariffsOnDayRead:
    day = on or local_day(tx.now)
    try:
        return tariffs_of(_in_force(tx, region, day), day)
    except NoTariff:
        raise RuleBroken(reasons=[no_tariff(day)]) from None


def _in_force(tx: Transaction, region: str, on: date | None) -> RegionPolicy:
    day = on or local_day(tx.now)
    try:
        return policies(tx).in_force(region, on=day)
    except NoPolicyInForce:
        reason = no_policy(day)
        raise NoPolicy(reason.text, reasons=[reason]) from None
