"""The help that goes on after a crisis: how it is shown."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.draft import HelpGoesOn, WaitsFor
from referral.domain.next_move import Party
from wirekit.models import Answer


class HelpGoesOnRead(Answer):
    """Since the day `since` this `provider` helps after a crisis; of a stay `nights` until now or its end.

    It goes on provisionally while something is waited for: that a referral is made, or that it is decided.
    Then `whose` move that is, and until when (UTC). `provider` is null where a mark of secrecy hides it.
    """

    provider: UUID | None
    since: date
    nights: int
    in_a_bed: bool
    waits_for: WaitsFor | None
    whose: Party | None
    due_at: AwareDatetime | None

    @classmethod
    def of(cls, found: HelpGoesOn, provider: UUID | None) -> Self:
        return cls(
            provider=provider,
            since=found.since,
            nights=found.nights,
            in_a_bed=found.in_a_bed,
            waits_for=found.waits_for,
            whose=found.whose,
            due_at=found.due_at,
        )
