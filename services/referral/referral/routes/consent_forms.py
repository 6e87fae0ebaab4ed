"""What is sent in about consent, and what is shown of it."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.domain.consent import Act, Asked, ConsentStatus, LegalException, Standing, Who
from referral.refusals import ONLY_WITH_ORDER, ORDER_NUMBER_MISSING
from referral.store.rows_people import ConsentRow
from referral.usecases.except_consent import Excepted
from referral.usecases.read_consents import Consents
from wirekit.field_errors import FieldError
from wirekit.models import Answer, Body, Day, Line
from wirekit.problems import InvalidInput


class ConsentAsk(Body):
    """Who is asked for a yes to what. `person`: somebody with a say; left out: the young person.

    `askedOn`: the day in Europe/Amsterdam; left out: today.
    """

    act: Act
    person: UUID | None = None
    asked_on: Day | None = None


class ConsentAnswer(Body):
    """`answeredOn`: the day in Europe/Amsterdam; left out: today. `until`: the last day of a yes."""

    answer: Literal[ConsentStatus.GIVEN, ConsentStatus.REFUSED, ConsentStatus.WITHDRAWN]
    answered_on: Day | None = None
    until: Day | None = None


class ConsentRead(Answer):
    """`person` is null of the young person. `…On`, `until`: days in Europe/Amsterdam.

    `recordedBy` is null where a mark of secrecy hides it.
    """

    id: UUID
    version: int
    act: Act
    person: UUID | None
    status: ConsentStatus
    asked_on: date
    answered_on: date | None
    until: date | None
    recorded_at: AwareDatetime
    recorded_by: UUID | None

    @classmethod
    def of(cls, row: ConsentRow, hidden: frozenset[UUID] = frozenset()) -> Self:
        return cls(
            id=row.id,
            version=row.version,
            act=row.what,
            person=row.person,
            status=row.state,
            asked_on=row.asked_on,
            answered_on=row.answered_on,
            until=row.until,
            recorded_at=row.recorded_at,
            recorded_by=None if row.recorded_by in hidden else row.recorded_by,
        )


class ExceptionCreate(Body):
    """What the law puts in the place of consent to an act, from today on.

    `orderNumber` belongs to a court's order, and only to that. `person`: whose consent alone it replaces.
    `until`: the last day, in Europe/Amsterdam; acute danger lasts no longer than the day itself.
    """

    act: Act
    exception: LegalException
    order_number: Line | None = None
    person: UUID | None = None
    until: Day | None = None

    def require_number(self) -> None:
        """Raises InvalidInput: a court's order counts with its number, and nothing else has one."""
        is_order = self.exception is LegalException.COURT_ORDER
        if is_order != (self.order_number is not None):
            text = ORDER_NUMBER_MISSING if is_order else ONLY_WITH_ORDER
            raise InvalidInput(errors=[FieldError("orderNumber", text)])


class ExceptionEnding(Body):
    """`until`: its last day; a day before it began where it was noted in error."""

    until: Day


class ExceptionRead(Answer):
    """`fromDay`, `until`: days in Europe/Amsterdam, both included."""

    id: UUID
    version: int
    act: Act
    exception: LegalException
    order_number: str | None
    person: UUID | None
    from_day: date
    until: date | None
    recorded_at: AwareDatetime
    recorded_by: UUID | None

    @classmethod
    def of(cls, excepted: Excepted, hidden: frozenset[UUID] = frozenset()) -> Self:
        row = excepted.row
        return cls(
            id=row.id,
            version=row.version,
            act=row.what,
            exception=row.exception,
            order_number=excepted.order_number,
            person=row.person,
            from_day=row.first_day,
            until=row.last_day,
            recorded_at=row.recorded_at,
            recorded_by=None if row.recorded_by in hidden else row.recorded_by,
        )


class AskedOf(Answer):
    """`person` is null of the young person, and where nobody with authority is on record."""

    who: Who
    person: UUID | None

    @classmethod
    def of(cls, asked: Asked) -> Self:
        return cls(who=asked.who, person=asked.person)


class ActRead(Answer):
    """How one act stands today: whom it waits for, who said no, and which exception stands in for a yes."""

    act: Act
    is_given: bool
    waits_for: tuple[AskedOf, ...]
    refused_by: tuple[AskedOf, ...]
    exception: LegalException | None

    @classmethod
    def of(cls, act: Act, standing: Standing) -> Self:
        return cls(
            act=act,
            is_given=standing.is_given,
            waits_for=tuple(map(AskedOf.of, standing.waits_for)),
            refused_by=tuple(map(AskedOf.of, standing.refused_by)),
            exception=standing.exception,
        )


class ConsentsRead(Answer):
    """Every record under this referral, in the order in which they were made, and how each act stands."""

    acts: tuple[ActRead, ...]
    items: tuple[ConsentRead, ...]
    exceptions: tuple[ExceptionRead, ...]

    @classmethod
    def of(cls, consents: Consents) -> Self:
        return cls(
            acts=tuple(ActRead.of(act, standing) for act, standing in consents.standings.items()),
            items=tuple(ConsentRead.of(row, consents.hidden) for row in consents.asked),
            exceptions=tuple(ExceptionRead.of(each, consents.hidden) for each in consents.exceptions),
        )
