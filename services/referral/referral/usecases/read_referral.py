"""Read a referral: what is shown follows from the part that the reader's organisation has in it."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.person import Person
from referral.domain.relations import VIEWS, Relation, View, widest
from referral.store import placements, referrals
from referral.store.rows import CareRow, GrantRow, MilestoneRow, PlacementRow, ReferralRow
from referral.store.standings import standing_in_referral
from servicekit.encryption import Sealed
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

READING = "reading a referral"


@dataclass(frozen=True)
class ReferralView:
    """A referral with the parts that its reader may see; the others are None or empty."""

    row: ReferralRow
    relation: Relation
    person: Person | None
    question: str | None
    placement: PlacementRow | None
    care: CareRow | None
    grant: GrantRow | None
    timeline: list[MilestoneRow]

    @property
    def shows(self) -> View:
        return VIEWS[self.relation]


async def read_referral(tx: Transaction, referral_id: UUID, by: Organisation) -> ReferralView:
    """Open what this organisation may see, and record that it looked. Raises NotFound."""
    standing = await standing_in_referral(tx, by, referral_id)
    if standing is None or not standing.relations:
        raise NotFound
    row = await referrals.referral(tx, referral_id)
    relation = widest(standing.relations)
    shows = VIEWS[relation]
    person = question = placement = care = grant = None
    timeline: list[MilestoneRow] = []
    if shows.person or shows.question:
        key = await tx.keyring.data_key(tx.session, row.client)
        if shows.person:
            person = Person.model_validate_json(key.open(Sealed(row.person), f"person/{row.id}"))
        if shows.question:
            question = key.open(Sealed(row.question), f"question/{row.id}")
    if shows.course:
        placement = await placements.latest_placement(tx, row.id)
        care = await placements.care_of(tx, placement.id) if placement else None
        grant = await referrals.grant_to_place(tx, row.id)
        timeline = await referrals.timeline(tx, row.id)
    tx.looked_at(row.client, READING)
    return ReferralView(row, relation, person, question, placement, care, grant, timeline)
