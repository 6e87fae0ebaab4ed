"""Who can help: the question as a form, and the room's answer in the room's order."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import Organisation, PageOf
from gateway.pages.asking import PageRefused, Told, both
from gateway.pages.forms import FormShown
from gateway.pages.frame import Frame
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import municipalities_to_choose, region_of
from gateway.pages.naming import Names, Options
from gateway.pages.organisations import providers_of
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.registry_answers import OptionsRead
from gateway.texts import WORDS, texts_in
from wirekit.texts import Language

ONCE = (
    "municipality",
    "age",
    "careForm",
    "intensity",
    "startBy",
    "identity",
    "language",
    "level",
    "partnership",
    "free",
    "currentProvider",
)
OFTEN = ("domain", "form")
MOST_OF_ONE = 15
AFTER = "after"
LANGUAGES = ("nl", "en", "ar", "tr", "pl", "uk", "ti", "so", "fa", "es", "fr", "de", "dse")
NOT_UNDERSTOOD = 400


@dataclass(frozen=True)
class Question:
    """What the address asks, by the names that the room has for it; what is empty is not asked."""

    given: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, query: QueryParams) -> "Question":
        given = {}
        for name in (*ONCE, *OFTEN, AFTER):
            most = MOST_OF_ONE if name in OFTEN else 1
            values = tuple(value for value in query.getlist(name) if value.strip())
            if values:
                given[name] = values[:most]
        return cls(given)

    def value(self, name: str) -> str:
        return self.given.get(name, ("",))[0]

    def values(self, name: str) -> tuple[str, ...]:
        return self.given.get(name, ())

    def but(self, **changed: str) -> str:
        """The address of the same question but for this, from its first page; "" takes a part out."""
        others = {name: values for name, values in self.given.items() if name not in (*changed, AFTER)}
        chosen = {name: (value,) for name, value in changed.items() if value}
        return "/search?" + urlencode(others | chosen, doseq=True)

    @property
    def of_municipality_only(self) -> str:
        return "/search?" + urlencode({"municipality": self.value("municipality")})

    @property
    def has_more(self) -> bool:
        """Whether it asks something that stands under the further choices."""
        always = {"municipality", "age", "domain", AFTER}
        return bool(set(self.given) - always)

    def shown(self) -> FormShown:
        return FormShown(values={name: values[0] for name, values in self.given.items()})

    @property
    def places(self) -> dict[str, str]:
        """From which input each field of the room comes."""
        inputs = {name: name for name in (*ONCE, *OFTEN)}
        return inputs | {f"{name}.{at}": name for name in OFTEN for at in range(MOST_OF_ONE)}


class Search:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [Route("/search", self.show, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """The form; and where a municipality is asked, who can help there. Raises PageRefused."""
        request.scope["operation"] = "page search"
        asking, question = self._frame.asking(request), Question.of(request.query_params)
        form, status, found = question.shown(), 200, None
        region = region_of(self._frame, question.value("municipality"))
        if question.value("municipality"):
            told = await asking.want(OptionsRead, "provider-registry", "/options", **question.given)
            if told.problem and told.problem.status != NOT_UNDERSTOOD:
                raise PageRefused(told.problem)
            if told.problem:
                form, status = form.refused(told.problem, question.places), told.problem.status
            elif told.value:
                found, region = told.value, told.value.region
        policy: Told[PolicyRead] = Told("access")
        providers: Told[PageOf[Organisation]] = Told("provider-registry")
        if region:
            policy, providers = await both(
                asking.want(PolicyRead, "access", f"/policies/{region}"), providers_of(asking, region)
            )
        called = Names(language_of_page(request), policy, providers)
        return self._frame.render(
            request,
            "search.html",
            status,
            question=question,
            form=form,
            found=found,
            called=called,
            places=municipalities_to_choose(
                self._frame, self._frame.session(request).caller, language_of_page(request)
            ),
            choices=_choices(language_of_page(request), called, question),
            helper=_helper(question, called, found),
        )


def _choices(language: Language, called: Names, question: Question) -> dict[str, Options]:
    """What can be chosen for each question of which the answers are a list."""
    texts = texts_in(language)
    words = {
        "domain": "RegistryDomain",
        "careForm": "CareForm",
        "form": "HelpForm",
        "identity": "Identity",
        "level": "Level",
    }
    choices: dict[str, Options] = {
        name: [(code, text.in_(language)) for code, text in WORDS[kind].items()]
        for name, kind in words.items()
    }
    choices["language"] = [(code, texts[f"label_speaks-{code}"]) for code in LANGUAGES]
    asked = question.value("intensity")
    choices["intensity"] = called.nights or ([(asked, asked)] if asked else [])
    return choices


def _helper(question: Question, called: Names, found: OptionsRead | None) -> Options:
    """The providers to choose from; the one that is asked for is among them, whatever its kind."""
    asked = question.value("currentProvider")
    if not asked or any(asked == id_ for id_, _ in called.providers):
        return called.providers
    names = (each.provider_name for each in found.items if str(each.provider) == asked) if found else ()
    return [(asked, next(iter(names), asked)), *called.providers]
