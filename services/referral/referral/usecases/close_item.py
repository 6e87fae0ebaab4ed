"""Close a part of a referral for the parents of a young person of 12 to 15, for a reason; and reopen it."""

from uuid import UUID

from pydantic import BaseModel

from referral.domain.my_file import ClosedPart, WhyClosed, may_close
from referral.refusals import ERASED
from referral.refusals_persons import NOT_TO_BE_CLOSED, ONLY_OF_A_LETTER, UNKNOWN_LETTER
from referral.store import letters, people, persons
from referral.store.rows_persons import ClosedItemRow
from referral.store.ties import tie_of
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken

CLOSING = "what parents do not see"
REOPENED = "reopened"


async def close_item(
    tx: Transaction,
    referral_id: UUID,
    part: ClosedPart,
    letter: UUID | None,
    reason: WhyClosed,
    *,
    key: str,
    body: BaseModel,
) -> ClosedItemRow:
    """From now on the parents see nothing of it, and not that there is something that they do not see.

    Raises KeyReused, InvalidInput, ImpossibleStep (closed already), RuleBroken.
    """
    referral, _ = await people.lock_person(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    tx.looked_at(referral.client, CLOSING, may_betray=True)
    if claimed.made_before:
        made = await persons.lock(tx, ClosedItemRow, claimed.resource_id, referral=referral_id)
        assert made is not None, "who claimed the key closed the item"
        return made
    if letter is not None and part is not ClosedPart.LETTER:
        raise InvalidInput(errors=[FieldError("letter", ONLY_OF_A_LETTER)])
    known = await letters.letter(tx, letter) if letter else None
    if part is ClosedPart.LETTER and (known is None or known.referral != referral_id):
        raise InvalidInput(errors=[FieldError("letter", UNKNOWN_LETTER)])
    tie = await tie_of(tx, referral, None)
    if tie is None:
        raise RuleBroken(reasons=[ERASED])
    if not may_close(tie.age):
        raise RuleBroken(reasons=[NOT_TO_BE_CLOSED])
    values = {
        "id": claimed.resource_id,
        "version": 1,
        "client": referral.client,
        "referral": referral.id,
        "part": part.value,
        "letter": letter,
        "reason": reason.value,
        "closed_at": tx.now,
        "closed_by": tx.caller.organisation,
    }
    row = await persons.add_once(tx, ClosedItemRow, values)
    if row is None:
        raise ImpossibleStep(possible_steps=[REOPENED])
    return row


async def reopen_item(
    tx: Transaction, referral_id: UUID, item_id: UUID, *, if_match: str | None
) -> ClosedItemRow:
    """Raises NotFound, ImpossibleStep, VersionMissing, VersionStale."""
    row = await persons.lock(tx, ClosedItemRow, item_id, referral=referral_id)
    if row is None:
        raise NotFound
    if row.reopened_at is not None:
        raise ImpossibleStep(possible_steps=[])
    require_match(row, if_match)
    tx.looked_at(row.client, CLOSING, may_betray=True)
    return await persons.change(tx, row, reopened_at=tx.now, reopened_by=tx.caller.organisation)
