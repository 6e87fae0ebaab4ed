"""The draft of a referral that follows a crisis: filled in as far as the alarm knows, sent by a person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from referral.domain.components import Component
from referral.domain.next_move import Party
from region_policy.codes import CareForm, Route

INSTITUTION = "certified-institution"
ASKS_FOR_ITSELF = frozenset({"municipality", INSTITUTION})
"""Kinds of organisation that refer after a crisis; where a crisis desk asked, the municipality does."""


class DraftStatus(StrEnum):
    OPEN = "open"
    USED = "used"
    DISCARDED = "discarded"


NEXT_OF_DRAFT: Mapping[DraftStatus, frozenset[DraftStatus]] = {
    DraftStatus.OPEN: frozenset({DraftStatus.USED, DraftStatus.DISCARDED}),
    DraftStatus.USED: frozenset(),
    DraftStatus.DISCARDED: frozenset(),
}


class WaitsFor(StrEnum):
    """For what help after a crisis goes on: that a referral is made, or that it is decided."""

    REFERRAL = "referral"
    DECISION = "decision"


@dataclass(frozen=True)
class HelpGoesOn:
    """Since the day `since` this provider helps after a crisis, `nights` of them in crisis beds.

    Provisionally while it `waits_for` something, that is `whose` move until `due_at` (UTC).
    """

    provider: UUID
    since: date
    nights: int
    in_a_bed: bool
    waits_for: WaitsFor | None = None
    whose: Party | None = None
    due_at: datetime | None = None

    def until(self, waits_for: WaitsFor, whose: Party, due_at: datetime | None) -> "HelpGoesOn":
        return replace(self, waits_for=waits_for, whose=whose, due_at=due_at)


class DraftRelation(StrEnum):
    """The part that an organisation has in a draft: it may make a referral of it, or it asked for it."""

    REFERRING_ORGANISATION = "referring-organisation"
    ASKING_ORGANISATION = "asking-organisation"


FORMS: Mapping[Component, tuple[CareForm, ...]] = {
    Component.AMBULATORY: (CareForm.AMBULATORY,),
    # Whether living (wonen) or residential (verblijf) is needed, the alarm does not tell.
    Component.STAY: (CareForm.LIVING, CareForm.RESIDENTIAL),
}


def route_after_crisis(component: Component, asked_by_kind: str) -> Route:
    """An institution asks for a quote, whatever is needed (IJS-37); others by the component's own route."""
    if asked_by_kind == INSTITUTION:
        return Route.QUOTE
    return Route.STAY if component is Component.STAY else Route.CHOICE_BUDGET
