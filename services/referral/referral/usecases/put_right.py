"""A fact in a file that is wrong is put right; what stood there stays on record, sealed (AVG art. 16)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.life_cycle import AskedBy, Correctable
from referral.domain.person import Address
from referral.domain.relations import Relation
from referral.refusals_move import FINDING_OF_A_PROFESSIONAL, SAME_AS_IT_WAS
from referral.store import life_cycle, people, referrals
from referral.store.clients import relations_to
from referral.store.rows import ReferralRow
from referral.store.rows_life_cycle import CorrectionRow, StatementRow
from referral.usecases.make_findable import name_hash_of
from referral.usecases.read_referral import open_person
from referral.usecases.tell_age import watch_age
from region_policy.terms import local_day
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.organisations import Organisation
from servicekit.preconditions import claim
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken

CORRECTING, STATING = "correction", "own statement"


@dataclass(frozen=True)
class Correction:
    row: CorrectionRow
    before: str
    reason: str


@dataclass(frozen=True)
class Statement:
    row: StatementRow
    words: str


async def put_right(
    tx: Transaction,
    referral_id: UUID,
    field: Correctable,
    value: str | date | Address,
    reason: str,
    asked_by: AskedBy,
    *,
    by: Organisation,
    key: str,
    body: BaseModel,
) -> Correction:
    """Change one fact of this referral. The question is put right by who wrote it and by nobody else.

    The age in whole years that was told when it was sent stays: what was decided was decided by that.
    Raises NotFound (erased), KeyReused, RuleBroken.
    """
    here, _ = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(here.client, CORRECTING)
    data_key = await _key(tx, here.client)
    if claimed.made_before:
        return _open(data_key, await life_cycle.added(tx, CorrectionRow, claimed.resource_id))
    wrote = Relation.REFERRING_ORGANISATION in relations_to(by, here.organisation, here.municipality)
    if field is Correctable.QUESTION and not wrote:
        raise RuleBroken(reasons=[FINDING_OF_A_PROFESSIONAL])
    before, changed = _changed(tx, here, data_key, field, value)
    if before == _written(value):
        raise RuleBroken(reasons=[SAME_AS_IT_WAS])
    await life_cycle.put_right(tx, here, **changed)
    values = {
        "id": claimed.resource_id,
        "referral": referral_id,
        "client": here.client,
        "field": field.value,
        "before": data_key.seal(before, f"correction/{claimed.resource_id}"),
        "reason": data_key.seal(reason, f"correction-reason/{claimed.resource_id}"),
        "asked_by": asked_by.value,
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
        "recorded_role": tx.caller.role,
    }
    return Correction(await life_cycle.add(tx, CorrectionRow, values), before, reason)


async def state(
    tx: Transaction, referral_id: UUID, said_by: AskedBy, words: str, *, key: str, body: BaseModel
) -> Statement:
    """Put what the young person or a parent says beside what was written. Raises NotFound, KeyReused."""
    here, _ = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(here.client, STATING)
    data_key = await _key(tx, here.client)
    if claimed.made_before:
        row = await life_cycle.added(tx, StatementRow, claimed.resource_id)
        return Statement(row, data_key.open(Sealed(row.words), f"statement/{row.id}"))
    values = {
        "id": claimed.resource_id,
        "referral": referral_id,
        "client": here.client,
        "said_by": said_by.value,
        "words": data_key.seal(words, f"statement/{claimed.resource_id}"),
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
    return Statement(await life_cycle.add(tx, StatementRow, values), words)


async def read_corrections(
    tx: Transaction, referral_id: UUID, *, by: Organisation
) -> tuple[list[Correction], list[Statement]]:
    """What was put right in this referral, and what was put beside it. Raises NotFound (erased).

    How the question read before is for who wrote it: it is as clinical as the question itself (LAW-03).
    """
    here = await referrals.referral(tx, referral_id)
    tx.looked_at(here.client, CORRECTING)
    data_key = await _key(tx, here.client)
    wrote = Relation.REFERRING_ORGANISATION in relations_to(by, here.organisation, here.municipality)
    rows = await life_cycle.all_of(tx, CorrectionRow, [here.client])
    mine = [row for row in rows if row.referral == referral_id]
    shown = [_open(data_key, row) for row in mine if wrote or row.what is not Correctable.QUESTION]
    said = [
        row for row in await life_cycle.all_of(tx, StatementRow, [here.client]) if row.referral == here.id
    ]
    words = [Statement(row, data_key.open(Sealed(row.words), f"statement/{row.id}")) for row in said]
    return shown, words


def _changed(
    tx: Transaction, here: ReferralRow, data_key: DataKey, field: Correctable, value: str | date | Address
) -> tuple[str, dict[str, bytes]]:
    """What stood there, and the column with what stands there from now on."""
    if field is Correctable.QUESTION:
        before = data_key.open(Sealed(here.question), f"question/{here.id}")
        return before, {"question": data_key.seal(str(value), f"question/{here.id}")}
    person, name = open_person(data_key, here), field.value.replace("-", "_")
    after = person.model_copy(update={name: value})
    if field is Correctable.BIRTH_DATE:
        watch_age(tx, here.client, after.birth_date, region=here.region, after=local_day(tx.now))
    return _written(getattr(person, name)), {
        "person": data_key.seal(after.model_dump_json(), f"person/{here.id}"),
        "name_hash": name_hash_of(tx.keyring, after),
    }


def _written(value: str | date | Address | None) -> str:
    return value.model_dump_json() if isinstance(value, Address) else str(value or "")


def _open(key: DataKey, row: CorrectionRow) -> Correction:
    before = key.open(Sealed(row.before), f"correction/{row.id}")
    return Correction(row, before, key.open(Sealed(row.reason), f"correction-reason/{row.id}"))


async def _key(tx: Transaction, client: UUID) -> DataKey:
    try:
        return await tx.keyring.data_key(tx.session, client)
    except Erased:
        raise NotFound from None
