"""Who read the file, for the person whose file it is and for a parent (NV-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from doorkit.service_client import NoAnswer
from referral.clients import AuditRoom, LookTold
from referral.domain.my_file import ClosedPart, may_be_told
from referral.store import my_files
from referral.store.components import components
from referral.store.one_person import clients_of
from referral.usecases.read_my_file import Shown, shown_of
from servicekit.transaction import Transaction
from wirekit.problems import NotNow

MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class MyLook:
    """`organisation`: its name; None where we do not know it any more."""

    told: LookTold
    organisation: str | None


@dataclass(frozen=True)
class MyLooks:
    """`next`: from where the log goes on; there may be more behind a page on which nothing may be told."""

    items: tuple[MyLook, ...]
    next: UUID | None


async def read_my_looks(
    tx: Transaction, my_file_id: UUID, audit: AuditRoom, *, after: UUID | None, limit: int
) -> MyLooks:
    """The newest first. The log leaves out itself what was marked as betraying somebody.

    Raises NotFound, NotNow (the log does not answer).
    """
    shown = await shown_of(tx, my_file_id)
    looks: list[LookTold] = []
    try:
        for client in await clients_of(tx, shown.mine.link.client):
            looks += await audit.looks_at(client, after=after, limit=limit)
    except NoAnswer:
        raise NotNow from None
    page = sorted(looks, key=lambda each: each.id, reverse=True)[:limit]
    named = await my_files.named(tx, {each.organisation for each in page})
    known = await _may_be_known(tx, shown)
    items = []
    for each in page:
        name, kind = named.get(each.organisation, (None, ""))
        hidden = known is not None and each.organisation not in known
        betrays_place = shown.hides_municipality if kind == MUNICIPALITY else shown.hides
        told = may_be_told(each.role, kind, is_young_person=shown.mine.tie.is_young_person)
        if told and not hidden and not betrays_place:
            items.append(MyLook(each, name))
    return MyLooks(tuple(items), page[-1].id if len(page) == limit else None)


async def _may_be_known(tx: Transaction, shown: Shown) -> Sequence[UUID] | None:
    """Where something was closed for a parent, only who has a part in what is still seen: another one would
    tell that there is more. None: nobody is left out."""
    if not shown.closed:
        return None
    found: set[UUID] = {*await my_files.desks_of(tx, {row.municipality for row in shown.referrals})}
    for row in shown.referrals:
        found.add(row.organisation)
        if not shown.is_closed(row, ClosedPart.HELP):
            found |= {part.placement.provider for part in await components(tx, row.id) if part.placement}
    return sorted(found)
