"""The page on which somebody refers: own form, own routes, and beside it who can help and how soon."""

from dataclasses import dataclass, replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages import refer_form
from gateway.pages.answers import Organisation, PageOf
from gateway.pages.asking import Asking, Told, both
from gateway.pages.command import only_an_id
from gateway.pages.deciding import options_of
from gateway.pages.forms import FormShown, Typed, read_form
from gateway.pages.frame import Frame, to
from gateway.pages.language import language_of_page
from gateway.pages.municipalities import municipalities_to_choose, region_of
from gateway.pages.naming import Names, Options
from gateway.pages.organisations import who_helps
from gateway.pages.policy_answers import PolicyRead
from gateway.pages.refer_answers import FormRead, FormsRead, PrefillRead, Running, Sent
from gateway.pages.referral_answers import ReferralRead
from gateway.pages.registry_answers import OptionsRead
from gateway.pages.shown import word
from gateway.texts import texts_in

MOST_SHOWN = 20


@dataclass(frozen=True)
class Filled:
    """The form as far as it is filled in. `code`: by which door; `told`: what was known of this person;
    `running`: the referrals of this person that go on already."""

    form: FormShown
    code: str | None = None
    known: FormShown | None = None
    told: Told[PrefillRead] | None = None
    running: tuple[Running, ...] = ()
    options: Told[OptionsRead] | None = None


class Refer:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        return [
            Route("/refer", self.show, methods=["GET"]),
            Route("/refer", self.send, methods=["POST"]),
            Route("/refer/known", self.fill_in, methods=["POST"]),
            Route("/refer/providers", self.look, methods=["POST"]),
            Route("/referrals/{id:uuid}/received", self.received, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        request.scope["operation"] = "page refer"
        filled = Filled(FormShown(), request.query_params.get("code"))
        if again := request.query_params.get("again"):
            filled = await self._again(self._frame.asking(request), only_an_id(again), filled)
        return await self._shown(request, filled)

    async def _again(self, asking: Asking, again: UUID, filled: Filled) -> Filled:
        """For somebody whom the own organisation referred before: only what is new is asked (NV-22)."""
        referral, _ = await asking.need(ReferralRead, "referral", f"/referrals/{again}")
        if not referral.person:
            return filled
        place = referral.course.municipality if referral.course else None
        taken_over = str(again) if referral.view == "referring-organisation" else None
        values = refer_form.known(referral.person, place, taken_over)
        running = (Running(id=again, status=referral.status),) if referral.is_live else ()
        return replace(filled, form=FormShown(values=values), running=running)

    async def received(self, request: Request) -> Response:
        """What happens now with what was just sent, and where to follow it."""
        request.scope["operation"] = "page referral received"
        here = f"/referrals/{request.path_params['id']}"
        referral, _ = await self._frame.asking(request).need(ReferralRead, "referral", here)
        return self._frame.render(request, "refer_received.html", referral=referral)

    async def fill_in(self, request: Request) -> Response:
        """What the own organisation gave before, by BSN or name, which stand in no address (NV-22)."""
        request.scope["operation"] = "fill in what is known on a page"
        asking, typed = await self._sent(request)
        filling, by_bsn = refer_form.sought(typed), typed.text("bsn")
        told = await asking.ask_in_body(PrefillRead, "referral", "/referral-prefills", filling.body)
        form = FormShown(values={"person.bsn": by_bsn}) if by_bsn else typed.shown()
        filled, status = Filled(form, typed.text("referrerCode"), told=told), 200
        if told.problem:
            status = told.problem.status
            if by_bsn:
                wrong = typed.shown("known-").refused(told.problem, filling.places)
                filled = replace(filled, form=FormShown(), known=wrong)
            else:
                filled = replace(filled, form=form.refused(told.problem, filling.places))
        elif (found := told.value) and found.person:
            again = str(found.again) if found.again else None
            values = refer_form.known(found.person, found.municipality, again)
            form = replace(form, values={**form.values, **values})
            filled = replace(filled, form=form, running=found.running)
        return await self._frame.or_again(request, typed, self._shown(request, filled, status))

    async def look(self, request: Request) -> Response:
        """Who can help there, beside what was typed so far; nothing is sent yet."""
        request.scope["operation"] = "look who can help on a page"
        asking, typed = await self._sent(request)
        options = await self._options(asking, typed)
        filled = Filled(typed.shown(), typed.text("referrerCode"), options=options)
        return await self._frame.or_again(request, typed, self._shown(request, filled))

    async def send(self, request: Request) -> Response:
        """Send the referral; refused, the form comes back with what was typed and every reason."""
        request.scope["operation"] = "refer on a page"
        asking, typed = await self._sent(request)
        filling = refer_form.submission(typed)
        told = await asking.send(Sent, "referral", "POST", "/referrals", filling.body, key=typed.key)
        if told.value:
            return to(f"/referrals/{told.value.id}/received")
        assert told.problem
        form = typed.shown().refused(told.problem, filling.places)
        options = await self._options(asking, typed) if typed.text("municipality") else None
        filled = Filled(form, typed.text("referrerCode"), options=options)
        return await self._frame.or_again(request, typed, self._shown(request, filled, told.problem.status))

    async def _sent(self, request: Request) -> tuple[Asking, Typed]:
        asking = self._frame.asking(request)
        return asking, await read_form(request, self._frame.body_limit_bytes)

    async def _options(self, asking: Asking, typed: Typed) -> Told[OptionsRead]:
        return await asking.want(
            OptionsRead,
            "provider-registry",
            "/options",
            municipality=typed.text("municipality") or "",
            age=refer_form.age_today(typed),
            intensity=typed.text("intensity"),
            # What the country buys goes to no regional provider (HLM-19).
            level="national" if typed.text("route") == "national-arrangement" else None,
            limit=MOST_SHOWN,
        )

    async def _shown(self, request: Request, filled: Filled, status: int = 200) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        municipality = filled.form.value("municipality")
        # A municipality that the room does not know is told by the referral itself, not by its form.
        known = municipality if municipality in self._frame.municipalities else None
        forms, _ = await asking.need(FormsRead, "referral", "/referral-form", municipality=known)
        region = region_of(self._frame, municipality) or forms.region
        policy, providers = await both(
            asking.want(PolicyRead, "access", f"/policies/{region}"), who_helps(asking, region)
        )
        called = Names(language, policy, providers)
        door = next((each for each in forms.forms if each.referrer_code == filled.code), forms.forms[0])
        folded = refer_form.folded(door)
        again = filled.form.value("again")
        skipped = refer_form.TAKEN_OVER if again else ()
        return self._frame.render(
            request,
            "refer.html",
            status,
            here="/refer",
            filled=filled,
            form=filled.form,
            known=filled.known or FormShown("known-"),
            born=refer_form.day_of_birth(filled.form.value("person.birthDate")),
            doors=forms.forms,
            door=door,
            again=again,
            asked=[
                each
                for each in door.mandatory
                if each.field in refer_form.INPUTS and each.field not in skipped
            ],
            folded=folded,
            unfolded=_unfolded(filled.form, folded),
            inputs=refer_form.INPUTS,
            taken_over=refer_form.TAKEN_OVER,
            places=municipalities_to_choose(self._frame, self._frame.session(request).caller, language),
            choices=_choices(door, called, policy),
            labels={name: texts_in(language)[f"refer_{name}"] for name in refer_form.INPUTS},
            called=called,
            listed=_listed(providers),
        )


def _unfolded(form: FormShown, folded: list[str]) -> bool:
    """Whether something of what is folded was typed or is wrong; a reason can be about any of it."""
    typed = any(form.value(name) or name in form.wrong for name in folded)
    ticked = any(form.value(each) for each in form.values if each.partition("-")[0] in folded)
    return typed or ticked or bool(form.problem and form.problem.reasons)


def _choices(door: FormRead, called: Names, policy: Told[PolicyRead]) -> dict[str, Options]:
    """What can be chosen for each field of which the answers are a list."""
    language, rules = called.language, policy.value
    adulthood = rules.desk.adulthood if rules else None
    prolonged = adulthood.prolonged if adulthood else None
    products = rules.products.items if rules and rules.products else ()
    return {
        "route": [(route, word(route, "Route", language)) for route in door.routes],
        "budget": [(budget, called.priced(budget)) for budget in door.budgets],
        "intensity": called.nights,
        "product": [(each.id, each.name.text.in_(language)) for each in products],
        "forms": options_of("CareForm", language),
        "domains": options_of("Domain", language),
        "complexity": options_of("Complexity", language),
        "urgency": options_of("Urgency", language),
        "measure.kind": options_of("MeasureKind", language),
        "prolongedGround": [
            (each.id, each.name.text.in_(language)) for each in (prolonged.grounds if prolonged else ())
        ],
    }


def _listed(providers: Told[PageOf[Organisation]]) -> Options:
    return [(str(each.id), each.name) for each in providers.value.items] if providers.value else []
