"""The desk sends a family to help that needs no decision."""

from dataclasses import replace
from uuid import UUID

from access.domain.contact import Contact, provisions_of
from access.domain.free_help import (
    AGAINST_WISH,
    AGREED,
    FreeHelpWords,
    Hearing,
    Wish,
    may_send_to_free_help,
)
from access.domain.request import Outcome
from access.domain.words import StepFound, Words, on_record
from access.store import contacts, free_help
from access.store.free_help import FreeHelp
from access.usecases.close_entitlement import close_request
from access.usecases.desk_clock import leave_the_desk, open_at_the_desk
from access.usecases.end_ready import require_none_ready
from access.usecases.make_decision import WORDS
from access.usecases.policy_of_today import policy_of_today
from access.usecases.reasons import told
from access.usecases.reasons_of_routes import HEARING_MISSING, NEED_IS_JUDGED, provision_unknown
from access.usecases.request_key import key_of_request
from region_policy.codes import Route
from region_policy.preconditions import steps_missing
from region_policy.terms import local_day
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput, ReasonGiven, RuleBroken
from wirekit.texts import Text

NOT_IN_FUTURE = Text(nl="mag niet in de toekomst liggen", en="may not lie in the future")


async def send_to_free_help(
    tx: Transaction,
    request_id: UUID,
    provision: str,
    wish: Wish,
    *,
    hearing: Hearing | None,
    legal_steps: tuple[StepFound, ...],
    if_match: str | None,
) -> None:
    """Close the request without a decision, and count the contact (ZHZ-03).

    Against the wish of the family it is a decision of the municipality all the same: it is heard first, the
    five legal steps go with it, and a letter follows (LAW-04, LAW-12). Raises InvalidInput, ImpossibleStep,
    VersionMissing, VersionStale and RuleBroken.
    """
    day = local_day(tx.now)
    if hearing is not None and hearing.on > day:
        raise InvalidInput(errors=[FieldError("hearing.on", NOT_IN_FUTURE)])
    request = await open_at_the_desk(tx, request_id, if_match)
    await require_none_ready(tx, request.id)
    words = Words(legal_steps=legal_steps)
    broken: list[ReasonGiven] = []
    if not may_send_to_free_help(request, day):
        broken.append(NEED_IS_JUDGED)
    known = provisions_of(policy_of_today(tx, request), request.municipality)
    if provision not in known:
        broken.append(provision_unknown(known.values()))
    if wish is Wish.AGAINST:
        record = on_record(None, words, is_supervised=False, authorised=None)
        if hearing is None:
            broken.append(HEARING_MISSING)
        if record.missing_steps:
            broken += told([steps_missing(record)])
    if broken:
        raise RuleBroken(reasons=broken)
    contact = Contact(
        id=uuid7(),
        version=1,
        keeper=tx.caller.organisation,
        region=request.region,
        municipality=request.municipality,
        route=Route.FREELY_ACCESSIBLE,
        provision=provision,
        client=request.client,
        started_on=day,
        stopped_on=None,
        recorded_at=tx.now,
        request=request.id,
    )
    await contacts.add(tx, contact)
    sealed = None
    if hearing is not None or legal_steps:
        key = await key_of_request(tx, request.id)
        sealed = key.seal(FreeHelpWords(hearing=hearing, words=words).model_dump_json(), WORDS)
    heard_on = hearing.on if hearing else None
    await free_help.add(tx, FreeHelp(request.id, contact.id, provision, wish, heard_on, sealed, tx.now))
    await leave_the_desk(tx, request.id)
    reason = AGREED if wish is Wish.AGREES else AGAINST_WISH
    await close_request(tx, replace(request, refused=(reason,)), Outcome.FREE_HELP)
