"""A family goes on at another provider; budgets of a year and what was granted of them."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime

from access.domain.entitlement import Entitlement, Grant
from access.domain.figures import Told
from access.domain.frame import LineOfFrame, Sums
from access.routes.fields import DeliveryDay
from access.usecases.change_provider import change_provider as change
from access.usecases.read_figures import BoughtAt, Figures, FrameTold
from access.usecases.read_figures import read_figures as figures_read
from region_policy.codes import BuyingForm, BuyingLevel, Component
from region_policy.language import Name
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day

router = APIRouter(route_class=GuardedRoute, tags=["money"])

Year = Annotated[int, Query(ge=2015, le=2100, description="A calendar year.")]


class ProviderChangeCreate(Body):
    """`lastDay` at the provider of now; `provider`: whom to ask first for what is left."""

    last_day: DeliveryDay
    provider: UUID | None = None


class RestRead(Answer):
    """What goes on with the family, from the day after the last one at the earlier provider."""

    id: UUID
    moved_from: UUID | None
    component: Component
    provider: UUID | None
    intensity: str | None
    etmalen: int | None
    ceiling_cents: int
    valid_from: Day
    valid_until: Day


class ProviderChangeRead(Answer):
    """The entitlement that ends, and the grant for which another provider is asked."""

    entitlement: UUID
    valid_until: Day
    version: int
    grant: RestRead

    @classmethod
    def of(cls, ended: Entitlement, rest: Grant) -> Self:
        return cls(
            entitlement=ended.id,
            valid_until=ended.valid_until,
            version=ended.version,
            grant=RestRead(
                id=rest.id,
                moved_from=rest.moved_from,
                component=rest.component,
                provider=rest.provider,
                intensity=rest.intensity,
                etmalen=rest.etmalen,
                ceiling_cents=rest.account.committed,
                valid_from=rest.valid_from,
                valid_until=rest.valid_until,
            ),
        )


class SumsRead(Answer):
    """Cents. committed = due + left + returned; what is expected back is left still."""

    committed_cents: int
    delivered_cents: int
    due_cents: int
    held_cents: int
    left_cents: int
    expected_back_cents: int
    returned_cents: int

    @classmethod
    def of(cls, sums: Sums) -> Self:
        return cls(
            committed_cents=sums.committed,
            delivered_cents=sums.delivered,
            due_cents=sums.due,
            held_cents=sums.held,
            left_cents=sums.left,
            expected_back_cents=sums.expected_back,
            returned_cents=sums.returned,
        )


class ToldRead(Answer):
    """`people`: how many have it, rounded to a multiple of five. Null: of fewer than ten, or what
    would give such a sum away."""

    people: int | None
    sums: SumsRead | None

    @staticmethod
    def parts(told: Told) -> dict[str, Any]:
        return {"people": told.people, "sums": SumsRead.of(told.sums) if told.sums else None}

    @classmethod
    def of(cls, told: Told) -> Self:
        return cls(**cls.parts(told))


class FrameLineRead(ToldRead):
    """`counts`: the forms of care whose money comes from it; none where it is a saving still to be found.

    `sharePercent`: what is bound (committed and not returned) of what was set apart, rounded down.
    """

    id: str
    name: Name
    counts: tuple[BuyingForm, ...]
    illustrative: bool
    set_apart_cents: int
    share_percent: int | None

    @classmethod
    def of_line(cls, line: LineOfFrame, told: Told) -> Self:
        return cls(
            id=line.line.id,
            name=line.line.name,
            counts=line.line.counts,
            illustrative=line.line.illustrative,
            set_apart_cents=line.set_apart_cents,
            share_percent=line.share_percent if told.sums else None,
            **cls.parts(told),
        )


class FrameRead(ToldRead):
    """A grant counts in the year of its first day. `elsewhere`: granted in forms of care that no line counts.

    `setApartCents` with the saving still to be found; `sums` of all grants of the year.
    """

    municipality: str
    lines: tuple[FrameLineRead, ...]
    elsewhere: ToldRead
    set_apart_cents: int

    @classmethod
    def of_frame(cls, seen: FrameTold) -> Self:
        lines = seen.frame.lines
        return cls(
            municipality=seen.frame.municipality,
            lines=tuple(FrameLineRead.of_line(each, seen.lines[each.line.id]) for each in lines),
            elsewhere=ToldRead.of(seen.elsewhere),
            set_apart_cents=seen.frame.set_apart_cents,
            **cls.parts(seen.told),
        )


class FramesRead(Answer):
    year: int
    as_of: AwareDatetime
    items: tuple[FrameRead, ...]


class FormRead(ToldRead):
    form: BuyingForm


class BoughtAtRead(ToldRead):
    """`level` is null where the policy names no buyer of these forms of care."""

    level: BuyingLevel | None
    forms: tuple[BuyingForm, ...]

    @classmethod
    def at(cls, bought: BoughtAt) -> Self:
        return cls(level=bought.level, forms=bought.forms, **cls.parts(bought.told))


class AllFiguresRead(ToldRead):
    """All grants of which the first day lies in the year, and the same by form of care."""

    forms: tuple[FormRead, ...]

    @staticmethod
    def parts_of(figures: Figures) -> dict[str, Any]:
        forms = tuple(FormRead(form=form, **FormRead.parts(told)) for form, told in figures.forms.items())
        return {"forms": forms, **ToldRead.parts(figures.told)}


class MunicipalFiguresRead(AllFiguresRead):
    """With who buys: those forms of care of which something was granted."""

    municipality: str
    buyers: tuple[BoughtAtRead, ...]


class FiguresRead(Answer):
    """`together`: all these municipalities."""

    year: int
    as_of: AwareDatetime
    items: tuple[MunicipalFiguresRead, ...]
    together: AllFiguresRead


@router.post(
    "/entitlements/{entitlement_id}/provider-change",
    status_code=status.HTTP_201_CREATED,
    summary="End an entitlement here, and let what is left go on with the family to another provider",
)
async def change_provider(
    entitlement_id: UUID,
    body: ProviderChangeCreate,
    tx: Tx,
    response: Response,
    idempotency_key: IdempotencyKey,
    if_match: IfMatch = None,
) -> ProviderChangeRead:
    ended, rest = await change(
        tx,
        entitlement_id,
        last_day=body.last_day,
        provider=body.provider,
        key=idempotency_key,
        body=body,
        if_match=if_match,
    )
    response.headers["ETag"] = etag(ended)
    return ProviderChangeRead.of(ended, rest)


@router.get("/frames", summary="What was set apart for a year, and how much of it was granted")
async def read_frames(tx: Tx, own: OwnOrganisation, year: Year) -> FramesRead:
    found = await figures_read(tx, own, year)
    return FramesRead(year=year, as_of=tx.now, items=tuple(map(FrameRead.of_frame, found.frames)))


@router.get("/figures", summary="What was granted and paid of a year, by form of care and by who buys")
async def read_figures(tx: Tx, own: OwnOrganisation, year: Year) -> FiguresRead:
    found = await figures_read(tx, own, year)
    items = tuple(
        MunicipalFiguresRead(
            municipality=each.municipality,
            buyers=tuple(map(BoughtAtRead.at, each.buyers)),
            **MunicipalFiguresRead.parts_of(each),
        )
        for each in found.municipalities
    )
    together = AllFiguresRead(**AllFiguresRead.parts_of(found.together))
    return FiguresRead(year=year, as_of=tx.now, items=items, together=together)
