"""Enter an organisation in the register, or change its entry."""

from dataclasses import dataclass, replace

from provider_registry import store
from provider_registry.domain.organisation import Organisation, what_is_missing
from provider_registry.events import OrganisationChanged
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

MISSING = Text(nl="is verplicht voor deze soort organisatie", en="is required for this kind of organisation")


@dataclass(frozen=True)
class Entered:
    organisation: Organisation
    is_new: bool


async def put_organisation(tx: Transaction, entry: Organisation, *, if_match: str | None) -> Entered:
    """Store the entry and tell everybody. The same entry again changes and tells nothing.

    Raises InvalidInput (a field that this kind needs), VersionMissing and VersionStale.
    """
    if missing := what_is_missing(entry.kind, entry.area, entry.regions):
        raise InvalidInput(errors=[FieldError(field, MISSING) for field in missing])
    existing = await store.organisation(tx, entry.id, lock=True)
    if existing is None and await store.add(tx, entry):
        tx.publish(OrganisationChanged.of(entry))
        return Entered(entry, is_new=True)
    existing = existing or await store.organisation(tx, entry.id, lock=True)
    assert existing is not None, "an entry is never removed"
    changed = replace(entry, version=existing.version)
    if changed == existing:
        return Entered(existing, is_new=False)
    require_match(existing, if_match)
    changed = replace(entry, version=existing.version + 1)
    await store.replace(tx, changed)
    tx.publish(OrganisationChanged.of(changed))
    return Entered(changed, is_new=False)
