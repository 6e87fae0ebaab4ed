"""What is sent and shown of households and their directors."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.household import Beside, DirectorStatus, HandOverReason, HomeKind
from referral.domain.status import ReferralStatus
from referral.store.rows import ReferralRow
from referral.store.rows_household import MemberRow
from referral.usecases.read_household import DirectorSeen, HouseholdView, MemberSeen
from wirekit.models import Answer, Body, Day, Line


class HomeCreate(Body):
    """`household`: left out for one that nobody is in yet. `main` ends the link to the former main home.

    `firstDay`: since when the young person lives there, in Europe/Amsterdam; not in the future.
    """

    household: UUID | None = None
    kind: HomeKind
    first_day: Day


class HomeLeft(Body):
    """`lastDay`: in Europe/Amsterdam; not in the future."""

    last_day: Day


class HomeRead(Answer):
    """`lastDay` is null while the young person lives there."""

    id: UUID
    version: int
    household: UUID
    kind: HomeKind
    first_day: date
    last_day: date | None

    @classmethod
    def of(cls, row: MemberRow) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            household=row.household,
            kind=HomeKind.MAIN if row.is_main else HomeKind.SECOND,
            first_day=row.first_day,
            last_day=row.last_day,
        )


class HomesRead(Answer):
    items: list[HomeRead]


class DirectorCreate(Body):
    """`subject`: the login of one person there, where one is named: then nobody else there directs.

    `beside`: why next to the one who is accountable; without a reason there is one director.
    """

    organisation: UUID
    subject: Line | None = None
    beside: Beside | None = None


class HandOver(Body):
    """To whom the direction goes, and why. `subject`: as in `DirectorCreate`."""

    organisation: UUID
    subject: Line | None = None
    because: HandOverReason


class DirectorRead(Answer):
    """`municipality` (a code): it directs because nobody else was appointed yet; `organisation` is then its
    organisation, null before that is known,
    and where a mark of secrecy hides it. `beside` is null of the one who is accountable. In UTC."""

    id: UUID
    version: int
    status: DirectorStatus
    organisation: UUID | None
    municipality: str | None
    subject: str | None
    beside: Beside | None
    because: HandOverReason | None
    since: AwareDatetime
    until: AwareDatetime | None

    @classmethod
    def of(cls, seen: DirectorSeen) -> Self:
        row = seen.row
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            organisation=seen.organisation,
            municipality=row.municipality,
            subject=row.subject if seen.organisation else None,
            beside=row.why_beside,
            because=row.why,
            since=row.since,
            until=row.ended_at,
        )


class DirectorsRead(Answer):
    """The accountable ones first, the last of them before the others; then who directed beside them."""

    items: list[DirectorRead]


class OwnReferral(Answer):
    id: UUID
    status: ReferralStatus


class MemberRead(Answer):
    """One young person there; names are null where they were erased.

    `referrals`: the running ones in which the reader's organisation has a part.
    """

    id: UUID
    kind: HomeKind
    first_day: date
    given_name: str | None
    family_name: str | None
    born_on: date | None
    referrals: tuple[OwnReferral, ...]

    @classmethod
    def of(cls, seen: MemberSeen) -> Self:
        row, person = seen.row, seen.person
        return cls(
            id=row.id,
            kind=HomeKind.MAIN if row.is_main else HomeKind.SECOND,
            first_day=row.first_day,
            given_name=person.given_name if person else None,
            family_name=person.family_name if person else None,
            born_on=person.birth_date if person else None,
            referrals=tuple(OwnReferral(id=ref, status=status) for ref, status in seen.referrals),
        )


class HouseholdRead(Answer):
    """Members whom the reader may not see are left out, and not counted."""

    id: UUID
    version: int
    members: tuple[MemberRead, ...]
    directors: tuple[DirectorRead, ...]

    @classmethod
    def of(cls, view: HouseholdView) -> Self:
        return cls(
            id=view.row.id,
            version=view.row.version,
            members=tuple(map(MemberRead.of, view.members)),
            directors=tuple(map(DirectorRead.of, view.directors)),
        )


class CaseRead(Answer):
    """An open case, without the young person."""

    id: UUID
    status: ReferralStatus
    submitted_at: AwareDatetime

    @classmethod
    def of(cls, row: ReferralRow) -> Self:
        return cls(id=row.id, status=row.state, submitted_at=row.submitted_at)
