"""An institution with a measure in force determines which help is needed (LAW-02)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from access.domain.determination import Determination, DeterminationWords
from access.domain.news import News
from access.domain.request import STEPS, RequestStatus
from access.domain.words import Period
from access.store import determinations, news, quotes, requests
from access.usecases.consulted import require_held
from access.usecases.read_request import DETERMINATION
from access.usecases.reasons_of_quotes import NO_MEASURE
from access.usecases.record_delivery import NOT_IN_FUTURE
from access.usecases.request_key import key_of_request
from access.usecases.warn_of_ends import follow_ends
from region_policy.terms import local_day
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken


async def store_determination(
    tx: Transaction,
    request_id: UUID,
    determined_on: date,
    words: DeterminationWords,
    *,
    authorised: Period | None,
    if_match: str | None,
) -> None:
    """Store the determination, in the place of an earlier one, while nothing is decided.

    Raises InvalidInput for a future day, ImpossibleStep, VersionMissing, VersionStale, and RuleBroken where
    no measure is in force today: then the desk decides, as on any question.
    """
    day = local_day(tx.now)
    if determined_on > day:
        raise InvalidInput(errors=[FieldError("determinedOn", NOT_IN_FUTURE)])
    require_held(words.consultations, day)
    request = await requests.request(tx, request_id, lock=True)
    if request is None:
        raise NotFound
    if request.status is not RequestStatus.OPEN:
        raise ImpossibleStep(possible_steps=STEPS[request.status])
    require_match(request, if_match)
    if request.measure is None or not request.measure.is_in_force(day):
        raise RuleBroken(reasons=[NO_MEASURE])
    key = await key_of_request(tx, request.id)
    determination = Determination(request.id, determined_on, request.measure.kind, authorised, tx.now)
    await determinations.put(tx, determination, key.seal(words.model_dump_json(), DETERMINATION))
    await requests.change(tx, replace(request, version=request.version + 1))
    await follow_ends(tx, request)
    await news.tell(tx, request.id, News.DETERMINATION)
    for asked in await quotes.open_of(tx, request.id):
        # Whoever awards one awards it on what is determined, so has to have seen this.
        await quotes.change(tx, replace(asked, version=asked.version + 1))
