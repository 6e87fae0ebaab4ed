"""Who is signed in says by a code which person of which case they are."""

import math
from hmac import compare_digest
from uuid import UUID

from pydantic import BaseModel

from referral.domain.my_file import MOST_WRONG_TRIES, LinkCodeStatus, may_look, pause_after
from referral.refusals_persons import FILE_LINKED_ALREADY, MAY_NOT_LOOK, TooSoon, WrongCode
from referral.store import persons, referrals
from referral.store.rows_persons import LinkCodeRow, PersonLinkRow
from referral.store.ties import tie_of
from referral.usecases.make_link_code import LINKING, SELECTOR, as_typed
from servicekit.preconditions import claim
from servicekit.subscriptions import PLATFORM
from servicekit.transaction import Transaction
from wirekit.problems import Forbidden, Problem, RuleBroken

YOUNG_PERSON = "young-person"


async def link_person(tx: Transaction, code: str, *, key: str, body: BaseModel) -> PersonLinkRow | Problem:
    """The link; or, so that the count of wrong tries is stored, the refusal of a wrong code.

    Raises Forbidden, KeyReused, TooSoon, RuleBroken.
    """
    if tx.caller.organisation != PLATFORM:
        raise Forbidden
    claimed = await claim(tx, key, body)
    # Whose code it is nobody can know before it turns out to be right.
    async with tx.seeing_all():
        made = await persons.own_link(tx, claimed.resource_id) if claimed.made_before else None
        return made or await _linked(tx, as_typed(code), claimed.resource_id)


async def _linked(tx: Transaction, code: str, link_id: UUID) -> PersonLinkRow | Problem:
    tries = await persons.lock_tries(tx, tx.caller.subject)
    if tx.now < tries.not_before:
        raise TooSoon(math.ceil((tries.not_before - tx.now).total_seconds()))
    begin_alike = await persons.lock_open_codes(tx, code[:SELECTOR])
    fits = next((each for each in begin_alike if _fits(tx, each, code)), None)
    if fits is None:
        await _count(tx, begin_alike, tries.wrong + 1)
        return WrongCode()
    tie = await tie_of(tx, await referrals.referral(tx, fits.referral), fits.person)
    if tie is None or not may_look(tie):
        raise RuleBroken(reasons=[MAY_NOT_LOOK])
    values = {
        "id": link_id,
        "version": 1,
        "client": fits.client,
        "referral": fits.referral,
        "person": fits.person,
        "subject": tx.caller.subject,
        "is_open": True,
        "linked_at": tx.now,
    }
    link = await persons.add_once(tx, PersonLinkRow, values)
    if link is None:
        raise RuleBroken(reasons=[FILE_LINKED_ALREADY])
    await persons.change(tx, fits, status=LinkCodeStatus.USED.value)
    await persons.keep_tries(tx, tx.caller.subject, wrong=0, not_before=tx.now)
    tx.looked_at(fits.client, LINKING)
    return link


def _fits(tx: Transaction, row: LinkCodeRow, code: str) -> bool:
    for_whom_it_is = (row.person is None) == (tx.caller.role == YOUNG_PERSON)
    is_right = compare_digest(row.code_hash, tx.keyring.keyed_hash(code))
    return is_right and for_whom_it_is and tx.now < row.valid_until


async def _count(tx: Transaction, begin_alike: list[LinkCodeRow], wrong: int) -> None:
    wait = pause_after(wrong)
    counted = min(wrong, 1000)  # what is waited for grows no more by then
    await persons.keep_tries(tx, tx.caller.subject, wrong=counted, not_before=tx.now + wait)
    for row in begin_alike:
        tried = row.wrong_tries + 1
        status = LinkCodeStatus.VOID if tried >= MOST_WRONG_TRIES else row.state
        await persons.change(tx, row, wrong_tries=tried, status=status.value)
