"""Who has a say about a young person, and how the family wants to be reached."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response, status
from pydantic import AfterValidator, AwareDatetime, Field, StrictBool, ValidationInfo

from referral.domain.people import Delivery, PersonKind, ToldBy
from referral.domain.person import Address
from referral.refusals import NO_POST_HOME, require_within
from referral.routes.referral_forms import AddressGiven
from referral.routes.referral_views import AddressRead
from referral.store import people, referrals
from referral.store.rows_people import ContactPreferenceRow
from referral.usecases import keep_contact_preferences as wishing
from referral.usecases import keep_person as keeping
from referral.usecases import read_people as reading
from referral.usecases.keep_person import Authority, KnownPerson
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldRefused
from wirekit.models import Answer, Body, Day, Line, Page

router = APIRouter(route_class=GuardedRoute, tags=["people"])
PUBLIC_PATH = "/api/referral/v1"
PEOPLE = "/referrals/{referral_id}/people"
WISHES = "/referrals/{referral_id}/contact-preferences"


class AuthorityGiven(Body):
    """Whether this person decides for the young person (gezag), and from whom that is known.

    `firstDay`, `lastDay`: days in Europe/Amsterdam, both included; left out where that side is open.
    """

    has_authority: StrictBool
    told_by: ToldBy
    first_day: Day | None = None
    last_day: Day | None = None

    def authority(self) -> Authority:
        """Raises InvalidInput where it would end before it begins."""
        if self.last_day and self.first_day:
            require_within("lastDay", self.last_day, first=self.first_day, last=None)
        return Authority(self.has_authority, self.first_day, self.last_day, self.told_by)


class PersonCreate(AuthorityGiven):
    """A parent, guardian or institution. `address`: the own one, where it differs from the child's."""

    kind: PersonKind
    name: Line
    address: AddressGiven | None = None
    organisation: UUID | None = None


class PersonWithSayRead(Answer):
    """`address` and `recordedBy` are null too where a mark of secrecy hides them."""

    id: UUID
    version: int
    kind: PersonKind
    name: str
    has_authority: bool
    first_day: date | None
    last_day: date | None
    told_by: ToldBy
    organisation: UUID | None
    address: AddressRead | None
    recorded_at: AwareDatetime
    recorded_by: UUID | None

    @classmethod
    def of(cls, known: KnownPerson) -> Self:
        row = known.row
        return cls(
            id=row.id,
            version=row.version,
            kind=row.what,
            name=known.name,
            has_authority=row.has_authority,
            first_day=row.first_day,
            last_day=row.last_day,
            told_by=row.source,
            organisation=row.organisation,
            address=AddressRead.model_validate(known.address.model_dump()) if known.address else None,
            recorded_at=row.recorded_at,
            recorded_by=known.recorded_by,
        )


def _not_by_post_to_no_home(way: Delivery | None, given: ValidationInfo) -> Delivery | None:
    if way is Delivery.POST and given.data.get("no_letter_home"):
        raise FieldRefused(NO_POST_HOME)
    return way


class ContactPreferencesKeep(Body):
    """`noLetterHome`: nothing is sent to the home, and so nothing by post; left open it is handed over.

    `notToTell`: people who must not be informed.
    """

    no_letter_home: StrictBool
    deliver_by: Annotated[Delivery | None, AfterValidator(_not_by_post_to_no_home)] = None
    not_to_tell: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()


class ContactPreferencesRead(Answer):
    """`version` is 0 where nothing was noted yet; then nothing is asked for in If-Match either."""

    version: int
    no_letter_home: bool
    deliver_by: Delivery | None
    not_to_tell: tuple[UUID, ...]

    @classmethod
    def of(cls, row: ContactPreferenceRow | None) -> Self:
        if row is None:
            return cls(version=0, no_letter_home=False, deliver_by=None, not_to_tell=())
        return cls(
            version=row.version,
            no_letter_home=row.no_letter_home,
            deliver_by=row.way,
            not_to_tell=tuple(row.not_to_tell),
        )


@router.get(PEOPLE, summary="Who has a say about the young person")
async def list_people(referral_id: UUID, tx: Tx, organisation: OwnOrganisation) -> Page[PersonWithSayRead]:
    found = await reading.read_people(tx, referral_id, organisation)
    return Page(items=[PersonWithSayRead.of(each) for each in found])


@router.post(PEOPLE, status_code=status.HTTP_201_CREATED, summary="Put somebody with a say on record")
async def add_person(
    referral_id: UUID, body: PersonCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> PersonWithSayRead:
    known = await keeping.add_person(
        tx,
        referral_id,
        kind=body.kind,
        name=body.name,
        address=Address(**body.address.model_dump()) if body.address else None,
        organisation=body.organisation,
        authority=body.authority(),
        key=idempotency_key,
        body=body,
    )
    response.headers["Location"] = f"{PUBLIC_PATH}/referrals/{referral_id}/people/{known.row.id}"
    response.headers["ETag"] = etag(known.row)
    return PersonWithSayRead.of(known)


@router.post(PEOPLE + "/{person_id}/authority", summary="Authority began, ended, or is otherwise")
async def change_authority(
    referral_id: UUID,
    person_id: UUID,
    body: AuthorityGiven,
    tx: Tx,
    response: Response,
    if_match: IfMatch = None,
) -> PersonWithSayRead:
    known = await keeping.change_authority(tx, referral_id, person_id, body.authority(), if_match=if_match)
    response.headers["ETag"] = etag(known.row)
    return PersonWithSayRead.of(known)


@router.get(WISHES, summary="How the family wants to be reached")
async def read_contact_preferences(referral_id: UUID, tx: Tx, response: Response) -> ContactPreferencesRead:
    client = (await referrals.referral(tx, referral_id)).client
    row = await people.preferences_of(tx, client)
    tx.looked_at(client, wishing.WISHES)
    if row is not None:
        response.headers["ETag"] = etag(row)
    return ContactPreferencesRead.of(row)


@router.put(WISHES, summary="Note how the family wants to be reached")
async def keep_contact_preferences(
    referral_id: UUID, body: ContactPreferencesKeep, tx: Tx, response: Response, if_match: IfMatch = None
) -> ContactPreferencesRead:
    row = await wishing.keep_contact_preferences(
        tx,
        referral_id,
        no_letter_home=body.no_letter_home,
        deliver_by=body.deliver_by,
        not_to_tell=body.not_to_tell,
        if_match=if_match,
    )
    response.headers["ETag"] = etag(row)
    return ContactPreferencesRead.of(row)
