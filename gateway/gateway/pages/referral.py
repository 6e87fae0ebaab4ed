"""One referral: how it goes, what is asked of who reads, and what can be done about it."""

from asyncio import gather
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages.answers import PageOf
from gateway.pages.asking import Asking, Told, both
from gateway.pages.command import Command, Forms, nothing, plain, take_command
from gateway.pages.consultation_answers import ConsultationListed
from gateway.pages.deciding import options_of
from gateway.pages.forms import Filling, Typed
from gateway.pages.frame import Frame, kept_as_pdf
from gateway.pages.language import language_of_page
from gateway.pages.naming import Names
from gateway.pages.organisations import named, who_helps
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.refer import MOST_SHOWN
from gateway.pages.refer_form import years_since
from gateway.pages.referral_answers import HomesRead, OnwardRead, ReferralRead
from gateway.pages.referral_file_answers import (
    ConsentsRead,
    IntakesRead,
    LetterListed,
    PreferencesRead,
    QuestionsRead,
)
from gateway.pages.refusals import refusals_in
from gateway.pages.registry_answers import OptionsRead
from gateway.texts import texts_in
from wirekit.texts import Language

T = TypeVar("T", bound=BaseModel)


def _ask(typed: Typed) -> Filling:
    """One provider, or several at once; who chose between whom, where that is said."""
    filling, asked = Filling(), typed.named("providers-")
    filling.put("grant", typed.text("grant"), "grant")
    filling.put("provider", asked[0] if len(asked) == 1 else None, "providers")
    filling.put("providers", asked if len(asked) > 1 else None, "providers")
    filling.put("mode", typed.text("mode"), "mode")
    # Who is asked was among those to choose from, also where it was not on the first page of them.
    shown = typed.named("shown-")
    filling.put("shown", list(dict.fromkeys([*shown, *asked])) if shown else None, "shown")
    filling.put("chosenBy", typed.text("chosenBy"), "chosenBy")
    filling.put("reason", typed.text("reason"), "reason")
    filling.put("professional", typed.text("professional"), "professional")
    return filling


COMMANDS: Mapping[str, Command] = {
    "withdraw": Command("/referrals/{id}/withdrawal", nothing),
    "ask": Command("/referrals/{id}/placement-requests", _ask),
    "choose": Command("/referrals/{id}/choices", plain("placement", "by", "reason")),
    "bridge": Command("/referrals/{id}/bridging", plain("provider", "grant")),
    "intake": Command("/referrals/{id}/intake", plain("words")),
    "add": Command("/referrals/{id}/intake/additions", plain("words")),
    "agree-onward": Command("/onward-referrals/{about}/agreement", plain("provider", "lastDay")),
    "decline-onward": Command("/onward-referrals/{about}/refusal", nothing),
}
REASONS = (
    *("Ground", "RejectionCode", "QuestionKind", "WhyStartMoved", "StopReason", "OnwardReason"),
    *("InterruptionReason", "CareChangeReason", "Step", "HandoverReturn", "BridgingEnd"),
    *("WhyWithdrawn", "TransferCause", "Stretch"),
)
BECAUSE, REJECTED = "because_", "wj759-"
LABELLED = (
    *("grant", "providers", "mode", "shown", "chosenBy", "reason", "professional"),
    *("placement", "by", "provider", "words", "answer", "lastDay"),
)


class ReferralPage:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/referrals/{id:uuid}", self.show, methods=["GET"]),
            Route("/referrals/{id:uuid}/letters/{letter:uuid}", self.letter, methods=["GET"]),
            Route("/referrals/{id:uuid}/{command}", self.command, methods=["POST"]),
            Route(
                "/referrals/{id:uuid}/placements/{placement:uuid}/{command}", self.answer, methods=["POST"]
            ),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page referral"
        return await self._shown(request, Forms())

    async def command(self, request: Request) -> Response:
        request.scope["operation"] = "command about a referral on a page"
        return await take_command(
            self._frame,
            request,
            COMMANDS,
            _page(request),
            lambda forms, status: self._shown(request, forms, status),
        )

    async def answer(self, request: Request) -> Response:
        """The answer to a question that an asked provider put."""
        request.scope["operation"] = "answer a provider on a page"
        path = f"/placement-requests/{request.path_params['placement']}/questions"
        return await take_command(
            self._frame,
            request,
            {"answer": Command(path + "/{about}/answer", plain("answer"))},
            _page(request),
            lambda forms, status: self._shown(request, forms, status),
        )

    async def letter(self, request: Request) -> Response:
        """A decision letter, as it was sent."""
        request.scope["operation"] = "letter on a page"
        path = f"{_page(request)}/letters/{request.path_params['letter']}"
        return kept_as_pdf(await self._frame.asking(request).document("referral", path))

    async def _who_can_help(self, asking: Asking, referral: ReferralRead) -> Told[OptionsRead] | None:
        """Between whom the family can choose, where somebody is still to be found (NV-12)."""
        if not referral.is_asked_here or not referral.course:
            return None
        asked = referral.asked
        return await asking.want(
            OptionsRead,
            "provider-registry",
            "/options",
            municipality=referral.course.municipality,
            age=years_since(referral.person.birth_date) if referral.person else None,
            intensity=asked.intensity if asked else None,
            level="national" if asked and asked.route == "national-arrangement" else None,
            limit=MOST_SHOWN,
        )

    async def _shown(self, request: Request, forms: Forms, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        here = f"/referrals/{request.path_params['id']}"
        referral, etag = await asking.need(ReferralRead, "referral", here)
        (
            (policy, providers),
            (consents, preferences),
            (intakes, homes),
            (letters, advice),
            options,
        ) = await gather(
            both(
                asking.want(PolicyRead, "access", f"/policies/{referral.region}"),
                who_helps(asking, referral.region),
            ),
            both(
                asking.want(ConsentsRead, "referral", f"{here}/consents"),
                asking.want(PreferencesRead, "referral", f"{here}/contact-preferences"),
            ),
            both(
                asking.want(IntakesRead, "referral", f"{here}/intake"),
                asking.want(HomesRead, "referral", f"{here}/households"),
            ),
            both(
                asking.want(PageOf[LetterListed], "referral", f"{here}/letters"),
                asking.want(PageOf[ConsultationListed], "referral", f"{here}/consultations"),
            ),
            self._who_can_help(asking, referral),
        )
        questions, onward, others = await gather(
            _by_id(
                referral.placements,
                lambda id_: asking.want(QuestionsRead, "referral", f"/placement-requests/{id_}/questions"),
            ),
            _by_id(
                referral.passed_on,
                lambda id_: asking.want(OnwardRead, "referral", f"/onward-referrals/{id_}"),
            ),
            named(asking, referral.organisations, providers),
        )
        texts = texts_in(language)
        return self._frame.render(
            request,
            "referral.html",
            status,
            here=here,
            referral=referral,
            version=etag,
            called=Names(language, policy, providers, others),
            consents=consents,
            preferences=preferences,
            intakes=intakes,
            homes=homes,
            letters=letters,
            consultations=advice,
            options=options,
            questions=questions,
            onward=onward,
            reasons=_reasons(policy.value, language),
            forms=forms,
            labels={name: texts[f"referral_{name}"] for name in LABELLED},
            modes=options_of("RoundMode", language),
            choosers=options_of("ChosenBy", language),
            why_not_family=options_of("WhyNotFamily", language),
        )


def _reasons(policy: PolicyRead | None, language: Language) -> dict[str, str]:
    """The words of every code with which something can have happened, those of the policy too."""
    texts = texts_in(language).items()
    found = {name.removeprefix(BECAUSE): text for name, text in texts if name.startswith(BECAUSE)}
    found |= dict(pair for kind in REASONS for pair in options_of(kind, language))
    found |= {REJECTED + code: text for code, text in options_of("RejectionCode", language)}
    return found | dict(refusals_in(policy, language, every=True))


async def _by_id(ids: Sequence[UUID], ask: Callable[[UUID], Awaitable[Told[T]]]) -> dict[UUID, Told[T]]:
    """The answer about each, asked at the same time."""
    return dict(zip(ids, await gather(*map(ask, ids)), strict=True))


def _page(request: Request) -> str:
    return f"/referrals/{request.path_params['id']}"
