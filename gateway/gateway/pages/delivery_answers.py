"""What the room `access` answers about entitlements and deliveries, as far as pages show it."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Read


class EntitlementItem(Read):
    """Sums in cents: the provider's own account, never what is left of a budget."""

    id: UUID
    municipality: str
    status: str
    component: str
    intensity: str | None
    etmalen: int | None
    product: str | None
    valid_from: date
    valid_until: date
    ceiling_cents: int
    due_cents: int
    held_cents: int
    awaiting_start_cents: int
    left_cents: int
    illustrative: bool
    final_at: datetime | None

    @property
    def kind(self) -> str:
        """In which way its lines are told: stay, product or work."""
        if self.etmalen is not None:
            return "stay"
        return "product" if self.product else "work"

    @property
    def delivered_cents(self) -> int:
        return self.due_cents + self.held_cents + self.awaiting_start_cents


class GrantedProduct(Read):
    product: str
    unit: str | None


class EntitlementRead(EntitlementItem):
    product: None = None
    placement: UUID
    region: str
    intended_result: str | None
    granted_product: GrantedProduct | None
    due_etmalen: int

    @property
    def kind(self) -> str:
        if self.etmalen is not None:
            return "stay"
        return "product" if self.granted_product else "work"


class DeliveryRead(Read):
    id: UUID
    function_group: str | None
    minutes: int | None
    intensity: str | None
    etmalen: int | None
    product: str | None
    pieces: int | None
    delivered_on: date
    final: bool
    status: str
    held_because: tuple[str, ...]
    amount_cents: int
    is_absence: bool
    illustrative: bool
    recorded_at: datetime


class HeldLine(Read):
    """`number`: of the line in the file, whose header is 1."""

    number: int
    entitlement: UUID
    held_cents: int
    held_because: tuple[str, ...]


class UploadSums(Read):
    entitlement: UUID
    recorded: int
    due_cents: int
    held_cents: int
    awaiting_start_cents: int


class DeliveryUpload(Read):
    """`kept`: whether the lines were recorded, or only tried. `known`: how many had come before."""

    kept: bool
    recorded: int
    known: int
    held: tuple[HeldLine, ...]
    entitlements: tuple[UploadSums, ...]
