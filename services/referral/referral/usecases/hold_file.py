"""A legal hold: what must not be destroyed now, neither on the day nor on request (LAW-11)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.life_cycle import AskedBy, HoldKind, RefusalGround
from referral.domain.secrecy import NEXT_OF_MARK, MarkStatus
from referral.refusals import require_past, require_step
from referral.store import life_cycle, people, referrals
from referral.store.one_person import clients_of
from referral.store.rows_life_cycle import ErasureRefusalRow, LegalHoldRow
from region_policy.terms import local_day
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import ImpossibleStep, NotFound

HOLDING = "legal hold"
REFUSING = "refusal of an erasure"


@dataclass(frozen=True)
class Held:
    """A hold with its reason in clear."""

    row: LegalHoldRow
    reason: str


@dataclass(frozen=True)
class Refused:
    row: ErasureRefusalRow
    answer: str


async def hold_file(
    tx: Transaction, referral_id: UUID, kind: HoldKind, reason: str, *, key: str, body: BaseModel
) -> Held:
    """From now on nothing of this young person is destroyed. Raises KeyReused, ImpossibleStep (held for
    this already), NotFound (erased)."""
    here, _ = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(here.client, HOLDING)
    if claimed.made_before:
        return await _open(tx, await life_cycle.added(tx, LegalHoldRow, claimed.resource_id))
    holds = await life_cycle.all_of(tx, LegalHoldRow, await clients_of(tx, here.client))
    if any(each.state is MarkStatus.IN_FORCE and each.what is kind for each in holds):
        raise ImpossibleStep(possible_steps=[step.value for step in NEXT_OF_MARK[MarkStatus.IN_FORCE]])
    values = {
        "id": claimed.resource_id,
        "version": 1,
        "status": MarkStatus.IN_FORCE.value,
        "referral": referral_id,
        "client": here.client,
        "kind": kind.value,
        "reason": (await _key(tx, here.client)).seal(reason, f"hold/{claimed.resource_id}"),
        "set_at": tx.now,
        "set_by": tx.caller.organisation,
    }
    return Held(await life_cycle.add(tx, LegalHoldRow, values), reason)


async def lift_hold(tx: Transaction, referral_id: UUID, hold_id: UUID, *, if_match: str | None) -> Held:
    """It may be destroyed again; that it was held stays on record. Raises NotFound, ImpossibleStep,
    VersionMissing, VersionStale."""
    here, _ = await people.lock_person(tx, referral_id)
    holds = await life_cycle.all_of(tx, LegalHoldRow, await clients_of(tx, here.client))
    hold = next((each for each in holds if each.id == hold_id), None)
    if hold is None:
        raise NotFound
    require_step(NEXT_OF_MARK, hold.state, MarkStatus.LIFTED)
    require_match(hold, if_match)
    tx.looked_at(here.client, HOLDING)
    lifted = {"status": MarkStatus.LIFTED.value, "lifted_at": tx.now, "lifted_by": tx.caller.organisation}
    return await _open(tx, await life_cycle.change_hold(tx, hold, **lifted))


async def read_holds(tx: Transaction, referral_id: UUID) -> list[Held]:
    """Every hold on this young person, lifted ones too. Raises NotFound."""
    client = await _client_of(tx, referral_id)
    tx.looked_at(client, HOLDING)
    rows = await life_cycle.all_of(tx, LegalHoldRow, await clients_of(tx, client))
    return [await _open(tx, row) for row in rows]


async def refuse_erasure(
    tx: Transaction,
    referral_id: UUID,
    ground: RefusalGround,
    asked_by: AskedBy,
    asked_on: date,
    answer: str,
    *,
    key: str,
    body: BaseModel,
) -> Refused:
    """Put on record that a request for erasure was refused, and what was answered. Raises KeyReused,
    InvalidInput (a day in the future), NotFound (erased)."""
    here, _ = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(here.client, REFUSING)
    data_key = await _key(tx, here.client)
    if claimed.made_before:
        row = await life_cycle.added(tx, ErasureRefusalRow, claimed.resource_id)
        return Refused(row, data_key.open(Sealed(row.answer), f"erasure-refusal/{row.id}"))
    require_past("askedOn", asked_on, today=local_day(tx.now))
    values = {
        "id": claimed.resource_id,
        "referral": referral_id,
        "client": here.client,
        "ground": ground.value,
        "asked_by": asked_by.value,
        "asked_on": asked_on,
        "answer": data_key.seal(answer, f"erasure-refusal/{claimed.resource_id}"),
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
    return Refused(await life_cycle.add(tx, ErasureRefusalRow, values), answer)


async def read_refusals(tx: Transaction, referral_id: UUID) -> list[Refused]:
    """Every refusal of an erasure of this young person. Raises NotFound."""
    client = await _client_of(tx, referral_id)
    tx.looked_at(client, REFUSING)
    rows = await life_cycle.all_of(tx, ErasureRefusalRow, await clients_of(tx, client))
    keys = {row.client: await _key(tx, row.client) for row in rows}
    return [
        Refused(row, keys[row.client].open(Sealed(row.answer), f"erasure-refusal/{row.id}")) for row in rows
    ]


async def _client_of(tx: Transaction, referral_id: UUID) -> UUID:
    return (await referrals.referral(tx, referral_id)).client


async def _open(tx: Transaction, row: LegalHoldRow) -> Held:
    return Held(row, (await _key(tx, row.client)).open(Sealed(row.reason), f"hold/{row.id}"))


async def _key(tx: Transaction, client: UUID) -> DataKey:
    try:
        return await tx.keyring.data_key(tx.session, client)
    except Erased:
        raise NotFound from None
