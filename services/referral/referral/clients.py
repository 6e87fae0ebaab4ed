"""What this room asks of the others, in its own name and always with a timeout."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from auditlog.entry import Action
from doorkit.service_client import NoAnswer, ServiceClient
from referral.domain.letter import LetterContent

CONFLICT = 409


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
