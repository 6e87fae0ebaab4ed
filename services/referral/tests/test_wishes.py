"""How a family wants to be reached, obeyed by every letter; and no letter that tells what is secret."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from referral.domain.addressee import Recipient, addressee_of
from referral.domain.people import Delivery, Informed, Reaching
from referral.domain.person import Address, Person
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import a_person
from .letter_stories import ReadPdf, Stage, a_stage
from .people_stories import Json, People

DAY = date(2026, 3, 10)
HOME = Address(street="Kerkstraat", house_number="12a", postcode="7721 AB", city="Dalfsen")
OWN = {"street": "Beukenlaan", "houseNumber": "4", "postcode": "8011 XZ", "city": "Zwolle"}


@pytest.fixture
async def stage(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(await new_database("referral"), tmp_path) as made:
        made.room.clock.at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        yield made


async def a_letter(stage: Stage, worker: Caller, referral: Json) -> tuple[Json, str]:
    """The municipality changes running help of this referral: its letter, and what stands in it."""
    change, grant = str(uuid7()), str((await stage.room.rows("SELECT id FROM granted"))[0].id)
    data = {"ref": str(uuid7()), "version": 2, "region": "ijsselland", "referral": referral["id"]}
    told = {**data, "change": {"id": change, "kind": "shorten", "reason": "less-help-needed"}}
    await stage.room.deliver("entitlement.changed", told)
    stage.access.content = stage.says_of_a_change(referral, grant, "shorten", change=change)
    assert await stage.issue() == 1
    letter = (await stage.letters(worker, referral))[-1]
    return letter, ReadPdf.of((await stage.pdf(worker, letter)).content).text


@pytest.mark.requirement("LAW-01")
async def test_a_letter_goes_where_and_to_whom_the_family_wants(stage: Stage) -> None:
    given, people = stage.given, People(stage.given)
    worker = await given.an_access_worker()
    referral = await given.referral(worker, route="quote", budget=None)
    await given.granted(referral, decidedBy="referrer")
    letter, text = await a_letter(stage, worker, referral)
    assert (letter["recipient"], letter["deliverBy"]) == ("parents", "post")
    assert "Kerkstraat 12a" in text
    none_yet = (await given.get(worker, f"/referrals/{referral['id']}/contact-preferences")).json()
    assert (none_yet["version"], none_yet["noLetterHome"], none_yet["notToTell"]) == (0, False, [])
    # No letter home: it is made, has no address, and is handed over otherwise.
    assert (await people.wish(worker, referral, noLetterHome=True)).json()["version"] == 1
    letter, text = await a_letter(stage, worker, referral)
    assert letter["deliverBy"] == "by-hand"
    assert ("Kerkstraat" in text, "in handen van de gemeente" in text) == (False, True)
    # With what was read, or not at all.
    assert (await people.wish(worker, referral)).status_code == 428
    assert (await people.wish(worker, referral, seen=2)).status_code == 412
    by_post = await people.wish(worker, referral, seen=1, noLetterHome=True, deliverBy="post")
    assert [error["field"] for error in by_post.json()["errors"]] == ["deliverBy"]
    through = {"noLetterHome": True, "deliverBy": "through-school"}
    assert (await people.wish(worker, referral, seen=1, **through)).json()["version"] == 2
    letter, text = await a_letter(stage, worker, referral)
    assert (letter["deliverBy"], "via de school" in text) == ("through-school", True)
    # One parent must not be told: the other is addressed by name, where that parent lives, and never at home.
    mother = await people.parent(worker, referral, "Anna Smid", address=OWN)
    father = await people.parent(worker, referral, "Bas Quakkelaar")
    unknown = await people.wish(worker, referral, seen=2, notToTell=[str(uuid4())])
    assert [error["field"] for error in unknown.json()["errors"]] == ["notToTell.0"]
    wished = await people.wish(worker, referral, seen=2, notToTell=[father["id"]])
    assert wished.json()["notToTell"] == [father["id"]]
    letter, text = await a_letter(stage, worker, referral)
    assert (letter["recipient"], letter["deliverBy"]) == ("named-parents", "post")
    for words in ("Aan Anna Smid, ouder of verzorger van", "Beste Anna Smid,", "Beukenlaan 4"):
        assert words in text
    for words in ("Quakkelaar", "Kerkstraat"):
        assert words not in text
    # A referral of the same child by somebody else obeys it too; there the desk sees all who have a say.
    doctor = await given.a_gp()
    by_doctor = await given.referral(doctor)
    seen = (await given.get(doctor, f"/referrals/{by_doctor['id']}/people")).json()["items"]
    assert [each["id"] for each in seen] == [father["id"]]  # whom not to tell, and nobody else
    seen = (await given.get(worker, f"/referrals/{by_doctor['id']}/people")).json()["items"]
    assert [each["id"] for each in seen] == [mother["id"], father["id"]]
    letter, text = await a_letter(stage, worker, by_doctor)
    assert (letter["recipient"], "Kerkstraat" in text) == ("named-parents", False)
    # No name and no address of a parent is to be read in the database or in an event.
    stored = str(await stage.room.rows("SELECT p::text FROM person_with_say p"))
    stored += "".join(told.model_dump_json() for told in await stage.room.told())
    for words in ("Smid", "Quakkelaar", "Beukenlaan"):
        assert words not in stored


@pytest.mark.requirement("LAW-07")
async def test_a_letter_under_a_mark_of_secrecy_has_no_address_and_names_no_provider(stage: Stage) -> None:
    given, people = stage.given, People(stage.given)
    gp, provider, worker = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    person = a_person(birthDate="2008-05-04")  # a letter of her own
    referral, _ = await given.accepted(gp, provider, person=person)
    grants = [str(row.id) for row in await stage.room.rows("SELECT id FROM granted")]
    stage.access.content = stage.says(referral, grants, steps=[], personalBudgetAnswer=None)
    assert (await people.make(gp, referral, "letters", {})).status_code == 201
    assert await stage.issue() == 1
    (before,) = await stage.letters(gp, referral)
    text = ReadPdf.of((await stage.pdf(gp, before)).content).text
    assert ("Kerkstraat" in text, "An office" in text) == (True, True)
    assert (await people.mark(worker, referral)).status_code == 201
    # What was sent before with both in it opens for the municipality only.
    hidden = await stage.pdf(gp, before)
    assert (hidden.status_code, hidden.json()["reasons"][0]["code"]) == (409, "hidden-by-secrecy")
    assert (await stage.pdf(worker, before)).status_code == 200
    stage.room.clock.at = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    letter, text = await a_letter(stage, worker, referral)
    assert (letter["recipient"], letter["deliverBy"]) == ("young-person", "by-hand")
    assert ("An office" in text, "Kerkstraat" in text) == (False, False)
    # The desk's own decision about the same young person, at the same provider.
    by_desk = {"route": "quote", "budget": None, "person": person}
    own = await given.referral(worker, **by_desk, preferredProvider=str(provider.organisation))
    grants = await given.granted(own, preferred=provider.organisation, decidedBy="desk")
    assert (await given.accept(provider, await given.placement_of(provider, grants[0]))).status_code == 200
    stage.access.content = stage.says(own, grants)
    assert await stage.issue() == 1
    (letter,) = await stage.letters(worker, own)
    text = ReadPdf.of((await stage.pdf(worker, letter)).content).text
    for words in ("Kerkstraat", "7721", "An office"):
        assert words not in text
    for words in ("Om uw veiligheid", "staat niet in deze brief", "Saar de Vries"):
        assert words in text
    assert "nog gezocht" not in text


async def test_a_mark_that_is_set_while_a_letter_is_made_stops_that_letter(stage: Stage) -> None:
    given, people = stage.given, People(stage.given)
    worker = await given.an_access_worker()
    referral = await given.referral(worker, route="quote", budget=None)
    stage.access.content = stage.says(referral, await given.granted(referral, decidedBy="desk"))

    async def meanwhile() -> None:
        assert (await people.mark(worker, referral, "shelter")).status_code == 201

    stage.access.meanwhile = meanwhile
    assert await stage.issue() == 1
    (letter,) = await stage.letters(worker, referral)
    assert letter["status"] == "waiting"
    stage.access.meanwhile = None
    stage.room.clock.at = datetime(2026, 3, 10, 9, 2, tzinfo=UTC)
    assert await stage.issue() == 1
    (letter,) = await stage.letters(worker, referral)
    assert (letter["status"], letter["deliverBy"]) == ("issued", "by-hand")


@st.composite
def reachings(draw: st.DrawFn) -> Reaching:
    addresses = st.sampled_from(
        [(), ("Beukenlaan 4", "8011 XZ Zwolle"), ("Dorpsweg 1", "7711 AA Nieuwleusen")]
    )
    people = tuple(
        Informed(uuid4(), f"Parent {number}", draw(st.booleans()), draw(st.booleans()), draw(addresses))
        for number in range(draw(st.integers(0, 3)))
    )
    way = draw(st.none() | st.sampled_from(Delivery))
    return Reaching(draw(st.booleans()), draw(st.booleans()), way, people)


@pytest.mark.requirement("LAW-01", "LAW-07")
@drawn(reachings(), st.integers(0, 22), st.booleans(), st.sampled_from([HOME, None]))
def test_no_constellation_brings_a_letter_to_whom_or_where_it_must_not_go(
    reaching: Reaching, age: int, has_guardian: bool, home: Address | None
) -> None:
    person = Person(
        given_name="Saar", family_name="de Vries", birth_date=date(DAY.year - age, 3, 10), address=home
    )
    to = addressee_of(person, day=DAY, has_guardian=has_guardian, reaching=reaching)
    left_out = [each for each in reaching.people if not each.may_be_told]
    assert not {each.name for each in left_out} & set(to.parents)
    assert {each.name for each in reaching.people if not each.has_authority}.isdisjoint(to.parents)
    at_home = to.address == ("Kerkstraat 12a", "7721 AB Dalfsen")
    if reaching.is_secret or reaching.no_letter_home:
        assert to.address == ()
    if left_out:
        assert not at_home
        # Not to "the parents", of whom one must not be told.
        assert to.recipient not in {Recipient.PARENTS, Recipient.YOUNG_PERSON_AND_PARENTS}
    else:
        assert at_home is (home is not None and not reaching.is_secret and not reaching.no_letter_home)
        assert to.parents == ()
    assert bool(to.parents) is (
        to.recipient in {Recipient.NAMED_PARENTS, Recipient.YOUNG_PERSON_AND_NAMED_PARENTS}
    )
    assert to.deliver_by is not Delivery.POST or to.address
    if age >= 16:
        assert to.recipient is Recipient.YOUNG_PERSON
