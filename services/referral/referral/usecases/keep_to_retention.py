"""Destroy what has been kept long enough, and tell beforehand what that will be (LAW-11).

What is due follows from the last change and from today's policy, and is worked out anew at each look: a
deadline per file would have to move with every change of either.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from referral.domain.erasure import ErasureGround
from referral.domain.life_cycle import DestructionKind, destroyed_on, last_day_kept_until
from referral.policies import policies
from referral.store import erasures, merges, retention
from referral.store.retention import QuietFile
from referral.usecases.destroy_client import destroy_client
from region_policy.loader import NoPolicyInForce
from region_policy.parts_retention import Retention
from region_policy.terms import end_of, local_day
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.logs import log

LOOK_EVERY_SECONDS = 3600
ROOM, OPERATION = Caller("room:referral", PLATFORM, "service"), "retention"


@dataclass(frozen=True)
class Due:
    """A file with the day on which it is destroyed, unless somebody changes or holds it before."""

    file: QuietFile
    kind: DestructionKind
    day: date


async def files_due(tx: Transaction, until: date, **of: Any) -> list[Due]:
    """What is to be destroyed on or before this day, held files too. `of`: as `quiet_files` has it."""
    found = []
    by_region = {region: _kept(tx, region) for region in policies(tx).by_region}
    shortest = min((min(_months(kept)) for kept in by_region.values() if kept), default=0)
    before = end_of(last_day_kept_until(until, shortest))
    async with tx.seeing_all():  # that somebody elsewhere still works on it counts too
        quiet = await retention.quiet_files(tx, before, **of)
    for file in quiet:
        if (kept := by_region.get(file.region)) is None:
            continue
        kind = DestructionKind.FILE if file.was_helped else DestructionKind.NOTHING_CAME_OF_IT
        of_file, of_nothing = _months(kept)
        months = of_file if file.was_helped else of_nothing
        day = destroyed_on(local_day(file.last_change), months)
        if day <= until:
            found.append(Due(file, kind, day))
    return sorted(found, key=lambda due: (due.day, due.file.client))


async def destroy_what_is_due(transactions: Transactions) -> int:
    """Each file in a transaction of its own; how many things were destroyed."""
    async with transactions.begin(ROOM, operation=OPERATION) as tx:
        due = await files_due(tx, local_day(tx.now))
        regions = sorted(policies(tx).by_region)
    count = 0
    for each in due:
        if not each.file.holds:
            count += await _destroy_file(transactions, each)
    for region in regions:
        async with transactions.begin(ROOM, operation=OPERATION) as tx:
            count += await _destroy_the_rest(tx, region)
    return count


async def keep_to_retention(settings: Any, transactions: Transactions) -> None:
    """Look every hour: the day counts, not the minute."""
    while True:
        try:
            if count := await destroy_what_is_due(transactions):
                log.info("destroyed what was kept long enough", things=count)
        except Exception as error:
            log.warning("what is due for destruction waits", exc_info=error)
        await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _destroy_file(transactions: Transactions, due: Due) -> int:
    """Whether it still was due once nobody else could change it."""
    async with transactions.begin(ROOM, operation=OPERATION) as tx:
        clients = await merges.same_person(tx, due.file.client)
        await merges.clients(tx, *clients)
        locked = await merges.lock_referrals(tx, *clients)
        now = await files_due(tx, local_day(tx.now), clients=clients)
        if not now or now[0].file.holds or await _objects(tx, clients):
            return 0
        here = next(row for row in locked if row.id == now[0].file.referral)
        today = local_day(tx.now)
        await destroy_client(tx, clients, locked, ErasureGround.RETENTION_OVER, here=here, asked_on=today)
        return 1


async def _objects(tx: Transaction, clients: Sequence[Any]) -> bool:
    return any(local_day(tx.now) <= last for last in await erasures.objections_until(tx, clients))


async def _destroy_the_rest(tx: Transaction, region: str) -> int:
    kept = _kept(tx, region)
    if kept is None:
        return 0
    consultations = await retention.old_consultations(tx, region, _before(tx, kept.consultation.kept_months))
    for each in consultations:
        await erasures.destroy_consultation(tx, [each])
        await retention.note_destroyed(tx, DestructionKind.CONSULTATION, each, region=region)
    drafts = await retention.drop_drafts(tx, region, _before(tx, kept.draft.kept_months))
    for draft, municipality in drafts:
        await retention.note_destroyed(
            tx, DestructionKind.DRAFT, draft, region=region, municipality=municipality
        )
    messages = await retention.drop_messages(tx, region, _before(tx, kept.message.kept_months))
    if messages:
        await retention.note_destroyed(tx, DestructionKind.MESSAGE, None, region=region, count=messages)
    return len(consultations) + len(drafts) + messages


def _before(tx: Transaction, kept_months: int) -> datetime:
    """The moment (UTC) before which what happened has been kept for so long."""
    return end_of(last_day_kept_until(local_day(tx.now), kept_months))


def _months(kept: Retention) -> tuple[int, int]:
    """Of a file of somebody who was helped, and of one of somebody who was not."""
    return kept.file.kept_months, kept.nothing_came_of_it.kept_months


def _kept(tx: Transaction, region: str) -> Retention | None:
    """Without a policy nothing is destroyed: somebody has to say for how long it is kept."""
    try:
        return policies(tx).in_force(region, on=local_day(tx.now)).keeping
    except NoPolicyInForce:
        return None
