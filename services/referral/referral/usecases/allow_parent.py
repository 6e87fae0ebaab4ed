"""From sixteen on a young person says whether a parent looks along, and may change their mind."""

from uuid import UUID

from referral.domain.my_file import may_allow
from referral.domain.people import PersonKind
from referral.refusals_persons import NOT_TO_BE_ALLOWED, UNKNOWN_PARENT
from referral.store import people, persons
from referral.store.one_person import clients_of
from referral.store.rows_people import PersonWithSayRow
from referral.store.rows_persons import PersonLinkRow
from referral.store.ties import settle_links, tie_of_link
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput, NotFound, RuleBroken


async def parents_of(tx: Transaction, client: UUID) -> list[PersonWithSayRow]:
    """The parents and guardians with authority today, under whichever referral they are on record."""
    found = [row for each in await clients_of(tx, client) for row in await people.people_of_client(tx, each)]
    today = local_day(tx.now)
    return [each for each in found if each.what is not PersonKind.INSTITUTION and each.decides_on(today)]


async def allow_parent(
    tx: Transaction, my_file_id: UUID, parent: UUID, *, allowed: bool, if_match: str | None
) -> PersonLinkRow:
    """Raises NotFound, VersionMissing, VersionStale, InvalidInput, RuleBroken."""
    link = await persons.lock(tx, PersonLinkRow, my_file_id, subject=tx.caller.subject)
    tied = await tie_of_link(tx, link) if link else None
    if link is None or tied is None:
        raise NotFound
    require_match(link, if_match)
    if not may_allow(tied[0].age):
        raise RuleBroken(reasons=[NOT_TO_BE_ALLOWED])
    if parent not in {each.id for each in await parents_of(tx, link.client)}:
        raise InvalidInput(errors=[FieldError("parent", UNKNOWN_PARENT)])
    if allowed:
        await persons.allow(tx, uuid7(), link.client, parent)
    else:
        await persons.allow_no_longer(tx, link.client, parent)
    await settle_links(tx, link.client)
    return await persons.change(tx, link)
