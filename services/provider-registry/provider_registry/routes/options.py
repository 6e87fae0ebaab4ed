"""The search: one for all doors."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field, StringConstraints, ValidationError
from pydantic_core import to_json

from provider_registry.domain.capacity import UNKNOWN
from provider_registry.domain.contract import FOREVER, Level
from provider_registry.domain.offer import Domain, Identity
from provider_registry.domain.placing import says_stale
from provider_registry.domain.search import Found, Left, Place, Wanted
from provider_registry.routes.fields import OLDEST, Code, LanguageCode, MunicipalityCode, PlanDay
from provider_registry.routes.option_shapes import OptionsRead
from provider_registry.routes.query_parameters import query_parameters
from provider_registry.routes.search_words import BECAUSE, BESPOKE, LEFT, Because
from provider_registry.usecases.search_options import Searched
from provider_registry.usecases.search_options import search_options as search
from region_policy.codes import CareForm, HelpForm, Route
from region_policy.terms import local_day
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Body
from wirekit.texts import Language, language_of

router = APIRouter(route_class=GuardedRoute, tags=["search"])

MOST_RESULTS = 50
Cursor = Annotated[
    str,
    StringConstraints(pattern=r"^\d{1,19}\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
]


class OptionsQuery(Body):
    """The question, in the query of the URL: no person is in it."""

    municipality: MunicipalityCode
    age: Annotated[int, Field(ge=0, le=OLDEST)] | None = None
    domain: Annotated[list[Domain], Field(max_length=4)] = []
    care_form: CareForm | None = None
    form: Annotated[list[HelpForm], Field(max_length=15)] = []
    intensity: Code | None = None
    start_by: PlanDay | None = None
    identity: Identity | None = None
    language: LanguageCode | None = None
    level: Level | None = None
    partnership: UUID | None = None
    free: bool = False
    current_provider: UUID | None = None
    after: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_RESULTS)] = 20

    def wanted(self) -> Wanted:
        return Wanted(
            municipality=self.municipality,
            day=date.min,
            age=self.age,
            domains=tuple(self.domain),
            care_form=self.care_form,
            forms=tuple(self.form),
            intensity=self.intensity,
            identity=self.identity,
            language=self.language,
            level=self.level,
            partnership=self.partnership,
            free_only=self.free,
            current=self.current_provider,
            after=_place(self.after),
            limit=self.limit,
        )


async def _asked(request: Request) -> OptionsQuery:
    """Read at once: declared one by one, the parameters of a search cost more than its answer."""
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in ("domain", "form"):
            given.setdefault(name, []).append(value)
        else:
            given[name] = value
    try:
        return OptionsQuery.model_validate(given)
    except ValidationError as error:
        found = [{**each, "loc": ("query", *each["loc"])} for each in error.errors(include_url=False)]
        raise RequestValidationError(found) from None


@router.get(
    "/options",
    summary="Who can help, where and how soon",
    response_model=OptionsRead,
    openapi_extra={"parameters": query_parameters(OptionsQuery)},
)
async def search_options(
    request: Request, tx: Tx, asked: Annotated[OptionsQuery, Depends(_asked)]
) -> Response:
    """Home first, then the nearest, what is stale after what is not, the soonest, the freshest."""
    wanted = asked.wanted()
    found = await search(tx, wanted, asked.start_by)
    language = language_of(request.headers.get("accept-language"))
    # Written from plain values: models of twenty options would cost as much as all the rest of a search.
    # A test holds the answer to the shape that is promised.
    return Response(to_json(_answer(wanted, found, language, tx.now)), media_type="application/json")


def _place(after: str | None) -> Place | None:
    if after is None:
        return None
    turn, _, enrolment = after.partition(".")
    return Place(min(int(turn), 2**63 - 1), UUID(enrolment))


def _answer(wanted: Wanted, found: Searched, language: Language, now: datetime) -> dict[str, Any]:
    others, more = found.items[: wanted.limit], len(found.items) > wanted.limit
    items = [*found.current, *others]
    last = others[-1].place if others else None
    instead = {"route": Route.QUOTE, "text": BESPOKE.in_(language)}
    return {
        "municipality": wanted.municipality,
        "region": found.region,
        "day": found.day,
        "items": [_option(each, wanted, found, language, now) for each in items],
        "next": f"{last.turn}.{last.enrolment}" if more and last else None,
        "around": _around(found, language, now),
        "instead": None if items or wanted.after else instead,
    }


def _option(
    found: Found, wanted: Wanted, searched: Searched, language: Language, now: datetime
) -> dict[str, Any]:
    old = found.as_of is None or now >= found.as_of + timedelta(days=searched.stale_after_days)
    is_stale = old or says_stale(found.turn)
    over_norm = (found.wait_from_days or 0) > searched.waiting_norm_days
    because = _because(found, wanted, is_stale=is_stale, over_norm=over_norm)
    return {
        "enrolment": found.enrolment,
        "offer": found.offer,
        "name": found.name,
        "provider": found.provider,
        "providerName": found.provider_name,
        "careForm": found.care_form,
        "form": found.form,
        "intensity": found.intensity,
        "level": found.level,
        "contract": found.contract,
        "ageFrom": found.age_from,
        "ageTo": found.age_to,
        "domains": found.domains,
        "identity": found.identity,
        "languages": found.languages,
        "kilometres": found.kilometres,
        "locationName": found.location_name,
        "isSecret": found.is_secret,
        "contact": found.contact,
        "times": found.times,
        "seats": found.seats,
        "validUntil": None if found.valid_until == FOREVER else found.valid_until,
        "capacity": {
            "status": found.status,
            "freePlaces": None if found.free_places is None else max(0, found.free_places - found.leased),
            "mostPlaces": found.most_places,
            "waitFromDays": found.wait_from_days,
            "waitToDays": found.wait_to_days,
            "asOf": found.as_of,
            "saidBy": found.said_by,
            "source": found.source,
            "isStale": is_stale,
            "overNorm": over_norm,
        },
        "because": [
            {"code": code, "text": BECAUSE[code].in_(language).format(number=number)}
            for code, number in because
        ],
    }


def _because(
    found: Found, wanted: Wanted, *, is_stale: bool, over_norm: bool
) -> Iterator[tuple[Because, int | None]]:
    """Why it is here, and here in the order."""
    if found.provider == wanted.current:
        yield Because.HELPS_ALREADY, None
    if found.form is HelpForm.AT_HOME:
        yield Because.AT_HOME, None
    elif found.kilometres:
        yield Because.NEAR, found.kilometres
    if found.contract is None:
        yield Because.FREE, None
    if wanted.intensity:
        yield Because.AT_INTENSITY, None
    if found.wait_days == 0:
        yield Because.AT_ONCE, None
    elif found.wait_days == 1:
        yield Because.AFTER_A_DAY, None
    elif found.wait_days < UNKNOWN:
        yield Because.AFTER_DAYS, found.wait_days
    else:
        yield Because.WAIT_UNKNOWN, None
    if over_norm:
        yield Because.OVER_NORM, None
    if is_stale:
        yield Because.STALE, None


def _around(found: Searched, language: Language, now: datetime) -> dict[str, Any] | None:
    if found.around is None:
        return None
    return {
        "left": [_left(each, language, now) for each in found.around.left],
        "forms": [{"form": form, "count": count} for form, count in found.around.forms.items()],
        "levels": [{"level": level, "count": count} for level, count in found.around.levels.items()],
        "whole": found.around.whole,
    }


def _left(left: Left, language: Language, now: datetime) -> dict[str, Any]:
    on = None if left.soonest is None else local_day(now) + timedelta(days=left.soonest)
    told = LEFT[left.why]
    text = (told.one if left.count == 1 else told.several).in_(language).format(count=left.count)
    return {"why": left.why, "count": left.count, "soonestOn": on, "text": text}
