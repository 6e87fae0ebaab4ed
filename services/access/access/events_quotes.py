"""What this room tells of quotes: codes, references and whole numbers, no word about a person."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from access.domain.quote import NotAwarded, QuoteRequest, QuoteStatus
from region_policy.codes import ReferrerType
from wirekit.events import Event


class QuoteEvent(Event):
    """What one provider was asked, and where that stands. `askedBy`: whose worker asked, as which referrer.

    `dueAt`: until when the provider may answer; `awardUntil`: until when its quote can be awarded. From
    `validFrom` up to and including `validUntil` the help is offered. `decision` is set by an award,
    `notAwardedBecause` where nothing comes of what was answered.
    """

    NAME = "quote.requested"

    request: UUID
    referral: UUID
    client: UUID
    municipality: str
    provider: UUID
    asked_by: UUID
    asked_as: ReferrerType
    status: QuoteStatus
    asked_at: AwareDatetime
    due_at: AwareDatetime
    amount_cents: int | None
    valid_from: date | None
    valid_until: date | None
    award_until: AwareDatetime | None
    decision: UUID | None
    not_awarded_because: NotAwarded | None
    closed_at: AwareDatetime | None

    @classmethod
    def of(cls, asked: QuoteRequest) -> Self:
        quote = asked.quote
        return cls(
            ref=asked.id,
            version=asked.version,
            region=asked.region,
            request=asked.request,
            referral=asked.request,
            client=asked.client,
            municipality=asked.municipality,
            provider=asked.provider,
            asked_by=asked.asked_by,
            asked_as=asked.asked_as,
            status=asked.status,
            asked_at=asked.asked_at,
            due_at=asked.due_at,
            amount_cents=quote.amount_cents if quote else None,
            valid_from=quote.valid_from if quote else None,
            valid_until=quote.valid_until if quote else None,
            award_until=quote.award_until if quote else None,
            decision=asked.decision,
            not_awarded_because=asked.not_awarded_because,
            closed_at=asked.closed_at,
        )


class QuoteRequested(QuoteEvent):
    NAME = "quote.requested"


class QuoteSubmitted(QuoteEvent):
    NAME = "quote.submitted"


class QuoteDeclined(QuoteEvent):
    NAME = "quote.declined"


class QuoteLapsed(QuoteEvent):
    NAME = "quote.lapsed"


class QuoteWithdrawn(QuoteEvent):
    NAME = "quote.withdrawn"


class QuoteAwarded(QuoteEvent):
    NAME = "quote.awarded"


class QuoteNotAwarded(QuoteEvent):
    NAME = "quote.not-awarded"


EVENT_OF: dict[QuoteStatus, type[QuoteEvent]] = {
    QuoteStatus.ASKED: QuoteRequested,
    QuoteStatus.ANSWERED: QuoteSubmitted,
    QuoteStatus.DECLINED: QuoteDeclined,
    QuoteStatus.LAPSED: QuoteLapsed,
    QuoteStatus.WITHDRAWN: QuoteWithdrawn,
    QuoteStatus.AWARDED: QuoteAwarded,
    QuoteStatus.NOT_AWARDED: QuoteNotAwarded,
}


def quote_event(asked: QuoteRequest) -> QuoteEvent:
    """The event that tells this state."""
    return EVENT_OF[asked.status].of(asked)
