"""Case partners: who has a task in a case, and what each of them reads of it."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response, status
from pydantic import AwareDatetime

from referral.domain.asked import MeasureKind
from referral.domain.case_partners import CaseField
from referral.domain.status import ReferralStatus
from referral.routes.handover_forms import ContactGiven, ContactRead
from referral.store import case_partners, referrals
from referral.store.rows_trust import CasePartnerRow
from referral.usecases import add_case_partner as adding
from referral.usecases import read_shared_case as reading
from region_policy.codes import CareForm
from region_policy.terms import local_day
from servicekit.preconditions import IdempotencyKey, IfMatch, etag
from servicekit.routing import GuardedRoute, OwnOrganisation, Tx
from wirekit.models import Answer, Body, Day, Page, Prose

router = APIRouter(route_class=GuardedRoute, tags=["case partners"])
PUBLIC_PATH = "/api/referral/v1"
OF_REFERRAL = "/referrals/{referral_id}/case-partners"


class CasePartnerCreate(Body):
    """What it is for, whom it can call, and on which days (Europe/Amsterdam, both included, a year at most).

    What it reads follows from the kind of organisation that it is.
    """

    organisation: UUID
    purpose: Prose
    contact: ContactGiven
    first_day: Day
    last_day: Day

    def task(self) -> adding.Task:
        contact = self.contact.contact()
        return adding.Task(self.organisation, self.purpose, contact, self.first_day, self.last_day)


class CaseSharedRead(Answer):
    """A partnership without a word of the case. `endedAt` (UTC): when it was ended before its last day."""

    id: UUID
    version: int
    organisation: UUID
    kind: str
    first_day: date
    last_day: date
    added_by: UUID
    added_at: AwareDatetime
    ended_at: AwareDatetime | None

    @classmethod
    def of(cls, row: CasePartnerRow) -> Self:
        return cls.model_validate(row, from_attributes=True)


class CasePartnerRead(CaseSharedRead):
    """`purpose`, `contact`: null once the young person was erased."""

    purpose: str | None
    contact: ContactRead | None

    @classmethod
    def of_seen(cls, seen: adding.PartnerSeen) -> Self:
        contact = ContactRead(**seen.contact.model_dump()) if seen.contact else None
        shared = CaseSharedRead.of(seen.row).model_dump(by_alias=False)
        return cls(**shared, purpose=seen.purpose, contact=contact)


class WhoRead(Answer):
    given_name: str
    family_name: str
    birth_date: date


class MeasureOfCaseRead(Answer):
    kind: MeasureKind
    until: date


class SharedCaseRead(Answer):
    """`shows`: what the reader's kind of organisation reads; the rest is null, as is what nobody knows.

    `help`: there is help, or somebody looks for it. Under a mark of secrecy no provider is named.
    """

    partner: CasePartnerRead
    shows: tuple[CaseField, ...]
    person: WhoRead | None
    help: bool | None
    director: UUID | None
    status: ReferralStatus | None
    forms: tuple[CareForm, ...] | None
    providers: tuple[UUID, ...] | None
    safety: bool | None
    measure: MeasureOfCaseRead | None

    @classmethod
    def of(cls, case: reading.SharedCase) -> Self:
        person, measure = case.person, case.measure
        return cls(
            partner=CasePartnerRead.of_seen(case.partner),
            shows=tuple(sorted(case.fields)),
            person=WhoRead.model_validate(person, from_attributes=True) if person else None,
            help=case.help,
            director=case.director,
            status=case.status,
            forms=None if case.forms is None else tuple(map(CareForm, case.forms)),
            providers=case.providers,
            safety=case.safety,
            measure=MeasureOfCaseRead.model_validate(measure, from_attributes=True) if measure else None,
        )


async def _answer(tx: Tx, row: CasePartnerRow, response: Response) -> CasePartnerRead:
    response.headers["ETag"] = etag(row)
    return CasePartnerRead.of_seen(await adding.open_partner(tx, row))


@router.post(OF_REFERRAL, status_code=status.HTTP_201_CREATED, summary="Give a party a task in this case")
async def add_case_partner(
    referral_id: UUID, body: CasePartnerCreate, tx: Tx, idempotency_key: IdempotencyKey, response: Response
) -> CasePartnerRead:
    row = await adding.add_case_partner(tx, referral_id, body.task(), key=idempotency_key, body=body)
    response.headers["Location"] = f"{PUBLIC_PATH}/case-partners/{row.id}/case"
    return await _answer(tx, row, response)


@router.get(OF_REFERRAL, summary="Who has, or had, a task in this case")
async def list_case_partners(referral_id: UUID, tx: Tx) -> Page[CasePartnerRead]:
    client = (await referrals.referral(tx, referral_id)).client
    tx.looked_at(client, adding.SHARING)
    rows = await case_partners.of_referral(tx, referral_id)
    return Page(items=[CasePartnerRead.of_seen(await adding.open_partner(tx, row)) for row in rows])


@router.post("/case-partners/{case_partner_id}/end", summary="Its task in this case is over, from now on")
async def end_case_partner(
    case_partner_id: UUID, tx: Tx, response: Response, if_match: IfMatch = None
) -> CasePartnerRead:
    row = await adding.end_case_partner(tx, case_partner_id, if_match=if_match)
    return await _answer(tx, row, response)


@router.get("/cases-shared-with-me", summary="The cases in which the caller's organisation has a task today")
async def list_cases_shared_with_me(
    tx: Tx,
    organisation: OwnOrganisation,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[CaseSharedRead]:
    tx.looked_at(None, tx.operation)
    rows = await case_partners.shared_with(
        tx, organisation.id, local_day(tx.now), after=after, limit=limit + 1
    )
    items = [CaseSharedRead.of(row) for row in rows[:limit]]
    return Page(items=items, next=items[-1].id if len(rows) > limit else None)


@router.get("/case-partners/{case_partner_id}/case", summary="The case, as far as the partner's role goes")
async def read_shared_case(case_partner_id: UUID, tx: Tx, organisation: OwnOrganisation) -> SharedCaseRead:
    return SharedCaseRead.of(await reading.read_shared_case(tx, case_partner_id, organisation))
