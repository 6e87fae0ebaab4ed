"""Consultations: ask a specialist about a question and not about a person, reply, and what came of it."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import NamesRead, PageOf, ReferralListed
from gateway.pages.asking import Asking, both
from gateway.pages.command import Command, Done, Forms, nothing, plain, take_command
from gateway.pages.consultation_answers import ConsultationListed, ConsultationRead
from gateway.pages.deciding import options_of
from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.naming import Options
from gateway.pages.organisations import organisations_of
from gateway.texts import texts_in

ON_ONE_PAGE = 20
ASKS = ("access-worker", "general-practitioner", "youth-assistant")
"""To whom the form is shown; the room says who may."""
THING = "/consultations/{id}"
COMMANDS: Mapping[str, Command] = {
    "reply": Command(f"{THING}/reply", plain("reply")),
    "refuse": Command(f"{THING}/refusal", plain("reason")),
    "withdraw": Command(f"{THING}/withdrawal", nothing),
    "link": Command(f"{THING}/referral-link", plain("referral")),
}
LABELLED = ("provider", "age", "domains", "question", "reply", "reason", "referral")


def _question(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("provider", typed.text("provider"), "provider")
    filling.put("age", typed.number("age"), "age")
    filling.put("domains", typed.named("domains-") or None, "domains")
    filling.put("question", typed.text("question"), "question")
    return filling


class Consultations:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/consultations", self.show, methods=["GET"]),
            Route("/consultations", self.ask, methods=["POST"]),
            Route("/consultations/{id:uuid}", self.read, methods=["GET"]),
            Route("/consultations/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page consultations"
        return await self._listed(request, FormShown())

    async def ask(self, request: Request) -> Response:
        """Ask; refused, the form comes back with what was typed."""
        request.scope["operation"] = "ask a specialist on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = _question(typed)
        told = await asking.send(Done, "referral", "POST", "/consultations", filling.body, key=typed.key)
        if told.problem is None:
            return to("/consultations")
        form = typed.shown().refused(told.problem, filling.places)
        return await self._frame.or_again(request, typed, self._listed(request, form, told.problem.status))

    async def read(self, request: Request) -> Response:
        request.scope["operation"] = "page consultation"
        return await self._one(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about a consultation on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            f"/consultations/{request.path_params['id']}",
            lambda forms, status: self._one(request, forms, status),
        )

    async def _listed(self, request: Request, form: FormShown, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        (found, _), registered = await both(
            asking.need(
                PageOf[ConsultationListed],
                "referral",
                "/consultations",
                order="newest",
                limit=ON_ONE_PAGE,
                after=request.query_params.get("after"),
            ),
            organisations_of(asking),
        )
        asks = self._frame.session(request).caller.role in ASKS
        providers = (await organisations_of(asking, kind="provider")).value if asks else None
        return self._frame.render(
            request,
            "consultations.html",
            status,
            here="/consultations",
            found=found,
            own=self._own(request),
            form=form,
            asks=asks,
            registered=registered,
            named={each.id: each.name for each in (registered.value.items if registered.value else ())},
            providers=[(str(each.id), each.name) for each in (providers.items if providers else ())],
            domains=options_of("Domain", language),
            labels=_labels(request),
        )

    async def _one(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        here = f"/consultations/{request.path_params['id']}"
        (consultation, etag), registered = await both(
            asking.need(ConsultationRead, "referral", here), organisations_of(asking)
        )
        is_mine = str(consultation.asker) == self._own(request)
        return self._frame.render(
            request,
            "consultation.html",
            status,
            here=here,
            consultation=consultation,
            version=etag,
            is_mine=is_mine,
            registered=registered,
            named={each.id: each.name for each in (registered.value.items if registered.value else ())},
            referrals=await _own_referrals(asking) if is_mine and not consultation.referral else [],
            why_not=options_of("Decline", language),
            forms=forms,
            labels=_labels(request),
        )

    def _own(self, request: Request) -> str:
        return self._frame.session(request).caller.organisation


async def _own_referrals(asking: Asking) -> Options:
    """The last ones of the own organisation, by name and number."""
    listed = await asking.want(
        PageOf[ReferralListed], "referral", "/referrals", order="newest", limit=ON_ONE_PAGE
    )
    if not listed.value or not listed.value.items:
        return []
    ids = [each.id for each in listed.value.items]
    names = await asking.ask_in_body(NamesRead, "referral", "/referral-names", {"referrals": ids})
    found = names.value
    return [
        (str(each), f"{(found.of(each) if found else None) or ''} ({str(each)[-6:]})".strip()) for each in ids
    ]


def _labels(request: Request) -> dict[str, str]:
    texts = texts_in(language_of_page(request))
    return {name: texts[f"consultation_{name}"] for name in LABELLED}
