"""Read a referral: what is shown follows from the part that the reader's organisation has in it."""

from dataclasses import dataclass
from uuid import UUID

from referral.domain.person import Person
from referral.domain.relations import VIEWS, Relation, View, widest
from referral.store import referrals
from referral.store.components import GrantedComponent, components
from referral.store.rows import MilestoneRow, ReferralRow
from referral.store.standings import standing_in_referral
from servicekit.encryption import DataKey, Sealed
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
    components: list[GrantedComponent]
    timeline: list[MilestoneRow]

    @property
    def shows(self) -> View:
        return VIEWS[self.relation]


def open_person(key: DataKey, row: ReferralRow) -> Person:
    """The young person as the referrer of this referral gave them."""
    return Person.model_validate_json(key.open(Sealed(row.person), f"person/{row.id}"))


async def read_referral(tx: Transaction, referral_id: UUID, by: Organisation) -> ReferralView:
    """Open what this organisation may see, and record that it looked. Raises NotFound."""
    standing = await standing_in_referral(tx, by, referral_id)
    if standing is None or not standing.relations:
        raise NotFound
    row = await referrals.referral(tx, referral_id)
    relation = widest(standing.relations)
    shows = VIEWS[relation]
    person = question = None
    parts: list[GrantedComponent] = []
    timeline: list[MilestoneRow] = []
    if shows.person or shows.question:
        key = await tx.keyring.data_key(tx.session, row.client)
        if shows.person:
            person = open_person(key, row)
        if shows.question:
            question = key.open(Sealed(row.question), f"question/{row.id}")
    if shows.course:
        parts = await components(tx, row.id)
        timeline = await referrals.timeline(tx, row.id)
    tx.looked_at(row.client, READING)
    return ReferralView(row, relation, person, question, parts, timeline)
