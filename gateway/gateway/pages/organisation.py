"""One organisation as everybody may know it: who it is, what it offers, where, and under which contracts."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import Asking, Told, both
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.registry_answers import (
    ContractRead,
    LocationsRead,
    OfferRead,
    OrganisationRead,
    ShellRead,
)

ON_ONE_PAGE = 50
MOST_REGIONS = 5
"""A national provider is enrolled in many more; the levels of the others are shown by their codes."""
MUNICIPALITY = "municipality"


@dataclass(frozen=True)
class Called:
    """Names of function groups and intensities in the regions of one organisation."""

    regions: Mapping[str, Names]

    def priced(self, id_: str, region: str | None = None) -> str:
        """As this region calls it, or else the first that knows it; else the code itself."""
        first = [names for name, names in self.regions.items() if name == region]
        found = (names.priced(id_) for names in (*first, *self.regions.values()))
        return next((name for name in found if name != id_), id_)


class OrganisationPage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/organisations/{organisation_id:uuid}", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page organisation"
        asking, room = self._frame.asking(request), "provider-registry"
        id_ = request.path_params["organisation_id"]
        of_it = f"/organisations/{id_}"
        ((entry, _), offers), (locations, contracts) = await both(
            both(
                asking.need(OrganisationRead, room, of_it),
                asking.want(
                    PageOf[OfferRead],
                    room,
                    f"{of_it}/offers",
                    limit=ON_ONE_PAGE,
                    after=request.query_params.get("after"),
                ),
            ),
            both(
                asking.want(LocationsRead, room, f"{of_it}/locations"),
                asking.want(
                    PageOf[ContractRead],
                    room,
                    "/contracts",
                    provider=id_,
                    limit=ON_ONE_PAGE,
                    after=request.query_params.get("contracts-after"),
                ),
            ),
        )
        shell: Told[ShellRead] = Told(room)
        if entry.kind == MUNICIPALITY:
            shell = await asking.want(ShellRead, room, f"{of_it}/shell")
        enrolled = (each for offer in offers.value.items for each in offer.enrolments) if offers.value else ()
        regions = dict.fromkeys([*(each.region for each in enrolled if each.region), *entry.regions])
        return self._frame.render(
            request,
            "organisation.html",
            entry=entry,
            offers=offers,
            locations=locations,
            contracts=contracts,
            shell=shell,
            called=await _called(asking, request, list(regions)[:MOST_REGIONS]),
            region_names={region.id: region.name for region in self._frame.regions},
        )


async def _called(asking: Asking, request: Request, regions: Iterable[str]) -> Called:
    named = list(regions)
    policies = await asyncio.gather(
        *(asking.want(PolicyRead, "access", f"/policies/{region}") for region in named)
    )
    language = language_of_page(request)
    return Called({region: Names(language, told) for region, told in zip(named, policies, strict=True)})
