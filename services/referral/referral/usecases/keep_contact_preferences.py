"""How the family wants to be reached: obeyed by every letter, whoever made the referral."""

from uuid import UUID

from referral.domain.people import Delivery
from referral.refusals import UNKNOWN_PERSON
from referral.store import people
from referral.store.one_person import clients_of
from referral.store.rows_people import ContactPreferenceRow
from referral.store.ties import settle_links
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput

WISHES = "contact preferences"


async def keep_contact_preferences(
    tx: Transaction,
    referral_id: UUID,
    *,
    no_letter_home: bool,
    deliver_by: Delivery | None,
    not_to_tell: tuple[UUID, ...],
    if_match: str | None,
) -> ContactPreferenceRow:
    """Note them in the place of what there was, with its version in If-Match.

    `not_to_tell`: people with a say who must not be informed. Raises VersionMissing, VersionStale, and
    InvalidInput for somebody who is not on record.
    """
    referral, _ = await people.lock_person(tx, referral_id)
    clients = await clients_of(tx, referral.client)
    earlier = await people.preferences_of(tx, referral.client)
    if earlier is not None:
        require_match(earlier, if_match)
    known = {each.id for client in clients for each in await people.people_of_client(tx, client)}
    if unknown := [index for index, person in enumerate(not_to_tell) if person not in known]:
        raise InvalidInput(errors=[FieldError(f"notToTell.{index}", UNKNOWN_PERSON) for index in unknown])
    tx.looked_at(referral.client, WISHES)
    values = {
        "version": earlier.version + 1 if earlier else 1,
        "no_letter_home": no_letter_home,
        "deliver_by": deliver_by.value if deliver_by else None,
        "not_to_tell": sorted(set(not_to_tell)),
        "recorded_at": tx.now,
        "recorded_by": tx.caller.organisation,
    }
    kept = [await people.put_preferences(tx, {"client": client, **values}) for client in clients]
    await settle_links(tx, referral.client)
    return kept[clients.index(referral.client)]
