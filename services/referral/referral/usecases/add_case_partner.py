"""A party outside the referral gets a task in a case, and loses it (HLM-13)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pydantic import BaseModel

from referral.domain.case_partners import partner_sights
from referral.domain.handover import Contact
from referral.domain.messages import MessageKind
from referral.domain.status import LIVE
from referral.refusals_household import OneAlready
from referral.refusals_trust import (
    AT_MOST_A_YEAR,
    BEFORE_FIRST_DAY,
    CASE_IS_OVER,
    IS_PAST,
    NO_CASE_PARTNER,
)
from referral.store import case_partners, referrals
from referral.store.messages import tell
from referral.store.rows_trust import CasePartnerRow
from region_policy.terms import local_day
from sealing.keyring import Erased, Sealed
from servicekit.organisations import known_organisation
from servicekit.preconditions import claim, require_match
from servicekit.transaction import Transaction
from wirekit.field_errors import FieldError
from wirekit.problems import ImpossibleStep, InvalidInput, NotFound, RuleBroken

SHARING = "case partner"
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Task:
    """Who gets a task, what for, whom it calls, and on which days (Europe/Amsterdam, both included)."""

    organisation: UUID
    purpose: str
    contact: Contact
    first_day: date
    last_day: date


@dataclass(frozen=True)
class PartnerSeen:
    """`purpose`, `contact`: None once the young person was erased."""

    row: CasePartnerRow
    purpose: str | None
    contact: Contact | None


async def add_case_partner(
    tx: Transaction, referral_id: UUID, task: Task, *, key: str, body: BaseModel
) -> CasePartnerRow:
    """Let an organisation in on a case, for its role and its days only; it finds a message that names nobody.

    The same key again answers with the one added before. Raises KeyReused, InvalidInput, RuleBroken,
    OneAlready.
    """
    referral = await referrals.lock_referral(tx, referral_id)
    claimed = await claim(tx, key, body, about=referral_id)
    if claimed.made_before:
        made = await case_partners.partner(tx, claimed.resource_id)
        assert made is not None, "a claim that was kept made a case partner"
        return made
    _require_days(task, today=local_day(tx.now))
    known = await known_organisation(tx, task.organisation)
    works = known is not None and known.works(tx.now) and referral.region in known.regions
    broken = [] if works and known and known.kind in partner_sights() else [NO_CASE_PARTNER]
    broken += [] if referral.state in LIVE else [CASE_IS_OVER]
    if broken or known is None:
        raise RuleBroken(reasons=broken)
    for other in await case_partners.of_referral(tx, referral_id):
        if other.organisation == known.id and other.ended_at is None:
            if other.last_day >= local_day(tx.now):
                raise OneAlready(other.id)
            await case_partners.end(tx, other)
    data_key = await tx.keyring.data_key(tx.session, referral.client)
    made = await case_partners.add(
        tx,
        {
            "id": claimed.resource_id,
            "version": 1,
            "client": referral.client,
            "referral": referral_id,
            "region": referral.region,
            "organisation": known.id,
            "kind": known.kind,
            "purpose": data_key.seal(task.purpose, f"purpose/{claimed.resource_id}"),
            "contact": data_key.seal(task.contact.model_dump_json(), f"contact/{claimed.resource_id}"),
            "first_day": task.first_day,
            "last_day": task.last_day,
            "added_by": tx.caller.organisation,
            "added_at": tx.now,
        },
    )
    # About the partnership and not the referral: by its id alone nothing more is to be found.
    await tell(tx, [known.id], MessageKind.CASE_SHARED, about=made.id, day=made.first_day)
    tx.looked_at(referral.client, SHARING)
    return made


def _require_days(task: Task, *, today: date) -> None:
    errors = []
    if task.last_day < task.first_day:
        errors.append(FieldError("lastDay", BEFORE_FIRST_DAY))
    elif task.last_day < today:
        errors.append(FieldError("lastDay", IS_PAST))
    elif (task.last_day - task.first_day).days > LONGEST_DAYS:
        errors.append(FieldError("lastDay", AT_MOST_A_YEAR))
    if errors:
        raise InvalidInput(errors=errors)


async def end_case_partner(tx: Transaction, partner_id: UUID, *, if_match: str | None) -> CasePartnerRow:
    """Its task is over at this moment, and it reads nothing any more.

    Raises ImpossibleStep (it was over), VersionMissing, VersionStale.
    """
    row = await case_partners.partner(tx, partner_id, lock=True)
    if row is None:
        raise NotFound
    if row.ended_at is not None:
        raise ImpossibleStep(possible_steps=[])
    require_match(row, if_match)
    ended = await case_partners.end(tx, row)
    await tell(tx, [row.organisation], MessageKind.CASE_NO_LONGER_SHARED, about=row.id)
    tx.looked_at(row.client, SHARING)
    return ended


async def open_partner(tx: Transaction, row: CasePartnerRow) -> PartnerSeen:
    try:
        data_key = await tx.keyring.data_key(tx.session, row.client)
    except Erased:
        return PartnerSeen(row, None, None)
    contact = Contact.model_validate_json(data_key.open(Sealed(row.contact), f"contact/{row.id}"))
    return PartnerSeen(row, data_key.open(Sealed(row.purpose), f"purpose/{row.id}"), contact)
