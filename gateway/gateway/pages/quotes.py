"""Quotes that are asked of a provider, and the writing of one."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import Told
from gateway.pages.forms import Filling, FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.quote_answers import QuoteItem, QuoteRead, QuoteTried
from gateway.texts import WORDS

ON_ONE_PAGE = 50


class Quotes:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/quotes", self.list, methods=["GET"]),
            Route("/quotes/{quote_id:uuid}", self.show, methods=["GET"]),
            Route("/quotes/{quote_id:uuid}/quote", self.submit, methods=["POST"]),
            Route("/quotes/{quote_id:uuid}/price", self.price, methods=["POST"]),
            Route("/quotes/{quote_id:uuid}/decline", self.decline, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        request.scope["operation"] = "page quotes"
        state = request.query_params.get("state", "open")
        found, _ = await self._frame.asking(request).need(
            PageOf[QuoteItem],
            "access",
            "/quote-requests",
            state=state,
            limit=ON_ONE_PAGE,
            after=request.query_params.get("after"),
        )
        return self._frame.render(request, "quotes.html", found=found, state=state)

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page quote"
        return await self._shown(request, FormShown(), FormShown("decline-"))

    async def price(self, request: Request) -> Response:
        """What it comes to so far: a part of the page, asked while somebody types."""
        request.scope["operation"] = "price a quote on a page"
        typed = await read_form(request, self._frame.body_limit_bytes)
        asking, language = self._frame.asking(request), language_of_page(request)
        asked, _ = await asking.need(QuoteRead, "access", _thing(request))
        policy = await asking.want(PolicyRead, "access", f"/policies/{asked.region}")
        tried, _ = await self._tried(request, typed)
        return self._frame.render(request, "quote_price.html", tried=tried, called=Names(language, policy))

    async def submit(self, request: Request) -> Response:
        """Send the quote, or first see what it comes to: the room prices it, never the page."""
        request.scope["operation"] = "submit a quote on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = quote(typed)
        if typed.text("check"):
            tried, places = await self._tried(request, typed)
            form = typed.shown()
            if tried.problem:
                form = form.refused(tried.problem, places)
            status = tried.problem.status if tried.problem else 200
            shown = self._shown(request, form, FormShown("decline-"), status, tried=tried)
            return await self._frame.or_again(request, typed, shown)
        told = await asking.send(
            QuoteRead, "access", "POST", f"{_thing(request)}/quote", filling.body, if_match=typed.version
        )
        if told.problem:
            form = typed.shown().refused(told.problem, filling.places)
            shown = self._shown(request, form, FormShown("decline-"), told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_page(request))

    async def decline(self, request: Request) -> Response:
        request.scope["operation"] = "decline a quote on a page"
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        filling = Filling()
        filling.put("reason", typed.text("reason"), "reason")
        told = await asking.send(
            QuoteRead, "access", "POST", f"{_thing(request)}/decline", filling.body, if_match=typed.version
        )
        if told.problem:
            form = typed.shown("decline-").refused(told.problem, filling.places)
            shown = self._shown(request, FormShown(), form, told.problem.status)
            return await self._frame.or_again(request, typed, shown)
        return to(_page(request))

    async def _tried(self, request: Request, typed: Typed) -> tuple[Told[QuoteTried], Mapping[str, str]]:
        """What the lines that are filled in come to, and from which input each field came."""
        filling = quote(typed)
        body = {name: value for name, value in filling.body.items() if name != "plan"}
        path = f"{_thing(request)}/quote-check"
        told = await self._frame.asking(request).ask_in_body(QuoteTried, "access", path, body)
        return told, filling.places

    async def _shown(
        self,
        request: Request,
        form: FormShown,
        decline: FormShown,
        status: int = 200,
        *,
        tried: Told[QuoteTried] | None = None,
    ) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        asked, etag = await asking.need(QuoteRead, "access", _thing(request))
        policy = await asking.want(PolicyRead, "access", f"/policies/{asked.region}")
        return self._frame.render(
            request,
            "quote.html",
            status,
            here=_page(request),
            quote=asked,
            version=etag,
            called=Names(language, policy),
            reasons=[(code, text.in_(language)) for code, text in WORDS["DeclineReason"].items()],
            form=form,
            decline=decline,
            tried=tried,
        )


def quote(typed: Typed) -> Filling:
    """The lines that are filled in; an amount is never typed."""
    filling = Filling()
    for count, group in enumerate(typed.named("minutes-")):
        name = f"minutes-{group}"
        filling.put(f"hours.{count}.functionGroup", group, name)
        filling.put(f"hours.{count}.minutes", typed.number(name), name)
    for count, intensity in enumerate(typed.named("etmalen-")):
        name = f"etmalen-{intensity}"
        filling.put(f"stay.{count}.intensity", intensity, name)
        filling.put(f"stay.{count}.etmalen", typed.number(name), name)
    filling.put("validFrom", typed.text("valid-from"), "valid-from")
    filling.put("validUntil", typed.text("valid-until"), "valid-until")
    filling.put("plan", typed.text("plan"), "plan")
    return filling


def _thing(request: Request) -> str:
    return f"/quote-requests/{request.path_params['quote_id']}"


def _page(request: Request) -> str:
    return f"/quotes/{request.path_params['quote_id']}"
