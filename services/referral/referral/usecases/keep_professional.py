"""Put on record under which AGB code an organisation refers (HLM-05): asked once, not every time."""

from referral.store import professionals
from referral.store.rows_doors import ProfessionalOfRecordRow
from servicekit.organisations import Organisation
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.problems import VersionStale


async def keep_professional(
    tx: Transaction, agb: str, *, by: Organisation, if_match: str | None
) -> ProfessionalOfRecordRow:
    """Keep it; what is on record is replaced with its version in If-Match.

    Referrals that were made keep what they were made under. Raises VersionMissing and VersionStale.
    """
    earlier = await professionals.professional_of(tx, by.id)
    if earlier is not None:
        require_match(earlier, if_match)
    kept = await professionals.put_professional(tx, by.id, agb, version=earlier.version + 1 if earlier else 1)
    if kept is None:
        raise VersionStale
    return kept
