"""Consent is a record per person and per act; nothing is inferred (LAW-01)."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from referral.domain.consent import (
    NOBODY_KNOWN,
    OF_PARENTS_ONLY,
    YOUNG_PERSON,
    Act,
    Answered,
    Asked,
    ConsentStatus,
    Exempted,
    LegalException,
    Who,
    standing_of,
    whose_consent,
)
from referral.usecases.consents import consent_to
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Given, a_person
from .people_stories import Json, People

DAY = date(2026, 3, 10)
PARENTS = tuple(UUID(int=number) for number in (1, 2, 3))


@pytest.fixture
def people(given: Given) -> People:
    return People(given)


def waits(act: Json) -> list[tuple[str, str | None]]:
    return [(each["who"], each["person"]) for each in act["waitsFor"]]


@pytest.mark.requirement("LAW-01")
async def test_under_twelve_each_parent_with_authority_is_asked_and_one_yes_is_not_enough(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, _ = await given.in_care(gp, provider)
    (file,) = await people.acts(gp, referral, Act.SHARE_FILE)
    # Nobody with authority is on record, and none is guessed.
    assert (file["isGiven"], waits(file)) == (False, [("authority", None)])
    mother = await people.parent(gp, referral, "Anna de Vries")
    father = await people.parent(gp, referral, "Bas Quakkelaar")
    ended = (given.today - timedelta(days=1)).isoformat()
    former = await people.parent(gp, referral, "Cor", lastDay=ended)
    without = await people.parent(gp, referral, "Dirk", hasAuthority=False)
    for nobody in (former, without):
        refused = await people.ask(gp, referral, Act.SHARE_FILE, nobody["id"])
        assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "no-authority")
    asked = await people.asked(gp, referral, Act.SHARE_FILE, mother["id"])
    again = await people.ask(gp, referral, Act.SHARE_FILE, mother["id"])
    assert (again.status_code, again.json()["possibleSteps"]) == (409, ["given", "refused"])
    assert (await people.answer(gp, referral, asked, "given")).json()["status"] == "given"
    (file,) = await people.acts(gp, referral, Act.SHARE_FILE)
    assert (file["isGiven"], waits(file)) == (False, [("person-with-authority", father["id"])])
    # What the others of the room ask is the same: not yet, and another act has nothing at all.
    (row,) = await room.rows("SELECT client FROM referral")
    async with room.begin() as tx:
        standing = await consent_to(tx, row.client, Act.SHARE_FILE, on=given.today)
        assert (standing.is_given, len(standing.waits_for), standing.exception) == (False, 1, None)
        other = await consent_to(
            tx, row.client, Act.CONSULTATION, on=given.today, referral=UUID(referral["id"])
        )
        assert len(other.waits_for) == 2
    # The court decides in the place of the other parent: recorded with its number, sealed.
    number = "C/08/123456 / FA RK 26-77"
    order = {"exception": "court-order", "person": father["id"]}
    assert (await people.exception(gp, referral, Act.SHARE_FILE, **order)).status_code == 400
    answer = await people.exception(gp, referral, Act.SHARE_FILE, orderNumber=number, **order)
    assert (answer.status_code, answer.json()["orderNumber"]) == (201, number)
    without = (await people.exception(gp, referral, Act.SHARE_FILE, **order)).json()["errors"][0]
    assert (without["field"], "is verplicht" in without["message"]) == ("orderNumber", True)
    assert number not in str(await room.rows("SELECT e::text FROM consent_exception e"))
    (file,) = await people.acts(provider, referral, Act.SHARE_FILE)
    assert (file["isGiven"], file["waitsFor"], file["exception"]) == (True, [], "court-order")
    # A yes can be taken back, and an exception ends.
    given_one = (await people.consents(gp, referral))["items"][0]
    assert (await people.answer(provider, referral, given_one, "withdrawn")).status_code == 200
    ending = {"until": (given.today - timedelta(days=1)).isoformat()}
    path = f"/referrals/{referral['id']}/consent-exceptions/{answer.json()['id']}/ending"
    assert (await given.post(gp, path, ending)).status_code == 428
    assert (await given.post(gp, path, ending, seen=1)).json()["version"] == 2
    (file,) = await people.acts(gp, referral, Act.SHARE_FILE)
    assert [each["person"] for each in file["refusedBy"]] == [mother["id"]]
    assert waits(file) == [("person-with-authority", father["id"])]
    over = await people.answer(gp, referral, {**given_one, "version": 3}, "given")
    assert (over.status_code, over.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("LAW-01")
async def test_from_twelve_the_young_person_too_and_from_sixteen_alone(given: Given, people: People) -> None:
    gp, institution = await given.a_gp(), await given.an_institution()
    of_fourteen = await given.referral(gp, person=a_person(bsn=None, birthDate="2012-01-01"))
    parents = [await people.parent(gp, of_fourteen, name) for name in ("Anna", "Bas")]
    (file,) = await people.acts(gp, of_fourteen, Act.SHARE_FILE)
    both = [("person-with-authority", parent["id"]) for parent in parents]
    assert waits(file) == [("young-person", None), *both]
    danger = await people.exception(gp, of_fourteen, Act.SHARE_FILE, exception="serious-harm")
    assert danger.status_code == 201
    # It leaves the young person's own word as it is.
    (file,) = await people.acts(gp, of_fourteen, Act.SHARE_FILE)
    assert (waits(file), file["exception"]) == ([("young-person", None)], "serious-harm")
    own = await people.asked(gp, of_fourteen, Act.SHARE_FILE)
    assert (await people.answer(gp, of_fourteen, own, "given")).status_code == 200
    assert (await people.acts(gp, of_fourteen, Act.SHARE_FILE))[0]["isGiven"] is True
    of_sixteen = await given.referral(gp, person=a_person(bsn=None, birthDate="2010-01-01"))
    await people.parent(gp, of_sixteen, "Anna")
    (file,) = await people.acts(gp, of_sixteen, Act.SHARE_FILE)
    assert waits(file) == [("young-person", None)]
    too_old = await people.exception(gp, of_sixteen, Act.SHARE_FILE, exception="young-person-insists")
    assert too_old.json()["reasons"][0]["code"] == "not-of-this-age"
    # Only who carries out a measure can rely on one.
    wrong = await people.exception(gp, of_sixteen, Act.SHARE_FILE, exception="measure")
    assert wrong.json()["reasons"][0]["code"] == "no-measure-in-force"
    measure = {"kind": "supervision", "until": (given.today + timedelta(days=30)).isoformat()}
    body = given.a_quote(measure=measure, person=a_person(bsn=None))
    determined = (await given.send(institution, body)).json()
    held = await people.exception(institution, determined, Act.SHARE_FILE, exception="measure")
    assert held.status_code == 201
    assert (await people.acts(institution, determined, Act.SHARE_FILE))[0]["exception"] == "measure"


@pytest.mark.requirement("LAW-01")
async def test_what_waits_for_an_answer_has_an_owner_who_is_told_when_none_comes(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    mother = await people.parent(gp, referral, "Anna")
    asked = await people.asked(gp, referral, Act.SHARE_FILE, mother["id"])
    waiting = ("consent-awaited", asked["id"])
    assert (await given.deadlines())[waiting] == str(gp.organisation)
    for times in (1, 2):
        (due,) = await room.rows(
            "SELECT due_at FROM deadline WHERE kind = 'consent-awaited' AND fired_at IS NULL"
        )
        room.clock.at = due.due_at
        await room.fire_deadlines()
        told = [each for each in await given.messages(gp) if each["kind"] == "consent-awaited"]
        assert [each["about"] for each in told] == [asked["id"]] * times
        assert waiting in await given.deadlines()
    assert (await people.answer(gp, referral, asked, "refused")).status_code == 200
    assert waiting not in await given.deadlines()
    # A record is of its referral: who refers the same child later sees nothing of it.
    later = await given.a_gp()
    second = await given.referral(later)
    assert (await given.get(later, f"/referrals/{second['id']}/people")).json()["items"] == []
    assert (await people.consents(later, second))["items"] == []
    assert (await given.get(later, f"/referrals/{referral['id']}/consents")).status_code == 404


async def test_who_has_authority_is_changed_with_the_version_that_was_read(
    given: Given, people: People
) -> None:
    gp, worker = await given.a_gp(), await given.an_access_worker()
    referral = await given.referral(gp)
    mother = await people.parent(gp, referral, "Anna")
    path = f"/referrals/{referral['id']}/people/{mother['id']}/authority"
    body = {"hasAuthority": False, "toldBy": "court"}
    assert (await given.post(worker, path, body)).status_code == 428
    assert (await given.post(worker, path, body, seen=2)).status_code == 412
    backwards = {**body, "firstDay": "2026-02-02", "lastDay": "2026-02-01"}
    wrong = await given.post(worker, path, backwards, seen=1)
    assert [error["field"] for error in wrong.json()["errors"]] == ["lastDay"]
    changed = (await given.post(worker, path, body, seen=1)).json()
    assert (changed["hasAuthority"], changed["toldBy"], changed["version"]) == (False, "court", 2)
    assert changed["recordedBy"] == str(worker.organisation)
    stranger: Caller = await given.a_gp()
    assert (await given.post(stranger, path, body, seen=2)).status_code == 404


ages = st.integers(min_value=0, max_value=23)
statuses = st.sampled_from(ConsentStatus)


@st.composite
def constellations(draw: st.DrawFn) -> tuple[int, tuple[UUID, ...], list[Answered], list[Exempted]]:
    """An age, who has authority, what was answered by some, and exceptions in or out of force."""
    holders = tuple(draw(st.lists(st.sampled_from(PARENTS), unique=True)))
    everybody = [YOUNG_PERSON, *(Asked(Who.PERSON_WITH_AUTHORITY, parent) for parent in PARENTS)]
    near = st.none() | st.integers(-2, 2).map(lambda days: DAY + timedelta(days=days))
    answers = [Answered(who, draw(statuses), draw(near)) for who in everybody if draw(st.booleans())]
    excused = st.builds(
        Exempted,
        st.sampled_from(LegalException),
        st.integers(-2, 1).map(lambda days: DAY + timedelta(days=days)),
        near,
        st.none() | st.sampled_from(PARENTS),
    )
    return draw(ages), holders, answers, draw(st.lists(excused, max_size=2))


@pytest.mark.requirement("LAW-01")
@drawn(constellations())
def test_an_act_goes_on_only_with_every_yes_or_a_recorded_exception(
    drawn_one: tuple[int, tuple[UUID, ...], list[Answered], list[Exempted]],
) -> None:
    age, holders, answers, exceptions = drawn_one
    needed = whose_consent(age, holders)
    assert (YOUNG_PERSON in needed) is (age >= 12)
    assert {each.person for each in needed if each.person} == (set(holders) if age < 16 else set())
    assert (NOBODY_KNOWN in needed) is (age < 16 and not holders)
    standing = standing_of(age, holders, answers, exceptions, on=DAY)
    said_yes = {
        each.by
        for each in answers
        if each.status is ConsentStatus.GIVEN and (each.until is None or each.until >= DAY)
    }
    missing = set(needed) - said_yes
    open_ones = {*standing.waits_for, *standing.refused_by}
    assert open_ones <= missing
    assert standing.is_given is not bool(open_ones)
    assert not set(standing.waits_for) & set(standing.refused_by)
    # Without an exception nothing is let pass, and one that is named was recorded and is in force.
    if standing.exception is None:
        assert open_ones == missing
    else:
        assert any(each.code is standing.exception and each.in_force(DAY) for each in exceptions)
        if standing.exception in OF_PARENTS_ONLY:
            assert 12 <= age < 16
    only_of_parents = {each.code for each in exceptions} <= OF_PARENTS_ONLY
    if only_of_parents and YOUNG_PERSON in missing:
        assert YOUNG_PERSON in open_ones
    # No exception, no help from one.
    assert standing_of(age, holders, answers, [], on=DAY).is_given is (not missing)


def test_acute_danger_counts_on_its_own_day_only() -> None:
    danger = Exempted(LegalException.ACUTE_DANGER, DAY, DAY + timedelta(days=9))
    assert standing_of(9, PARENTS, [], [danger], on=DAY).is_given
    assert not standing_of(9, PARENTS, [], [danger], on=DAY + timedelta(days=1)).is_given
