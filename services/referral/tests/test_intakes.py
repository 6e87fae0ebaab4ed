"""A family tells its story once: one intake per referral, read by all who help."""

import asyncio
from itertools import chain, combinations

import httpx
import pytest

from referral.domain.intake import MUNICIPAL, READS_ALL, reads_words
from referral.domain.relations import Relation
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import Given, Json, a_key

STORY = "Thuis is het onrustig sinds de verhuizing; op school gaat het beter."


async def tell_story(
    given: Given, by: Caller, referral: Json, *, more: str = "", **story: object
) -> httpx.Response:
    body = {"words": STORY, "domains": ["family", "school"], **story}
    path = f"/referrals/{referral['id']}/intake{more}"
    return await given.post(by, path, body, **{"Idempotency-Key": a_key()})


async def read(given: Given, by: Caller, referral: Json) -> Json:
    answer = await given.get(by, f"/referrals/{referral['id']}/intake")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.requirement("HLM-07", "LAW-03")
async def test_two_providers_read_the_same_intake_and_a_new_one_is_refused_or_linked(
    room: RoomUnderTest, given: Given
) -> None:
    gp, desk = await given.a_gp(), await given.an_access_worker()
    at_home, bed, asked = await given.a_provider(), await given.a_provider(), await given.a_provider()
    referral = await given.referral(gp, route="quote", budget=None, complexity="complex")
    assert await read(given, gp, referral) == {"intake": None, "additions": []}
    early = await tell_story(given, gp, referral, more="/additions")
    assert [reason["code"] for reason in early.json()["reasons"]] == ["no-intake-yet"]
    made = await tell_story(given, gp, referral)
    assert made.status_code == 201, made.text
    helping = {"ambulatory": at_home, "stay": bed}
    grants = [given.a_grant(part, provider=str(who.organisation)) for part, who in helping.items()]
    for who, grant in zip(helping.values(), await given.granted(referral, *grants), strict=True):
        assert (await given.accept(who, await given.placement_of(who, grant))).status_code == 200
    for provider in (at_home, bed, gp):
        assert (await read(given, provider, referral))["intake"] == made.json()
    # By role: who was only asked reads nothing, and the municipality that there is one, and on what.
    assert (await given.get(asked, f"/referrals/{referral['id']}/intake")).status_code == 404
    sealed = (await read(given, desk, referral))["intake"]
    assert (sealed["words"], sealed["domains"], sealed["madeAs"]) == (
        None,
        ["family", "school"],
        "general-practitioner",
    )
    for who in (gp, at_home, desk):
        second = await tell_story(given, who, referral)
        assert (second.status_code, second.json()["existing"]) == (409, made.json()["id"])
    for who in (bed, desk):
        added = await tell_story(given, who, referral, more="/additions", words="Ook de slaap is beter.")
        assert (added.status_code, added.json()["additionTo"]) == (201, made.json()["id"])
    whole = await read(given, at_home, referral)
    assert [each["words"] for each in whole["additions"]] == ["Ook de slaap is beter."] * 2
    own_only = (await read(given, desk, referral))["additions"]
    assert [each["words"] for each in own_only] == [None, "Ook de slaap is beter."]
    told = [message for message in await given.messages(at_home) if message["kind"] == "intake-made"]
    assert len(told) == 2
    looks = await room.rows("SELECT purpose FROM read_log WHERE organisation = :o", o=at_home.organisation)
    assert "reading an intake" in {look.purpose for look in looks}


async def test_a_provider_that_was_asked_does_not_read_the_intake(given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    referral, _ = await given.asked(gp, provider)
    await tell_story(given, gp, referral)
    assert (await given.get(provider, f"/referrals/{referral['id']}/intake")).status_code == 404
    assert (await tell_story(given, provider, referral)).status_code == 404


@pytest.mark.requirement("HLM-07")
async def test_of_intakes_written_down_at_once_one_is_stored(given: Given) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    answers = await asyncio.gather(*(tell_story(given, gp, referral) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    (made,) = [answer.json()["id"] for answer in answers if answer.status_code == 201]
    assert {answer.json().get("existing") for answer in answers} == {None, made}
    assert (await given.withdraw(gp, referral, seen=1)).status_code == 200
    over = await tell_story(given, gp, referral, more="/additions")
    assert (over.status_code, over.json()["possibleSteps"]) == (409, [])


@pytest.mark.requirement("LAW-03")
def test_the_municipality_reads_no_words_but_its_own_whatever_else_it_is_to_a_referral() -> None:
    every = list(Relation)
    subsets = chain.from_iterable(combinations(every, size) for size in range(len(every) + 1))
    for relations in subsets:
        for role in (MUNICIPAL, "general-practitioner", "provider-worker", "institution-worker"):
            if Relation.RESPONSIBLE_MUNICIPALITY in relations:
                assert reads_words(relations, role) is (role == MUNICIPAL)
            else:
                assert reads_words(relations, role) is bool(READS_ALL & set(relations))
