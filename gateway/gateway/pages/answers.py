"""What rooms answer, as far as pages show it; nothing else is looked at. See also `…_answers` beside it."""

from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from wirekit.texts import Text


class Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel)


T = TypeVar("T")


class PageOf(Read, Generic[T]):
    """`next` is the key of the following page."""

    items: tuple[T, ...]
    next: UUID | None = None


class Named(Read):
    nl: str
    en: str

    @property
    def text(self) -> Text:
        return Text(nl=self.nl, en=self.en)


class FieldWrong(Read):
    field: str
    message: str


class ReasonTold(Read):
    code: str
    text: str


class NumberTold(Read):
    name: str
    number: str
    purpose: str
    illustrative: bool


class CallTold(Read):
    """Somebody to call, first in line first."""

    name: str
    telephone: str | None
    rank: int
    line: str


class ProblemTold(Read):
    """A refusal, in the language of the page. `numbers`, `chain`: whom to call instead, as it was known
    `age_seconds` ago."""

    type: str = ""
    title: str
    status: int
    detail: str
    errors: tuple[FieldWrong, ...] = ()
    reasons: tuple[ReasonTold, ...] = ()
    numbers: tuple[NumberTold, ...] = ()
    chain: tuple[CallTold, ...] = ()
    age_seconds: int | None = None


class Organisation(Read):
    id: UUID
    name: str


class NumberRead(Read):
    name: Named
    number: str
    purpose: Named
    illustrative: bool


# --- referral


class NextMove(Read):
    """Who is to do what. `until` in UTC; None where no term runs."""

    what: str
    whose: str
    until: datetime | None


class ReferralListed(Read):
    id: UUID
    status: str
    municipality: str
    route: str
    submitted_at: datetime
    next_move: NextMove | None


OF_A_PLACEMENT = (
    *("placement-requested", "placement-withdrawn", "placement-expired", "chosen", "answer-due"),
    "question-answered",
)
"""What a provider is told of what was asked of it: it may not see the referral, and sees its own request."""
AWAITED = ("placement-requested", "answer-due")
"""Of which the day is the last one for an answer."""


class MessageRead(Read):
    """`text`: what it says, in the language of the page. `about`: the placement request that it is about."""

    id: UUID
    number: int
    referral: UUID | None
    about: UUID | None
    kind: str
    text: str
    at: datetime
    day: date | None
    component: str | None
    reasons: tuple[ReasonTold, ...]

    @property
    def placement(self) -> UUID | None:
        return self.about if self.kind in OF_A_PLACEMENT else None

    @property
    def awaits(self) -> bool:
        return self.kind in AWAITED


class Inbox(PageOf[MessageRead]):
    """`read_up_to`: the number up to which the organisation last said to have read; `unread`: how many came
    after it."""

    read_up_to: int
    unread: int


class NameRead(Read):
    referral: UUID
    given_name: str
    family_name: str


class NamesRead(Read):
    items: tuple[NameRead, ...]

    def of(self, referral: UUID) -> str | None:
        """The name beside a row; the room does not give one for what is not ours to know."""
        for each in self.items:
            if each.referral == referral:
                return f"{each.given_name} {each.family_name}"
        return None
