"""Read a household: those members that the reader may see, and no other (NV-11)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from referral.domain.person import Person
from referral.domain.status import ReferralStatus
from referral.store import directors, emergency, households, secrecy
from referral.store.households import Part
from referral.store.rows import HouseholdRow, ReferralRow
from referral.store.rows_household import DirectorRow, MemberRow
from referral.usecases.read_referral import open_person
from sealing.keyring import Erased
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction

READING = "reading a household"


@dataclass(frozen=True)
class MemberSeen:
    """`person`: as the referral says in which the reader has a part; None where that was erased.

    `referrals`: the live ones in which the reader has a part, each with its status.
    """

    row: MemberRow
    person: Person | None
    referrals: tuple[tuple[UUID, ReferralStatus], ...]

    @property
    def birth_date(self) -> date | None:
        return self.person.birth_date if self.person else None


@dataclass(frozen=True)
class DirectorSeen:
    """`organisation`: who stands for the municipality where nobody else was appointed, once it is known.

    None too where it would tell where a young person is who must not be found (LAW-07).
    """

    row: DirectorRow
    organisation: UUID | None


@dataclass(frozen=True)
class HouseholdView:
    row: HouseholdRow
    members: tuple[MemberSeen, ...]
    directors: tuple[DirectorSeen, ...]


@dataclass(frozen=True)
class Sight:
    """What of a household an organisation may see: which members, and in which of their live referrals.

    `lives_there`: all children there; for the record of looks, and for no answer.
    """

    directs: bool
    parts: tuple[Part, ...]
    members: tuple[MemberRow, ...]
    lives_there: tuple[UUID, ...]

    def of_member(self, member: MemberRow) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.member == member.id)

    def member_of(self, client: UUID | None) -> MemberRow | None:
        return next((member for member in self.members if member.client == client), None)


async def sight_of(tx: Transaction, household_id: UUID, by: Organisation) -> Sight:
    """A member is seen by who has a part in a live referral of it, and by an appointed director.

    To direct is to keep the whole family in view; the municipality that directs because nobody else was
    appointed yet sees no more than those children for whom it is responsible.
    """
    # By the emergency door, the child whose file was opened and no other.
    let_in = await emergency.clients_let_in(tx)
    parts = await households.parts_of(tx, by, household_id)
    found = [part for part in parts if (part.client in let_in if let_in else part.relations)]
    with_a_part = {part.member for part in found}
    directs = await households.directs(tx, by.id, household_id)
    members = await households.members(tx, household_id)
    seen = tuple(member for member in members if directs or member.id in with_a_part)
    return Sight(directs, tuple(found), seen, tuple(member.client for member in members))


async def read_household(tx: Transaction, household_id: UUID, by: Organisation) -> HouseholdView:
    """Open what this organisation may see, and record that it looked, for each child apart."""
    row = await households.household(tx, household_id)
    sight = await sight_of(tx, household_id, by)
    last = await households.last_referrals(tx, [member.client for member in sight.members])
    own = {part.referral for member in sight.members for part in sight.of_member(member)}
    rows = {found.id: found for found in await households.referrals_with_ids(tx, sorted(own))}
    members = []
    for member in sight.members:
        parts = sight.of_member(member)
        # As the reader's own referral has it; somebody else's words only for who directs (LAW-08).
        said = rows[parts[-1].referral] if parts else last[member.client]
        person = await _person(tx, said)
        tx.looked_at(member.client, READING)
        members.append(MemberSeen(member, person, tuple((part.referral, part.status) for part in parts)))
    directing = await read_directors(tx, household_id, by, only_active=True)
    return HouseholdView(row, tuple(members), tuple(directing))


async def read_directors(
    tx: Transaction, household_id: UUID, by: Organisation, *, only_active: bool = False
) -> list[DirectorSeen]:
    """All who direct or did."""
    lives_there = [member.client for member in await households.members(tx, household_id)]
    hidden = await secrecy.providers_hidden_from(tx, by, lives_there)
    seen = []
    for each in await directors.directors(tx, household_id, only_active=only_active):
        organisation = await households.organisation_of(tx, each)
        seen.append(DirectorSeen(each, None if organisation in hidden else organisation))
    return seen


async def _person(tx: Transaction, row: ReferralRow) -> Person | None:
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        return None
    return open_person(key, row)
