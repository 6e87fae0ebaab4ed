"""The register of providers: which crisis beds are free, and a place that is held.

It is asked with the token of who asks us: it is their question, and the register's own table says whether
they may. The room's own credential is for work that nobody waits for.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from doorkit.service_client import NoAnswer
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

PATIENCE_SECONDS = 5
CRISIS_BED = "crisis-bed"
MOST_BEDS = 50
NOT_FOUND, CONFLICT = 404, 409


class NoSuchBed(Exception):
    """The register knows no such place."""


class NotToBeHeld(Exception):
    """The register refuses to hold this place, for these reasons."""

    def __init__(self, reasons: list[ReasonGiven]) -> None:
        super().__init__([reason.code for reason in reasons])
        self.reasons = reasons


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


T = TypeVar("T", bound=_Told)


class Capacity(_Told):
    status: str | None
    free_places: int | None
    as_of: AwareDatetime | None
    is_stale: bool

    @property
    def is_free(self) -> bool:
        """Who says "there is room" without a number is taken at its word."""
        return self.status == "capacity" if self.free_places is None else self.free_places > 0


class BedFound(_Told):
    """A crisis bed as the search shows it. `contact`: whom to call there."""

    enrolment: UUID
    name: str
    provider: UUID
    provider_name: str
    age_from: int
    age_to: int
    intensity: str | None
    kilometres: int | None
    is_secret: bool
    contact: str | None
    capacity: Capacity


class _Found(_Told):
    items: tuple[BedFound, ...]


class _Enrolment(_Told):
    offer: UUID
    provider: UUID


class _Offer(_Told):
    form: str
    name: str


class _Held(_Told):
    version: int
    until: AwareDatetime


@dataclass(frozen=True)
class BedHeld:
    """A place that the register holds under `lease` until `until` (UTC); of an exercise none is held."""

    lease: UUID
    enrolment: UUID
    provider: UUID
    name: str
    form: str
    until: datetime | None
    version: int = 0


@dataclass(frozen=True)
class Registry:
    """The register, asked with one caller's token."""

    http: httpx.AsyncClient

    async def free_beds(self, municipality: str, age: int | None) -> list[BedFound]:
        """Crisis beds with a free place for a young person of this age, in its order. Raises NoAnswer."""
        asked: dict[str, str | int] = {"municipality": municipality, "form": CRISIS_BED, "limit": MOST_BEDS}
        if age is not None:
            asked["age"] = age
        answer = await self._ask("GET", "/v1/options", params=asked)
        if answer.status_code == NOT_FOUND or answer.status_code == CONFLICT:
            return []
        return [bed for bed in _read(_Found, answer).items if bed.capacity.is_free]

    async def bed(self, lease: UUID, enrolment: UUID) -> BedHeld:
        """What and whose this place is; nothing is held. Raises NoAnswer and NoSuchBed."""
        place = _read(_Enrolment, await self._known(f"/v1/enrolments/{enrolment}"))
        offer = _read(_Offer, await self._known(f"/v1/offers/{place.offer}"))
        return BedHeld(lease, enrolment, place.provider, offer.name, offer.form, until=None)

    async def hold(self, lease: UUID, enrolment: UUID, *, on_day: date, minutes: int) -> BedHeld:
        """Hold the place for so many minutes. Raises NoAnswer, NoSuchBed and NotToBeHeld."""
        bed = await self.bed(lease, enrolment)
        if bed.form != CRISIS_BED:
            return bed
        body = {"enrolment": str(enrolment), "minutes": minutes, "onDay": on_day.isoformat()}
        answer = await self._ask("PUT", f"/v1/reservations/{lease}", json=body)
        if answer.status_code == NOT_FOUND:
            raise NoSuchBed
        if answer.status_code == CONFLICT:
            raise NotToBeHeld(_reasons(answer))
        held = _read(_Held, answer)
        return BedHeld(lease, enrolment, bed.provider, bed.name, bed.form, held.until, held.version)

    async def give_back(self, held: BedHeld) -> None:
        """Hold it no longer. Raises NoAnswer; then it lapses by itself."""
        if held.until is not None:
            await self._ask(
                "POST", f"/v1/reservations/{held.lease}/release", headers={"If-Match": f'"{held.version}"'}
            )

    async def _known(self, path: str) -> httpx.Response:
        answer = await self._ask("GET", path)
        if answer.status_code == NOT_FOUND:
            raise NoSuchBed
        return answer

    async def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            answer = await self.http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        if not answer.is_success and answer.status_code not in (NOT_FOUND, CONFLICT):
            raise NoAnswer("it cannot", answer.status_code)
        return answer


def registry(url: str, authorization: str, language: str) -> Registry:
    """`async with registry(…).http` closes it."""
    headers = {"Authorization": authorization, "Accept-Language": language}
    return Registry(
        httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, headers=headers, trust_env=False)
    )


def _read(shape: type[T], answer: httpx.Response) -> T:
    try:
        answer.raise_for_status()
        return shape.model_validate_json(answer.content)
    except (httpx.HTTPStatusError, ValidationError):
        raise NoAnswer("not understood", answer.status_code) from None


def _reasons(answer: httpx.Response) -> list[ReasonGiven]:
    """In the words of the register, that answers in the language of who asks."""
    try:
        problem = answer.json()
        given = [(str(each["code"]), str(each["text"])) for each in problem.get("reasons", ())]
        title = str(problem["title"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoAnswer("not understood", answer.status_code) from None
    return [ReasonGiven(code, Text(nl=text, en=text)) for code, text in given or [("no-place", title)]]
