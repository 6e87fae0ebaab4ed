"""What ends in a case, told in time: kinds and days, no word about a person."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from access.domain.ends import Acts, End, EndKind
from access.domain.request import Request
from access.events import Told
from region_policy.codes import Component
from wirekit.events import Event
from wirekit.identifiers import uuid7


class EndTold(Told):
    """`lastDay` in Europe/Amsterdam; `acts`: who must do something before it."""

    kind: EndKind
    last_day: date
    acts: Acts
    component: Component | None


class CaseEnding(Event):
    """All that ends soon in one case, to one of those whom it concerns; `ref` is the id of this warning."""

    NAME = "case.ending"

    referral: UUID
    client: UUID
    municipality: str
    recipient: UUID
    ends: tuple[EndTold, ...]

    @classmethod
    def of(cls, request: Request, recipient: UUID, ends: Iterable[End]) -> Self:
        return cls(
            ref=uuid7(),
            version=1,
            region=request.region,
            referral=request.id,
            client=request.client,
            municipality=request.municipality,
            recipient=recipient,
            ends=tuple(
                EndTold(kind=each.kind, last_day=each.last_day, acts=each.acts, component=each.component)
                for each in ends
            ),
        )
