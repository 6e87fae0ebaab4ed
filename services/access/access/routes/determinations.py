"""What an institution with a measure determines, and which quote it prefers."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from access.domain.determination import DeterminationWords, Determined
from access.domain.words import Consultation, Period
from access.routes.said import AuthorisationGiven, ConsultationGiven, ConsultationRead
from access.usecases.read_request import read_determination as determination_seen
from access.usecases.state_preference import state_preference as prefer
from access.usecases.store_determination import store_determination as store
from servicekit.preconditions import IfMatch, etag
from servicekit.routing import GuardedRoute, Tx
from wirekit.models import Answer, Body, Day, Prose

router = APIRouter(route_class=GuardedRoute, tags=["determinations"])


class DeterminationPut(Body):
    """`determinedOn`: a day in Europe/Amsterdam. `help`: which help, by nature and extent."""

    determined_on: Day
    help: Prose
    intended_result: Prose
    consultations: Annotated[tuple[ConsultationGiven, ...], Field(max_length=10)] = ()
    authorisation: AuthorisationGiven | None = None

    def words(self) -> DeterminationWords:
        return DeterminationWords(
            help=self.help,
            intended_result=self.intended_result,
            consultations=tuple(Consultation(**given.model_dump()) for given in self.consultations),
            authorisation_number=self.authorisation.number if self.authorisation else None,
        )

    @property
    def authorised(self) -> Period | None:
        return Period(self.authorisation.start, self.authorisation.end) if self.authorisation else None


class DeterminationRead(Answer):
    """`measure`: the kind of the measure that was in force. The words are null once they were erased."""

    determined_on: date
    measure: str
    help: str | None
    intended_result: str | None
    consultations: tuple[ConsultationRead, ...]
    authorisation_number: str | None
    authorised_from: date | None
    authorised_until: date | None
    stored_at: AwareDatetime

    @classmethod
    def of(cls, found: Determined) -> Self:
        determination, words = found.determination, found.words
        authorised = determination.authorised
        return cls(
            determined_on=determination.determined_on,
            measure=determination.measure,
            help=words.help if words else None,
            intended_result=words.intended_result if words else None,
            consultations=tuple(
                ConsultationRead.model_validate(each, from_attributes=True)
                for each in (words.consultations if words else ())
            ),
            authorisation_number=words.authorisation_number if words else None,
            authorised_from=authorised.start if authorised else None,
            authorised_until=authorised.end if authorised else None,
            stored_at=determination.stored_at,
        )


class PreferencePut(Body):
    quote_request: UUID


class PreferenceRead(Answer):
    request: UUID
    quote_request: UUID


@router.put("/requests/{request_id}/determination", summary="Determine the help, under a measure in force")
async def store_determination(
    request_id: UUID, body: DeterminationPut, tx: Tx, response: Response, if_match: IfMatch = None
) -> DeterminationRead:
    await store(
        tx,
        request_id,
        body.determined_on,
        body.words(),
        authorised=body.authorised,
        if_match=if_match,
    )
    return await read_determination(request_id, tx, response)


@router.get(
    "/requests/{request_id}/determination", summary="The determination; the ETag is that of its request"
)
async def read_determination(request_id: UUID, tx: Tx, response: Response) -> DeterminationRead:
    request, found = await determination_seen(tx, request_id)
    response.headers["ETag"] = etag(request)
    return DeterminationRead.of(found)


@router.put("/requests/{request_id}/preference", summary="Say which quote the institution prefers")
async def state_preference(
    request_id: UUID, body: PreferencePut, tx: Tx, response: Response, if_match: IfMatch = None
) -> PreferenceRead:
    request = await prefer(tx, request_id, body.quote_request, if_match=if_match)
    response.headers["ETag"] = etag(request)
    return PreferenceRead(request=request.id, quote_request=body.quote_request)
