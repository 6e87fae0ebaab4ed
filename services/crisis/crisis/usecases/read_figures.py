"""Figures on the crises of a region: response, acknowledgement, escalations. Drills are counted apart."""

from dataclasses import dataclass
from datetime import date

from crisis.domain.figures import Figures, Measured, figures_of
from crisis.store import figures as store
from crisis.usecases.resources import policies_of
from region_policy.loader import NoPolicyInForce
from region_policy.terms import DAY, end_of, local_day
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.months import require_whole_months
from wirekit.problems import InvalidInput
from wirekit.texts import Text

NOT_YOURS = Text(nl="is geen regio van uw organisatie", en="is no region of your organisation")
NOT_OVER = Text(
    nl="moet de laatste dag zijn van een maand die voorbij is",
    en="must be the last day of a month that is over",
)


@dataclass(frozen=True)
class CrisisFigures:
    real: Figures
    drills: Figures


def require_own_region(organisation: Organisation, region: str) -> None:
    """Raises InvalidInput: of a region that is not yours you do not learn whether it exists."""
    if region not in organisation.regions:
        raise InvalidInput(errors=[FieldError("region", NOT_YOURS)])


async def read_figures(
    tx: Transaction, region: str, *, first: date, last: date, by: Organisation
) -> CrisisFigures:
    """Of alarms raised from a first up to and including a last day (local). Raises InvalidInput.

    Whole months that are over: what two periods have apart must not be a day, and a day must not point to
    somebody.
    """
    require_own_region(by, region)
    require_whole_months(first, last)
    if last >= local_day(tx.now):
        raise InvalidInput(errors=[FieldError("until", NOT_OVER)])
    found = await store.measured(tx, region, end_of(first - DAY), end_of(last))
    norms: dict[date, int | None] = {}

    def norm(measured: Measured) -> int | None:
        day = local_day(measured.alarm.raised_at)
        if day not in norms:
            norms[day] = _norm(tx, region, day)
        return norms[day]

    drills = [each for each in found if each.alarm.is_drill]
    real = [each for each in found if not each.alarm.is_drill]
    return CrisisFigures(figures_of(real, norm, hide=True), figures_of(drills, norm, hide=False))


def _norm(tx: Transaction, region: str, day: date) -> int | None:
    """In seconds; that of the policy in force on the day of the alarm."""
    try:
        return policies_of(tx).in_force(region, on=day).crisis.times.on_site_seconds
    except NoPolicyInForce:
        return None
