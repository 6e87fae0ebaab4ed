"""A marked family is driven through the journey; every output of every other role is searched (LAW-07)."""

import asyncio
import itertools
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from referral.domain.consent import Act
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import A_BSN, ZWOLLE, Given, a_key, a_person
from .people_stories import People

STREET, POSTCODE = "Kwikstaartpad", "7729 ZQ"
ADDRESS = {"street": STREET, "houseNumber": "98", "postcode": POSTCODE, "city": "Hoonhorst"}
SHELTERED = {"street": "Egelantierhof", "houseNumber": "7", "postcode": "8011 QX", "city": "Zwolle"}
TABLES = {
    "referral_id": "referral",
    "placement_request_id": "placement_request",
    "letter_id": "letter",
    "handover_id": "handover",
    "household_id": "household",
    "message_id": "message",
    "bridging_id": "bridging",
    "onward_referral_id": "onward_referral",
    "transfer_id": "transfer",
    "consultation_id": "consultation",
    "draft_id": "referral_draft",
    "webhook_id": "webhook",
    "case_partner_id": "case_partner",
    "my_file_id": "person_link",
    "plan_id": "family_group_plan",
}
"""Where the ids of each parameter in a path stand, so that a walk leaves nothing out."""


@pytest.fixture
def people(given: Given) -> People:
    return People(given)


async def every_output(room: RoomUnderTest, by: Caller) -> dict[str, str]:
    """What every reading operation answers to this caller, of every thing that there is."""
    ids: dict[str, list[Any]] = {}
    for parameter, table in TABLES.items():
        found = await room.rows(f'SELECT id FROM "{table}" ORDER BY id')  # noqa: S608  # our own tables
        ids[parameter] = [row.id for row in found]
    answers: dict[str, str] = {}
    paths: Mapping[str, Any] = room.app.state.api.openapi()["paths"]
    async with room.as_caller(by) as client:
        for path, operations in paths.items():
            if "get" not in operations:
                continue
            path = path.removeprefix("/v1")
            named = [part[1:-1] for part in path.split("/") if part.startswith("{")]
            assert set(named) <= set(TABLES), path
            for chosen in itertools.product(*(ids[name] for name in named)):
                asked = path.format(**dict(zip(named, chosen, strict=True)))
                answer = await client.get(asked)
                assert answer.status_code < 500, (asked, answer.text)
                answers[asked] = answer.text
        for path, body in (
            ("/client-look-ups", {"bsn": A_BSN}),
            ("/referral-prefills", {"bsn": A_BSN}),
            ("/referral-names", {"referrals": [str(each) for each in ids["referral_id"]]}),
        ):
            answers[path] = (await client.post(path, json=body)).text
    assert len(answers) > 20
    return answers


def which_tell(answers: dict[str, str], *secrets: object) -> set[str]:
    return {path for path, text in answers.items() if any(str(secret) in text for secret in secrets)}


@pytest.mark.requirement("LAW-07")
async def test_no_output_of_any_other_role_tells_where_a_marked_young_person_is(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    gp, worker = await given.a_gp(), await given.an_access_worker()
    provider, refuser, receiver = [await given.a_provider() for _ in range(3)]
    person = a_person(address=ADDRESS)
    referral = await given.referral(gp, person=person)
    mother = await people.parent(gp, referral, "Anna", address=SHELTERED)
    (grant,) = await given.granted(referral)
    asked = {"providers": [str(refuser.organisation), str(provider.organisation)], "mode": "choice"}
    assert (await people.make(worker, referral, "placement-requests", asked)).status_code == 201
    assert (await given.refuse(refuser, await given.placement_of(refuser, grant))).status_code == 200
    offered = (await given.accept(provider, await given.placement_of(provider, grant))).json()
    chosen = {"placement": offered["id"], "by": "family"}
    assert (await people.make(gp, referral, "choices", chosen)).status_code == 201
    # So far the referrer reads everything, and has it in its inbox.
    before = which_tell(await every_output(room, gp), provider.organisation)
    assert {f"/referrals/{referral['id']}", "/messages"} <= before
    assert f"/referrals/{referral['id']}" in which_tell(await every_output(room, gp), STREET)
    marked = await people.mark(gp, referral)
    assert marked.status_code == 201
    twice = await people.mark(worker, referral, "shelter")
    assert (twice.status_code, twice.json()["possibleSteps"]) == (409, ["lifted"])
    # The rest of the journey, under the mark.
    placement = await given.placement_of(provider, grant)
    assert (await given.start(provider, placement, given.today)).status_code == 200
    # What the provider writes down beside it, and what it is asked to do for the household.
    await people.parent(provider, referral, "Bas")
    await people.asked(provider, referral, Act.HELP)
    assert (await people.exception(provider, referral, Act.HELP, exception="acute-danger")).status_code == 201
    assert (await people.make(provider, referral, "intake", {"words": "Thuis is het onrustig."})).is_success
    (home,) = (await given.get(worker, f"/referrals/{referral['id']}/households")).json()["items"]
    household, key = f"/households/{home['household']}", {"Idempotency-Key": a_key()}
    beside = {"organisation": str(provider.organisation), "beside": "safety"}
    assert (await given.post(worker, household + "/directors", beside, **key)).status_code == 201
    wish = {"words": "Weer samen eten.", "domain": "family"}
    assert (await given.post(provider, household + "/goals", wish, **key)).status_code == 201
    package = {"destination": "youth-care", "receiver": str(receiver.organisation)}
    package |= {"call": {"name": "Ria", "telephone": "+31382345678"}}
    path = f"/placement-requests/{placement['id']}/handovers"
    handed = await given.post(provider, path, package, **{"Idempotency-Key": a_key()})
    assert handed.status_code == 201, handed.text
    other_gp = await given.a_gp()
    await given.referral(other_gp)
    again = {"again": referral["id"], "question": "Nog een vraag.", "route": "quote"}
    sent_again = await given.send(gp, again)
    assert (sent_again.status_code, STREET in sent_again.text) == (201, False)
    outputs = {
        name: await every_output(room, caller)
        for name, caller in {
            "referrer": gp,
            "municipality": worker,
            "provider": provider,
            "refuser": refuser,
            "receiver": receiver,
            "another referrer": other_gp,
            "another municipality": await given.an_access_worker(ZWOLLE),
            "another provider": await given.a_provider(),
        }.items()
    }
    of_the_child, of_the_mother = (STREET, POSTCODE), (SHELTERED["street"], SHELTERED["postcode"])
    for name, answers in outputs.items():
        told = which_tell(answers, *of_the_child, *of_the_mother)
        assert bool(told) is (name == "municipality"), (name, told)
        tells_provider = which_tell(answers, provider.organisation)
        # Who takes over must know from whom.
        knows = name in {"municipality", "provider", "receiver"}
        assert bool(tells_provider) is knows, (name, tells_provider)
    assert which_tell(outputs["municipality"], of_the_mother[0])
    assert mother["address"] is not None
    # The search finds what is there: who must know reads it in each of these.
    in_sight = which_tell(outputs["municipality"], provider.organisation)
    for part in ("/people", "/consents", "/intake", "/directors", "/plan", "/messages", "/handovers"):
        assert any(path.endswith(part) for path in in_sight), part
    seen = (await given.get(gp, f"/referrals/{referral['id']}")).json()
    assert (seen["isSecret"], seen["person"]["address"], seen["person"]["givenName"]) == (True, None, "Saar")
    (component,) = seen["course"]["components"]
    assert (component["provider"], component["placementStatus"]) == (None, "in-care")
    told = [each for each in await given.messages(gp) if each["kind"] in {"accepted", "started"}]
    # It recorded the family's choice itself; who began to help is not named.
    acted = [str(gp.organisation), None]
    assert [(each["provider"], each["actedOrganisation"]) for each in told] == [(None, by) for by in acted]
    # Nor may the referrer bring it out by asking a provider itself.
    more = await people.make(gp, referral, "placement-requests", {"provider": str(receiver.organisation)})
    assert more.status_code == 409
    assert (await given.get(gp, f"/placement-requests/{placement['id']}")).status_code == 404


@pytest.mark.requirement("LAW-07")
async def test_a_mark_is_lifted_by_who_set_it_or_who_must_know_and_stays_on_record(
    given: Given, people: People
) -> None:
    gp, worker, provider = await given.a_gp(), await given.an_access_worker(), await given.a_provider()
    referral, _ = await given.accepted(gp, provider, person=a_person(address=ADDRESS))
    path = f"/referrals/{referral['id']}"
    assert (await people.mark(provider, referral)).status_code == 403
    by_worker = (await people.mark(worker, referral, "shelter")).json()
    refused = await people.lift(gp, referral, by_worker, seen=1)
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "mark-of-another")
    assert (await people.lift(worker, referral, by_worker, seen=2)).status_code == 412
    assert (await people.lift(worker, referral, by_worker, seen=1)).json()["status"] == "lifted"
    over = await people.lift(worker, referral, by_worker, seen=2)
    assert (over.status_code, over.json()["possibleSteps"]) == (409, [])
    shown = (await given.get(gp, path)).json()
    assert (shown["isSecret"], shown["person"]["address"]["street"]) == (False, STREET)
    own = (await people.mark(gp, referral, "registered-secrecy")).json()
    assert (await people.lift(gp, referral, own, seen=1)).status_code == 200
    history = (await given.get(worker, path + "/secrecy-marks")).json()["items"]
    assert [(each["reason"], each["status"], each["setBy"], each["version"]) for each in history] == [
        ("shelter", "lifted", str(worker.organisation), 2),
        ("registered-secrecy", "lifted", str(gp.organisation), 2),
    ]
    # The institution that carries out a measure must know; once that is over it need not.
    institution = await given.an_institution()
    measure = {"kind": "guardianship", "until": (given.today + timedelta(days=30)).isoformat()}
    body = given.a_quote(measure=measure, person=a_person(bsn="999922002", address=ADDRESS))
    determined = (await given.send(institution, body)).json()
    assert (await people.mark(institution, determined)).status_code == 201
    of_institution = f"/referrals/{determined['id']}"
    assert (await given.get(institution, of_institution)).json()["person"]["address"]["street"] == STREET
    given.room.clock.advance(timedelta(days=31))
    assert (await given.get(institution, of_institution)).json()["person"]["address"] is None


@pytest.mark.requirement("LAW-07")
async def test_no_message_slips_past_a_mark_that_is_set_at_the_same_moment(
    room: RoomUnderTest, given: Given, people: People
) -> None:
    gp, worker, provider = await given.a_gp(), await given.an_access_worker(), await given.a_provider()
    for bsn in ("999901102", "999922002", None):
        referral, placement = await given.asked(gp, provider, person=a_person(bsn=bsn))
        accepted, marked = await asyncio.gather(
            given.accept(provider, placement), people.mark(worker, referral)
        )
        assert (accepted.status_code, marked.status_code) == (200, 201)
        told = await room.rows(
            "SELECT provider, acted_organisation FROM message WHERE referral = :id AND recipient = :gp",
            id=UUID(referral["id"]),
            gp=gp.organisation,
        )
        assert len(told) == 2
        assert provider.organisation not in {each for row in told for each in row}
