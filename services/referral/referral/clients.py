"""What this room asks of the others, always with a timeout: in its own name for work that nobody waits for,
and with the token of who asks us for a question of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from auditlog.entry import Action
from doorkit.service_client import NoAnswer, ServiceClient
from referral.domain.letter import LetterContent
from wirekit.problems import ImpossibleStep, NotFound, ReasonGiven, RuleBroken
from wirekit.texts import Text

NOT_FOUND, CONFLICT = 404, 409
PATIENCE_SECONDS = 5


class NothingToSay(Exception):
    """The words were erased: no letter will ever say them."""


@dataclass(frozen=True)
class AccessRoom:
    """The room `access`, at this address."""

    client: ServiceClient
    url: str

    async def letter_content(
        self, request: UUID, *, decision: UUID | None, change: UUID | None
    ) -> LetterContent:
        """Of a decision or a change, or of the refusal of a request. Raises NoAnswer and NothingToSay."""
        asked = {"decision": decision, "change": change}
        query = {name: str(ref) for name, ref in asked.items() if ref}
        try:
            answer = await self.client.get(f"{self.url}/v1/requests/{request}/letter-content", **query)
            return LetterContent.model_validate(answer)
        except ValidationError:
            # Its own text would repeat the words that were not understood.
            raise NoAnswer("not understood") from None
        except NoAnswer as error:
            if error.status == CONFLICT:
                raise NothingToSay from None
            raise


async def letter_of_ready(url: str, request: UUID, *, authorization: str, language: str) -> LetterContent:
    """What the letter would say of what stands ready, asked of `access` with the token of who asks us.

    Raises NoAnswer; and NotFound, ImpossibleStep or RuleBroken, where that is its answer.
    """
    headers = {"Authorization": authorization, "Accept-Language": language}
    try:
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, headers=headers, trust_env=False) as http:
            answer = await http.get(f"{url}/v1/requests/{request}/ready-decision/letter-content")
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from error
    if answer.status_code == NOT_FOUND:
        raise NotFound
    try:
        if answer.status_code == CONFLICT:
            raise _refusal(answer.json())
        if not answer.is_success:
            raise NoAnswer("it cannot", answer.status_code)
        return LetterContent.model_validate_json(answer.content)
    except (ValueError, KeyError, TypeError, AttributeError):
        # Its own text would repeat the words that were not understood.
        raise NoAnswer("not understood", answer.status_code) from None


def _refusal(problem: dict[str, Any]) -> ImpossibleStep | RuleBroken:
    """In the words of `access`, that answers in the language of who asks."""
    if reasons := problem.get("reasons"):
        told = [(str(each["code"]), str(each["text"])) for each in reasons]
        return RuleBroken(reasons=[ReasonGiven(code, Text(nl=text, en=text)) for code, text in told])
    return ImpossibleStep(possible_steps=[str(step) for step in problem["possibleSteps"]])


class LookTold(BaseModel):
    """One look at a file, as far as the person whose file it is may read of it; `at` in UTC."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel)
    id: UUID
    at: AwareDatetime
    action: Action
    purpose: str
    role: str
    organisation: UUID
    by_emergency_door: bool


class LooksTold(BaseModel):
    items: Sequence[LookTold]


@dataclass(frozen=True)
class AuditRoom:
    """The room `audit`, at this address."""

    client: ServiceClient
    url: str

    async def looks_at(self, client: UUID, *, after: UUID | None, limit: int) -> Sequence[LookTold]:
        """The newest first, from before `after` on. Raises NoAnswer."""
        query = {"limit": str(limit)} | ({"after": str(after)} if after else {})
        try:
            answer = await self.client.get(f"{self.url}/v1/clients/{client}/entries", **query)
            return LooksTold.model_validate(answer).items
        except ValidationError:
            raise NoAnswer("not understood") from None
