"""One request at the desk: what is known, what may be decided, and the forms with what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from gateway.pages import decision_form
from gateway.pages.access_answers import RequestRead
from gateway.pages.answers import NamesRead, PageOf
from gateway.pages.asking import Asking, Told, both
from gateway.pages.deciding import (
    deciding,
    grounds_on,
    labels_of_questions,
    lanes_of,
    options_of,
    products_on,
    proposed,
    provisions_in,
    ways_of,
)
from gateway.pages.desk_known import known_of
from gateway.pages.forms import FormShown, Typed
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names, decision_labels
from gateway.pages.organisations import providers_of
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.quote_answers import Comparison, QuoteItem, QuoteRead
from gateway.pages.ready_answers import ReadyRead
from gateway.texts import texts_in


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

    def filled(self, values: dict[str, str]) -> "Forms":
        """With this in the form of the decision, where nobody has typed anything yet."""
        if self.typed is not None or not values:
            return self
        return replace(self, decide=FormShown("decide-", values), typed=Typed(values))


def page_of(request: Request) -> str:
    return f"/desk/{request.path_params['request_id']}"


async def names_of(asking: Asking, referrals: list[UUID]) -> Told[NamesRead]:
    if not referrals:
        return Told("referral", NamesRead(items=()))
    asked = {"referrals": [str(each) for each in referrals]}
    return await asking.ask_in_body(NamesRead, "referral", "/referral-names", asked)


def labels_of(request: Request, asked: RequestRead) -> dict[str, str]:
    language = language_of_page(request)
    soft = asked.advice.soft if asked.advice else {}
    return decision_labels(texts_in(language), soft, language)


async def show_request(
    frame: Frame, request: Request, forms: Forms, status: int = 200, ways: Sequence[str] | None = None
) -> Response:
    """The whole screen. `ways`: along which is decided, where a form says so. Raises PageRefused."""
    asking, language = frame.asking(request), language_of_page(request)
    path = f"/requests/{request.path_params['request_id']}"
    ((asked, etag), names), ((quotes, compared), standing) = await both(
        both(
            asking.need(RequestRead, "access", path),
            names_of(asking, [request.path_params["request_id"]]),
        ),
        both(
            both(
                asking.want(PageOf[QuoteItem], "access", f"{path}/quote-requests"),
                asking.want(Comparison, "access", f"{path}/quote-comparison"),
            ),
            asking.want(ReadyRead, "access", f"{path}/ready-decision"),
        ),
    )
    (policy, providers), known = await both(
        both(
            asking.want(PolicyRead, "access", f"/policies/{asked.region}"),
            providers_of(asking, asked.region),
        ),
        known_of(asking, asked),
    )
    called, labels, todo = Names(language, policy, providers), labels_of(request, asked), None
    wanted = request.query_params.getlist("way") if ways is None else ways
    if "decide_request" in asked.possible_steps:
        said = standing.value.words_for(None) if standing.value else None
        if said is not None and said.choices and not wanted:
            wanted = [choice.route for choice in said.choices]
        if open_ways := ways_of(asked.advice, wanted):
            forms = forms.filled(decision_form.typed_again(said) if said else proposed(asked, open_ways))
            todo = await deciding(asking, asked, open_ways, forms.typed, forms.decide)
            labels = labels_of_questions(labels, todo.questions, called)
    return frame.render(
        request,
        "request.html",
        status,
        here=page_of(request),
        asked=asked,
        version=etag,
        names=names,
        quotes=quotes,
        compared=compared,
        ready=standing.value,
        known=known,
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


async def show_so_far(frame: Frame, request: Request, forms: Forms, ways: Sequence[str]) -> Response:
    """Of the whole screen only how far the decision is: for who is still typing. Raises PageRefused."""
    asking = frame.asking(request)
    asked, _ = await asking.need(RequestRead, "access", f"/requests/{request.path_params['request_id']}")
    policy = await asking.want(PolicyRead, "access", f"/policies/{asked.region}")
    todo = None
    if open_ways := ways_of(asked.advice, ways):
        todo = await deciding(asking, asked, open_ways, forms.typed, forms.decide)
    called = Names(language_of_page(request), policy)
    return frame.render(request, "so_far.html", here=page_of(request), todo=todo, called=called)


async def show_quote(frame: Frame, request: Request, form: FormShown, status: int = 200) -> Response:
    """What a provider answered, with the form to say yes to it. Raises PageRefused."""
    asking = frame.asking(request)
    path, quote_id = f"/requests/{request.path_params['request_id']}", request.path_params["quote_id"]
    ((quote, etag), (asked, _)), standing = await both(
        both(
            asking.need(QuoteRead, "access", f"/quote-requests/{quote_id}"),
            asking.need(RequestRead, "access", path),
        ),
        asking.want(ReadyRead, "access", f"{path}/ready-decision"),
    )
    policy, providers = await both(
        asking.want(PolicyRead, "access", f"/policies/{quote.region}"),
        providers_of(asking, quote.region),
    )
    said = standing.value.words_for(quote.id) if standing.value else None
    if said is not None and form.problem is None:
        form = replace(form, values=decision_form.typed_again(said))
    return frame.render(
        request,
        "award.html",
        status,
        here=f"{page_of(request)}/quotes/{quote_id}",
        asked=asked,
        quote=quote,
        version=etag,
        ready=standing.value,
        called=Names(language_of_page(request), policy, providers),
        labels=labels_of(request, asked),
        form=form,
    )
