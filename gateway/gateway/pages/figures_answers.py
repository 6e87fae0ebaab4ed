"""What rooms answer of figures, as far as pages show it. Null: small, or what would give that away."""

from datetime import date, datetime

from gateway.pages.answers import Named, Read


class CountSeries(Read):
    """A row of a table: a count for each column, and all of them together."""

    key: str
    cells: tuple[int | None, ...]
    total: int | None


class CountTable(Read):
    columns: tuple[str, ...]
    rows: tuple[CountSeries, ...]
    totals: CountSeries


# --- access


class Sums(Read):
    """Cents."""

    committed_cents: int
    due_cents: int
    held_cents: int
    left_cents: int
    expected_back_cents: int
    returned_cents: int


class Told(Read):
    people: int | None
    sums: Sums | None


class OfForm(Told):
    form: str


class AllMoney(Told):
    forms: tuple[OfForm, ...]


class MunicipalMoney(AllMoney):
    municipality: str


class MoneyRead(Read):
    as_of: datetime
    items: tuple[MunicipalMoney, ...]
    together: AllMoney


class FrameLine(Told):
    name: Named
    illustrative: bool
    set_apart_cents: int
    share_percent: int | None


class FrameOfMunicipality(Told):
    municipality: str
    lines: tuple[FrameLine, ...]
    set_apart_cents: int


class FramesRead(Read):
    items: tuple[FrameOfMunicipality, ...]


class DecisionsRead(Read):
    as_of: datetime
    months: CountTable
    deciders: CountTable
    referrers: CountTable
    routes: CountTable
    budgets: CountTable


class ChangesRead(Read):
    as_of: datetime
    step_downs: int | None
    changes: CountTable


# --- referral


class Waits(Read):
    within_norm: CountTable
    median: int | None
    p90: int | None


class ReferralsCounted(Read):
    as_of: datetime
    submitted: CountTable
    decided: CountTable
    started: CountTable
    ended: CountTable
    forms: CountTable
    waiting: CountTable
    to_first_contact: Waits
    to_start: Waits


# --- provider-registry


class CoverageCell(Read):
    municipality: str
    providers: int
    open_now: int
    wait_days: int | None


class CoverageLine(Read):
    form: str
    intensity: str | None
    cells: tuple[CoverageCell, ...]


class CoverageRead(Read):
    day: date
    within_km: int
    illustrative: bool
    municipalities: tuple[str, ...]
    lines: tuple[CoverageLine, ...]


# --- crisis


class Times(Read):
    """In seconds."""

    count: int | None
    median: int | None
    p90: int | None


class CrisisRead(Read):
    first_day: date
    last_day: date
    alarms: int | None
    acknowledged: Times
    on_site: Times
    within_norm: dict[str, int | None]
    called_on: dict[str, int | None]
    outcomes: dict[str, int | None]
    follow_ups: dict[str, int | None]
