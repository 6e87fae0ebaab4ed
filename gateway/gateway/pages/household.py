"""One household, one plan, one director: goals, who lives there as far as may be seen, and who directs."""

import base64
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import both
from gateway.pages.command import Command, Forms, nothing, plain, take_command
from gateway.pages.deciding import options_of
from gateway.pages.frame import Frame, kept_as_pdf
from gateway.pages.household_answers import FamilyPlanOpened, HouseholdRead, PlanRead
from gateway.pages.language import language_of_page
from gateway.pages.organisations import organisations_of
from gateway.texts import texts_in

THING = "/households/{id}"
COMMANDS: Mapping[str, Command] = {
    "goal": Command(f"{THING}/goals", plain("words", "domain", "member")),
    "step": Command(f"{THING}/goals/{{about}}/steps", plain("to")),
    "hand-over": Command(f"{THING}/directors/{{about}}/hand-over", plain("organisation", "because")),
    "beside": Command(f"{THING}/directors", plain("organisation", "beside")),
    "end": Command(f"{THING}/directors/{{about}}/end", nothing),
    "close": Command(f"{THING}/plans/{{about}}/closure", nothing),
    "open": Command(f"{THING}/plans", nothing),
}
LABELLED = ("words", "domain", "member", "to", "organisation", "because", "beside")


class Household:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/households/{id:uuid}", self.show, methods=["GET"]),
            Route("/households/{id:uuid}/family-plans/{plan:uuid}", self.family_plan, methods=["GET"]),
            Route("/households/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page household"
        return await self._shown(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about a household on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            f"/households/{request.path_params['id']}",
            lambda forms, status: self._shown(request, forms, status),
        )

    async def family_plan(self, request: Request) -> Response:
        """A family group plan that was given as a PDF."""
        request.scope["operation"] = "family plan on a page"
        path = f"/households/{request.path_params['id']}/family-group-plans"
        found, _ = await self._frame.asking(request).need(PageOf[FamilyPlanOpened], "referral", path)
        wanted = (each.pdf for each in found.items if each.id == request.path_params["plan"])
        if (pdf := next(wanted, None)) is None:
            raise HTTPException(404)
        return kept_as_pdf(base64.b64decode(pdf))

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        here = f"/households/{request.path_params['id']}"
        ((household, _), (plan, _)), registered = await both(
            both(
                asking.need(HouseholdRead, "referral", here),
                asking.need(PlanRead, "referral", f"{here}/plan"),
            ),
            organisations_of(asking),
        )
        # Words are asked for, and that look is logged, only where there are any.
        given = None
        if plan.family_group_plans:
            given = await asking.want(PageOf[FamilyPlanOpened], "referral", f"{here}/family-group-plans")
        organisations = registered.value.items if registered.value else ()
        names = {
            member.id: f"{member.given_name or ''} {member.family_name or ''}".strip()
            for member in household.members
        }
        texts = texts_in(language)
        return self._frame.render(
            request,
            "household.html",
            status,
            here=here,
            household=household,
            plan=plan,
            given=given,
            registered=registered,
            names=names,
            organisations=[(str(each.id), each.name) for each in organisations],
            named={each.id: each.name for each in organisations},
            forms=forms,
            labels={name: texts[f"household_{name}"] for name in LABELLED},
            domains=options_of("Domain", language),
            steps=options_of("GoalStatus", language),
            why_handed_over=options_of("HandOverReason", language),
            why_beside=options_of("Beside", language),
        )
