"""The file of one young person, section by section, and the lists beside it: each told in `file_sections`,
`file_rights` and `file_lists`."""

from dataclasses import replace
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.pages import file_lists, file_rights, file_sections
from gateway.pages.asking import Told
from gateway.pages.command import ABOUT, Forms, only_an_id
from gateway.pages.deciding import options_of
from gateway.pages.file_beside import Answered, beside_of
from gateway.pages.file_facts import (
    Fact,
    Reading,
    Record,
    filled,
    snake,
    values_now,
)
from gateway.pages.file_parts import Act, Asked, Section
from gateway.pages.forms import FormShown, read_form
from gateway.pages.frame import Frame, kept_as_pdf, to
from gateway.pages.language import language_of_page
from gateway.pages.naming import Options
from gateway.texts import texts_in

ON_ONE_PAGE = 25
SECTIONS: tuple[Section, ...] = tuple(
    each
    for told in (file_sections, file_rights, file_lists)
    for each in vars(told).values()
    if isinstance(each, Section)
)
NAMED_BY_REFERRAL = file_sections.REFERS | file_sections.HELPS
"""Who may read the referral itself; of others even asking would stand in the log as a look."""


class FilePages:
    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        routes = [
            Route("/file/{id:uuid}", self.show_file, methods=["GET"]),
            Route("/file/{id:uuid}/letters/{letter:uuid}", self.letter, methods=["GET"]),
        ]
        for each in SECTIONS:
            at = each.at.replace("{id}", "{id:uuid}")
            routes += [
                Route(at, partial(self.show, section=each), methods=["GET"]),
                Route(f"{at}/{{command}}", partial(self.command, section=each), methods=["POST"]),
            ]
        return routes

    async def show_file(self, request: Request) -> Response:
        """What there is about one young person, as far as it is for this role."""
        request.scope["operation"] = "page file"
        role = self._frame.session(request).caller.role
        id_ = request.path_params["id"]
        referral: Told[Answered] | None = None
        if role in NAMED_BY_REFERRAL:
            referral = await self._frame.asking(request).want(Answered, "referral", f"/referrals/{id_}")
        person = (referral.value.root.get("person") if referral and referral.value else None) or {}
        name = f"{person.get('givenName') or ''} {person.get('familyName') or ''}".strip()
        return self._frame.render(
            request, "file.html", id=id_, referral=referral, name=name, sections=_of_role(role)
        )

    async def letter(self, request: Request) -> Response:
        request.scope["operation"] = "letter of a file on a page"
        path = f"/referrals/{request.path_params['id']}/letters/{request.path_params['letter']}"
        return kept_as_pdf(await self._frame.asking(request).document("referral", path))

    async def show(self, request: Request, section: Section) -> Response:
        request.scope["operation"] = f"page file {section.name}"
        return await self._shown(request, section, Forms())

    async def command(self, request: Request, section: Section) -> Response:
        """Give one command. What is told only once is shown at once, not after a look at the page again."""
        request.scope["operation"] = f"command of file {section.name} on a page"
        act = section.act(request.path_params["command"])
        if act is None:
            raise HTTPException(404)
        asking = self._frame.asking(request)
        typed = await read_form(request, self._frame.body_limit_bytes)
        about, id_ = typed.text(ABOUT) or "", str(request.path_params.get("id", ""))
        filling = filled(act, typed, id_)
        path = act.path.format(id=id_, about=only_an_id(about) if "{about}" in act.path else "")
        told = await asking.send(
            Answered,
            section.room,
            act.method,
            path,
            filling.body,
            key=typed.key,
            if_match=typed.version,
        )
        if told.problem:
            prefix = f"{act.name}-{about}-"
            forms = Forms(prefix, typed.shown(prefix).refused(told.problem, filling.places))
            return await self._frame.or_again(
                request, typed, self._shown(request, section, forms, told.problem.status)
            )
        if act.tells and told.value:
            return await self._shown(request, section, Forms(), answered=(act, told.value.root))
        return to(section.at.format(id=id_))

    async def _shown(
        self,
        request: Request,
        section: Section,
        forms: Forms,
        status: int = 200,
        *,
        answered: tuple[Act, Record] | None = None,
    ) -> Response:
        asking, language = self._frame.asking(request), language_of_page(request)
        id_ = str(request.path_params.get("id", ""))
        filters = {each.name: request.query_params.get(each.name) or None for each in section.filters}
        answer, etag = await self._asked(request, section, filters)
        listed: list[tuple[Any, list[Record]]] = [
            (each, list(answer.get(each.items) or ()) if each.items else [answer])
            for each in section.lists
            if answer
        ]
        beside = await beside_of(asking, section, id_, listed, language)
        organisations = beside.organisations.value.items if beside.organisations.value else ()
        reading = Reading(
            language,
            texts_in(language),
            self._frame.role_names,
            dict(beside.people),
            {each.id: each.name for each in organisations},
        )
        options = {
            "person": beside.people,
            "persons": beside.people,
            "letter": beside.letters,
            "organisation": [(str(each.id), each.name) for each in organisations],
            "either": [("yes", reading.texts["file_yes"]), ("no", reading.texts["file_no"])],
        }

        def choices(asked: Asked) -> Options:
            if asked.how != "code":
                return options[asked.how]
            every = options_of(asked.kind, language)
            return [each for each in every if not asked.codes or each[0] in asked.codes]

        def form_of(act: Act, about: str = "") -> FormShown:
            form = forms.of(act.name, about)
            return (
                replace(form, values=values_now(act, answer))
                if act.method == "PUT" and not form.problem
                else form
            )

        me = self._frame.session(request).caller
        told: list[Fact] = []
        if answered:
            told = reading.facts(answered[1], answered[0].tells)
        return self._frame.render(
            request,
            "file_section.html",
            status,
            here=section.at.format(id=id_),
            section=section,
            id=id_,
            listed=listed,
            etag=etag,
            next=answer.get("next") if section.is_paged else None,
            filters=FormShown("by-", {name: value for name, value in filters.items() if value}),
            asked=bool(answer),
            reading=reading,
            beside=beside,
            choices=choices,
            forms=forms,
            form_of=form_of,
            told=told,
            told_once=bool(answered and answered[0].is_told_once),
            snake=snake,
            organisation=me.organisation,
            sections=_of_role(me.role) if section.is_of_file else (),
        )

    async def _asked(
        self, request: Request, section: Section, filters: dict[str, str | None]
    ) -> tuple[Record, str]:
        """Empty where there is nothing to ask. Raises PageRefused."""
        if not section.path or (section.needs_filter and not any(filters.values())):
            return {}, ""
        narrowed: dict[str, Any] = dict(filters)
        if section.is_paged:
            narrowed |= {"limit": ON_ONE_PAGE, "after": request.query_params.get("after")}
        path = section.path.format(id=request.path_params.get("id", ""))
        answer, etag = await self._frame.asking(request).need(Answered, section.room, path, **narrowed)
        return answer.root, etag


def _of_role(role: str) -> list[Section]:
    return [each for each in SECTIONS if each.is_of_file and role in each.roles]
