"""By which region's policy a place is answered."""

from datetime import date

from crisis.usecases.resources import policies_of
from region_policy.loader import NoPolicyInForce
from region_policy.model import RegionPolicy
from region_policy.terms import local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NOWHERE = "nl"
"""The region of an alarm in a place that no policy covers: it is raised all the same (LAW-10)."""
HAS_A_DESK = frozenset({"region", "crisis-provider"})
"""Kinds of organisation that have a crisis desk."""
UNKNOWN_MUNICIPALITY = Text(
    nl="is geen CBS-code van een gemeente", en="is not the CBS code of a municipality"
)


def region_of(tx: Transaction, municipality: str) -> str:
    """The region that covers this place today, else NOWHERE."""
    policies = policies_of(tx)
    return policies.region_of(municipality, on=local_day(tx.now)) or NOWHERE


def policy_for(tx: Transaction, municipality: str, organisation: Organisation | None) -> RegionPolicy | None:
    """The policy of the place; where there is none, that of the caller's own region, if any."""
    day = local_day(tx.now)
    for region in (region_of(tx, municipality), *(organisation.regions if organisation else ())):
        if found := _in_force(tx, region, day):
            return found
    return None


def regions_of_desk(organisation: Organisation) -> tuple[str, ...]:
    """Of which regions its crisis desk sees what waits: its own, and every place that no region covers."""
    return (*organisation.regions, NOWHERE) if organisation.kind in HAS_A_DESK else ()


def require_municipality(tx: Transaction, field: str, code: str) -> None:
    """Raises InvalidInput where no municipality has this code."""
    policies = policies_of(tx)
    if policies.register.find(code) is None:
        raise InvalidInput(errors=[FieldError(field, UNKNOWN_MUNICIPALITY)])


def _in_force(tx: Transaction, region: str, day: date) -> RegionPolicy | None:
    policies = policies_of(tx)
    try:
        return policies.in_force(region, on=day)
    except NoPolicyInForce:
        return None
