"""An entitlement (toewijzing): a grant at the provider that accepted, and where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from access.domain.account import Account
from access.domain.delivery import Care, Room
from region_policy.codes import BuyingForm, Component, Funding, QuantityUnit, Route


class EntitlementStatus(StrEnum):
    """STOPPED: care has ended, and the provider's final line is awaited."""

    GRANTED = "granted"
    RUNNING = "running"
    STOPPED = "stopped"
    CLOSED = "closed"


# Start and stop may be heard of together, and late: so a granted one can be found stopped at once.
NEXT: Mapping[EntitlementStatus, frozenset[EntitlementStatus]] = {
    EntitlementStatus.GRANTED: frozenset(
        {EntitlementStatus.RUNNING, EntitlementStatus.STOPPED, EntitlementStatus.CLOSED}
    ),
    EntitlementStatus.RUNNING: frozenset({EntitlementStatus.STOPPED, EntitlementStatus.CLOSED}),
    EntitlementStatus.STOPPED: frozenset({EntitlementStatus.CLOSED}),
    EntitlementStatus.CLOSED: frozenset(),
}


@dataclass(frozen=True)
class Entitlement:
    """`valid_until` is the last day. `final_at` (UTC): the provider said that no line will follow."""

    id: UUID
    version: int
    status: EntitlementStatus
    grant: UUID
    request: UUID
    client: UUID
    provider: UUID
    placement: UUID
    region: str
    municipality: str
    valid_from: date
    valid_until: date
    final_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def possible_steps(self) -> tuple[str, ...]:
        """What its provider can do. A closed one takes no final line, and after the final line comes none."""
        if self.final_at is not None:
            return ()
        if self.status is EntitlementStatus.CLOSED:
            return ("record_delivery", "record_stay")
        return ("declare_final_line", "record_delivery", "record_stay")


@dataclass(frozen=True)
class Grant:
    """What a decision gives (toekenning) for one component: a ceiling and a period.

    Its account holds the money. A stay has so many `etmalen` at one `intensity`; `authorised_until` is the
    last day of the court's authorisation. `provider` is whom the decision would ask first. `buying`: the form
    of care as which it counts. `moved_from`: the grant at an earlier provider that it is the rest of.
    """

    id: UUID
    decision: UUID
    request: UUID
    municipality: str
    route: Route
    funding: Funding | None
    buying: BuyingForm
    component: Component
    budget: str | None
    illustrative: bool
    valid_from: date
    valid_until: date
    account: Account
    intensity: str | None = None
    etmalen: int | None = None
    authorised_until: date | None = None
    provider: UUID | None = None
    closed_at: datetime | None = None
    moved_from: UUID | None = None
    is_phased_out: bool = False
    product: str | None = None
    quantity: int | None = None
    unit: QuantityUnit | None = None

    @property
    def room(self) -> Room:
        """What may still become due on this grant."""
        left = None if self.etmalen is None else self.etmalen - self.account.due_etmalen
        return Room(self.account.left, left, self.valid_from, self.valid_until)


def chain_of(grant: Grant, grants: Iterable[Grant]) -> list[Grant]:
    """The grants that this money went along at each provider in turn, with this one among them."""
    found = [each for each in grants if each.id != grant.id]
    chain = [grant]
    while earlier := next((each for each in found if each.id == chain[0].moved_from), None):
        chain.insert(0, earlier)
    while later := next((each for each in found if each.moved_from == chain[-1].id), None):
        chain.append(later)
    return chain


def rejoined(grants: Iterable[Grant]) -> list[Grant]:
    """Each grant with what moved on from it to other providers: what was given, before the family went on."""
    found = tuple(grants)
    rests = {each.moved_from: each for each in found if each.moved_from}
    return [_with_rest(each, rests) for each in found if each.moved_from is None]


def _with_rest(grant: Grant, rests: Mapping[UUID, Grant]) -> Grant:
    if grant.id not in rests:
        return grant
    rest = _with_rest(rests[grant.id], rests)
    committed = grant.account.committed + rest.account.committed
    return replace(
        grant,
        account=replace(grant.account, committed=committed),
        etmalen=None if grant.etmalen is None else grant.etmalen + (rest.etmalen or 0),
        valid_until=rest.valid_until,
    )


def status_by_care(now: EntitlementStatus, care: Care) -> EntitlementStatus:
    """Where the facts of care bring an entitlement; never back, and never out of closed."""
    wanted = now
    if care.started_on is not None:
        wanted = EntitlementStatus.RUNNING if care.stopped_on is None else EntitlementStatus.STOPPED
    return wanted if wanted in NEXT[now] else now
