"""What began early is registered: by a contact of its own, or by the referral that followed."""

from dataclasses import replace
from uuid import UUID

from access.domain.contact import Contact, EarlyStart
from access.store import contacts, early_starts
from access.usecases.reasons_of_routes import NOT_THE_SAME_HELP, REGISTERED_BY_ANOTHER
from access.usecases.start_early import REGISTRATION
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken
from wirekit.texts import Text

NOT_YOURS = Text(
    nl="is geen hulp die uw organisatie hier vastlegde",
    en="is no help that your organisation keeps a record of here",
)


async def register_early_start(
    tx: Transaction,
    early_start_id: UUID,
    *,
    contact_id: UUID | None,
    referral: UUID | None,
    if_match: str | None,
) -> EarlyStart:
    """Link the two; that it is late stops nobody. One of `contact_id` and `referral` is given.

    Raises InvalidInput, ImpossibleStep where it is registered already, RuleBroken, and of the version.
    """
    early = await early_starts.early_start(tx, early_start_id, lock=True)
    if early is None:
        raise NotFound
    if early.contact is not None:
        raise ImpossibleStep(possible_steps=())
    require_match(early, if_match)
    found = await _meant(tx, early, contact_id, referral)
    if await early_starts.of_contact(tx, found.id) is not None:
        raise RuleBroken(reasons=[REGISTERED_BY_ANOTHER])
    is_same = found.municipality == early.municipality and found.route is early.route
    if not is_same or (early.client is not None and found.client not in (None, early.client)):
        raise RuleBroken(reasons=[NOT_THE_SAME_HELP])
    registered = replace(early, version=early.version + 1, contact=found.id, registered_at=tx.now)
    await early_starts.change(tx, registered)
    await tx.cancel_deadline(REGISTRATION, early.id)
    return registered


async def read_early_start(tx: Transaction, early_start_id: UUID) -> EarlyStart:
    """The look is recorded where it is about somebody. Raises NotFound."""
    early = await early_starts.early_start(tx, early_start_id)
    if early is None:
        raise NotFound
    if early.client is not None:
        tx.looked_at(early.client, "early start")
    return early


async def _meant(
    tx: Transaction, early: EarlyStart, contact_id: UUID | None, referral: UUID | None
) -> Contact:
    if contact_id is not None:
        # Locked: two starts that name one contact at the same moment are registered by it once.
        found = await contacts.contact(tx, contact_id, lock=True)
    else:
        assert referral is not None, "the body gives one of the two"
        found = await contacts.of_request(tx, referral, early.provider)
    if found is None or found.keeper != early.provider:
        field = "contact" if contact_id is not None else "referral"
        raise InvalidInput(errors=[FieldError(field, NOT_YOURS)])
    return found
