"""A provider applies in an open round, and the region weighs it by the criteria of that round (IJS-41)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from provider_registry.domain.admission import (
    STEPS_OF_APPLICATION,
    AdmissionRound,
    Application,
    ApplicationStatus,
    CriterionResult,
    RoundStatus,
    each_criterion_once,
    outcome_of,
)
from provider_registry.events_contracts import ProviderAdmitted
from provider_registry.store import admissions, mapping
from provider_registry.store.contract_tables import ApplicationRow
from provider_registry.usecases.buyer import why_no_contract_with
from provider_registry.usecases.place_options import lock_provider
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import (
    ImpossibleStep,
    InvalidInput,
    NotFound,
    ReasonGiven,
    RuleBroken,
)
from wirekit.texts import Text

ROUND_CLOSED = ReasonGiven(
    "round-is-closed",
    Text(nl="Deze ronde is gesloten", en="This round is closed"),
)
APPLIED_ALREADY = ReasonGiven(
    "applied-already",
    Text(
        nl="Uw organisatie heeft zich in deze ronde al aangemeld",
        en="Your organisation has applied in this round already",
    ),
)
ALL_ONCE = Text(
    nl="noemen elk kenmerk van de ronde precies een keer", en="name each criterion of the round exactly once"
)


@dataclass(frozen=True)
class Seen:
    """An application with the round that it is of, whose ground goes with it."""

    application: Application
    round: AdmissionRound


async def apply_for_admission(tx: Transaction, round_id: UUID, claimed: Claim) -> Seen:
    """Raises NotFound (no such round) and RuleBroken."""
    if claimed.made_before and await admissions.application(tx, claimed.resource_id):
        return await see_application(tx, claimed.resource_id)
    provider = await lock_provider(tx, tx.caller.organisation)
    # Locked, so that nobody comes in while it is being closed.
    held = await admissions.admission_round(tx, round_id, lock=True)
    if held is None:
        raise NotFound
    reasons = why_no_contract_with(provider.kind)
    if held.status is RoundStatus.CLOSED:
        reasons.append(ROUND_CLOSED)
    if await admissions.applications(tx, round_id=round_id, provider=provider.id, limit=1):
        reasons.append(APPLIED_ALREADY)
    if reasons:
        raise RuleBroken(reasons=reasons)
    made = Application(
        id=claimed.resource_id,
        version=1,
        status=ApplicationStatus.SUBMITTED,
        round=round_id,
        provider=provider.id,
        applied_at=tx.now,
    )
    await mapping.add(tx, ApplicationRow, made)
    return Seen(made, held)


async def assess_application(
    tx: Transaction, application_id: UUID, results: Sequence[CriterionResult], *, if_match: str | None
) -> Seen:
    """Keep the result per criterion; who meets them all is admitted, and everybody hears of it.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale and InvalidInput.
    """
    found = await admissions.application(tx, application_id, lock=True)
    if found is None:
        raise NotFound
    steps = STEPS_OF_APPLICATION[found.status]
    if "assessment" not in steps:
        raise ImpossibleStep(possible_steps=[*steps])
    require_match(found, if_match)
    held = await admissions.admission_round(tx, found.round)
    assert held is not None, "a round is never removed"
    if not each_criterion_once(held.criteria, results):
        raise InvalidInput(errors=[FieldError("results", ALL_ONCE)])
    assessed = replace(
        found,
        status=outcome_of(results),
        results=tuple(results),
        assessed_at=tx.now,
        version=found.version + 1,
    )
    await mapping.change(tx, ApplicationRow, assessed)
    if assessed.status is ApplicationStatus.ADMITTED:
        tx.publish(ProviderAdmitted.of(assessed, held))
    return Seen(assessed, held)


async def see_application(tx: Transaction, application_id: UUID) -> Seen:
    """Raises NotFound."""
    found = await admissions.application(tx, application_id)
    if found is None:
        raise NotFound
    held = await admissions.admission_round(tx, found.round)
    assert held is not None, "a round is never removed"
    return Seen(found, held)


async def with_their_rounds(tx: Transaction, found: Sequence[Application]) -> list[Seen]:
    known = await admissions.rounds_by_id(tx, {each.round for each in found})
    return [Seen(each, known[each.round]) for each in found]
