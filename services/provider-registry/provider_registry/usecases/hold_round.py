"""A round of admission is opened, and closed (IJS-41)."""

from dataclasses import dataclass, replace
from uuid import UUID

from provider_registry.domain.admission import (
    NEXT_OF_ROUND,
    AdmissionRound,
    Criterion,
    RoundStatus,
    needs_a_ground,
)
from provider_registry.resources import regions
from provider_registry.store import admissions, mapping
from provider_registry.store.contract_tables import AdmissionRoundRow
from provider_registry.usecases.buyer import NOT_YOURS, buys_for
from region_policy.codes import CareForm
from region_policy.parts_landscape import Admission
from region_policy.terms import local_day
from servicekit.organisations import Organisation as Known
from servicekit.preconditions import Claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

UNKNOWN_REGION = Text(nl="is geen regio", en="is no region")
TWICE = Text(nl="noemt een kenmerk twee keer", en="names one criterion twice")
NO_GROUNDS = Text(nl="het beleid kent geen gronden", en="the policy has no grounds")
IS_OPEN = ReasonGiven(
    "round-is-open",
    Text(
        nl="Voor deze vorm is in deze regio al een ronde open",
        en="A round is open for this form in this region already",
    ),
)
NO_GROUND = ReasonGiven(
    "shortage-not-recorded",
    Text(
        nl="Na de eerste ronde gaat de toelating alleen open met een vastgelegde en toegelichte grond",
        en="After the first round admission opens only on a ground that is recorded and explained",
    ),
)


@dataclass(frozen=True)
class Wanted:
    region: str
    form: CareForm
    criteria: tuple[Criterion, ...]
    ground: str | None
    ground_told: str | None


async def open_round(tx: Transaction, wanted: Wanted, own: Known, claimed: Claim) -> AdmissionRound:
    """Open the next round of this form. Raises InvalidInput and RuleBroken."""
    if claimed.made_before and (existing := await admissions.admission_round(tx, claimed.resource_id)):
        return existing
    policy = regions(tx).policy(wanted.region, local_day(tx.now))
    _check(tx, wanted, policy.admission if policy else None)
    number = await admissions.last_number(tx, wanted.region, wanted.form) + 1
    reasons = [] if buys_for(own, wanted.region) else [NOT_YOURS]
    closes = policy is not None and policy.admission.closed_after_first_round
    is_told = wanted.ground is not None and wanted.ground_told is not None
    if needs_a_ground(number, closed_after_first_round=closes) and not is_told:
        reasons.append(NO_GROUND)
    opened = AdmissionRound(
        id=claimed.resource_id,
        version=1,
        status=RoundStatus.OPEN,
        region=wanted.region,
        form=wanted.form,
        number=number,
        criteria=wanted.criteria,
        ground=wanted.ground,
        ground_told=wanted.ground_told,
        opened_at=tx.now,
    )
    if not await admissions.add_round(tx, opened):
        reasons.append(IS_OPEN)
    if reasons:
        raise RuleBroken(reasons=reasons)
    return opened


async def close_round(tx: Transaction, round_id: UUID, *, if_match: str | None) -> AdmissionRound:
    """Nobody applies in it any more; what was submitted is still assessed.

    Raises NotFound, ImpossibleStep, VersionMissing and VersionStale.
    """
    found = await admissions.admission_round(tx, round_id, lock=True)
    if found is None:
        raise NotFound
    steps = NEXT_OF_ROUND[found.status]
    if "closing" not in steps:
        raise ImpossibleStep(possible_steps=[*steps])
    require_match(found, if_match)
    closed = replace(found, status=steps["closing"], closed_at=tx.now, version=found.version + 1)
    await mapping.change(tx, AdmissionRoundRow, closed)
    return closed


def _check(tx: Transaction, wanted: Wanted, admission: Admission | None) -> None:
    errors = []
    if not regions(tx).municipalities(wanted.region, local_day(tx.now)):
        errors.append(FieldError("region", UNKNOWN_REGION))
    if len({each.id for each in wanted.criteria}) < len(wanted.criteria):
        errors.append(FieldError("criteria", TWICE))
    grounds = [each.id for each in admission.reopening_grounds] if admission else []
    if wanted.ground is not None and wanted.ground not in grounds:
        names = ", ".join(grounds)
        possible = Text(nl=f"mogelijk zijn: {names}", en=f"possible are: {names}")
        errors.append(FieldError("ground", possible if grounds else NO_GROUNDS))
    if errors:
        raise InvalidInput(errors=errors)
