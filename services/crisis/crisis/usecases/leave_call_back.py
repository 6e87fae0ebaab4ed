"""Leave a call-back for the crisis desk, and note that it called."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from crisis.domain.call_back import NEXT, CallBack, CallBackStatus
from crisis.store import call_backs, roster
from crisis.usecases.region_of_place import policy_for, region_of, require_municipality
from servicekit.deadlines import Deadline
from servicekit.organisations import Organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound

CALL_BACK = "call-back"
NUMBER = "call-back-number"
WITHOUT_POLICY = timedelta(minutes=15)


async def leave_call_back(
    tx: Transaction,
    call_back_id: UUID,
    *,
    municipality: str,
    number: str,
    danger: bool,
    by: Organisation,
    made_before: bool,
) -> CallBack:
    """Store it with its owner and its clock (IJS-34). Raises InvalidInput for an unknown municipality."""
    if made_before and (existing := await call_backs.call_back(tx, call_back_id)):
        return existing.call_back
    require_municipality(tx, "municipality", municipality)
    region, policy = region_of(tx, municipality), policy_for(tx, municipality, by)
    term = timedelta(seconds=policy.crisis.times.call_back_seconds) if policy else WITHOUT_POLICY
    call_back = CallBack(
        id=call_back_id,
        version=1,
        status=CallBackStatus.OPEN,
        region=region,
        municipality=municipality,
        left_by=by.id,
        left_by_role=tx.caller.role,
        owner=await _owner(tx, municipality, region),
        danger=danger,
        left_at=tx.now,
        due_at=tx.now + term,
    )
    key = await tx.keyring.new_data_key(tx.session, call_back.id, at=tx.now)
    await call_backs.add(tx, call_back, key.seal(number, NUMBER))
    tx.set_deadline(CALL_BACK, call_back.id, region=region, owner=call_back.owner, due_at=call_back.due_at)
    return call_back


async def call_back_done(tx: Transaction, call_back_id: UUID, *, if_match: str | None) -> CallBack:
    """The desk has called: the number is destroyed. Raises ImpossibleStep, VersionMissing, VersionStale."""
    stored = await call_backs.call_back(tx, call_back_id, lock=True)
    if stored is None:
        raise NotFound
    call_back = stored.call_back
    if CallBackStatus.DONE not in NEXT[call_back.status]:
        raise ImpossibleStep(possible_steps=[])
    require_match(call_back, if_match)
    done = replace(call_back, version=call_back.version + 1, status=CallBackStatus.DONE, done_at=tx.now)
    await call_backs.set_done(tx, done)
    await tx.keyring.destroy(tx.session, call_back.id, at=tx.now)
    await tx.cancel_deadline(CALL_BACK, call_back.id)
    return done


async def call_back_is_late(tx: Transaction, missed: Deadline) -> None:
    """Nobody has called: the desk is told again, after the same term."""
    stored = await call_backs.call_back(tx, missed.ref, lock=True, wait=False)
    if stored is not None and stored.call_back.status is CallBackStatus.OPEN:
        term = stored.call_back.due_at - stored.call_back.left_at
        tx.set_deadline(CALL_BACK, missed.ref, region=missed.region, owner=missed.owner, due_at=tx.now + term)


async def _owner(tx: Transaction, municipality: str, region: str) -> str:
    """The crisis desk of a place: the first of the crisis group of its first line (our reading)."""
    for line in await roster.duty_lines_for(tx, municipality):
        if line.crisis_group:
            return str(min(line.crisis_group))
    return f"region:{region}"
