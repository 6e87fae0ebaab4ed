"""What this room asks of the others, in its own name and always with a timeout."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from referral.domain.letter import LetterContent
from wirekit.service_client import NoAnswer, ServiceClient

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
