"""Consent (LAW-01): whose yes an act needs, what has come back, and what the law puts in its place.

Nothing is inferred: no record is no consent, and where nobody is on record as having authority that is what
the act waits for.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

CONSENTS_BESIDE_PARENTS, CONSENTS_ALONE = 12, 16
"""Ages in whole years (Youth Act, sections 7.3.4 and 7.3.5)."""


class Act(StrEnum):
    """What consent is asked for; each apart, since a yes to one is none to another.

    HELP: the help itself (Youth Act, section 7.3.4). The others give something to know to somebody else
    (section 7.3.11): SHARE_PROFILE to several providers, SHARE_FILE to the one that is chosen, SHARE_PLAN
    with who works on the plan of the household, CONSULTATION of a specialist by what can be recognised,
    HANDOVER_PACKAGE to who goes on, FEEDBACK_TO_REFERRER on how it went.
    """

    HELP = "help"
    SHARE_PROFILE = "share-profile"
    SHARE_FILE = "share-file"
    SHARE_PLAN = "share-plan"
    CONSULTATION = "consultation"
    HANDOVER_PACKAGE = "handover-package"
    FEEDBACK_TO_REFERRER = "feedback-to-referrer"


class ConsentStatus(StrEnum):
    """Of one question to one person about one act."""

    PENDING = "pending"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


NEXT_OF_CONSENT: Mapping[ConsentStatus, frozenset[ConsentStatus]] = {
    ConsentStatus.PENDING: frozenset({ConsentStatus.GIVEN, ConsentStatus.REFUSED}),
    ConsentStatus.GIVEN: frozenset({ConsentStatus.WITHDRAWN}),
    ConsentStatus.REFUSED: frozenset(),
    ConsentStatus.WITHDRAWN: frozenset(),
}
"""Who changes their mind after a no is asked anew: that is another record."""


class LegalException(StrEnum):
    """Why an act may go on without somebody's yes; always recorded, with who recorded it.

    COURT_ORDER replaces consent and has a number (Civil Code 1:253a and 1:265h). ACUTE_DANGER: no time to
    ask, for that one day. MEASURE: an institution with a measure in force may tell what its task asks for
    (Youth Act, section 7.3.11). SERIOUS_HARM and YOUNG_PERSON_INSISTS: from 12 to 16 the parents' yes may be
    missing where harm is to be kept off, or where the young person keeps asking for it on good thought
    (section 7.3.4).
    """

    COURT_ORDER = "court-order"
    ACUTE_DANGER = "acute-danger"
    MEASURE = "measure"
    SERIOUS_HARM = "serious-harm"
    YOUNG_PERSON_INSISTS = "young-person-insists"


OF_PARENTS_ONLY = frozenset({LegalException.SERIOUS_HARM, LegalException.YOUNG_PERSON_INSISTS})
"""Which leave the young person's own yes as it is, and exist from 12 to 16 only."""


class Who(StrEnum):
    """Whom an act waits for. AUTHORITY: nobody with authority is on record yet."""

    YOUNG_PERSON = "young-person"
    PERSON_WITH_AUTHORITY = "person-with-authority"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class Asked:
    """Somebody whose yes is needed. `person`: the record of who has authority; None of the young person."""

    who: Who
    person: UUID | None = None


YOUNG_PERSON = Asked(Who.YOUNG_PERSON)
NOBODY_KNOWN = Asked(Who.AUTHORITY)


@dataclass(frozen=True)
class Answered:
    """The last record of one person on one act. `until`: the last day on which a yes counts."""

    by: Asked
    status: ConsentStatus
    until: date | None = None

    def counts_as_yes(self, day: date) -> bool:
        return self.status is ConsentStatus.GIVEN and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Exempted:
    """A legal exception on one act. `person`: the only one whose yes it replaces; None: see the exception."""

    code: LegalException
    from_day: date
    until: date | None = None
    person: UUID | None = None

    def in_force(self, day: date) -> bool:
        last = self.until
        if self.code is LegalException.ACUTE_DANGER:
            last = min(self.from_day, self.until or self.from_day)
        return self.from_day <= day and (last is None or day <= last)

    def replaces(self, asked: Asked) -> bool:
        if self.person is not None:
            return asked.person == self.person
        return self.code not in OF_PARENTS_ONLY or asked.who is not Who.YOUNG_PERSON


@dataclass(frozen=True)
class Standing:
    """Whether an act may go on. `waits_for`: whose answer is missing; `refused_by`: whose last word is no.

    `exception`: the first legal exception that stands in the place of somebody's yes.
    """

    waits_for: tuple[Asked, ...]
    refused_by: tuple[Asked, ...]
    exception: LegalException | None

    @property
    def is_given(self) -> bool:
        return not self.waits_for and not self.refused_by


def whose_consent(age: int, with_authority: Collection[UUID]) -> tuple[Asked, ...]:
    """Under 12 everybody with authority; from 12 the young person too; from 16 the young person alone.

    `age` in whole years on the day of the act; each parent with authority counts apart.
    """
    if age >= CONSENTS_ALONE:
        return (YOUNG_PERSON,)
    holders = tuple(Asked(Who.PERSON_WITH_AUTHORITY, person) for person in with_authority) or (NOBODY_KNOWN,)
    return (YOUNG_PERSON, *holders) if age >= CONSENTS_BESIDE_PARENTS else holders


def standing_of(
    age: int,
    with_authority: Collection[UUID],
    answers: Collection[Answered],
    exceptions: Collection[Exempted],
    *,
    on: date,
) -> Standing:
    """How one act stands on this day. `answers`: of each person the last one on this act."""
    said = {answer.by: answer for answer in answers}
    in_force = [
        each
        for each in exceptions
        if each.in_force(on)
        and (each.code not in OF_PARENTS_ONLY or CONSENTS_BESIDE_PARENTS <= age < CONSENTS_ALONE)
    ]
    waits: list[Asked] = []
    refused: list[Asked] = []
    used: LegalException | None = None
    for asked in whose_consent(age, with_authority):
        answer = said.get(asked)
        if answer is not None and answer.counts_as_yes(on):
            continue
        excused = next((each.code for each in in_force if each.replaces(asked)), None)
        if excused is not None:
            used = used or excused
        elif answer is not None and answer.status in {ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN}:
            refused.append(asked)
        else:
            waits.append(asked)
    return Standing(tuple(waits), tuple(refused), used)
