"""The access desk's list, and one request with what may be decided on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages import decision_form, door_form
from gateway.pages.access_answers import (
    GRANTED_BY_THE_DESK,
    Comparison,
    Decision,
    PolicyRead,
    QuoteItem,
    QuoteRead,
    RequestItem,
    RequestRead,
)
from gateway.pages.answers import NamesRead, PageOf
from gateway.pages.asking import Asking, Told, both
from gateway.pages.deciding import (
    deciding,
    grounds_on,
    labels_of_questions,
    lanes_of,
    options_of,
    products_on,
    provisions_in,
    ways_of,
)
from gateway.pages.forms import FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names, decision_labels
from gateway.pages.organisations import providers_of
from gateway.texts import texts_in

ON_ONE_PAGE = 50


@dataclass(frozen=True)
class Forms:
    """The forms beside a request; the one that was sent last with what was typed and what is wrong."""

    decide: FormShown = field(default_factory=lambda: FormShown("decide-"))
    ask: FormShown = field(default_factory=lambda: FormShown("ask-"))
    typed: Typed | None = None
    sent: str = ""
    step: FormShown = field(default_factory=FormShown)

    def of(self, name: str, about: str = "") -> FormShown:
        """The form of a step; `about` keeps apart two of the same step, such as two answers."""
        prefix = f"{name}-{about}"
        return self.step if self.sent == prefix else FormShown(prefix)


class Desk:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/desk", self.list, methods=["GET"]),
            Route("/desk/{request_id:uuid}", self.show, methods=["GET"]),
            Route("/desk/{request_id:uuid}/decision", self.decide, methods=["POST"]),
            Route("/desk/{request_id:uuid}/steps/{step}", self.take_step, methods=["POST"]),
            Route("/desk/{request_id:uuid}/quotes", self.ask_quote, methods=["POST"]),
            Route("/desk/{request_id:uuid}/quotes/{quote_id:uuid}", self.show_quote, methods=["GET"]),
            Route("/desk/{request_id:uuid}/quotes/{quote_id:uuid}/award", self.award, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """The requests of the own municipality, with the names that `referral` lets this desk see."""
        request.scope["operation"] = "page desk"
        asking = self._frame.asking(request)
        state = request.query_params.get("state", "open")
        mine = request.query_params.get("mine")
        found, _ = await asking.need(
            PageOf[RequestItem],
            "access",
            "/requests",
            state=state,
            mine=mine,
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        names = await _names(asking, [item.id for item in found.items])
        return self._frame.render(request, "desk.html", found=found, names=names, state=state, mine=mine)

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page request"
        return await self._shown(request, Forms())

    async def decide(self, request: Request) -> Response:
        """Send the decision; refused, the form comes back with what was typed and every reason."""
        request.scope["operation"] = "decide on a page"
        typed, asking = await self._sent(request)
        ways = [way for way in (typed.text("ways") or "").split(",") if way in GRANTED_BY_THE_DESK]
        filling = decision_form.decision(typed, ways)
        path = f"/requests/{request.path_params['request_id']}"
        told = await asking.send(
            Decision,
            "access",
            "POST",
            f"{path}/decisions",
            filling.body,
            key=typed.key,
            if_match=typed.version,
        )
        if told.problem:
            form = typed.shown("decide-").refused(told.problem, filling.places)
            shown = self._shown(request, Forms(decide=form, typed=typed), told.problem.status, ways)
            return await self._frame.or_again(request, typed, shown)
        return to(_page(request))

    async def take_step(self, request: Request) -> Response:
        """A small step at the door: take it in hand, the application, triage, a question, a refusal."""
        request.scope["operation"] = "step of the desk on a page"
        name = request.path_params["step"]
        step = door_form.STEPS.get(name)
        if step is None:
            raise HTTPException(404)
        typed, asking = await self._sent(request)
        about = typed.text("about") or ""
        filling = step.fill(typed)
        path = step.path.format(question=_only_an_id(about)) if "{" in step.path else step.path
        told = await asking.send(
            RequestRead,
            "access",
            step.method,
            f"/requests/{request.path_params['request_id']}/{path}",
            filling.body,
            key=typed.key,
            if_match=typed.version,
        )
        if told.problem:
            prefix = f"{name}-{about}"
            form = typed.shown(prefix).refused(told.problem, filling.places)
            shown = self._shown(request, Forms(sent=prefix, step=form), told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_page(request))

    async def ask_quote(self, request: Request) -> Response:
        request.scope["operation"] = "ask for a quote on a page"
        typed, asking = await self._sent(request)
        filling = decision_form.quote_question(typed)
        path = f"/requests/{request.path_params['request_id']}/quote-requests"
        told = await asking.send(QuoteRead, "access", "POST", path, filling.body, key=typed.key)
        if told.problem:
            form = typed.shown("ask-").refused(told.problem, filling.places)
            shown = self._shown(request, Forms(ask=form), told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_page(request))

    async def show_quote(self, request: Request) -> Response:
        request.scope["operation"] = "page quote of a request"
        return await self._quote_shown(request, FormShown())

    async def award(self, request: Request) -> Response:
        """Say yes to a quote (offerte akkoord)."""
        request.scope["operation"] = "award on a page"
        typed, asking = await self._sent(request)
        filling = decision_form.award(typed)
        path = f"/quote-requests/{request.path_params['quote_id']}/award"
        told = await asking.send(QuoteRead, "access", "POST", path, filling.body, if_match=typed.version)
        if told.problem:
            form = typed.shown().refused(told.problem, filling.places)
            shown = self._quote_shown(request, form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_page(request))

    async def _sent(self, request: Request) -> tuple[Typed, Asking]:
        asking = self._frame.asking(request)
        return await read_form(request, self._frame.body_limit_bytes), asking

    async def _shown(
        self, request: Request, forms: Forms, status: int = 200, ways: Sequence[str] | None = None
    ) -> Response:
        asking = self._frame.asking(request)
        id_ = request.path_params["request_id"]
        ((asked, etag), names), (quotes, compared) = await both(
            both(
                asking.need(RequestRead, "access", f"/requests/{id_}"),
                _names(asking, [id_]),
            ),
            both(
                asking.want(PageOf[QuoteItem], "access", f"/requests/{id_}/quote-requests"),
                asking.want(Comparison, "access", f"/requests/{id_}/quote-comparison"),
            ),
        )
        policy, providers = await both(
            asking.want(PolicyRead, "access", f"/policies/{asked.region}"),
            providers_of(asking, asked.region),
        )
        language = language_of_page(request)
        called = Names(language, policy, providers)
        labels = self._labels(request, asked)
        todo = None
        wanted = request.query_params.getlist("way") if ways is None else ways
        if "decide_request" in asked.possible_steps and (open_ways := ways_of(asked.advice, wanted)):
            todo = await deciding(asking, asked, open_ways, forms.typed, forms.decide)
            labels = labels_of_questions(labels, todo.questions, called)
        return self._frame.render(
            request,
            "request.html",
            status,
            here=_page(request),
            asked=asked,
            version=etag,
            names=names,
            quotes=quotes,
            compared=compared,
            called=called,
            labels=labels,
            forms=forms,
            todo=todo,
            ways_named=[(each.route, each.name) for each in asked.advice.ways] if asked.advice else [],
            products=products_on(policy.value, todo.ways if todo else (), language),
            grounds=grounds_on(policy.value, todo.ways if todo else (), language),
            quote_grounds=grounds_on(policy.value, ("quote",), language),
            places=options_of("Place", language),
            kinds=options_of("DecisionKind", language),
            plan_answers=options_of("PlanAnswer", language),
            help_forms=options_of("HelpForm", language),
            lanes=lanes_of(policy.value, language),
            complexities=options_of("Complexity", language),
            asked_of=options_of("AskedOf", language),
            refusals=options_of("Ground", language),
            rejections=options_of("RejectionCode", language),
            wishes=options_of("Wish", language),
            provisions=provisions_in(policy.value, asked.municipality, language),
        )

    async def _quote_shown(self, request: Request, form: FormShown, status: int = 200) -> Response:
        asking = self._frame.asking(request)
        request_id, quote_id = request.path_params["request_id"], request.path_params["quote_id"]
        (quote, etag), (asked, _) = await both(
            asking.need(QuoteRead, "access", f"/quote-requests/{quote_id}"),
            asking.need(RequestRead, "access", f"/requests/{request_id}"),
        )
        policy, providers = await both(
            asking.want(PolicyRead, "access", f"/policies/{quote.region}"),
            providers_of(asking, quote.region),
        )
        return self._frame.render(
            request,
            "award.html",
            status,
            here=f"{_page(request)}/quotes/{quote_id}",
            asked=asked,
            quote=quote,
            version=etag,
            called=Names(language_of_page(request), policy, providers),
            labels=self._labels(request, asked),
            form=form,
        )

    def _labels(self, request: Request, asked: RequestRead) -> dict[str, str]:
        language = language_of_page(request)
        soft = asked.advice.soft if asked.advice else {}
        return decision_labels(texts_in(language), soft, language)


async def _names(asking: Asking, referrals: list[UUID]) -> Told[NamesRead]:
    if not referrals:
        return Told("referral", NamesRead(items=()))
    asked = {"referrals": [str(each) for each in referrals]}
    return await asking.ask_in_body(NamesRead, "referral", "/referral-names", asked)


def _only_an_id(text: str) -> UUID:
    """Nothing but an identifier becomes part of a room's path."""
    try:
        return UUID(text)
    except ValueError:
        raise HTTPException(404) from None


def _page(request: Request) -> str:
    return f"/desk/{request.path_params['request_id']}"
