"""Note who has a say about a young person, and from whom that is known (LAW-01)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.people import PersonKind, ToldBy
from referral.domain.person import Address
from referral.refusals import ERASED
from referral.store import people, referrals
from referral.store.rows_people import PersonWithSayRow
from referral.store.ties import settle_links
from sealing.keyring import DataKey, Erased, Sealed
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken

KEEPING = "who has a say"


@dataclass(frozen=True)
class Authority:
    """Whether somebody decides for the young person, from and until which day, and who told so."""

    has_authority: bool
    first_day: date | None
    last_day: date | None
    told_by: ToldBy


@dataclass(frozen=True)
class KnownPerson:
    """A person with a say, opened. `address`: the own one. `recorded_by`: see `read_people`."""

    row: PersonWithSayRow
    name: str
    address: Address | None
    recorded_by: UUID | None


async def add_person(
    tx: Transaction,
    referral_id: UUID,
    *,
    kind: PersonKind,
    name: str,
    address: Address | None,
    organisation: UUID | None,
    authority: Authority,
    key: str,
    body: BaseModel,
) -> KnownPerson:
    """Put a parent, guardian or institution on record, each apart.

    The same key again answers as the first time. Raises KeyReused, RuleBroken (erased).
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    data_key = await key_of(tx, referral.client)
    tx.looked_at(referral.client, KEEPING)
    if claimed.made_before:
        made = await people.one_of(tx, PersonWithSayRow, claimed.resource_id, referral=referral_id)
        assert made is not None, "who claimed the key stored the person"
        return opened(data_key, made)
    row_id = claimed.resource_id
    values = {
        "id": row_id,
        "version": 1,
        "client": referral.client,
        "referral": referral.id,
        "kind": kind.value,
        "organisation": organisation,
        "name": data_key.seal(name, f"person-with-say/{row_id}"),
        "address": data_key.seal(address.model_dump_json(), f"own-address/{row_id}") if address else None,
        **_entered(tx, authority),
    }
    return opened(data_key, await people.add(tx, PersonWithSayRow, values))


async def change_authority(
    tx: Transaction, referral_id: UUID, person_id: UUID, authority: Authority, *, if_match: str | None
) -> KnownPerson:
    """Authority began, ended or turned out otherwise. Raises NotFound, VersionMissing, VersionStale."""
    referral = await referrals.lock_referral(tx, referral_id)
    row = await people.one_of(tx, PersonWithSayRow, person_id, referral=referral_id)
    if row is None:
        raise NotFound
    require_match(row, if_match)
    data_key = await key_of(tx, referral.client)
    tx.looked_at(referral.client, KEEPING)
    changed = opened(data_key, await people.change(tx, row, **_entered(tx, authority)))
    await settle_links(tx, referral.client)
    return changed


async def key_of(tx: Transaction, data_subject: UUID) -> DataKey:
    """The key of a client, or of a question about nobody. Raises RuleBroken where that has been erased."""
    try:
        return await tx.keyring.data_key(tx.session, data_subject)
    except Erased:
        raise RuleBroken(reasons=[ERASED]) from None


def opened(key: DataKey, row: PersonWithSayRow) -> KnownPerson:
    address = None
    if row.address is not None:
        address = Address.model_validate_json(key.open(Sealed(row.address), f"own-address/{row.id}"))
    name = key.open(Sealed(row.name), f"person-with-say/{row.id}")
    return KnownPerson(row, name, address, row.recorded_by)


def _entered(tx: Transaction, authority: Authority) -> dict[str, object]:
    return {
        "has_authority": authority.has_authority,
        "first_day": authority.first_day,
        "last_day": authority.last_day,
        "told_by": authority.told_by.value,
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
