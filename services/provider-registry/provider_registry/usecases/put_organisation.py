"""Enter an organisation in the register, or change its entry."""

from dataclasses import dataclass, replace

from provider_registry.domain.organisation import OFFERS_HELP, Kind, Organisation, what_is_missing
from provider_registry.events import OrganisationChanged
from provider_registry.store import organisations as store
from provider_registry.usecases.place_options import place_options
from servicekit.organisations import Organisation as Known
from servicekit.organisations import learn_organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput
from wirekit.texts import Text

MISSING = Text(nl="is verplicht voor deze soort organisatie", en="is required for this kind of organisation")

ONLY_OF_PRACTICES = Text(nl="hoort bij een huisartsenpraktijk", en="belongs to a general practice")


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
    if entry.youth_assistants is not None and entry.kind is not Kind.GENERAL_PRACTICE:
        raise InvalidInput(errors=[FieldError("youthAssistants", ONLY_OF_PRACTICES)])
    existing = await store.organisation(tx, entry.id, lock=True)
    if existing is None and await store.add(tx, entry):
        await _tell(tx, entry)
        return Entered(entry, is_new=True)
    existing = existing or await store.organisation(tx, entry.id, lock=True)
    assert existing is not None, "an entry is never removed"
    changed = replace(entry, version=existing.version)
    if changed == existing:
        return Entered(existing, is_new=False)
    require_match(existing, if_match)
    changed = replace(entry, version=existing.version + 1)
    await store.replace(tx, changed)
    await _tell(tx, changed)
    if changed.kind in OFFERS_HELP or existing.kind in OFFERS_HELP:
        await place_options(tx, changed.id)
    return Entered(changed, is_new=False)


async def _tell(tx: Transaction, entry: Organisation) -> None:
    tx.publish(OrganisationChanged.of(entry))
    # The register knows by itself what it tells the other rooms.
    known = (entry.id, entry.kind, entry.name, entry.area, entry.regions, entry.active_until)
    await learn_organisation(tx, Known(*known))
