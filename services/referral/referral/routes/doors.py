"""What a referrer needs before it sends: its form, what it need not fill in again, and in whose name."""

from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime, model_validator

from referral.domain.doors import GROUNDS, Door
from referral.routes.client_look_ups import LiveReferral
from referral.routes.referral_forms import Agb, Bsn
from referral.routes.referral_views import PersonRead
from referral.store import professionals
from referral.store.rows_doors import ProfessionalOfRecordRow
from referral.usecases import keep_professional as keeping
from referral.usecases import prefill_referral as prefilling
from referral.usecases import read_form as forming
from region_policy.codes import ReferrerType, Route
from region_policy.language import Name
from region_policy.referrers import BY_CODE, LEGAL_GROUNDS, REFERRER_CODES
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.field_errors import FieldError, FieldRefused
from wirekit.models import DAY_OR_NONE, Answer, Body, Day, Line
from wirekit.problems import InvalidInput
from wirekit.texts import Language, Text, language_of

router = APIRouter(route_class=GuardedRoute, tags=["referrals"])

AcceptLanguage = Annotated[str | None, Header(max_length=200)]
NOT_YOURS = Text(
    nl="is geen code waarmee u verwijst; wel: {codes}", en="is no code by which you refer; these are: {codes}"
)


def _said(name: Name, language: Language) -> str:
    return Text(nl=name.nl, en=name.en).in_(language)


class MandatoryField(Answer):
    """`field` in dotted form as it is sent; `ground`: why it has to be given."""

    field: str
    ground: str


class WayRead(Answer):
    """A route that is open at this door; `measureInForce`: with a child protection measure, or without."""

    measure_in_force: bool
    route: Route
    budgets: tuple[str, ...]


class FormRead(Answer):
    """What one door asks. A field that is not named here does not belong to a referral by this code."""

    referrer_code: str
    referrer_type: ReferrerType
    legal_ground: str
    mandatory: tuple[MandatoryField, ...]
    optional: tuple[str, ...]
    ways: tuple[WayRead, ...]

    @classmethod
    def of(cls, form: forming.Form, language: Language) -> Self:
        door: Door = form.door
        return cls(
            referrer_code=REFERRER_CODES[door.referrer],
            referrer_type=door.referrer,
            legal_ground=_said(LEGAL_GROUNDS[door.referrer], language),
            mandatory=tuple(
                MandatoryField(field=field, ground=_said(GROUNDS[field], language))
                for field in door.mandatory
            ),
            optional=door.optional,
            ways=tuple(WayRead.model_validate(way, from_attributes=True) for way in form.ways),
        )


class FormsRead(Answer):
    """`mandatoryAtMost`: how many fields the policy of the region lets any door ask (NV-21)."""

    region: str
    mandatory_at_most: int | None
    forms: tuple[FormRead, ...]


WHO = Text(
    nl="geef een BSN, of een voornaam, een achternaam en een geboortedatum",
    en="give a BSN, or a first name, a surname and a birth date",
)


class WhoIsKnown(Body):
    """A BSN, or a whole name with the birth date; in a body and never in a path or query."""

    bsn: Bsn | None = None
    given_name: Line | None = None
    family_name: Line | None = None
    birth_date: Annotated[Day | None, DAY_OR_NONE] = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        name = (self.given_name, self.family_name, self.birth_date)
        if any(name) if self.bsn else not all(name):
            raise FieldRefused(WHO)
        return self

    def sought(self) -> str | prefilling.Called:
        if self.bsn is not None:
            return self.bsn
        assert self.given_name, "the form asks for all three"
        assert self.family_name, "the form asks for all three"
        assert self.birth_date, "the form asks for all three"
        return prefilling.Called(self.given_name, self.family_name, self.birth_date)


class PrefillRead(Answer):
    """Empty where the own organisation gave nothing and may see nothing, whoever else knows the young person.

    `again`: send this in the place of person and municipality, and only what is new beside it.
    `running`: the referrals of this young person that go on, so that nobody asks twice by mistake.
    """

    person: PersonRead | None = None
    municipality: str | None = None
    again: UUID | None = None
    running: tuple[LiveReferral, ...] = ()


class ProfessionalKeep(Body):
    agb: Agb


class ProfessionalOfRecordRead(Answer):
    """Under which AGB code the own organisation refers where a referral names nobody; null where none is.

    `version` is 0 where none is: then there is no ETag, and nothing is asked for in If-Match either.
    """

    agb: str | None = None
    recorded_at: AwareDatetime | None = None
    version: int = 0

    @classmethod
    def of(cls, row: ProfessionalOfRecordRow) -> Self:
        return cls(agb=row.agb, recorded_at=row.recorded_at, version=row.version)


@router.get("/referral-form", summary="Which fields the own referrals need, and on which ground each")
async def read_referral_form(
    tx: Tx,
    organisation: OwnOrganisation,
    referrer_code: Annotated[str | None, Query(alias="referrerCode", pattern=r"^0[1-8]$")] = None,
    municipality: Annotated[str | None, Query(pattern=r"^[0-9]{4}$")] = None,
    accept_language: AcceptLanguage = None,
) -> FormsRead:
    found = await forming.read_forms(tx, organisation, municipality)
    wanted = [
        form
        for form in found.forms
        if referrer_code is None or form.door.referrer is BY_CODE.get(referrer_code)
    ]
    if not wanted:
        codes = ", ".join(REFERRER_CODES[form.door.referrer] for form in found.forms)
        raise InvalidInput(errors=[FieldError("referrerCode", NOT_YOURS.format(codes=codes))])
    language = language_of(accept_language)
    return FormsRead(
        region=found.region,
        mandatory_at_most=found.mandatory_at_most,
        forms=tuple(FormRead.of(form, language) for form in wanted),
    )


@router.post("/referral-prefills", summary="What the own organisation need not give again of a person")
async def prefill_referral(body: WhoIsKnown, tx: Tx, organisation: OwnOrganisation) -> PrefillRead:
    found = await prefilling.prefill_referral(tx, body.sought(), by=organisation)
    if found is None:
        return PrefillRead()
    return PrefillRead(
        person=PersonRead.model_validate(found.person.model_dump()),
        municipality=found.municipality,
        again=found.again,
        running=tuple(LiveReferral(id=referral, status=status) for referral, status in found.running),
    )


@router.get("/professional-of-record", summary="In whose name the own organisation refers")
async def read_professional(
    tx: Tx, organisation: OwnOrganisation, response: Response
) -> ProfessionalOfRecordRead:
    row = await professionals.professional_of(tx, organisation.id)
    if row is None:
        return ProfessionalOfRecordRead()
    response.headers["ETag"] = etag(row)
    return ProfessionalOfRecordRead.of(row)


@router.put("/professional-of-record", summary="Put on record in whose name the own organisation refers")
async def keep_professional(
    body: ProfessionalKeep,
    tx: Tx,
    organisation: OwnOrganisation,
    response: Response,
    if_match: IfMatch = None,
) -> ProfessionalOfRecordRead:
    """The first time without If-Match: there is no version yet. After that with the ETag that was read."""
    row = await keeping.keep_professional(tx, body.agb, by=organisation, if_match=if_match)
    response.headers["ETag"] = etag(row)
    return ProfessionalOfRecordRead.of(row)
