"""Several providers asked at once: the first one closes, or the family chooses."""

import asyncio
import json
from datetime import timedelta

import pytest

from region_policy.terms import end_of_term
from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7

from .builders import A_QUESTION, Given, a_key, a_person
from .placement_stories import Asking, ids_of

MANY = 200


@pytest.mark.requirement("HLM-01")
async def test_of_several_that_are_asked_none_sees_who_it_is_about_and_the_first_yes_closes(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    asked = await asking.asked(a, b, c, mode="first-closes")
    for provider in (a, b, c):
        seen = await asking.is_seen_by(provider)
        assert seen
        assert seen["view"] == "asked-provider"
        assert seen["profile"]["age"] == 9
        text = json.dumps(seen) + (await given.get(provider, "/placement-requests")).text
        for secret in (a_person()["familyName"], a_person()["bsn"], A_QUESTION):
            assert secret not in text
    answers = await asyncio.gather(given.accept(a, asked[0]), given.accept(b, asked[1]))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    winner, loser = (a, b) if answers[0].status_code == 200 else (b, a)
    late = next(answer for answer in answers if answer.status_code == 409)
    assert (late.json()["type"], late.json()["possibleSteps"]) == ("/problems/impossible-step", [])
    opened = await asking.is_seen_by(winner)
    assert opened
    assert opened["person"]["bsn"] == a_person()["bsn"]
    for provider in (loser, c):
        assert await asking.is_seen_by(provider) is None
        lost = await given.placement_of(provider, asking.grant)
        assert (lost["status"], lost["etmalen"], lost["intensity"]) == ("withdrawn", None, None)
        assert await asking.kinds(provider) == ["placement-requested", "placement-withdrawn"]
        message = (await given.messages(provider))[-1]
        assert (message["about"], message["reasons"][0]["code"]) == (lost["id"], "taken-by-another")
        read = (await given.get(provider, f"/placement-requests/{lost['id']}")).json()
        assert (read["withdrawnAt"], read["withdrawnBecause"]) == (message["at"], "taken-by-another")
    assert len(await room.told("placement.accepted")) == 1
    assert len(await room.told("placement.withdrawn")) == 2
    won = await given.placement_of(winner, asking.grant)
    read = (await given.get(winner, f"/placement-requests/{won['id']}")).json()
    assert (read["withdrawnAt"], read["withdrawnBecause"]) == (None, None)
    assert await given.deadlines() == {("start-awaited", won["id"]): str(winner.organisation)}


@pytest.mark.requirement("HLM-01")
async def test_of_two_hundred_that_accept_at_the_same_moment_exactly_one_wins(
    room: RoomUnderTest, given: Given
) -> None:
    asking = await Asking.of(given)
    providers = [await given.a_provider() for _ in range(MANY)]
    answer = await asking.ask(*providers, mode="first-closes")
    assert answer.status_code == 201, answer.text
    candidates = answer.json()["candidates"]
    answers = await asyncio.gather(
        *(
            given.accept(provider, {"id": each["placement"], "version": 1})
            for provider, each in zip(providers, candidates, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (MANY - 1)
    (accepted,) = await room.told("placement.accepted")
    withdrawn = {str(event.subject) for event in await room.told("placement.withdrawn")}
    assert withdrawn == {each["placement"] for each in candidates} - {str(accepted.subject)}
    assert {kind for kind, _ in await given.deadlines()} == {"start-awaited"}
    told = await room.rows("SELECT recipient FROM message WHERE kind = 'placement-withdrawn'")
    assert len({row.recipient for row in told}) == len(told) == MANY - 1
    assert sorted(await asking.statuses()) == ["accepted"] + ["withdrawn"] * (MANY - 1)


@pytest.mark.requirement("HLM-01")
async def test_where_the_family_chooses_every_yes_stands_until_it_has(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    at_a, at_b, at_c = await asking.asked(a, b, c, shown=ids_of(a, b, c))
    assert at_a["mode"] == "choice", "of several the family chooses unless it is said otherwise"
    answers = await asyncio.gather(given.accept(a, at_a), given.accept(b, at_b))
    assert [answer.json()["status"] for answer in answers] == ["offered", "offered"]
    assert await asking.statuses() == ["offered", "offered", "requested"]
    assert await room.told("placement.accepted") == []
    assert len(await room.told("placement.offered")) == 2
    for provider in (a, b):
        seen = await asking.is_seen_by(provider)
        assert seen
        assert (seen["view"], seen["person"]) == ("asked-provider", None)
    (opened,) = [ref for kind, ref in await given.deadlines() if kind == "family-choice"]
    assert await given.deadlines() == {
        ("family-choice", opened): str(asking.gp.organisation),
        ("placement-answer", at_c["id"]): str(c.organisation),
    }
    key = a_key()
    chosen = await asking.choose(at_b, key=key)
    assert chosen.status_code == 201, chosen.text
    assert (await asking.choose(at_b, key=key)).json() == chosen.json(), "the same key chooses once"
    assert await asking.statuses() == ["withdrawn", "accepted", "withdrawn"]
    assert (await asking.is_seen_by(b) or {})["person"]["bsn"] == a_person()["bsn"]
    for provider in (a, c):
        assert await asking.is_seen_by(provider) is None
        assert (await given.messages(provider))[-1]["reasons"][0]["code"] == "not-chosen"
    assert "chosen" in await asking.kinds(b)
    assert await given.deadlines() == {("start-awaited", at_b["id"]): str(b.organisation)}
    (accepted,) = await room.told("placement.accepted")
    planned = (given.today + timedelta(days=7)).isoformat()
    assert (str(accepted.subject), accepted.data["startPlannedOn"]) == (at_b["id"], planned)
    for placement in (at_a, at_b):
        late = await asking.choose(placement)
        assert late.status_code == 409, "a choice is made once"


@pytest.mark.requirement("NV-12")
async def test_of_three_that_are_shown_the_one_that_is_chosen_is_kept_as_the_choice_of_the_family(
    given: Given,
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    (at_b,) = await asking.asked(b, shown=ids_of(a, b, c), chosenBy="family", professional="Wil Voorbeeld")
    asked = await asking.round()
    assert sorted(asked["shown"]) == sorted(ids_of(a, b, c))
    assert asked["shortageOfChoice"] is False
    choice = asked["choice"]
    assert (choice["provider"], choice["by"], choice["shown"]) == (str(b.organisation), "family", 3)
    one = (await given.get(b, f"/placement-requests/{at_b['id']}")).json()
    assert one["professional"] == "Wil Voorbeeld"
    assert at_b["professional"] is None, "not in a list: to open it is a look of its own"
    (sealed,) = await given.room.rows("SELECT professional FROM placement_request")
    assert b"Voorbeeld" not in sealed.professional
    await given.refuse(b, at_b)
    assert (await given.get(b, f"/placement-requests/{at_b['id']}")).json()["professional"] is None


@pytest.mark.requirement("NV-12")
async def test_where_one_fits_the_shortage_of_choice_is_kept_and_who_chose_instead_of_the_family(
    given: Given,
) -> None:
    asking, a = await Asking.of(given), await given.a_provider()
    await asking.asked(a, shown=ids_of(a), chosenBy="referrer", reason="family-leaves-it")
    asked = await asking.round()
    assert (asked["shortageOfChoice"], asked["choice"]["shortageOfChoice"]) == (True, True)
    assert (asked["choice"]["by"], asked["choice"]["reason"]) == ("referrer", "family-leaves-it")
    # Where nobody recorded what was shown there is no shortage to keep either.
    other, b = await Asking.of(given), await given.a_provider()
    await other.asked(b)
    assert ((await other.round())["shortageOfChoice"], (await other.round())["choice"]) == (False, None)


@pytest.mark.requirement("NV-12")
async def test_the_choice_among_offers_tells_how_many_were_shown_and_why_it_was_not_the_family_s(
    given: Given,
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    desk = await given.an_access_worker()
    at_a, at_b = await asking.asked(a, b, shown=ids_of(a, b, c))
    await given.accept(a, at_a)
    for body, text in (
        ({"by": "director"}, "zeg waarom niet het gezin koos"),
        ({"by": "family", "reason": "under-a-measure"}, "laat weg"),
    ):
        (wrong,) = (await asking.choose(at_a, **body)).json()["errors"]
        assert (wrong["field"], text in wrong["message"]) == ("reason", True)
    unanswered = await asking.choose(at_b)
    assert (unanswered.status_code, "offered" in unanswered.json()["possibleSteps"]) == (409, True)
    elsewhere = await asking.choose({"id": str(uuid7())})
    assert [error["field"] for error in elsewhere.json()["errors"]] == ["placement"]
    chosen = await asking.choose(at_a, desk, by="director", reason="under-a-measure")
    assert chosen.status_code == 201, chosen.text
    read = chosen.json()
    assert (read["shown"], read["by"], read["reason"]) == (3, "director", "under-a-measure")
    assert (await asking.round())["choice"] == read


@pytest.mark.requirement("NV-12")
async def test_the_family_chooses_among_those_that_are_asked_where_nobody_says_what_else_was_shown(
    given: Given,
) -> None:
    for number in (2, 1):
        asking, providers = await Asking.of(given), [await given.a_provider() for _ in range(number)]
        first, *_ = await asking.asked(*providers, mode="choice")
        await given.accept(providers[0], first)
        chosen = (await asking.choose(first)).json()
        assert (chosen["shown"], chosen["shortageOfChoice"]) == (number, number == 1)
    # Where the first one closes nothing was shown to anybody.
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    await asking.asked(a, b, mode="first-closes")
    assert (await asking.round())["shown"] == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"shown": "others"}, ["shown"]),
        ({"chosenBy": "family"}, ["shown"]),
        ({"chosenBy": "director", "shown": "own"}, ["reason"]),
        ({"reason": "family-leaves-it"}, ["reason"]),
        ({"mode": "choice", "chosenBy": "family", "shown": "own"}, ["chosenBy"]),
        ({"mode": "fastest"}, ["mode"]),
        ({"providers": "more", "provider": None, "professional": "Wil Voorbeeld"}, ["professional"]),
        ({"providers": "more"}, ["providers"]),
        ({"providers": "twice", "provider": None}, ["providers"]),
        ({"shown": "twice"}, ["shown"]),
        ({"providers": [], "provider": None}, ["providers"]),
    ],
)
async def test_what_does_not_go_together_is_refused_by_its_field(
    room: RoomUnderTest, given: Given, body: dict[str, object], fields: list[str]
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    words = {"others": ids_of(b, c), "own": ids_of(a), "more": ids_of(b, c), "twice": ids_of(a, a)}
    sent = {
        name: words.get(value, value) if isinstance(value, str) else value for name, value in body.items()
    }
    sent = {"provider": str(a.organisation), **sent}
    path, key = f"{asking.path}/placement-requests", {"Idempotency-Key": a_key()}
    refused = await given.post(asking.gp, path, sent, **key)
    assert refused.status_code == 400, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == fields
    assert await room.told("placement.requested") == []


async def test_whoever_is_named_is_a_provider_that_works_in_the_region_and_is_asked_once(
    given: Given,
) -> None:
    asking, a, elsewhere = (
        await Asking.of(given),
        await given.a_provider(),
        await given.a_provider("elsewhere"),
    )
    for body in ({"shown": ids_of(a, elsewhere)}, {"shown": [*ids_of(a), str(uuid7())]}):
        refused = await asking.ask(a, **body)
        assert [reason["code"] for reason in refused.json()["reasons"]] == ["provider-not-in-region"]
    (first,) = await asking.asked(a)
    assert (await asking.ask(a)).status_code == 409
    assert (await given.placement_of(a, asking.grant))["id"] == first["id"]


async def test_a_no_of_one_leaves_the_others_the_move_and_only_the_last_sends_it_back_to_the_desk(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b, c = await Asking.of(given), *[await given.a_provider() for _ in range(3)]
    desk = await given.an_access_worker()
    at_a, at_b, at_c = await asking.asked(a, b, c)
    await given.refuse(a, at_a)
    offered = (await given.accept(b, at_b)).json()
    room.clock.at = end_of_term(given.policy.terms.placement_answer, since=given.today) + timedelta(seconds=1)
    await room.fire_deadlines()
    assert await asking.statuses() == ["refused", "offered", "expired"]
    assert (await given.get(asking.gp, asking.path)).json()["status"] == "granted"
    assert {kind for kind, _ in await given.deadlines()} == {"family-choice"}
    assert (await given.accept(c, at_c)).status_code == 409
    taken_back = await given.refuse(b, offered)
    assert taken_back.json()["status"] == "refused", "an offer may be taken back"
    assert (await given.get(asking.gp, asking.path)).json()["status"] == "at-desk"
    assert await given.deadlines() == {("next-placement", asking.grant): str(desk.organisation)}
    told = [message for message in await given.messages(asking.gp) if message["kind"] == "not-accepted"]
    assert [message["provider"] for message in told] == ids_of(a, c, b)
    # The next round is a new one, and the providers of the first may be asked again.
    (again,) = await asking.asked(a)
    assert again["round"] != at_a["round"]


async def test_a_family_that_does_not_choose_is_asked_about_again_every_day(
    room: RoomUnderTest, given: Given
) -> None:
    desk = await given.an_access_worker()
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    at_a, at_b = await asking.asked(a, b, by=desk)
    for provider, placement in ((a, at_a), (b, at_b)):
        await given.accept(provider, placement)
    assert {kind: owner for (kind, _), owner in (await given.deadlines()).items()} == {
        "family-choice": str(desk.organisation)
    }
    assert (await asking.kinds(desk)).count("offered") == 2, "who asked hears of the offers"
    due_at = end_of_term(given.policy.following.family_choice, since=given.today)
    for day in range(2):
        room.clock.at = due_at + timedelta(days=day, minutes=1 + day)
        await room.fire_deadlines()
        assert (await asking.kinds(desk)).count("choice-awaited") == day + 1
    assert (await asking.choose(at_a, desk)).status_code == 201
    assert {kind for kind, _ in await given.deadlines()} == {"start-awaited"}


async def test_a_withdrawn_referral_takes_every_question_and_offer_back(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    at_a, at_b = await asking.asked(a, b)
    await given.accept(a, at_a)
    await asking.question(b, at_b)
    version = (await given.get(asking.gp, asking.path)).json()["version"]
    assert (await given.withdraw(asking.gp, asking.referral, seen=version)).status_code == 200
    assert await asking.statuses() == ["withdrawn", "withdrawn"]
    assert await given.deadlines() == {}
    for provider in (a, b):
        assert (await given.messages(provider))[-1]["reasons"][0]["code"] == "referral-over"
    assert [each["status"] for each in await asking.questions(asking.gp, at_b)] == ["dropped"]


async def test_the_component_counts_by_the_one_that_is_chosen_whatever_the_others_became(
    given: Given,
) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    at_a, _ = await asking.asked(a, b, mode="first-closes")
    accepted = (await given.accept(a, at_a)).json()
    started = (await given.start(a, accepted, given.today)).json()
    await given.stop(a, started, given.today)
    read = (await given.get(asking.gp, asking.path)).json()
    (part,) = read["course"]["components"]
    assert (read["status"], part["placementStatus"], part["provider"]) == ("ended", "ended", *ids_of(a))
    assert (await asking.ask(b)).status_code == 409


async def test_an_acceptance_names_the_place_of_the_register_and_the_others_hear_it(
    room: RoomUnderTest, given: Given
) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    (at_a,) = await asking.asked(a)
    place, of_another, over = [str(uuid7()) for _ in range(3)]
    for ref, provider, last in ((place, a, 0), (of_another, b, None), (over, a, -1)):
        until = None if last is None else (given.today + timedelta(days=last)).isoformat()
        data = {"ref": ref, "version": 1, "region": "nl", "provider": str(provider.organisation)}
        await room.deliver("enrolment.changed", {**data, "validUntil": until})
    path, start = f"/placement-requests/{at_a['id']}/acceptance", {"startPlannedOn": given.today.isoformat()}
    for wrong in (of_another, over, str(uuid7())):
        refused = await given.post(a, path, {**start, "enrolment": wrong}, seen=1)
        assert [error["field"] for error in refused.json()["errors"]] == ["enrolment"]
    assert (await given.post(a, path, {**start, "enrolment": place}, seen=1)).json()["enrolment"] == place
    (accepted,) = await room.told("placement.accepted")
    assert accepted.data["enrolment"] == place


async def test_who_points_to_another_provider_says_to_which(given: Given) -> None:
    asking, a, b = await Asking.of(given), await given.a_provider(), await given.a_provider()
    (at_a,) = await asking.asked(a)
    path = f"/placement-requests/{at_a['id']}/refusal"
    for body in (
        {"reason": "redirected"},
        {"reason": "full", "redirectedTo": str(b.organisation)},
        {"reason": "redirected", "redirectedTo": str(uuid7())},
    ):
        wrong = await given.post(a, path, body, seen=1)
        assert [error["field"] for error in wrong.json()["errors"]] == ["redirectedTo"]
    body = {"reason": "redirected", "redirectedTo": str(b.organisation)}
    refused = await given.post(a, path, body, seen=1)
    assert (refused.status_code, refused.json()["redirectedTo"]) == (200, str(b.organisation))
    (candidate,) = (await asking.round())["candidates"]
    assert (candidate["refusalReason"], candidate["redirectedTo"]) == ("redirected", str(b.organisation))
