"""One person's file as one copy, of what this room keeps (AVG art. 15, 20; Jeugdwet art. 7.3.10)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from auditlog.entry import Action
from referral.domain.addressee import Recipient
from referral.domain.life_cycle import AskedBy
from referral.domain.my_file import TO_EVERY_PARENT, ClosedPart, Tie, may_look
from referral.domain.relations import VIEWS, widest
from referral.refusals_persons import CLOSED_FOR_PARENTS, MAY_NOT_LOOK
from referral.store import persons, secrecy
from referral.store.merges import find_referral, lock_referrals, same_person
from referral.store.rows import ReferralRow, metadata
from referral.store.rows_persons import ClosedItemRow
from referral.store.standings import standing_in_referral
from referral.store.ties import tie_of
from sealing.whole_file import Field, Rows, whole_file
from servicekit.organisations import KNOWN, Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound, RuleBroken

EXPORTING = "copy of the file"

TABLES = {
    "referral": "client",
    "person_with_say": "client",
    "contact_preference": "client",
    "consent": "client",
    "consent_exception": "client",
    "household_member": "client",
    "residence": "client",
    "client_move": "client",
    "secrecy_mark": "client",
    "plan_goal": "client",
    "plan_goal_step": "goal=plan_goal",
    "family_group_plan": "client",
    "intake": "client",
    "milestone": "referral=referral",
    "granted": "referral=referral",
    "placement_request": "client",
    "placement_question": "client",
    "provider_choice": "placement=placement_request",
    "first_contact": "referral=referral",
    "care_period": "client",
    "care_change": "care=care_period",
    "care_interruption": "care=care_period",
    "bridging": "client",
    "onward_referral": "client",
    "handover": "client",
    "end_without_receiver": "client",
    "transfer": "client",
    "feedback_stop": "client",
    "letter": "client",
    "correction": "client",
    "own_statement": "client",
    "erasure_refusal": "client",
}
"""Whose each row is. What is not here is not of the person's file, or would tell of somebody else in it."""

SEALED: dict[Field, str] = {
    ("referral", "person"): "person/{}",
    ("referral", "question"): "question/{}",
    ("referral", "professional_name"): "professional/{}",
    ("referral", "court_order"): "court-order/{}",
    ("person_with_say", "name"): "person-with-say/{}",
    ("person_with_say", "address"): "own-address/{}",
    ("consent_exception", "order_number"): "order-number/{}",
    ("plan_goal", "words"): "goal/{}",
    ("family_group_plan", "words"): "family-group-plan/{}",
    ("intake", "words"): "intake/{}",
    ("placement_request", "professional"): "professional/{}",
    ("placement_question", "words"): "question/{}",
    ("placement_question", "answer"): "answer/{}",
    ("handover", "papers"): "handover/{}",
    ("handover", "spoken_with"): "handover-contact/{}",
    ("correction", "before"): "correction/{}",
    ("correction", "reason"): "correction-reason/{}",
    ("own_statement", "words"): "statement/{}",
    ("erasure_refusal", "answer"): "erasure-refusal/{}",
}
CLINICAL: frozenset[Field] = frozenset(
    {
        ("referral", "question"),
        ("intake", "words"),
        ("placement_question", "words"),
        ("placement_question", "answer"),
        ("handover", "papers"),
        ("correction", "before"),
        ("care_change", "reason"),
        ("care_interruption", "reason"),
    }
)
"""Sealed for the municipality (LAW-03): the person asks for it where it was written."""
WHEREABOUTS = frozenset(
    {"residence", "client_move", "household_member", "provider_choice", "transfer", "handover"}
)
TELLS_WHERE = frozenset(
    {"provider", "lead", "partnership", "redirected_to", "preferred_provider", "enrolment", "municipality"}
    | {"from_provider", "to_provider", "next_provider", "household", "region", "professional"}
    | {"professional_name", "professional_agb", "entered_by"}
)
"""Tables and columns by which a parent could find who is kept secret from him (LAW-07)."""
OF_OTHERS = frozenset(
    {"person_with_say", "consent", "consent_exception", "contact_preference", "feedback_stop", "secrecy_mark"}
    | {"family_group_plan", "own_statement", "correction", "erasure_refusal"}
)
"""Answers, wishes and words of the young person and of each parent apart: not for a parent, since which of
them asks is not known here (NV-08)."""
PLAN = frozenset({"plan_goal", "plan_goal_step"})


@dataclass(frozen=True)
class FilePart:
    """What this room keeps, by table; `letters`: referral and id of each whose PDF goes along.

    `left_out`: what there is that this asker does not get.
    """

    tables: Rows
    letters: list[tuple[UUID, UUID]]
    left_out: list[str]


async def export_file(tx: Transaction, referral_id: UUID, asked_by: AskedBy, *, by: Organisation) -> FilePart:
    """Of the young person of this referral, for the young person or for a parent, who gets no more than the
    own view lets parents see. The look is recorded as an export. Raises NotFound (no part in it, or erased),
    RuleBroken (no parent may see it)."""
    standing = await standing_in_referral(tx, by, referral_id)
    here = await find_referral(tx, referral_id)
    if here is None or standing is None or not standing.relations:
        raise NotFound
    async with tx.seeing_all():  # one person's file is whole, whoever referred
        clients = await same_person(tx, here.client)
        await lock_referrals(tx, *clients)
        is_secret = await secrecy.mark_on(tx, here.client) is not None
        for_parent = asked_by is AskedBy.PARENT
        closed = await _closed_for_parents(tx, here) if for_parent else []
        is_hidden = is_secret and for_parent
        reads = VIEWS[widest(standing.relations)].question
        # An address of somebody else with a say is that person's own.
        hidden = {("person_with_say", "address")} | (set() if reads else CLINICAL)
        not_theirs = OF_OTHERS if for_parent else frozenset()
        not_theirs |= WHEREABOUTS if is_hidden else frozenset()
        not_theirs |= PLAN if any(each.what is ClosedPart.PLAN for each in closed) else frozenset()
        names = [name for name in TABLES if name not in not_theirs]
        if is_hidden:
            hidden |= {(name, column) for name in names for column in TELLS_WHERE}
        found = await whole_file(
            tx.session,
            tx.keyring,
            metadata,
            tables={name: TABLES[name] for name in names},
            ids={"client": clients},
            key_column="client",
            sealed=SEALED,
            hidden=hidden,
        )
        organisations = {str(each) for each in (await tx.session.execute(select(KNOWN.c.id))).scalars()}
    if "referral" not in found or not any("person" in row for row in found["referral"]):
        raise NotFound
    if for_parent:
        found = _open_to_parents(found, closed)
    if is_hidden:
        found["referral"] = [_without_address(row) for row in found["referral"]]
        # Whoever wrote something down may be who helps, or the municipality of another town.
        found = {name: [_without(row, organisations) for row in rows] for name, rows in found.items()}
    for client in clients:
        tx.looked_at(client, EXPORTING, action=Action.EXPORTED)
    letters = [] if is_hidden else _letters(found)
    left_out = [] if reads else ["clinical-words"]
    left_out += ["of-others"] if for_parent else []
    return FilePart(found, letters, left_out + (["whereabouts"] if is_hidden else []))


async def _closed_for_parents(tx: Transaction, here: ReferralRow) -> list[ClosedItemRow]:
    """What is closed for them. Raises NotFound (erased), RuleBroken: from sixteen on with nobody allowed, or
    where the file that is asked for is closed."""
    young_person = await tie_of(tx, here, None)
    if young_person is None:
        raise NotFound
    is_allowed = bool(await persons.allowed_parents(tx, here.client))
    if not may_look(Tie(is_young_person=False, age=young_person.age, decides=True, is_allowed=is_allowed)):
        raise RuleBroken(reasons=[MAY_NOT_LOOK])
    closed = await persons.closed_items(tx, here.client)
    if here.id in _shut(closed):
        raise RuleBroken(reasons=[CLOSED_FOR_PARENTS])
    return closed


def _shut(closed: list[ClosedItemRow]) -> set[UUID]:
    whole = {ClosedPart.REFERRAL, ClosedPart.HELP}
    return {each.referral for each in closed if each.what in whole}


def _open_to_parents(found: Rows, closed: list[ClosedItemRow]) -> Rows:
    """Without what is closed, and what hangs under it; of the letters those that went to every parent."""
    gone = {str(each) for each in _shut(closed) | {each.letter for each in closed if each.letter}}
    gone |= {row["id"] for row in found.get("letter", []) if row.get("recipient") not in TO_EVERY_PARENT}
    kept: Rows = {}
    for name, rows in found.items():
        above = TABLES[name].partition("=")[0]
        kept[name] = [row for row in rows if not {row.get("id"), row.get("referral"), row.get(above)} & gone]
        gone |= {row["id"] for row in rows if "id" in row and row not in kept[name]}
    return {name: rows for name, rows in kept.items() if rows}


def _without(row: dict[str, Any], organisations: set[str]) -> dict[str, Any]:
    return {
        name: value for name, value in row.items() if not isinstance(value, str) or value not in organisations
    }


def _letters(found: Rows) -> list[tuple[UUID, UUID]]:
    """Those that were made; not those to one parent, with that parent's address."""
    to_one = {Recipient.NAMED_PARENTS, Recipient.OTHER_PARENT}
    made = (row for row in found.get("letter", []) if "sha256" in row and row["recipient"] not in to_one)
    return [(UUID(row["referral"]), UUID(row["id"])) for row in made]


def _without_address(row: dict[str, Any]) -> dict[str, Any]:
    person = {name: value for name, value in row.get("person", {}).items() if name != "address"}
    return {**row, "person": person}
