"""What a young person and each parent see of the own case: by age, authority and the young person's word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from referral.domain.addressee import Recipient
from referral.domain.consent import CONSENTS_ALONE, CONSENTS_BESIDE_PARENTS

ADULT_FROM = 18
"""In whole years: here authority ends (Civil Code 1:233)."""
CODE_HOLDS = timedelta(days=14)
"""Illustrative: no source gives a term for a code on paper."""
MOST_WRONG_TRIES = 5
LONGEST_PAUSE = timedelta(minutes=15)
MOST_BYTES_OF_A_PLAN = 190_000
"""Of an uploaded plan: with what JSON adds to it, as much as the body of a call may hold."""


class OwnFileRelation(StrEnum):
    """The part that a person has in a file: the own one, or that of the child they decide for."""

    OWN_FILE = "own-file"
    PARENTAL_AUTHORITY = "parental-authority"


class LinkCodeStatus(StrEnum):
    """Of a code on paper by which somebody once says who they are. VOID: too often wrong, or replaced."""

    OPEN = "open"
    USED = "used"
    VOID = "void"


NEXT_OF_LINK_CODE: Mapping[LinkCodeStatus, frozenset[LinkCodeStatus]] = {
    LinkCodeStatus.OPEN: frozenset({LinkCodeStatus.USED, LinkCodeStatus.VOID}),
    LinkCodeStatus.USED: frozenset(),
    LinkCodeStatus.VOID: frozenset(),
}


class ClosedPart(StrEnum):
    """What of a referral can be closed for the parents. REFERRAL: all of it, as if it were not there."""

    REFERRAL = "referral"
    HELP = "help"
    PLAN = "plan"
    LETTER = "letter"


class WhyClosed(StrEnum):
    """Why parents of a young person of 12 to 15 do not see a part (Youth Act, section 7.3.15)."""

    YOUNG_PERSON_ASKS = "young-person-asks"
    GOOD_CARE = "good-care"
    SAFETY = "safety"


class PlanKind(StrEnum):
    """How a family group plan (familiegroepsplan) was given."""

    TEXT = "text"
    PDF = "pdf"


@dataclass(frozen=True)
class Tie:
    """What is known, on the day of looking, of somebody who was linked to a young person of this age.

    `decides`: has authority on that day. `is_allowed`: the young person allows this parent to see.
    `not_to_tell`: a wish is on record that this person is not informed.
    """

    is_young_person: bool
    age: int
    decides: bool = False
    is_allowed: bool = False
    not_to_tell: bool = False

    @property
    def relation(self) -> OwnFileRelation:
        return OwnFileRelation.OWN_FILE if self.is_young_person else OwnFileRelation.PARENTAL_AUTHORITY


def may_look(tie: Tie) -> bool:
    """The young person from twelve on. A parent with authority until sixteen, and from then to eighteen as
    long as the young person allows it: authority ends there, and with it whatever was allowed."""
    if tie.is_young_person:
        return tie.age >= CONSENTS_BESIDE_PARENTS
    if not tie.decides or tie.not_to_tell or tie.age >= ADULT_FROM:
        return False
    return tie.age < CONSENTS_ALONE or tie.is_allowed


def may_close(age: int) -> bool:
    """From twelve until the parents' view ends by itself."""
    return CONSENTS_BESIDE_PARENTS <= age < CONSENTS_ALONE


def may_allow(age: int) -> bool:
    return CONSENTS_ALONE <= age < ADULT_FROM


def pause_after(wrong: int) -> timedelta:
    """How long somebody waits before the next try after so many wrong ones in a row."""
    return min(timedelta(seconds=2 ** min(wrong, 20)), LONGEST_PAUSE)


TO_YOUNG_PERSON = frozenset(
    {Recipient.YOUNG_PERSON, Recipient.YOUNG_PERSON_AND_PARENTS, Recipient.YOUNG_PERSON_AND_NAMED_PARENTS}
)
TO_EVERY_PARENT = frozenset({Recipient.PARENTS, Recipient.YOUNG_PERSON_AND_PARENTS})
TO_NAMED_PARENTS = frozenset({Recipient.NAMED_PARENTS, Recipient.YOUNG_PERSON_AND_NAMED_PARENTS})


def is_addressed_to(
    recipient: Recipient, *, is_young_person: bool, decided_then: bool, wishes_are_as_then: bool
) -> bool:
    """Whether a letter is one of this person's. `decided_then`: had authority on the day of sending.

    Whom a letter named is not kept: it is taken to be who is named now, if the wishes are as they were.
    """
    if is_young_person:
        return recipient in TO_YOUNG_PERSON
    named = recipient in TO_NAMED_PARENTS and wishes_are_as_then
    return decided_then and (recipient in TO_EVERY_PARENT or named)


class WhyLooked(StrEnum):
    """For what somebody was in the file, in the words of a family; never the words of the log itself."""

    LETTER = "letter"
    PLAN = "plan"
    SAY = "say"
    HELP = "help"
    REFERRAL = "referral"
    CASE = "case"


_SAID_BY = {
    WhyLooked.LETTER: ("letter",),
    WhyLooked.PLAN: ("plan", "goal", "household"),
    WhyLooked.SAY: ("consent", "say", "preference", "view of the own file"),
    WhyLooked.HELP: ("placement", "care", "provider", "bridging", "handover", "help"),
    WhyLooked.REFERRAL: ("referral",),
}
FAMILY = frozenset({"young-person", "parent"})
NOT_TOLD = frozenset({"service", "crisis-desk", "on-call-worker"})
"""Roles of which no family reads that they looked: ours, which is nobody; and who would tell of a crisis."""
KINDS_NOT_TOLD = frozenset({"crisis-provider"})


def why_looked(purpose: str) -> WhyLooked:
    return next(
        (why for why, words in _SAID_BY.items() if any(word in purpose.lower() for word in words)),
        WhyLooked.CASE,
    )


def may_be_told(role: str, kind: str, *, is_young_person: bool) -> bool:
    """Whether a look by this role at this kind of organisation is told. One parent does not read when the
    other or the young person looked; the young person reads when a parent did."""
    if role in NOT_TOLD or kind in KINDS_NOT_TOLD:
        return False
    return role not in FAMILY or (is_young_person and role == "parent")
