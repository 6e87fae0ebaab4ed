"""One person's file as one copy, of what this room keeps (AVG art. 15, 20): decisions and what followed."""

from uuid import UUID

from access.store import requests
from access.store.tables import metadata
from access.usecases.make_decision import INTENDED_RESULT, WORDS
from access.usecases.read_request import DETERMINATION
from auditlog.entry import Action
from sealing.whole_file import Field, Rows, whole_file
from servicekit.transaction import Transaction
from wirekit.problems import NotFound

EXPORTING = "copy of the file"

TABLES = {
    "request": "id",
    "triage": "request_id",
    "desk_question": "request_id",
    "determination": "request_id",
    "decision": "request_id",
    "refusal": "request_id",
    "free_help": "request_id",
    "care_grant": "request_id",
    "quote_request": "request_id",
    "entitlement": "request_id",
    "entitlement_change": "request_id",
    "review_task": "request_id",
    "stay": "request_id",
    "delivery": "entitlement_id=entitlement",
}
"""Whose each row is. Figures, frames and the ledger are of no person."""

SEALED: dict[Field, str] = {
    ("decision", "words"): WORDS,
    ("decision", "intended_result"): INTENDED_RESULT,
    ("refusal", "words"): WORDS,
    ("free_help", "words"): WORDS,
    ("determination", "words"): DETERMINATION,
    ("desk_question", "question"): "desk_question:{}",
    ("desk_question", "answer"): "desk_answer:{}",
    ("entitlement_change", "words"): WORDS + "/{}",
    ("review_task", "finding"): "review/{}",
    ("quote_request", "question"): "quote_question:{}",
    ("quote_request", "result"): "quote_result:{}",
    ("quote_request", "reason"): "quote_reason:{}",
    ("quote_request", "plan"): "quote_plan:{}",
}


TELLS_WHERE = frozenset(
    {"provider", "preferred_provider", "awarded_provider", "placement", "municipality", "region", "lines"}
    | {"grounds", "choices", "choice", "facts", "on_record", "question", "plan", "reason", "words", "answer"}
)
"""Columns by which somebody could find who is kept secret from him, words among them (LAW-07)."""


async def export_file(tx: Transaction, request_id: UUID, *, without_whereabouts: bool) -> Rows:
    """Of every request of the young person of this one. Recorded as an export. Raises NotFound.

    `without_whereabouts`: the room `referral` knows the mark of secrecy, and said so to who asks here.
    """
    hidden = {(name, column) for name in TABLES for column in TELLS_WHERE} if without_whereabouts else ()
    request = await requests.request(tx, request_id)
    if request is None:
        raise NotFound
    tx.looked_at(request.client, EXPORTING, action=Action.EXPORTED)
    async with tx.seeing_all():  # one person's file is whole, whichever municipality decided
        mine = await requests.ids_of_client(tx, request.client)
        return await whole_file(
            tx.session,
            tx.keyring,
            metadata,
            tables=TABLES,
            ids={"id": mine, "request_id": mine},
            key_column="request_id",
            sealed=SEALED,
            hidden=hidden,
        )
