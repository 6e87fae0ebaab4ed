"""Within help that is paid by one sum, how much of it there is changes from a day on, without a decision."""

from dataclasses import dataclass, replace
from uuid import UUID

from access.domain.contact import Change, Contact, Stretch, stretches
from access.store import contacts
from access.usecases.reasons_of_routes import CHANGED_THAT_DAY, NOT_BEGUN, NOT_WITHIN_ONE_SUM
from access.usecases.record_contact import NOT_BEFORE_START, require_past
from region_policy.codes import Route
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken


@dataclass(frozen=True)
class ContactSeen:
    """`history`: what the changes make, up to and including the last day of help or today."""

    contact: Contact
    history: tuple[Stretch, ...]

    @property
    def minutes(self) -> int:
        return sum(stretch.minutes for stretch in self.history)


async def change_intensity(
    tx: Transaction, contact_id: UUID, change: Change, *, if_match: str | None
) -> ContactSeen:
    """Keep a dated change (GRO-04). Raises InvalidInput, ImpossibleStep, RuleBroken, and of the version."""
    contact = await contacts.contact(tx, contact_id, lock=True)
    if contact is None:
        raise NotFound
    if contact.stopped_on is not None:
        raise ImpossibleStep(possible_steps=())
    require_match(contact, if_match)
    if contact.route is not Route.TASK_BASED:
        raise RuleBroken(reasons=[NOT_WITHIN_ONE_SUM])
    if contact.started_on is None:
        raise RuleBroken(reasons=[NOT_BEGUN])
    require_past(tx, "from", change.first_day)
    if change.first_day < contact.started_on:
        raise InvalidInput(errors=[FieldError("from", NOT_BEFORE_START)])
    if any(each.first_day == change.first_day for each in await contacts.changes_of(tx, contact_id)):
        raise RuleBroken(reasons=[CHANGED_THAT_DAY])
    await contacts.add_change(tx, contact_id, change)
    changed = replace(contact, version=contact.version + 1)
    await contacts.change(tx, changed)
    return await contact_seen(tx, changed)


async def read_contact(tx: Transaction, contact_id: UUID) -> ContactSeen:
    """The look is recorded where it is about somebody. Raises NotFound."""
    contact = await contacts.contact(tx, contact_id)
    if contact is None:
        raise NotFound
    if contact.client is not None:
        tx.looked_at(contact.client, "contact")
    return await contact_seen(tx, contact)


async def contact_seen(tx: Transaction, contact: Contact) -> ContactSeen:
    changes = await contacts.changes_of(tx, contact.id)
    return ContactSeen(contact, stretches(changes, until=contact.stopped_on or local_day(tx.now)))
