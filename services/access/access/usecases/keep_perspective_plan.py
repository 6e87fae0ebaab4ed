"""A perspective plan is there: since when, and whose it is (NV-15). What it says stands in `referral`."""

from datetime import date
from uuid import UUID

from access.domain.perspective import PerspectivePlan, PlanOwner
from access.store import clients
from access.usecases.record_delivery import NOT_IN_FUTURE
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, NotFound, VersionStale

PERSPECTIVE_PLAN = "perspective-plan"


async def keep_perspective_plan(
    tx: Transaction,
    client: UUID,
    *,
    made_on: date,
    organisation: UUID | None,
    role: PlanOwner | None,
    if_match: str | None,
) -> PerspectivePlan:
    """Note it; a plan that is there already is replaced with its version in If-Match.

    Raises InvalidInput for a day to come, VersionMissing and VersionStale.
    """
    if made_on > local_day(tx.now):
        raise InvalidInput(errors=[FieldError("on", NOT_IN_FUTURE)])
    earlier = await clients.plan_of(tx, client)
    if earlier is not None:
        require_match(earlier, if_match)
    version = earlier.version + 1 if earlier else 1
    plan = PerspectivePlan(client, version, made_on, organisation, role)
    if not await clients.put_plan(tx, plan):
        raise VersionStale
    tx.looked_at(client, PERSPECTIVE_PLAN)
    return plan


async def read_perspective_plan(tx: Transaction, client: UUID) -> PerspectivePlan:
    """The look is recorded. Raises NotFound where there is none."""
    plan = await clients.plan_of(tx, client)
    if plan is None:
        raise NotFound
    tx.looked_at(client, PERSPECTIVE_PLAN)
    return plan
