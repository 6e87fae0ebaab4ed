"""The certified institution's cases: what ends when, what it determined, its quotes and the answer."""

from asyncio import gather
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages import determination_form
from gateway.pages.access_answers import Determination
from gateway.pages.answers import Organisation, PageOf
from gateway.pages.asking import Asking, Told, both
from gateway.pages.cases_answers import CaseRead, ReferralOfCase
from gateway.pages.command import Forms, take_command
from gateway.pages.deciding import grounds_on
from gateway.pages.desk_request import names_of
from gateway.pages.forms import FormShown
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names
from gateway.pages.organisations import providers_of
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.quote_answers import Comparison, QuoteItem, QuoteRead
from gateway.pages.timeline_picture import draw, name_of
from gateway.texts import texts_in

ON_ONE_PAGE = 50
NOT_KNOWN: Told[PageOf[QuoteItem]] = Told("access", PageOf[QuoteItem](items=()))
NOT_COMPARED: Told[Comparison] = Told("access", Comparison(items=()))
NOT_DETERMINED: Told[Determination] = Told("access")


@dataclass(frozen=True)
class Beside:
    """What is asked beside the case itself; of each part the page can do without."""

    determined: Told[Determination]
    quotes: Told[PageOf[QuoteItem]]
    compared: Told[Comparison]
    policy: Told[PolicyRead]
    providers: Told[PageOf[Organisation]]


class Cases:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/cases", self.list, methods=["GET"]),
            Route("/cases/{id:uuid}", self.show, methods=["GET"]),
            Route("/cases/{id:uuid}/quotes/{quote_id:uuid}", self.show_quote, methods=["GET"]),
            Route("/cases/{id:uuid}/{command}", self.command, methods=["POST"]),
        ]

    async def list(self, request: Request) -> Response:
        """In the order in which they end, with the names of the institution's own referrals."""
        request.scope["operation"] = "page cases"
        asking, language = self._frame.asking(request), language_of_page(request)
        after = request.query_params.get("after")
        found, _ = await asking.need(PageOf[CaseRead], "access", "/cases", limit=ON_ONE_PAGE, after=after)
        names = await names_of(asking, [each.request for each in found.items])
        return self._frame.render(
            request, "cases.html", found=found, names=names, called=lambda end: name_of(end, language)
        )

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page case"
        return await self._shown(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about a case on a page"
        return await take_command(
            self._frame,
            request,
            determination_form.COMMANDS,
            _page(request),
            lambda forms, status: self._shown(request, forms, status),
            room="access",
        )

    async def show_quote(self, request: Request) -> Response:
        """One quote as it was answered; to the institution whose measure is in force."""
        request.scope["operation"] = "page quote of a case"
        asking = self._frame.asking(request)
        path = f"/quote-requests/{request.path_params['quote_id']}"
        quote, _ = await asking.need(QuoteRead, "access", path)
        policy, providers = await both(
            asking.want(PolicyRead, "access", f"/policies/{quote.region}"),
            providers_of(asking, quote.region),
        )
        called = Names(language_of_page(request), policy, providers)
        return self._frame.render(request, "case_quote.html", case=_page(request), quote=quote, called=called)

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        id_ = request.path_params["id"]
        (case, etag), referral = await both(
            asking.need(CaseRead, "access", f"/requests/{id_}/ends"),
            asking.want(ReferralOfCase, "referral", f"/referrals/{id_}"),
        )
        beside = await self._beside(asking, case)
        determine = forms.of("determine")
        if not determine.problem:
            values = determination_form.known(case, beside.determined.value, referral.value)
            determine = FormShown(determine.prefix, values)
        texts = texts_in(language)
        return self._frame.render(
            request,
            "case.html",
            status,
            here=_page(request),
            case=case,
            version=etag,
            referral=referral,
            beside=beside,
            called=Names(language, beside.policy, beside.providers),
            forms=forms,
            determine=determine,
            labels={name: texts[f"label_case_{name}"] for name in determination_form.NAMES},
            grounds=grounds_on(beside.policy.value, ("quote",), language),
            name_of=lambda end: name_of(end, language),
            timeline=draw(
                case.ends,
                referral.value.help_goes_on if referral.value else None,
                asked_on=case.asked_on,
                today=case.today,
                language=language,
            ),
        )

    async def _beside(self, asking: Asking, case: CaseRead) -> Beside:
        """Quotes tell where a young person may be: only under a measure in force are they asked for."""
        path = f"/requests/{case.request}"

        async def determined() -> Told[Determination]:
            if not case.has_determination:
                return NOT_DETERMINED
            return await asking.want(Determination, "access", f"{path}/determination")

        async def quoted() -> tuple[Told[PageOf[QuoteItem]], Told[Comparison]]:
            if not case.measure_in_force:
                return NOT_KNOWN, NOT_COMPARED
            return await both(
                asking.want(PageOf[QuoteItem], "access", f"{path}/quote-requests"),
                asking.want(Comparison, "access", f"{path}/quote-comparison"),
            )

        async def of_region() -> tuple[Told[PolicyRead], Told[PageOf[Organisation]]]:
            if case.region is None:
                return Told("access"), Told("provider-registry")
            return await both(
                asking.want(PolicyRead, "access", f"/policies/{case.region}"),
                providers_of(asking, case.region),
            )

        found, (quotes, compared), (policy, providers) = await gather(determined(), quoted(), of_region())
        return Beside(found, quotes, compared, policy, providers)


def _page(request: Request) -> str:
    return f"/cases/{request.path_params['id']}"
