"""Two clients turn out to be one young person; and that this was a mistake."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.merging import NEXT_OF_MERGE, SPLIT_WITHIN, MergeStatus, WhyDespite, unlike
from referral.domain.person import Person
from referral.domain.relations import Relation
from referral.events_move import ClientMerged
from referral.refusals import require_step
from referral.refusals_move import (
    BSN_IS_KEPT,
    HAS_DOUBLES,
    NOT_ALIKE,
    NOT_OF_BOTH,
    ONE_ALREADY,
    TOO_LATE_TO_SPLIT,
    TWO_BSNS,
)
from referral.store import merges, secrecy
from referral.store.clients import relations_to
from referral.store.rows import ReferralRow
from referral.store.rows_move import MergeRow
from referral.usecases.read_referral import open_person
from sealing.keyring import Erased
from servicekit.organisations import Organisation
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, ReasonGiven, RuleBroken

MERGING = "merging of clients"


async def merge_clients(
    tx: Transaction,
    keep: UUID,
    double: UUID,
    despite: WhyDespite | None,
    *,
    by: Organisation,
    key: str,
    body: BaseModel,
) -> MergeRow:
    """The young person of the referral `double` is the one of `keep`.

    By the municipality that is responsible for both, which may say why they are one `despite` another birth
    date or family name; or by who referred both itself, where those agree (our reading). Each keeps its own
    key, so that what was written stays with who wrote it; look-ups and chains go by the kept one. The same
    key again answers as the first time. Raises NotFound, KeyReused, RuleBroken.
    """
    kept_row, double_row = await _own(tx, keep, by), await _own(tx, double, by)
    claimed = await claim(tx, key, body, about=keep)
    for row in (kept_row, double_row):
        tx.looked_at(row.client, MERGING)
    if claimed.made_before:
        made = await merges.merge(tx, claimed.resource_id)
        assert made is not None, "who claimed the key stored the merge"
        return made
    kept = await merges.kept_of(tx, kept_row.client)
    locked = await merges.lock_referrals(tx, *await merges.same_person(tx, kept), double_row.client)
    if broken := await _broken(tx, kept, double_row.client):
        raise RuleBroken(reasons=broken)
    broken = await _not_for(tx, by, kept_row, double_row, locked, is_despite=despite is not None)
    if broken:
        raise RuleBroken(reasons=broken)
    merged = await merges.add(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "status": MergeStatus.MERGED.value,
            "kept": kept,
            "double": double_row.client,
            "merged_at": tx.now,
            "merged_by": tx.caller.organisation,
            "split_until": tx.now + SPLIT_WITHIN,
            "despite": despite.value if despite else None,
        },
    )
    if await secrecy.mark_on(tx, kept) is not None:
        # The mark of the one holds for both from here on: also in what was told of the other before.
        await secrecy.strip_messages(tx, locked)
    _tell(tx, merged, locked)
    return merged


async def split_clients(tx: Transaction, merge_id: UUID, *, if_match: str | None) -> MergeRow:
    """They are two after all. By who merged them, as long as that can be undone.

    Raises NotFound, ImpossibleStep, VersionMissing, VersionStale, RuleBroken (too late).
    """
    found = await merges.merge(tx, merge_id)
    if found is None:
        raise NotFound
    locked = await merges.lock_referrals(tx, found.kept, found.double)
    merged = await merges.merge(tx, merge_id, lock=True)
    assert merged is not None, "a merge is never removed"
    require_step(NEXT_OF_MERGE, merged.state, MergeStatus.SPLIT)
    require_match(merged, if_match)
    if tx.now > merged.split_until:
        raise RuleBroken(reasons=[TOO_LATE_TO_SPLIT])
    for client in (merged.kept, merged.double):
        tx.looked_at(client, MERGING)
    split = await merges.change(
        tx, merged, status=MergeStatus.SPLIT.value, split_at=tx.now, split_by=tx.caller.organisation
    )
    _tell(tx, split, locked)
    return split


async def _own(tx: Transaction, referral_id: UUID, by: Organisation) -> ReferralRow:
    row = await merges.find_referral(tx, referral_id)
    if row is None or not relations_to(by, row.organisation, row.municipality):
        raise NotFound
    return row


async def _broken(tx: Transaction, kept: UUID, double: UUID) -> list[ReasonGiven]:
    """Every rule against it. Both clients are locked from here on, so that no two merges cross."""
    rows = await merges.clients(tx, kept, double)
    has_bsn = {client: rows[client].bsn_hash is not None for client in (kept, double)}
    found = {
        ONE_ALREADY: kept == double or await merges.kept_of(tx, double) != double,
        TWO_BSNS: kept != double and has_bsn[kept] and has_bsn[double],
        BSN_IS_KEPT: has_bsn[double] and not has_bsn[kept],
        HAS_DOUBLES: kept != double and await merges.has_doubles(tx, double),
    }
    return [reason for reason, is_broken in found.items() if is_broken]


async def _not_for(
    tx: Transaction,
    by: Organisation,
    kept: ReferralRow,
    double: ReferralRow,
    locked: list[ReferralRow],
    *,
    is_despite: bool,
) -> list[ReasonGiven]:
    """Why this organisation cannot say that they are one. Raises NotFound where one of them was erased."""
    relations = [relations_to(by, each.organisation, each.municipality) for each in (kept, double)]
    is_responsible = all(Relation.RESPONSIBLE_MUNICIPALITY in each for each in relations)
    if not is_responsible and not all(Relation.REFERRING_ORGANISATION in each for each in relations):
        return [NOT_OF_BOTH]
    if is_responsible and is_despite:
        return []
    of_double = [each for each in locked if each.client == double.client]
    of_kept = [each for each in locked if each.client != double.client]
    found = unlike(await _people(tx, of_kept), await _people(tx, of_double))
    return [NOT_ALIKE[each] for each in found]


async def _people(tx: Transaction, referrals: list[ReferralRow]) -> list[Person]:
    try:
        return [open_person(await tx.keyring.data_key(tx.session, each.client), each) for each in referrals]
    except Erased:
        raise NotFound from None


def _tell(tx: Transaction, row: MergeRow, locked: list[ReferralRow]) -> None:
    of_double = [each for each in locked if each.client == row.double]
    tx.publish(ClientMerged.of(row, of_double, region=of_double[0].region))
