"""The clock of an application: it counts the days on which nothing was asked of the applicant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access.domain.door import ANSWER_AWAITED, AskedOf, Question, due_at
from region_policy.codes import Status, TermUnit
from region_policy.language import Name
from region_policy.parts import Source, Term
from region_policy.terms import end_of
from wirekit.identifiers import uuid7

APPLIED = date(2026, 3, 10)
SOURCE = Source(
    requirement="LAW-05",
    document="act",
    section="4:13",
    status=Status.ADOPTED,
    reading=Name(nl="Een termijn.", en="A term."),
)

asked = st.tuples(st.sampled_from(AskedOf), st.integers(-20, 100), st.integers(0, 40))


def term(days: int) -> Term:
    return Term(length=days, unit=TermUnit.DAYS, source=SOURCE)


def questions(*given: tuple[AskedOf, int, int | None]) -> list[Question]:
    """Each asked so many days after the application, and answered so many days later."""
    made = []
    for of, after, open_for in given:
        day = APPLIED + timedelta(days=after)
        answered = None if open_for is None else day + timedelta(days=open_for)
        made.append(Question(uuid7(), uuid7(), of, day, answered))
    return made


@pytest.mark.requirement("LAW-05")
@given(st.integers(1, 90), st.lists(asked, max_size=5))
def test_a_day_on_which_the_applicant_owes_an_answer_is_no_day_of_the_term(
    length: int, put: list[tuple[AskedOf, int, int]]
) -> None:
    still = {
        day
        for of, after, open_for in put
        if of is AskedOf.APPLICANT
        for day in range(after, after + min(open_for, ANSWER_AWAITED.days))
        if day >= 0
    }
    # Day by day: one on which an answer is owed is not counted, and after the end none is.
    left, day = min(length, 56), 0
    while left or day in still:
        left -= day not in still
        day += 1
    assert due_at(term(length), APPLIED, questions(*put)) == end_of(APPLIED + timedelta(days=day))


@pytest.mark.requirement("LAW-05")
def test_no_clock_runs_before_the_application_nor_while_the_applicant_owes_an_answer() -> None:
    assert due_at(term(56), None, ()) is None
    assert due_at(term(56), APPLIED, questions((AskedOf.APPLICANT, 3, None))) is None
    runs = due_at(term(56), APPLIED, questions((AskedOf.REFERRER, 3, None)))
    assert runs == end_of(APPLIED + timedelta(days=56))


@pytest.mark.requirement("LAW-05")
def test_who_does_not_answer_in_two_weeks_lets_the_clock_run_on() -> None:
    asked = questions((AskedOf.APPLICANT, 3, None))
    last_day = APPLIED + timedelta(days=3 + 14)
    assert due_at(term(56), APPLIED, asked, today=last_day) is None
    runs_on = due_at(term(56), APPLIED, asked, today=last_day + timedelta(days=1))
    assert runs_on == end_of(APPLIED + timedelta(days=56 + 14))
    # An answer after that changes nothing any more.
    assert due_at(term(56), APPLIED, questions((AskedOf.APPLICANT, 3, 40))) == runs_on
