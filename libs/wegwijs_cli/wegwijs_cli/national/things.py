"""What the register holds, as plain values: ids are the whole numbers of their UUIDs."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b

FOREVER = date(9999, 12, 31)
# 1 January 2019: every id is from before the first day of a search, also in ten countries.
_FIRST_MILLISECOND, _STEP = 1_546_300_800_000, 60_000
_KINDS = ("organisation", "location", "contract", "offer", "enrolment", "partnership")


@dataclass(frozen=True, slots=True)
class Ids:
    """UUIDv7s that follow from the seed: of the same number always the same, in the order of the numbers."""

    seed: int

    def of(self, kind: str, number: int) -> int:
        milliseconds = _FIRST_MILLISECOND + number * _STEP
        drawn = blake2b(f"{self.seed}/{kind}/{number}".encode(), digest_size=8).digest()
        tail = int.from_bytes(drawn) >> 2
        return milliseconds << 80 | 0x7 << 76 | _KINDS.index(kind) << 64 | 0b10 << 62 | tail


@dataclass(slots=True)
class Location:
    id: int
    name: str
    municipality: str
    address: str
    latitude: float
    longitude: float
    secret: bool
    closed_on: date | None


@dataclass(slots=True)
class Contract:
    """`regions` begins with who contracts. The second of `days` is the last on which one may be placed."""

    id: int
    status: str
    form: str
    level: str
    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None
    suspended_on: date | None = None
    ground: str | None = None

    @property
    def region(self) -> str:
        return self.regions[0]

    @property
    def days(self) -> tuple[date, date]:
        until = self.valid_until or FOREVER
        if self.suspended_on is not None:
            until = min(until, date.fromordinal(self.suspended_on.toordinal() - 1))
        return self.valid_from, until


@dataclass(slots=True)
class Offer:
    """Ages in whole years, both included."""

    id: int
    status: str
    care_form: str
    form: str
    name: str
    domains: tuple[str, ...]
    function_groups: tuple[str, ...]
    age_from: int
    age_to: int
    identity: str | None = None
    languages: tuple[str, ...] = ("nl",)
    method: str | None = None
    programmes: tuple[str, ...] = ()
    professionals: tuple[tuple[str, int], ...] = ()
    is_free: bool = False
    contact: str | None = None
    times: str | None = None
    municipalities: tuple[str, ...] = ()
    seats: int | None = None
    pilot_from: date | None = None
    pilot_until: date | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What was said last of the places of an enrolment, and every how many days somebody says it."""

    status: str
    free: int | None
    most: int | None
    wait_from: int | None
    wait_to: int | None
    as_of: datetime
    source: str
    every_days: int
    count: int


@dataclass(slots=True)
class Enrolment:
    """`number`: among all of the country; what was said before the last word follows from it."""

    id: int
    number: int
    offer: Offer
    location: Location | None
    region: str | None
    intensity: str | None
    valid_from: date
    valid_until: date | None
    word: Word | None


@dataclass(slots=True)
class Organisation:
    """With all that it offers, if it does."""

    id: int
    kind: str
    name: str
    regions: tuple[str, ...]
    area: str | None = None
    active_until: datetime | None = None
    locations: list[Location] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def municipalities(self) -> set[str]:
        """All that its contracts name."""
        return {code for contract in self.contracts for code in contract.municipalities}


@dataclass(slots=True)
class Partnership:
    id: int
    region: str
    name: str
    forms: tuple[str, ...]
    domains: tuple[str, ...]
    valid_from: date
    members: tuple[int, ...]
    """The first one leads."""
