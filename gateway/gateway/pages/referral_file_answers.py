"""What the room `referral` answers beside a referral: consent, wishes, intake, letters, questions."""

from datetime import date, datetime
from uuid import UUID

from gateway.pages.answers import Read


class WaitedFor(Read):
    who: str


class ActRead(Read):
    act: str
    is_given: bool
    waits_for: tuple[WaitedFor, ...]
    exception: str | None


class ConsentsRead(Read):
    acts: tuple[ActRead, ...]


class PreferencesRead(Read):
    no_letter_home: bool
    deliver_by: str | None


class IntakeRead(Read):
    id: UUID
    domains: tuple[str, ...]
    made_as: str
    made_at: datetime
    words: str | None


class IntakesRead(Read):
    intake: IntakeRead | None
    additions: tuple[IntakeRead, ...]


class LetterListed(Read):
    """`sent_at` and `objection_until` are None while it waits to be made."""

    id: UUID
    kind: str
    status: str
    sent_at: datetime | None
    objection_until: date | None


class QuestionRead(Read):
    id: UUID
    version: int
    status: str
    kind: str
    words: str | None
    asked_at: datetime
    answer_due_at: datetime
    answer: str | None


class QuestionsRead(Read):
    items: tuple[QuestionRead, ...]
