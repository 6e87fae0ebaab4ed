"""What is asked of a provider: to take somebody, to bridge a wait, to go on after another one."""

from asyncio import gather
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import both
from gateway.pages.command import Forms, take_command
from gateway.pages.deciding import options_of
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names, Options
from gateway.pages.organisations import who_helps
from gateway.pages.placement_answers import CareRecordRead, HandoverListed, PlacementRead
from gateway.pages.placement_form import COMMANDS, LABELLED, OF_THE_LIST, SHOWN_WITH
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.referral_answers import BridgingRead, ReferralRead
from gateway.pages.referral_file_answers import QuestionsRead
from gateway.pages.refusals import refusals_in
from gateway.pages.shown import AMSTERDAM
from gateway.texts import texts_in
from wirekit.texts import Language

ON_ONE_PAGE = 50


class Placements:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/placements", self.list, methods=["GET"]),
            Route("/placements/steps/{command}", self.command_of_list, methods=["POST"]),
            Route("/placements/{id:uuid}", self.show, methods=["GET"]),
            Route("/placements/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """What waits for an answer, the most pressing first as the room has it; and all there is."""
        request.scope["operation"] = "page placements"
        return await self._listed(request, Forms())

    async def command_of_list(self, request: Request) -> Response:
        request.scope["operation"] = "command about bridging or a handover on a page"
        return await take_command(
            self._frame,
            request,
            OF_THE_LIST,
            "/placements",
            lambda forms, status: self._listed(request, forms, status),
        )

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page placement"
        return await self._shown(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about a placement on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            _page(request),
            lambda forms, status: self._shown(request, forms, status),
        )

    async def _listed(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        path = "/placement-requests"
        state = "ended" if request.query_params.get("state") == "ended" else "running"
        (asked, _), (taken, bridging), handovers = await gather(
            asking.need(PageOf[PlacementRead], "referral", path, order="urgency", limit=ON_ONE_PAGE),
            both(
                asking.want(
                    PageOf[PlacementRead],
                    "referral",
                    path,
                    state=state,
                    limit=ON_ONE_PAGE,
                    after=request.query_params.get("after"),
                ),
                asking.want(PageOf[BridgingRead], "referral", "/bridging", limit=ON_ONE_PAGE),
            ),
            asking.want(PageOf[HandoverListed], "referral", "/handovers", limit=ON_ONE_PAGE),
        )
        today = datetime.now(AMSTERDAM).date()
        return self._frame.render(
            request,
            "placements.html",
            status,
            here="/placements",
            asked=asked,
            days_left={each.id: each.last_day - today for each in asked.items},
            taken=taken,
            state=state,
            bridging=bridging,
            handovers=handovers,
            forms=forms,
            labels=_labels(language),
            choices=_choices(language),
        )

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        path = f"/placement-requests/{request.path_params['id']}"
        placement, etag = await asking.need(PlacementRead, "referral", path)
        referral, record, questions = await gather(
            asking.want(ReferralRead, "referral", f"/referrals/{placement.referral}"),
            asking.want(CareRecordRead, "referral", f"{path}/care-record"),
            asking.want(QuestionsRead, "referral", f"{path}/questions"),
        )
        region = referral.value.region if referral.value else ""
        policy, providers = await both(
            asking.want(PolicyRead, "access", f"/policies/{region}"), who_helps(asking, region)
        )
        called = Names(language, policy, providers)
        return self._frame.render(
            request,
            "placement.html",
            status,
            here=_page(request),
            placement=placement,
            version=etag,
            referral=referral,
            record=record,
            questions=questions,
            called=called,
            forms=forms,
            shown=SHOWN_WITH.get(placement.status, ()),
            labels=_labels(language),
            choices=_choices(language),
            refusals=refusals_in(policy.value, language),
            refusals_named=dict(refusals_in(policy.value, language, every=True)),
        )


def _labels(language: Language) -> dict[str, str]:
    texts: dict[str, str] = texts_in(language)
    return {name: texts[f"placement_{name}"] for name in LABELLED}


def _choices(language: Language) -> dict[str, Options]:
    """What can be chosen, by the name of its enum in the room."""
    kinds = ("QuestionKind", "WhyStartMoved", "StopReason", "InterruptionReason", "OnwardReason")
    more: tuple[str, ...] = ("Step", "CareChangeReason", "Destination", "RefusalReason", "HandoverReturn")
    return {kind: options_of(kind, language) for kind in (*kinds, *more)}


def _page(request: Request) -> str:
    return f"/placements/{request.path_params['id']}"
