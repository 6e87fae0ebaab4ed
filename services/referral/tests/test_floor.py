"""The floor of `./wegwijs bench` issues the statements that a referral takes, and no others."""

from testkit.rooms import RoomUnderTest
from wegwijs_cli.bench.submission_floor import statements

from .builders import ANOTHER_BSN, Given, a_person
from .test_submitting import MOST_STATEMENTS, counted_statements


def in_one_line(statement: str) -> str:
    return " ".join(statement.split())


async def test_the_floor_of_the_bench_issues_what_a_submission_issues(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    body = given.a_quote(person=a_person(bsn=ANOTHER_BSN), preferredProvider=str(provider.organisation))
    with counted_statements() as issued:
        assert (await given.send(gp, body)).status_code == 201
    floor = [in_one_line(each) for each in statements()]
    assert floor == [in_one_line(each) for each in issued]
    assert len(floor) <= MOST_STATEMENTS
    assert floor[-1].startswith("INSERT INTO read_log")
