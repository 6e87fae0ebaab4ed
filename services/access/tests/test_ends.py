"""All that ends in one case: on one list, in order, and warned of together (LAW-09)."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from testkit.rooms import RoomUnderTest

from .builders import Given, a_quote, key
from .quoting import AUTHORISATION, Quoting

DALFSEN = "0148"
HELP_ENDS = "2026-09-13"
"""Of the quote that is awarded here: from 16 March on, 182 days."""


async def ends(case: Quoting, by: Any = None) -> list[tuple[str, str, str]]:
    answer = await case.send(by or case.institution, "GET", f"/requests/{case.request}/ends")
    assert answer.status_code == 200, answer.text
    return [(each["kind"], each["lastDay"], each["acts"]) for each in answer.json()["ends"]]


async def where(case: Quoting, by: Any) -> str | None:
    """Who pays now, as far as the reader may know."""
    answer = await case.send(by, "GET", f"/requests/{case.request}/ends")
    municipality: str | None = answer.json()["municipality"]
    return municipality


async def warned(case: Quoting) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of each warning: to whom, and what it names."""
    return [
        (event.data["recipient"], [(each["kind"], each["lastDay"]) for each in event.data["ends"]])
        for event in await case.room.told("case.ending")
        if event.data["referral"] == str(case.request)
    ]


async def awarded(room: RoomUnderTest, given: Given, case: Quoting) -> None:
    """The institution determined; the quote it got for hours and a stay was awarded and accepted."""
    determined = await case.determine(authorisation=AUTHORISATION | {"end": "2026-10-15"})
    assert determined.status_code == 200, determined.text
    quote = await case.quoted(by=case.institution)
    answer = await quote.award({})
    assert answer.status_code == 200, answer.text
    (made,) = await room.told("decision.made")
    for grant in made.data["grants"]:
        await given.accepted(quote.provider, case.request, grant["grant"])


async def on(room: RoomUnderTest, day: date) -> None:
    """Wait until this day, and have fired what is due by then."""
    room.clock.advance(day - room.clock().date())
    while await room.fire_deadlines():
        pass


@pytest.mark.requirement("LAW-09")
async def test_what_ends_stands_in_one_list_and_is_warned_of_once_together_and_anew_when_a_day_moves(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(access, given, courtAuthorisationUntil="2026-09-30")
    stated = [("authorisation", "2026-09-30", "institution"), ("measure", "2026-12-31", "institution")]
    assert await ends(case) == stated, "before anything is determined the referrer's own word counts"
    later = await Quoting.of_an_institution(access, given)
    await awarded(access, given, case)
    expected = [
        ("bed", HELP_ENDS, "institution"),
        ("entitlement", HELP_ENDS, "institution"),
        ("authorisation", "2026-10-15", "institution"),
        ("measure", "2026-12-31", "institution"),
    ]
    seen = await ends(case)
    assert [each for each in seen if each[0] != "review"] == expected
    assert ("review", "municipality") in {(kind, acts) for kind, _, acts in seen}
    assert await ends(case, case.desk) == seen
    another = await later.send(later.institution, "GET", f"/requests/{case.request}/ends")
    assert another.status_code == 404, "it is not of this institution"

    await on(access, date.fromisoformat(HELP_ENDS) - timedelta(days=43))
    assert await warned(case) == []
    await on(access, date.fromisoformat(HELP_ENDS) - timedelta(days=42))
    near = [("bed", HELP_ENDS), ("entitlement", HELP_ENDS), ("authorisation", "2026-10-15")]
    institution, desk = (str(each.organisation) for each in (case.institution, case.desk))
    told = [(institution, near), (desk, near)]
    assert await warned(case) == told, "who comes first takes along what ends within six weeks of it"

    (bed,) = await access.rows(
        "SELECT e.id FROM entitlement e JOIN care_grant g ON g.id = grant_id WHERE component = 'stay'"
    )
    shorter = {"kind": "shorten", "reason": "family-asked", "validUntil": "2026-09-01"}
    answer = await case.send(case.desk, "POST", f"/entitlements/{bed.id}/changes", shorter, '"1"', **key())
    assert answer.status_code == 201, answer.text
    await on(access, date(2026, 8, 3))
    told += [(institution, [("bed", "2026-09-01")]), (desk, [("bed", "2026-09-01")])]
    assert await warned(case) == told, "on another day it is another end"


@pytest.mark.requirement("LAW-09")
async def test_once_its_measure_is_over_an_institution_is_told_of_the_word_of_the_court_only(
    access: RoomUnderTest, given: Given
) -> None:
    case = await Quoting.of_an_institution(
        access, given, measure={"kind": "supervision", "until": "2026-06-30"}
    )
    await awarded(access, given, case)
    seen = [each for each in await ends(case) if each[0] != "review"]
    assert seen == [
        ("measure", "2026-06-30", "institution"),
        ("bed", HELP_ENDS, "municipality"),
        ("entitlement", HELP_ENDS, "municipality"),
        ("authorisation", "2026-10-15", "municipality"),
    ], "after the measure it is the municipality's to decide how the help goes on"
    institution, desk = (str(each.organisation) for each in (case.institution, case.desk))
    await on(access, date(2026, 5, 19))
    told = [(institution, [("measure", "2026-06-30")]), (desk, [("measure", "2026-06-30")])]
    assert await warned(case) == told
    await on(access, date.fromisoformat(HELP_ENDS) - timedelta(days=42))
    order = ("authorisation", "2026-10-15")
    told += [(institution, [order]), (desk, [("bed", HELP_ENDS), ("entitlement", HELP_ENDS), order])]
    assert await warned(case) == told
    assert [kind for kind, _, _ in await ends(case)] == ["measure", "authorisation"]
    assert {kind for kind, _, _ in await ends(case, case.desk)} >= {"bed", "entitlement", "measure"}
    assert (await where(case, case.institution), await where(case, case.desk)) == (None, DALFSEN), (
        "the family may have moved, and not have told who once asked"
    )


async def test_the_cases_of_an_institution_come_in_the_order_in_which_they_end_and_leave_when_they_close(
    access: RoomUnderTest, given: Given
) -> None:
    first = await Quoting.of_an_institution(access, given)
    mine = {
        "referrerType": "certified-institution",
        "referrerOrganisation": str(first.institution.organisation),
    }
    sooner = await given.referral(**a_quote(**mine, measure={"kind": "guardianship", "until": "2026-05-01"}))
    never = await given.referral(**a_quote(**mine, measure=None))
    await Quoting.of_an_institution(access, given)

    async def listed(**query: str) -> list[str]:
        answer = await first.send(first.institution, "GET", f"/cases?{urlencode(query)}")
        assert answer.status_code == 200, answer.text
        return [each["request"] for each in answer.json()["items"]]

    assert await listed() == [str(sooner), str(first.request), str(never)]
    assert await listed(after=str(sooner), limit="1") == [str(first.request)]
    assert (await first.determine()).status_code == 200
    answer = (await first.send(first.institution, "GET", "/cases")).json()["items"][1]
    assert [each["kind"] for each in answer["ends"]] == ["authorisation", "measure"]
    assert answer["hasDetermination"]
    await access.deliver("referral.withdrawn", {"ref": str(sooner), "version": 2, "region": "ijsselland"})
    assert await listed() == [str(first.request), str(never)]
    assert (
        await access.rows("SELECT 1 FROM deadline WHERE kind = 'ends-near' AND ref = :ref", ref=sooner) == []
    )
