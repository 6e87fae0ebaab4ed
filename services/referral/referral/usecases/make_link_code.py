"""A code on paper by which a young person or a parent says once who they are, and its making undone."""

import base64
from uuid import UUID

from pydantic import BaseModel

from referral.domain.my_file import CODE_HOLDS, LinkCodeStatus, may_look
from referral.domain.people import PersonKind
from referral.refusals import ERASED, UNKNOWN_PERSON
from referral.refusals_persons import LINKED_ALREADY, MAY_NOT_LOOK, NOT_A_PARENT
from referral.store import people, persons
from referral.store.rows_people import PersonWithSayRow
from referral.store.rows_persons import LinkCodeRow, PersonLinkRow
from referral.store.ties import tie_of
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken

LINKING = "giving somebody a view of the own file"
SELECTOR, LENGTH = 4, 12
_READ_AS = str.maketrans("OIL", "011", " -")
_WRITTEN = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Without I, L, O and U, which are read as something else on paper."""


def as_typed(code: str) -> str:
    """As we wrote it, however somebody typed it over."""
    return code.upper().translate(_READ_AS)


async def make_link_code(
    tx: Transaction, referral_id: UUID, person: UUID | None, *, key: str, body: BaseModel
) -> tuple[LinkCodeRow, str | None]:
    """The code and what stands on the paper; `person` None is the young person. One made before is void.

    The same key again answers as the first time while the code counts: it follows from the id and the key of
    this room, and stands nowhere. Raises KeyReused, InvalidInput, RuleBroken.
    """
    referral, _ = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(referral.client, LINKING)
    code = _code(tx, claimed.resource_id)
    if claimed.made_before:
        made = await persons.lock(tx, LinkCodeRow, claimed.resource_id, referral=referral_id)
        assert made is not None, "who claimed the key stored the code"
        return made, code if made.state is LinkCodeStatus.OPEN else None
    if person is not None:
        known = await people.one_of(tx, PersonWithSayRow, person, referral=referral_id)
        if known is None:
            raise InvalidInput(errors=[FieldError("person", UNKNOWN_PERSON)])
        if known.what is PersonKind.INSTITUTION:
            raise RuleBroken(reasons=[NOT_A_PARENT])
    # A young person may have been given a code, or a view, by another referral, which the caller cannot see.
    async with tx.seeing_all():
        tie = await tie_of(tx, referral, person)
        if tie is None:
            raise RuleBroken(reasons=[ERASED])
        if not may_look(tie):
            raise RuleBroken(reasons=[MAY_NOT_LOOK])
        if await persons.link_of(tx, referral.client, person) is not None:
            raise RuleBroken(reasons=[LINKED_ALREADY])
        await persons.void_open_code(tx, referral.client, person)
    values = {
        "id": claimed.resource_id,
        "version": 1,
        "client": referral.client,
        "referral": referral.id,
        "status": LinkCodeStatus.OPEN.value,
        "person": person,
        "selector": code[:SELECTOR],
        "code_hash": tx.keyring.keyed_hash(code),
        "wrong_tries": 0,
        "valid_until": tx.now + CODE_HOLDS,
        "made_at": tx.now,
        "made_by": tx.caller.organisation,
    }
    return await persons.add(tx, LinkCodeRow, values), code


async def revoke_link(
    tx: Transaction, referral_id: UUID, link_id: UUID, *, if_match: str | None
) -> PersonLinkRow:
    """This person sees nothing any more. Raises NotFound, ImpossibleStep, VersionMissing, VersionStale."""
    link = await persons.lock(tx, PersonLinkRow, link_id, referral=referral_id)
    if link is None:
        raise NotFound
    if link.revoked_at is not None:
        raise ImpossibleStep(possible_steps=[])
    require_match(link, if_match)
    tx.looked_at(link.client, LINKING)
    return await persons.change(tx, link, is_open=False, revoked_at=tx.now, revoked_by=tx.caller.organisation)


def _code(tx: Transaction, code_id: UUID) -> str:
    drawn = tx.keyring.keyed_hash(f"link-code/{code_id}")
    return base64.b32encode(drawn).decode()[:LENGTH].translate(_WRITTEN)
