"""Accept, refuse or withdraw a swap; and let it lapse."""

from dataclasses import replace
from uuid import UUID

from crisis.domain.duty_line import DutyLine
from crisis.domain.overriding import Cause, KeptOverride
from crisis.domain.shift import Shift
from crisis.domain.swap import NEXT, Swap, SwapStatus
from crisis.store import swaps
from crisis.usecases.offer_swap import OFFER, why_not
from crisis.usecases.override_roster import locked_line, override_roster
from crisis.usecases.own_worker import own_worker
from roster.plan import OverrideKind
from servicekit.deadlines import Deadline
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

SAY_WHO = Text(nl="zeg wie de dienst overneemt", en="say who takes the shift")
FOR_ANOTHER = ReasonGiven(
    "offered-to-another",
    Text(nl="Deze dienst is aan iemand anders aangeboden", en="This shift is offered to somebody else"),
)
FOR_WHOEVER = ReasonGiven(
    "offered-to-whoever",
    Text(
        nl="Deze dienst is voor wie hem neemt: er is niemand om te weigeren",
        en="This shift is for whoever takes it: there is nobody to refuse",
    ),
)


async def accept_swap(tx: Transaction, swap_id: UUID, *, worker: UUID | None, if_match: str | None) -> Swap:
    """The shifts go over, both or none. `worker` takes it; left out where it was offered to one person.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, InvalidInput, and RuleBroken or
    RosterHasGaps with every reason.
    """
    swap, line = await _open(tx, swap_id, SwapStatus.ACCEPTED, if_match)
    taker = worker or swap.to
    if taker is None:
        raise InvalidInput(errors=[FieldError("worker", SAY_WHO)])
    await own_worker(tx, "worker", taker)
    broken = await why_not(tx, line, swap, taker)
    if swap.to not in (None, taker):
        broken.append(FOR_ANOTHER)
    if broken:
        raise RuleBroken(reasons=broken)
    moves = [(swap.given.shift, taker)]
    if swap.back:
        moves.append((swap.back.shift, swap.given.shift.worker))
    overrides = [_moved(tx, swap, shift, to) for shift, to in moves]
    await override_roster(tx, line.id, overrides, forced=False)
    return await _ended(tx, replace(swap, status=SwapStatus.ACCEPTED, taken_by=taker))


async def refuse_swap(tx: Transaction, swap_id: UUID, *, if_match: str | None) -> Swap:
    """Raises as `accept_swap`; whoever may take it cannot refuse it for all."""
    swap, _ = await _open(tx, swap_id, SwapStatus.REFUSED, if_match)
    if swap.to is None:
        raise RuleBroken(reasons=[FOR_WHOEVER])
    return await _ended(tx, replace(swap, status=SwapStatus.REFUSED))


async def withdraw_swap(tx: Transaction, swap_id: UUID, *, if_match: str | None) -> Swap:
    """Raises NotFound, ImpossibleStep, VersionMissing, VersionStale."""
    swap, _ = await _open(tx, swap_id, SwapStatus.WITHDRAWN, if_match)
    return await _ended(tx, replace(swap, status=SwapStatus.WITHDRAWN))


async def swap_lapses(tx: Transaction, missed: Deadline) -> None:
    """The first of its shifts begins and nobody has answered: the roster stays as it is."""
    await swaps.lock(tx, missed.ref, wait=False)
    swap = await swaps.swap(tx, missed.ref)
    if swap is not None and swap.status is SwapStatus.OPEN:
        await swaps.end(
            tx, replace(swap, status=SwapStatus.LAPSED, ended_at=tx.now, version=swap.version + 1)
        )


async def _open(
    tx: Transaction, swap_id: UUID, to: SwapStatus, if_match: str | None
) -> tuple[Swap, DutyLine]:
    """The swap and its line, both locked: nobody answers it or changes its shifts beside us."""
    await swaps.lock(tx, swap_id)
    swap = await swaps.swap(tx, swap_id)
    if swap is None:
        raise NotFound
    line = await locked_line(tx, swap.line)
    swap = await swaps.swap(tx, swap_id) or swap
    if to not in NEXT[swap.status_at(tx.now)]:
        raise ImpossibleStep(possible_steps=swap.possible_steps(tx.now))
    require_match(swap, if_match)
    return swap, line


def _moved(tx: Transaction, swap: Swap, shift: Shift, to: UUID) -> KeptOverride:
    return KeptOverride(
        id=uuid7(),
        line=swap.line,
        kind=OverrideKind.REPLACE,
        start=shift.start,
        end=shift.end,
        worker=to,
        replaces=shift.worker,
        rank=shift.rank,
        cause=Cause.SWAP,
        caused_by=swap.id,
        why=swap.why,
        made_by=tx.caller.subject,
        organisation=tx.caller.organisation,
        made_at=tx.now,
    )


async def _ended(tx: Transaction, swap: Swap) -> Swap:
    ended = replace(swap, ended_at=tx.now, version=swap.version + 1)
    await swaps.end(tx, ended)
    await tx.cancel_deadline(OFFER, swap.id)
    return ended
