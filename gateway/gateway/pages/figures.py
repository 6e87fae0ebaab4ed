"""Figures of a municipality or a region: tabs with charts, the tables beside them, a file of each table."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages import figures_money
from gateway.pages import figures_tabs as tabs
from gateway.pages.asking import Asking, PageRefused, Told, both
from gateway.pages.figures_answers import (
    ChangesRead,
    CoverageRead,
    CrisisRead,
    DecisionsRead,
    FramesRead,
    MoneyRead,
    ReferralsCounted,
)
from gateway.pages.figures_period import QUARTERS, Period
from gateway.pages.figures_table import Table, Words, as_file
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import region_of_caller
from gateway.pages.naming import Names
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.shown import AMSTERDAM
from gateway.texts import texts_in

TABS = ("money", "throughput", "waiting", "routes", "changes", "coverage", "crisis")
OF_CRISIS = ("crisis", "coverage")
"""Of who is on the crisis desk or plans its roster; the rooms say the same."""
BY_ROLE = {"crisis-desk": OF_CRISIS, "roster-planner": OF_CRISIS}


@dataclass
class Shown:
    """What is on a page: tables, the rooms that were silent, and of when the figures are."""

    tables: list[Table] = field(default_factory=list)
    absent: list[Told[Any]] = field(default_factory=list)
    as_of: datetime | None = None
    illustrative: bool = False

    def add(self, told: Told[Any], make: Callable[[Any], list[Table]]) -> None:
        if told.value is None:
            self.absent.append(told)
            return
        self.tables += make(told.value)
        self.as_of = getattr(told.value, "as_of", self.as_of)


class FiguresPage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/figures", self.show, methods=["GET"]),
            Route("/figures/{name}.csv", self.file, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page figures"
        session = self._frame.session(request)
        mine = BY_ROLE.get(session.caller.role, TABS)
        asked = request.query_params.get("tab", "")
        tab = asked if asked in mine else mine[0]
        region, words, period = self._asked(request)
        shown = await self._tab(request, tab, words, period, region)
        places = next((each.municipalities for each in self._frame.regions if each.id == region), ())
        query = f"year={period.year}&quarter={period.quarter}&municipality={words.municipality}"
        return self._frame.render(
            request,
            "figures.html",
            tabs=mine,
            tab=tab,
            shown=shown,
            period=period,
            years=Period.years_to(period.today),
            quarters=QUARTERS,
            places=[]
            if session.caller.municipality
            else [(code, words.place(code)) for code in sorted(places)],
            municipality=words.municipality,
            query=query,
        )

    async def file(self, request: Request) -> Response:
        """One table, as it stands on the page. Raises PageRefused."""
        request.scope["operation"] = "file of figures"
        name: str = request.path_params["name"]
        tab = name.split("-")[0]
        if tab not in BY_ROLE.get(self._frame.session(request).caller.role, TABS):
            raise HTTPException(404)
        region, words, period = self._asked(request)
        shown = await self._tab(request, tab, words, period, region)
        for table in shown.tables:
            if table.name == name:
                called = f"wegwijs-{name}-{period.first}-{period.last}.csv"
                headers = {
                    "Cache-Control": "no-store",
                    "Content-Disposition": f'attachment; filename="{called}"',
                }
                return Response(
                    as_file(table, words.language), media_type="text/csv; charset=utf-8", headers=headers
                )
        for told in shown.absent:
            assert told.problem
            raise PageRefused(told.problem)
        raise HTTPException(404)

    def _asked(self, request: Request) -> tuple[str, Words, Period]:
        session, language = self._frame.session(request), language_of_page(request)
        query = request.query_params
        wanted = session.caller.municipality or query.get("municipality", "")
        municipality = wanted if wanted in self._frame.municipalities else ""
        words = Words(language, texts_in(language), self._frame.municipalities, municipality)
        today = datetime.now(AMSTERDAM).date()
        return region_of_caller(self._frame, session.caller), words, Period.of(query, today)

    async def _tab(self, request: Request, tab: str, words: Words, period: Period, region: str) -> Shown:
        asking = self._frame.asking(request)
        ask: Mapping[str, Callable[..., Awaitable[Shown]]] = {
            "money": _money,
            "throughput": _throughput,
            "waiting": _waiting,
            "routes": _routes,
            "changes": _changes,
            "coverage": _coverage,
            "crisis": _crisis,
        }
        return await ask[tab](asking, words, period, region)


async def _money(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    shown = Shown()
    figures, frames = await both(
        asking.want(MoneyRead, "access", "/figures", year=period.year),
        asking.want(FramesRead, "access", "/frames", year=period.year),
    )
    shown.add(frames, lambda found: figures_money.frames(words, found))
    shown.add(figures, lambda found: figures_money.money(words, found))
    return shown


async def _throughput(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    shown = Shown()
    shown.add(await _referrals(asking, period), lambda found: tabs.throughput(words, found))
    return shown


async def _waiting(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    shown = Shown()
    referrals, (policy, landscape) = await both(_referrals(asking, period), _landscape(asking, region))
    shown.add(referrals, lambda found: tabs.waiting(words, found))
    called = Names(words.language, policy)
    shown.add(landscape, lambda found: tabs.waits_said(words, called, found))
    return shown


async def _routes(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    shown = Shown()
    decisions, policy = await both(
        asking.want(DecisionsRead, "access", "/decisions/figures", **period.months),
        asking.want(PolicyRead, "access", f"/policies/{region}"),
    )
    shown.add(decisions, lambda found: tabs.routes(words, Names(words.language, policy), found))
    return shown


async def _changes(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    shown = Shown()
    told = await asking.want(ChangesRead, "access", "/changes/figures", **period.months)
    shown.add(told, lambda found: tabs.changes(words, found))
    return shown


async def _coverage(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    shown = Shown()
    policy, landscape = await _landscape(asking, region)
    shown.add(landscape, lambda found: tabs.coverage(words, Names(words.language, policy), found))
    shown.illustrative = landscape.value is not None and landscape.value.illustrative
    return shown


async def _crisis(asking: Asking, words: Words, period: Period, region: str) -> Shown:
    """Of months that are over; where none is, nothing is asked."""
    shown = Shown()
    if region and period.last_over > period.first:
        of = {"from": period.first, "until": period.last_over}
        told = await asking.want(CrisisRead, "crisis", "/figures", region=region, **of)
        shown.add(told, lambda found: tabs.crisis(words, found))
    return shown


def _referrals(asking: Asking, period: Period) -> Awaitable[Told[ReferralsCounted]]:
    return asking.want(ReferralsCounted, "referral", "/figures", **period.months)


async def _landscape(asking: Asking, region: str) -> tuple[Told[PolicyRead], Told[CoverageRead]]:
    return await both(
        asking.want(PolicyRead, "access", f"/policies/{region}"),
        asking.want(CoverageRead, "provider-registry", "/coverage", region=region),
    )
