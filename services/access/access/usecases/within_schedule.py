"""Help that is phased out has so much in each period, however much is left in all (NV-13)."""

from dataclasses import replace
from datetime import timedelta

from access.domain.change import DAY
from access.domain.delivery import Room, StepRoom
from access.domain.entitlement import Grant, chain_of
from access.store import changes, decisions
from region_policy.terms import local_day
from servicekit.transaction import Transaction


async def within_schedule(tx: Transaction, grant: Grant, room: Room) -> Room:
    """The room with what each period of the last schedule still has; unchanged without a schedule."""
    if not grant.is_phased_out:
        return room
    # A schedule goes with the family: it counts what each of its providers told.
    async with tx.seeing_all():
        return await _with_schedule(tx, grant, room)


async def _with_schedule(tx: Transaction, grant: Grant, room: Room) -> Room:
    family = chain_of(grant, await decisions.grants_of(tx, grant.request))
    made, planned = None, grant
    # What moved on with the family keeps the schedule under which it moved.
    for planned in reversed(family[: family.index(grant) + 1]):
        if made := await changes.last_schedule(tx, planned.id):
            break
    if made is None:
        return room
    steps, first = [], max(local_day(made.changed_at), planned.valid_from)
    for step in made.change.schedule:
        steps.append(StepRoom(first, step.until, step.cents, step.etmalen))
        first = step.until + DAY
    room = replace(room, steps=tuple(steps))
    for due in await changes.due_since(tx, [each.id for each in family], steps[0].first):
        for night in range(max(due.etmalen, 1)):
            cents = due.cents if due.etmalen == 0 else 0
            used = 1 if due.etmalen else 0
            day = due.first_day + timedelta(days=night)
            room = replace(
                room,
                steps=tuple(
                    each.less(cents, used) if each.first <= day <= each.last else each for each in room.steps
                ),
            )
    return room
