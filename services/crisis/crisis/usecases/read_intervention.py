"""What is seen of an intervention: in time on site, beds, how it ended, and the way out of it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from crisis.domain.alarm import Alarm, StepKind
from crisis.domain.bed import CrisisBed
from crisis.domain.intervention import ExitPlan, NoCrisis, OnSite, on_site
from crisis.domain.triage import Triage
from crisis.store import alarms, beds
from crisis.store import interventions as store
from crisis.usecases.region_of_place import policy_for
from servicekit.transaction import Transaction
from wirekit.problems import NotFound


@dataclass(frozen=True)
class InterventionSeen:
    """`on_site` is None where no policy gives a norm."""

    alarm: Alarm
    on_site: OnSite | None
    triage: Triage | None
    beds: tuple[CrisisBed, ...]
    no_crisis: NoCrisis | None
    exit_plan: ExitPlan | None


async def read_intervention(tx: Transaction, alarm_id: UUID) -> InterventionSeen:
    """Raises NotFound."""
    alarm = await alarms.alarm(tx, alarm_id)
    if alarm is None:
        raise NotFound
    taken = {step.kind: step.happened_at for step in await alarms.steps(tx, alarm_id)}
    policy = policy_for(tx, alarm.municipality, None)
    seen = None
    if policy is not None:
        seen = on_site(
            alarm.raised_at,
            timedelta(seconds=policy.crisis.times.on_site_seconds),
            happened_at=taken.get(StepKind.ON_SITE),
            over_at=alarm.closed_at,
            now=tx.now,
        )
    return InterventionSeen(
        alarm,
        seen,
        await store.last_triage(tx, alarm_id),
        tuple(await beds.beds_of(tx, [alarm_id])),
        await store.no_crisis(tx, alarm_id),
        await store.exit_plan(tx, alarm_id),
    )
