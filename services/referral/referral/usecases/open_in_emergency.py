"""Open a file in an emergency: with a reason, for a few hours, and the privacy officer hears it at once.

By the number of a child whom nobody knows the door opens too, upon nothing. It is no look-up (LAW-08): who
tries gives a reason under its own name and is told of, so that fishing shows, whether or not it finds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from pydantic import BaseModel

from referral.domain.messages import MessageKind
from referral.events_trust import EmergencyJudged, EmergencyOpened
from referral.policies import policies
from referral.refusals_trust import NO_REGION
from referral.store import emergency
from referral.store.messages import tell
from referral.store.rows_trust import EmergencyOpeningRow
from region_policy.loader import NoPolicyInForce
from region_policy.terms import AMSTERDAM, DAY, local_day
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.deadlines import Deadline
from servicekit.organisations import Organisation
from servicekit.preconditions import claim, require_match
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound, RuleBroken

EMERGENCY_UNJUDGED = "emergency-unjudged"
OPENING = "emergency door"
MORNING = time(8, tzinfo=AMSTERDAM)


@dataclass(frozen=True)
class Opening:
    """`referrals`: what can be read until it closes. `reason`, `verdict`: None once they were erased."""

    row: EmergencyOpeningRow
    reason: str | None
    verdict: str | None
    referrals: tuple[UUID, ...] = ()


async def open_in_emergency(
    tx: Transaction,
    reason: str,
    *,
    referral: UUID | None,
    bsn: str | None,
    by: Organisation,
    key: str,
    body: BaseModel,
) -> Opening:
    """Let this one person in for the policy's hours. The same key again answers as before.

    Raises KeyReused, RuleBroken (it works in no region).
    """
    claimed = await claim(tx, key, body)
    bsn_hash = tx.keyring.keyed_hash(bsn) if bsn else None
    # Whoever comes by this door has no part in the file: no party of its own would be shown anything.
    async with tx.seeing_all():
        if claimed.made_before:
            made = await emergency.opening(tx, claimed.resource_id)
            assert made is not None, "a claim that was kept opened the door"
            return await _with_referrals(tx, made)
        client = await emergency.client_of(tx, referral=referral, bsn_hash=bsn_hash)
        there = await emergency.referrals_of(tx, client)
        here = there[0] if there else None
        region, hours = _where_and_how_long(tx, [here.region] if here else [], by)
        told = await emergency.who_oversees(tx, here.municipality if here else by.area, {*by.regions, region})
        if client is None:
            data_key = await tx.keyring.new_data_key(tx.session, claimed.resource_id, at=tx.now)
        else:
            data_key = await tx.keyring.data_key(tx.session, client)
        row = await emergency.add(
            tx,
            {
                "id": claimed.resource_id,
                "version": 1,
                "client": client,
                "region": region,
                "subject": tx.caller.subject,
                "role": tx.caller.role,
                "organisation": by.id,
                "reason": data_key.seal(reason, f"reason/{claimed.resource_id}"),
                "opened_at": tx.now,
                "until": tx.now + hours,
                "told": told,
            },
        )
        opened = await _with_referrals(tx, row)
    await _tell(tx, row)
    tx.publish(EmergencyOpened.of(row))
    tx.looked_at(client or (bsn_hash.hex() if bsn_hash else None), OPENING)
    return opened


async def judge_emergency(
    tx: Transaction, opening_id: UUID, *, justified: bool, verdict: str, if_match: str | None
) -> Opening:
    """Say whether it was right, once. Raises NotFound, ImpossibleStep, VersionMissing, VersionStale."""
    row = await emergency.opening(tx, opening_id, lock=True)
    if row is None:
        raise NotFound
    if row.judged_at is not None:
        raise ImpossibleStep(possible_steps=[])
    require_match(row, if_match)
    data_key = await _key(tx, row)
    row = await emergency.judge(
        tx,
        row,
        justified=justified,
        verdict=data_key.seal(verdict, f"verdict/{row.id}") if data_key else None,
        judged_by=tx.caller.organisation,
    )
    await tx.cancel_deadline(EMERGENCY_UNJUDGED, row.id)
    tx.publish(EmergencyJudged.of(row))
    return await open_words(tx, row)


async def remind_officers(tx: Transaction, missed: Deadline) -> None:
    """Each morning, as long as nobody has said whether it was right."""
    row = await emergency.opening(tx, missed.ref, lock=True)
    if row is not None and row.judged_at is None:
        await _tell(tx, row)


async def open_words(tx: Transaction, row: EmergencyOpeningRow) -> Opening:
    key = await _key(tx, row)
    if key is None:
        return Opening(row, None, None)
    verdict = key.open(Sealed(row.verdict), f"verdict/{row.id}") if row.verdict else None
    return Opening(row, key.open(Sealed(row.reason), f"reason/{row.id}"), verdict)


async def _with_referrals(tx: Transaction, row: EmergencyOpeningRow) -> Opening:
    opened = await open_words(tx, row)
    readable = await emergency.referrals_of(tx, row.client)
    return Opening(row, opened.reason, opened.verdict, tuple(each.id for each in readable))


async def _key(tx: Transaction, row: EmergencyOpeningRow) -> DataKey | None:
    try:
        return await tx.keyring.data_key(tx.session, row.client or row.id)
    except Erased:
        return None


async def _tell(tx: Transaction, row: EmergencyOpeningRow) -> None:
    """Into the inboxes that the officers read, and again each morning: of a night that same one."""
    await tell(tx, row.told, MessageKind.EMERGENCY_OPENED, about=row.id)
    owner = str(next(iter(row.told), PLATFORM))
    today = local_day(tx.now)
    mornings = (datetime.combine(day, MORNING).astimezone(UTC) for day in (today, today + DAY))
    due_at = next(each for each in mornings if each > tx.now)
    tx.set_deadline(EMERGENCY_UNJUDGED, row.id, region=row.region, owner=owner, due_at=due_at)


def _where_and_how_long(tx: Transaction, here: Sequence[str], by: Organisation) -> tuple[str, timedelta]:
    """By the policy of the young person's region, else of one where the caller works. Raises RuleBroken."""
    for region in (*here, *by.regions):
        try:
            policy = policies(tx).in_force(region, on=local_day(tx.now))
        except NoPolicyInForce:
            continue
        return region, timedelta(hours=policy.looking.emergency_door.emergency_hours)
    raise RuleBroken(reasons=[NO_REGION])
