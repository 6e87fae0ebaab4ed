"""Help begins on the day itself; registering it follows within the policy's term (GRO-02)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from access.domain.contact import EarlyStart
from access.store import early_starts, signals
from access.usecases.place_of_help import policy_there
from access.usecases.reasons_of_routes import NO_EARLY_START
from access.usecases.record_contact import NOT_IN_FUTURE
from region_policy.codes import Route
from region_policy.terms import end_of_term, local_day
from servicekit.deadlines import Deadline
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput, RuleBroken

REGISTRATION = "registration"


async def start_early(
    tx: Transaction,
    *,
    municipality: str,
    route: Route,
    client: UUID | None,
    started_at: datetime,
    by: Organisation,
    key: str,
    body: BaseModel,
) -> EarlyStart:
    """Note that help began, and by when it must be registered. `started_at` in UTC.

    The same key with the same body answers as the first time. Raises InvalidInput for a moment to come, and
    RuleBroken where the policy of that day lets no help begin so on this route.
    """
    if started_at > tx.now:
        raise InvalidInput(errors=[FieldError("startedAt", NOT_IN_FUTURE)])
    claimed = await claim(tx, key, body)
    if claimed.made_before:
        earlier = await early_starts.early_start(tx, claimed.resource_id)
        assert earlier is not None, "a claimed key was stored with its start"
        return earlier
    day = local_day(started_at)
    policy = policy_there(tx, by, municipality, day)
    rule = policy.rules_of_routes.get(route)
    if rule is None or rule.early_start is None:
        raise RuleBroken(reasons=[NO_EARLY_START])
    early = EarlyStart(
        id=claimed.resource_id,
        version=1,
        provider=by.id,
        region=policy.region,
        municipality=municipality,
        route=route,
        client=client,
        started_at=started_at,
        register_by=end_of_term(rule.early_start.register_within, since=day),
        recorded_at=tx.now,
    )
    await early_starts.add(tx, early)
    tx.set_deadline(
        REGISTRATION, early.id, region=early.region, owner=str(early.provider), due_at=early.register_by
    )
    return early


async def registration_is_late(tx: Transaction, missed: Deadline) -> None:
    """Remind provider and municipality, once; the help goes on as it is."""
    early = await early_starts.early_start(tx, missed.ref, lock=True, wait=False)
    if early is None or early.contact is not None or early.reminded_at is not None:
        return
    await early_starts.change(tx, replace(early, version=early.version + 1, reminded_at=tx.now))
    day = local_day(early.started_at)
    await signals.add(tx, organisation=early.provider, kind=REGISTRATION, about_day=day, early_start=early.id)
    await signals.add(
        tx, municipality=early.municipality, kind=REGISTRATION, about_day=day, early_start=early.id
    )
