"""What is declared as data is complete."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from referral import domain
from referral.app import ROOM
from referral.domain import status
from referral.domain.addressee import Recipient
from referral.domain.age import age_on
from referral.domain.bridging import NEXT_OF_BRIDGING, BridgingEnd, BridgingStatus
from referral.domain.care_facts import ChangeReason, InterruptionReason, Step
from referral.domain.components import PROGRESS, Component, Progress
from referral.domain.consent import NEXT_OF_CONSENT, ConsentStatus
from referral.domain.consultation import NEXT_OF_CONSULTATION, ConsultationStatus
from referral.domain.draft import FORMS, NEXT_OF_DRAFT, DraftStatus
from referral.domain.handover import NEXT_OF_HANDOVER, HandoverReturn, HandoverStatus
from referral.domain.household import NEXT_OF_DIRECTOR, DirectorStatus
from referral.domain.letter import NEXT_OF_LETTER, LetterKind, LetterStatus
from referral.domain.letter_wording import letter_words
from referral.domain.merging import NEXT_OF_MERGE, MergeStatus
from referral.domain.milestones import (
    GRANT_LAPSED,
    GROUNDS_OF_REFUSAL,
    NO_ANSWER_IN_TIME,
    OF_THE_ROUTE,
    REJECTION_CODES,
    reason_wordings,
)
from referral.domain.my_file import NEXT_OF_LINK_CODE, LinkCodeStatus
from referral.domain.onward import BACK_TO_EARLIER, NEXT_OF_ONWARD, OnwardReason, OnwardStatus
from referral.domain.people import Delivery
from referral.domain.person import is_bsn
from referral.domain.placing import WhyStartMoved, WhyWithdrawn
from referral.domain.plan import NEXT_OF_GOAL, NEXT_OF_PLAN, GoalStatus, PlanStatus
from referral.domain.question import NEXT_OF_QUESTION, QuestionKind, QuestionStatus
from referral.domain.relations import VIEWS, Relation
from referral.domain.secrecy import NEXT_OF_MARK, MarkStatus
from referral.domain.transfer import NEXT_OF_TRANSFER, TransferCause, TransferStatus
from referral.domain.waiting import Stretch
from referral.domain.webhooks import NEXT_OF_WEBHOOK, WebhookStatus
from referral.feeds import TOLD_BY
from region_policy import codes as codes_of_policy
from region_policy.codes import REFERS_AS, ReferrerType
from region_policy.reasons import Reason
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wegwijs_cli.upkeep.migrate import differences
from wirekit.caller import Caller

from .builders import Given

README = Path(__file__).parents[1] / "README.md"
TABLES = [
    (status.ReferralStatus, status.NEXT, status.ReferralStatus.SUBMITTED),
    (status.PlacementStatus, status.NEXT_OF_PLACEMENT, status.PlacementStatus.REQUESTED),
    (QuestionStatus, NEXT_OF_QUESTION, QuestionStatus.OPEN),
    (DraftStatus, NEXT_OF_DRAFT, DraftStatus.OPEN),
    (LetterStatus, NEXT_OF_LETTER, LetterStatus.WAITING),
    (ConsentStatus, NEXT_OF_CONSENT, ConsentStatus.PENDING),
    (MarkStatus, NEXT_OF_MARK, MarkStatus.IN_FORCE),
    (WebhookStatus, NEXT_OF_WEBHOOK, WebhookStatus.ACTIVE),
    (BridgingStatus, NEXT_OF_BRIDGING, BridgingStatus.REQUESTED),
    (HandoverStatus, NEXT_OF_HANDOVER, HandoverStatus.PROPOSED),
    (ConsultationStatus, NEXT_OF_CONSULTATION, ConsultationStatus.ASKED),
    (DirectorStatus, NEXT_OF_DIRECTOR, DirectorStatus.ACTIVE),
    (PlanStatus, NEXT_OF_PLAN, PlanStatus.ACTIVE),
    (GoalStatus, NEXT_OF_GOAL, GoalStatus.ACTIVE),
    (TransferStatus, NEXT_OF_TRANSFER, TransferStatus.OPEN),
    (OnwardStatus, NEXT_OF_ONWARD, OnwardStatus.ASKED),
    (MergeStatus, NEXT_OF_MERGE, MergeStatus.MERGED),
    (LinkCodeStatus, NEXT_OF_LINK_CODE, LinkCodeStatus.OPEN),
]


@pytest.mark.parametrize(("kind", "table", "first"), TABLES)
def test_every_status_has_its_row_and_can_be_reached(
    kind: type[StrEnum], table: Mapping[StrEnum, frozenset[StrEnum]], first: StrEnum
) -> None:
    assert set(table) == set(kind)
    assert {first}.union(*table.values()) == set(kind)


@pytest.mark.parametrize(("kind", "table", "first"), TABLES)
def test_the_readme_prints_the_tables_as_they_are(
    kind: type[StrEnum], table: Mapping[StrEnum, frozenset[StrEnum]], first: StrEnum
) -> None:
    rows = [
        f"| {step.value} | {', '.join(other.value for other in kind if other in table[step]) or '(final)'} |"
        for step in kind
    ]
    # As one block: a row like "closed, final" stands in more than one table.
    assert "\n" + "\n".join(rows) + "\n\n" in README.read_text() + "\n"


def test_no_status_is_left_out() -> None:
    modules = [import_module(each.name) for each in iter_modules(domain.__path__, f"{domain.__name__}.")]
    found = {
        kind
        for module in modules
        for name, kind in vars(module).items()
        if name.endswith("Status") and isinstance(kind, type) and issubclass(kind, StrEnum)
    }
    assert found == {kind for kind, _, _ in TABLES}


async def test_the_migrated_database_is_what_the_code_declares(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    assert await differences("referral", await new_database("referral")) == []


def test_every_code_that_a_letter_can_show_has_its_words() -> None:
    for prefix, codes in (
        ("step", codes_of_policy.LegalStep),
        ("form", codes_of_policy.CareForm),
        ("component", codes_of_policy.Component),
        ("referrer", ReferrerType),
        ("to", Recipient),
        ("dear", Recipient),
        ("no-address", set(Delivery) - {Delivery.POST}),
        ("title", LetterKind),
        ("opening", LetterKind),
    ):
        assert {f"{prefix}-{code}" for code in codes} <= set(letter_words())


def test_every_reason_that_a_message_can_carry_has_its_sentence() -> None:
    codes = {reason.value for kind in (Reason, status.RefusalReason, status.StopReason) for reason in kind}
    codes |= {HandoverReturn.HANDOVER_NOT_CONFIRMED.value}
    codes |= {NO_ANSWER_IN_TIME, GRANT_LAPSED} | GROUNDS_OF_REFUSAL | REJECTION_CODES | OF_THE_ROUTE
    of_care = (ChangeReason, InterruptionReason, Step, BridgingEnd, Stretch)
    codes |= {reason.value for kind in of_care for reason in kind}
    of_placing = (WhyWithdrawn, WhyStartMoved, QuestionKind)
    codes |= {reason.value for kind in of_placing for reason in kind}
    of_duty = (TransferCause, OnwardReason)
    codes |= {reason.value for kind in of_duty for reason in kind} | {BACK_TO_EARLIER}
    assert set(reason_wordings()) == codes


def test_every_relation_has_its_view_and_every_referrer_of_the_law_its_role() -> None:
    assert set(VIEWS) == set(Relation)
    # The court and the family have no account: who hears them enters what they ask.
    assert set(REFERS_AS.values()) == set(ReferrerType) - {ReferrerType.COURT, ReferrerType.FAMILY}
    assert set(TOLD_BY) == set(PROGRESS) == set(status.PlacementStatus)
    assert set(PROGRESS.values()) == set(Progress)
    assert set(FORMS) == set(Component)


def test_every_event_has_one_example() -> None:
    assert sorted(type(example).NAME for example in ROOM.examples) == sorted(e.NAME for e in ROOM.events)


async def test_the_feeds_give_the_current_state_of_placements_and_care(
    room: RoomUnderTest, given: Given
) -> None:
    _, placement = await given.in_care(await given.a_gp(), await given.a_provider())
    async with room.as_caller(Caller("access", PLATFORM, "service")) as client:
        (state,) = (await client.get("/feed?noun=placement")).json()["items"]
        assert (state["subject"], state["data"]["status"]) == (placement["id"], "in-care")
        (care,) = (await client.get("/feed?noun=care")).json()["items"]
        assert care["subject"] == placement["care"]["id"]


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("999901102", True),
        ("999922002", True),
        ("123456789", False),
        ("000000000", False),
        ("12345678", False),
        ("１２３４５６７８２", False),
    ],
)
def test_a_bsn_passes_the_eleven_test(number: str, is_right: bool) -> None:
    assert is_bsn(number) is is_right


def test_an_age_is_in_whole_years() -> None:
    assert age_on(date(2026, 5, 3), date(2017, 5, 4)) == 8
    assert age_on(date(2026, 5, 4), date(2017, 5, 4)) == 9
    assert age_on(date(2026, 2, 28), date(2008, 2, 29)) == 17
