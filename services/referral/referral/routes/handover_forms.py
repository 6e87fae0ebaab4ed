"""What is sent of a handover, and what each reader gets."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from referral.domain import handover as domain
from referral.domain.consent import Who
from referral.domain.handover import Destination, HandoverReturn, HandoverStatus
from referral.refusals_handover import RECEIVER_OR_NAME
from referral.store.rows_handover import HandoverRow
from referral.usecases.propose_handover import Proposal
from referral.usecases.read_handover import HandoverView
from region_policy.codes import CareForm
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Day, Line, Prose

Telephone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{7,14}$")]


class ContactGiven(Body):
    """`telephone` in E.164, such as +31382345678."""

    name: Line
    telephone: Telephone

    def contact(self) -> domain.Contact:
        return domain.Contact(name=self.name, telephone=self.telephone)


class PackageGiven(Body):
    """Goes along only with consent; until then it stays with the sender."""

    summary: Prose
    goals: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    contacts: Annotated[tuple[ContactGiven, ...], Field(max_length=20)] = ()


class HandoverRepeat(Body):
    """`receiver`: an organisation of the network; of another `receiverName`. `call`: whom at the sender."""

    receiver: UUID | None = None
    receiver_name: Line | None = None
    call: ContactGiven
    package: PackageGiven | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.receiver is None) == (self.receiver_name is None):
            raise FieldRefused(RECEIVER_OR_NAME)
        return self

    def proposal(self) -> Proposal:
        package = None
        if self.package is not None:
            contacts = tuple(each.contact() for each in self.package.contacts)
            package = domain.Package(
                summary=self.package.summary, goals=self.package.goals, contacts=contacts
            )
        papers = domain.Papers(call=self.call.contact(), receiver_name=self.receiver_name, package=package)
        return Proposal(self.receiver, papers)


class HandoverCreate(HandoverRepeat):
    """Where the help goes on, and who is asked to go on with it."""

    destination: Destination


class Confirmation(Body):
    """`contactOn`: the day in Europe/Amsterdam on which the receiver spoke with the family.

    `spokenWith`: who at the receiver said so; sealed. Of a receiver outside the network it is needed.
    """

    contact_on: Day
    spoken_with: Line | None = None


class Return(Body):
    reason: Literal[
        HandoverReturn.FULL, HandoverReturn.NOT_OUR_TARGET_GROUP, HandoverReturn.INFORMATION_MISSING
    ]


class HandoverListed(Answer):
    """A handover without anything about the young person: reading that is a look of its own.

    `provider` gives the help now; the receiver is told who that is by nobody but itself (LAW-07). `confirmBy`
    (UTC): by when the receiver is to confirm contact.
    """

    id: UUID
    version: int
    status: HandoverStatus
    destination: Destination
    provider: UUID | None
    sender: UUID
    receiver: UUID | None
    proposed_at: AwareDatetime
    confirm_by: AwareDatetime
    contact_on: date | None
    return_reason: HandoverReturn | None

    @classmethod
    def of(cls, row: HandoverRow, reader: UUID) -> Self:
        """As this organisation sees it."""
        is_told = reader != row.receiver or row.provider == row.sender
        return cls(
            id=row.id,
            version=row.version,
            status=row.state,
            destination=row.to,
            provider=row.provider if is_told else None,
            sender=row.sender,
            receiver=row.receiver,
            proposed_at=row.proposed_at,
            confirm_by=row.confirm_by,
            contact_on=row.contact_on,
            return_reason=row.why_returned,
        )


class ContactRead(Answer):
    name: str
    telephone: str


class MinimumRead(Answer):
    """What goes along without consent. `age` in whole years; `endsOn`: the last day that was granted."""

    age: int
    forms: tuple[CareForm, ...]
    started_on: date | None
    ends_on: date | None
    call: ContactRead


class PackageRead(Answer):
    summary: str
    goals: tuple[str, ...]
    contacts: tuple[ContactRead, ...]


class HandedOverPerson(Answer):
    given_name: str
    family_name: str
    birth_date: date


class HandoverRead(HandoverListed):
    """`package`, and for the receiver `person`: as far as consent goes today.

    `consentIsGiven` with `waitsFor`, whose yes is missing. `referral`, `placement`: for the sender's side.
    """

    placement: UUID | None
    referral: UUID | None
    minimum: MinimumRead
    receiver_name: str | None
    has_package: bool
    package: PackageRead | None
    person: HandedOverPerson | None
    consent_is_given: bool
    waits_for: tuple[Who, ...]
    spoken_with: str | None
    package_went_along: bool | None

    @classmethod
    def of_view(cls, view: HandoverView, reader: UUID) -> Self:
        row, papers, mine = view.row, view.papers, view.is_sent_by_reader
        listed = HandoverListed.of(row, reader).model_dump(by_alias=False)
        return cls(
            **listed,
            placement=row.placement if mine else None,
            referral=row.referral if mine else None,
            minimum=MinimumRead(
                age=view.age,
                forms=tuple(map(CareForm, view.referral.forms)),
                started_on=view.started_on,
                ends_on=view.ends_on,
                call=ContactRead(**papers.call.model_dump()),
            ),
            receiver_name=papers.receiver_name if mine else None,
            has_package=papers.package is not None,
            package=PackageRead.model_validate(view.package.model_dump()) if view.package else None,
            person=HandedOverPerson.model_validate(view.person, from_attributes=True)
            if view.person
            else None,
            consent_is_given=view.consent.is_given,
            waits_for=tuple(asked.who for asked in view.consent.waits_for),
            spoken_with=view.spoken_with,
            package_went_along=row.package_went_along,
        )
