"""Make the letters that wait: ask `access` what to say, address it, set it, store it sealed, and tell.

The question and the setting lie between two transactions, in none. The next try is booked in the first one,
so whatever fails or ends in between leaves a letter that is tried again; the second one stores it only while
it still waits, so two who tried it at once make one letter.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from auditlog.entry import Action
from doorkit.service_client import NoAnswer, ServiceClient
from referral.clients import AccessRoom, NothingToSay
from referral.domain.addressee import Addressee, addressee_of, lines_of
from referral.domain.asked import MeasureKind
from referral.domain.letter import LetterContent, LetterKind, Written, last_day_to_object
from referral.domain.letter_wording import Facts, write_letter
from referral.domain.people import Informed, Reaching
from referral.domain.status import CHOSEN
from referral.events import LetterIssued
from referral.letters import CannotBeSet, set_letter
from referral.policies import policies
from referral.settings import Settings
from referral.store import letters, people, referrals, secrecy
from referral.store.components import components
from referral.store.rows import ReferralRow
from referral.store.rows_letters import LetterRow
from referral.usecases.keep_person import opened
from referral.usecases.order_letter import LETTER_AWAITED
from referral.usecases.read_referral import open_person
from region_policy.terms import local_day
from sealing.keyring import DataKey, Erased
from servicekit.organisations import known_organisation
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction, Transactions
from wirekit.caller import Caller
from wirekit.logs import log

ROOM = Caller("room:referral", PLATFORM, "service")
MAKING, SENDING = "making a letter", "sending a letter"
LOOK_EVERY_SECONDS = 1
TRY_AGAIN_AFTER = timedelta(minutes=1)
"""Longer than the question and the setting may take, or two would try one letter at once."""


@dataclass(frozen=True)
class Due:
    """A letter that is to be made now, with what this room knows for it. `providers`: name per grant.

    `is_secret`: a mark of secrecy is in force, so that no provider may be named (LAW-07).
    """

    row: LetterRow
    municipality: str
    addressee: Addressee
    is_secret: bool
    providers: Mapping[UUID, str]


async def keep_issuing(settings: Settings, transactions: Transactions) -> None:
    """Look every second; what could not be made waits for its next try."""
    async with ServiceClient(settings, "referral") as client:
        access = AccessRoom(client, settings.access_url)
        while True:
            try:
                while await issue_next(transactions, access):
                    continue
            except Exception as error:
                log.warning("letters wait", exc_info=error)
            await asyncio.sleep(LOOK_EVERY_SECONDS)


async def issue_next(transactions: Transactions, access: AccessRoom) -> bool:
    """Try the letter that is due the longest. False when none is."""
    async with transactions.begin(ROOM, operation="issue_letter") as tx:
        row = await letters.take_next_due(tx, again_after=TRY_AGAIN_AFTER)
        if row is None:
            return False
        due = await _prepared(tx, row)
    if due is None:
        return True
    try:
        content = await access.letter_content(row.referral, decision=row.decision, change=row.change)
        now = transactions.clock()
        pdf = await asyncio.to_thread(set_letter, _written(due, content, now), at=now)
    except NothingToSay:
        async with transactions.begin(ROOM, operation="issue_letter") as tx:
            await _drop(tx, row.id)
        return True
    except (NoAnswer, CannotBeSet) as error:
        log.warning("letter waits", letter=str(row.id), attempts=row.attempts, exc_info=error)
        return True
    async with transactions.begin(ROOM, operation="issue_letter") as tx:
        await issue_letter(tx, due, pdf, sent_at=now)
    return True


async def issue_letter(tx: Transaction, due: Due, pdf: bytes, *, sent_at: datetime) -> None:
    """Store the letter as sent at this moment (UTC), unless it was meanwhile.

    Where secrecy or wishes changed while it was set, it is not sent: the next try makes it anew.
    """
    row, addressee = due.row, due.addressee
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        await _drop(tx, row.id)
        return
    referral = await referrals.referral(tx, row.referral)
    if await reached(tx, referral, key) != (addressee, due.is_secret):
        return
    sent = letters.Sent(
        recipient=addressee.recipient.value,
        deliver_by=addressee.deliver_by.value,
        sent_at=sent_at,
        objection_until=last_day_to_object(local_day(sent_at)),
        sha256=sha256(pdf).hexdigest(),
    )
    issued = await letters.end_waiting(tx, row.id, sent)
    if issued is not None:
        tx.looked_at(row.client, SENDING, action=Action.SENT)
        await letters.add_document(tx, row.id, key.seal(b64encode(pdf).decode(), f"letter/{row.id}"))
        await tx.cancel_deadline(LETTER_AWAITED, row.id)
        tx.publish(LetterIssued.of(issued))


async def _prepared(tx: Transaction, row: LetterRow) -> Due | None:
    """What this room knows for a letter that was taken; None where that was erased."""
    referral = await referrals.referral(tx, row.referral)
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        await _drop(tx, row.id)
        return None
    tx.looked_at(row.client, MAKING, action=Action.LOOKED)
    addressee, is_secret = await reached(tx, referral, key)
    municipality = policies(tx).register.find(referral.municipality)
    name = municipality.name if municipality else referral.municipality
    hides = is_secret or row.what is LetterKind.REFUSAL
    providers = {} if hides else await _providers(tx, referral.id)
    return Due(row, name, addressee, is_secret, providers)


async def reached(tx: Transaction, referral: ReferralRow, key: DataKey) -> tuple[Addressee, bool]:
    """To whom, where and how a letter about this referral goes now; and whether whereabouts are secret."""
    today = local_day(tx.now)
    is_secret = await secrecy.mark_on(tx, referral.client) is not None
    wishes = await people.preferences_of(tx, referral.client)
    known = [opened(key, row) for row in await people.people_of_client(tx, referral.client)]
    not_to_tell = set(wishes.not_to_tell) if wishes else set()
    reaching = Reaching(
        is_secret=is_secret,
        # Who must not be told may be on record with a double, and known by name there only.
        no_letter_home=(wishes is not None and wishes.no_letter_home)
        or not not_to_tell <= {each.row.id for each in known},
        deliver_by=wishes.way if wishes else None,
        people=tuple(
            Informed(
                id=each.row.id,
                name=each.name,
                has_authority=each.row.decides_on(today),
                may_be_told=each.row.id not in not_to_tell,
                address=lines_of(each.address),
            )
            for each in known
        ),
    )
    has_guardian = _has_guardian(tx, referral)
    person = open_person(key, referral)
    return addressee_of(person, day=today, has_guardian=has_guardian, reaching=reaching), is_secret


def _has_guardian(tx: Transaction, referral: ReferralRow) -> bool:
    measure = referral.measure
    return (
        measure is not None
        and measure.kind is MeasureKind.GUARDIANSHIP
        and measure.until >= local_day(tx.now)
    )


async def _providers(tx: Transaction, referral_id: UUID) -> dict[UUID, str]:
    """The provider of each grant that one has accepted, by its name."""
    found = {}
    for component in await components(tx, referral_id):
        placement = component.placement
        if placement is not None and placement.state in CHOSEN:
            provider = await known_organisation(tx, placement.provider)
            if provider is not None:
                found[component.grant.id] = provider.name
    return found


def _written(due: Due, content: LetterContent, at: datetime) -> Written:
    facts = Facts(
        kind=due.row.what,
        reference=due.row.referral,
        municipality=due.municipality,
        addressee=due.addressee,
        providers=due.providers,
        names_providers=not due.is_secret,
        sent_on=local_day(at),
        language=due.row.tongue,
    )
    return write_letter(content, facts)


async def _drop(tx: Transaction, letter_id: UUID) -> None:
    if await letters.end_waiting(tx, letter_id, None) is not None:
        await tx.cancel_deadline(LETTER_AWAITED, letter_id)
