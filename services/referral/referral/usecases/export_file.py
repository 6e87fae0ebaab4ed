"""One person's file as one copy, of what this room keeps (AVG art. 15, 20; Jeugdwet art. 7.3.10)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from auditlog.entry import Action
from referral.domain.life_cycle import AskedBy
from referral.domain.relations import VIEWS, widest
from referral.store import secrecy
from referral.store.merges import find_referral, lock_referrals, same_person
from referral.store.rows import metadata
from referral.store.standings import standing_in_referral
from sealing.whole_file import Field, Rows, whole_file
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

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
)
"""Tables and columns by which a parent could find who is kept secret from him (LAW-07)."""


@dataclass(frozen=True)
class FilePart:
    """What this room keeps, by table; `letters`: referral and id of each whose PDF goes along.

    `left_out`: what there is that this asker does not get.
    """

    tables: Rows
    letters: list[tuple[UUID, UUID]]
    left_out: list[str]


async def export_file(tx: Transaction, referral_id: UUID, asked_by: AskedBy, *, by: Organisation) -> FilePart:
    """Of the young person of this referral, for the young person or for a parent. The look is recorded as an
    export. Raises NotFound (no part in it, or erased)."""
    standing = await standing_in_referral(tx, by, referral_id)
    here = await find_referral(tx, referral_id)
    if here is None or standing is None or not standing.relations:
        raise NotFound
    async with tx.seeing_all():  # one person's file is whole, whoever referred
        clients = await same_person(tx, here.client)
        await lock_referrals(tx, *clients)
        is_secret = await secrecy.mark_on(tx, here.client) is not None
        is_hidden = is_secret and asked_by is AskedBy.PARENT
        reads = VIEWS[widest(standing.relations)].question
        # An address of somebody else with a say is that person's own.
        hidden = {("person_with_say", "address")} | (set() if reads else CLINICAL)
        names = [name for name in TABLES if not (is_hidden and name in WHEREABOUTS)]
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
    if "referral" not in found or not any("person" in row for row in found["referral"]):
        raise NotFound
    if is_hidden:
        found["referral"] = [_without_address(row) for row in found["referral"]]
    for client in clients:
        tx.looked_at(client, EXPORTING, action=Action.EXPORTED)
    letters = [] if is_hidden else _letters(found)
    left_out = [] if reads else ["clinical-words"]
    return FilePart(found, letters, left_out + (["whereabouts"] if is_hidden else []))


def _letters(found: Rows) -> list[tuple[UUID, UUID]]:
    """Those that were made."""
    made = (row for row in found.get("letter", []) if "sha256" in row)
    return [(UUID(row["referral"]), UUID(row["id"])) for row in made]


def _without_address(row: dict[str, Any]) -> dict[str, Any]:
    person = {name: value for name, value in row.get("person", {}).items() if name != "address"}
    return {**row, "person": person}
