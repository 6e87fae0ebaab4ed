"""Throw-away."""
from dataclasses import replace
import pytest
from .builders import *
from .household_stories import Home
from .trust_stories import Trusted
from .my_file_stories import *
from .people_stories import People
from .test_residence import moves

@pytest.fixture
async def trusted(given): return Trusted(given, await given.an_access_worker())

async def test_b_director(room, given, trusted):
    gp, home = await given.a_gp(), Home(given)
    referral = await given.referral(gp)
    director = await room.caller("director", "provider", regions=(REGION,))
    household = await home.of(gp, referral)
    (start,) = await home.directors(trusted.desk, household)
    await home.hand_over(trusted.desk, household, start, director.organisation, director.subject)
    opened = await trusted.open_door(director, referral=referral["id"])
    assert opened.status_code == 201
    assert (await given.get(director, f"/referrals/{referral['id']}")).status_code == 200

async def test_b_crisis(room, given, trusted):
    gp = await given.a_gp()
    provider = await room.caller("provider-worker", "crisis-provider", regions=(REGION,))
    referral, _ = await given.in_care(gp, provider)
    crisis = replace(provider, role="crisis-desk", subject="desk-1")
    opened = await trusted.open_door(crisis, referral=referral["id"])
    assert opened.status_code == 201
    assert (await given.get(crisis, f"/referrals/{referral['id']}")).status_code == 200

async def test_c(room, given, trusted):
    home = Home(given)
    provider = await given.a_provider()
    gp = await given.a_gp()
    first = await given.referral(gp, municipality=DALFSEN)
    second, _ = await given.in_care(await given.a_gp(), provider, municipality=DALFSEN)
    household = await home.of(gp, first)
    (start,) = await home.directors(trusted.desk, household)
    await home.hand_over(trusted.desk, household, start, provider.organisation, provider.subject)
    m = await People(given).mark(trusted.desk, first)
    assert m.status_code == 201, m.text
    partner = await trusted.a_partner("police")
    answer = await trusted.case(partner, await trusted.added(first, partner))
    assert str(provider.organisation) not in answer.text

async def test_a(room, given, trusted):
    await people_may_sign_in(room)
    files, people = OwnFiles(given), People(given)
    referral = await files.child_of(await given.a_gp(), 9)
    bas = await people.parent(trusted.desk, referral, "Bas")
    path = await files.linked(trusted.desk, referral, FATHER, bas["id"])
    await given.an_access_worker(ZWOLLE)
    assert (await people.mark(trusted.desk, referral)).status_code == 201
    await moves(given, trusted.desk, referral, ZWOLLE, given.today)
    assert ZWOLLE not in (await given.get(FATHER, path)).text

async def test_d(room, given, trusted):
    await people_may_sign_in(room)
    files, people = OwnFiles(given), People(given)
    gp, provider = await given.a_gp(), await given.a_provider()
    born = years_before(given.today, 13)
    referral, _ = await given.in_care(gp, provider, person=a_person(birthDate=born))
    anna = await people.parent(trusted.desk, referral, "Anna", address={"street": "Kade", "houseNumber": "7", "postcode": "7721 AB", "city": "Nergenshuizen"})
    bas = await people.parent(trusted.desk, referral, "Bas")
    saar = await files.linked(trusted.desk, referral, SAAR)
    assert (await files.plan(SAAR, saar, {"text": "Ik wil niet naar papa."})).is_success
    w = await people.wish(trusted.desk, referral, notToTell=[bas["id"]])
    print(w.status_code, w.text)
    assert (await files.close(trusted.desk, referral, "referral")).status_code == 201
    assert (await people.mark(trusted.desk, referral, "shelter")).status_code == 201
    key = {"Idempotency-Key": a_key()}
    x = await given.post(trusted.desk, f"/referrals/{referral['id']}/statements", {"saidBy": "young-person", "words": "Pap slaat."}, **key)
    assert x.status_code == 201
    answer = await given.post(trusted.desk, f"/referrals/{referral['id']}/exports", {"askedBy": "parent"})
    import json
    print(json.dumps(answer.json(), indent=1) if answer.status_code == 200 else answer.text)
    print("PROVIDER-IN", str(provider.organisation) in answer.text)
    assert 0
