"""The family group plan (familiegroepsplan): what a family itself wants to do, given by one of them (NV-08).

Each of the family has a plan of their own here, since one parent does not read the words of the other; the
last one that was given leads the plan of the household.
"""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from referral.domain.my_file import MOST_BYTES_OF_A_PLAN, PlanKind
from referral.refusals_persons import NO_PDF, ONE_OF_TWO, TOO_BIG
from referral.store import persons
from referral.store.rows_persons import FamilyGroupPlanRow, PersonLinkRow
from sealing.keyring import Erased, Sealed
from servicekit.preconditions import require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.identifiers import uuid7
from wirekit.problems import InvalidInput, NotFound

PDF_BEGINS, PDF_ENDS = b"%PDF-", b"%%EOF"


@dataclass(frozen=True)
class FamilyPlan:
    """`words`: a text, or a PDF as base64; None where they were erased."""

    row: FamilyGroupPlanRow
    words: str | None


def require_plan(text: str | None, pdf: str | None) -> tuple[PlanKind, str]:
    """What was given, as it is sealed. Raises InvalidInput."""
    if (text is None) == (pdf is None):
        raise InvalidInput(errors=[FieldError("text", ONE_OF_TWO)])
    if pdf is None:
        assert text is not None
        return PlanKind.TEXT, text
    try:
        content = base64.b64decode(pdf, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(errors=[FieldError("pdf", NO_PDF)]) from None
    if not content.startswith(PDF_BEGINS) or PDF_ENDS not in content[-1024:]:
        raise InvalidInput(errors=[FieldError("pdf", NO_PDF)])
    if len(content) > MOST_BYTES_OF_A_PLAN:
        most = TOO_BIG.format(most=MOST_BYTES_OF_A_PLAN // 1000)
        raise InvalidInput(errors=[FieldError("pdf", most)])
    return PlanKind.PDF, pdf


async def keep_family_plan(
    tx: Transaction, my_file_id: UUID, kind: PlanKind, words: str, *, if_match: str | None
) -> FamilyPlan:
    """Give a plan, in the place of the own one there was, with its version in If-Match; that one stays.

    Raises NotFound, VersionMissing, VersionStale.
    """
    link = await persons.lock(tx, PersonLinkRow, my_file_id, subject=tx.caller.subject)
    if link is None:
        raise NotFound
    earlier = await persons.own_family_plan(tx, link.client, link.person)
    if earlier is not None:
        require_match(earlier, if_match)
        await persons.replace_family_plan(tx, earlier)
    plan_id = uuid7()
    key = await tx.keyring.data_key(tx.session, link.client)
    values = {
        "id": plan_id,
        "version": earlier.version + 1 if earlier else 1,
        "client": link.client,
        "person": link.person,
        "kind": kind.value,
        "words": key.seal(words, f"family-group-plan/{plan_id}"),
        "put_at": tx.now,
    }
    return FamilyPlan(await persons.add(tx, FamilyGroupPlanRow, values), words)


async def read_own_family_plan(
    tx: Transaction, my_file_id: UUID
) -> tuple[FamilyPlan | None, list[FamilyGroupPlanRow]]:
    """The own plan, and those that were there before, unopened. Raises NotFound."""
    link = await persons.own_link(tx, my_file_id)
    if link is None:
        raise NotFound
    row = await persons.own_family_plan(tx, link.client, link.person)
    earlier = await persons.earlier_family_plans(tx, link.client, link.person)
    return await opened_plan(tx, row) if row else None, earlier


async def read_earlier_family_plan(tx: Transaction, my_file_id: UUID, plan_id: UUID) -> FamilyPlan:
    """Raises NotFound."""
    _, earlier = await read_own_family_plan(tx, my_file_id)
    row = next((each for each in earlier if each.id == plan_id), None)
    if row is None:
        raise NotFound
    return await opened_plan(tx, row)


async def family_plans(tx: Transaction, clients: Collection[UUID]) -> list[FamilyPlan]:
    """Those about these young people that count now, the leading one first."""
    return [await opened_plan(tx, row) for row in await persons.family_plans(tx, clients)]


async def opened_plan(tx: Transaction, row: FamilyGroupPlanRow) -> FamilyPlan:
    try:
        key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        return FamilyPlan(row, None)
    return FamilyPlan(row, key.open(Sealed(row.words), f"family-group-plan/{row.id}"))
