"""Each row of "When a step fails" in the architecture, over the whole house, with what the referrer sees.

The clock of the house is the real one: where a term must have ended, its deadline is brought forward in the
database of the room that keeps it.
"""

import json
import subprocess
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import nats
import pytest
from journey_house import HouseUp, eventually
from region_house import (
    CONTRACTS,
    CREATED,
    ENTITLEMENTS,
    NATIONAL_PROVIDER,
    OK,
    OTHER_PROVIDER,
    PLACEMENTS,
    PROVIDER,
    REFERRALS,
    REFUSED,
    REQUESTS,
    Country,
    Thing,
)

from wegwijs_cli.demo.policy import today
from wegwijs_cli.rooms import ACCESS, PROVIDER_REGISTRY, REFERRAL
from wirekit.events import Envelope
from wirekit.identifiers import uuid7

REGION, GP = "ijsselland", "general-practitioner"
FALL_DUE = (
    "UPDATE deadline SET due_at = now() - interval '1 second', next_try_at = now() - interval '1 second' "
    "WHERE kind = $1 AND ref = $2 AND fired_at IS NULL RETURNING id"
)
ANSWERABLE = "SELECT owner FROM deadline WHERE kind = $1 AND ref = $2 AND fired_at IS NULL AND due_at > now()"
CLOSED_GRANTS = "SELECT id FROM care_grant WHERE request_id = $1 AND closed_at IS NOT NULL"
LONG_AGO = (
    "UPDATE reservation SET since = since - interval '1 hour', until = until - interval '1 hour' "
    "WHERE placement = $1 RETURNING placement"
)
STATUS_OF_LEASE = "SELECT status FROM reservation WHERE placement = $1"
WITH_PLACES, WHOSE_PLACES = "Rust in het gezin (fictief)", "provider-lindehof"
PAYS = "SELECT municipality FROM entitlement WHERE id = $1"
MOVED_TO, DESK_THERE = "0193", "access-zwolle"


def day(days: int = 0) -> str:
    return (today() + timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Story:
    """One referral by a GP, and where it has come."""

    country: Country
    referral: str

    @property
    def desk(self) -> str:
        return self.country.desk(REGION)

    async def sees(self) -> Thing:
        """What the referrer reads of it."""
        return await self.country.get(GP, f"{REFERRALS}/{self.referral}")

    async def told(self, kind: str) -> tuple[str, list[str], str | None]:
        """Wait for the message in the referrer's inbox: its words, its reasons, the day that it names."""
        message = await self.country.message(GP, self.referral, kind)
        assert all(reason["text"] for reason in message["reasons"])
        return message["text"], [reason["code"] for reason in message["reasons"]], message["day"]

    async def thing(self, provider: str) -> str:
        return f"{PLACEMENTS}/{(await self.country.asked(provider, self.referral))['id']}"

    async def accepted(self, provider: str) -> str:
        thing = await self.thing(provider)
        (await self.country.tell(provider, thing, "acceptance", {"startPlannedOn": day()})).must_be(OK)
        return thing

    async def entitlement(self, provider: str) -> str:
        """Wait until the grant is one at this provider."""
        placement = (await self.thing(provider)).rpartition("/")[2]

        async def known() -> str | None:
            found = await self.country.gateway.all_of(provider, ENTITLEMENTS, Thing)
            return next((str(each["id"]) for each in found if each["placement"] == placement), None)

        return f"{ENTITLEMENTS}/{await self.country.gateway.until(known, 'there is an entitlement')}"

    async def request_is(self, status: str) -> Thing:
        """Wait until the room `access` has come so far, as the desk reads it."""

        async def reached() -> Thing | None:
            answer = await self.country.gateway.call(self.desk, "GET", f"{REQUESTS}/{self.referral}")
            seen = answer.read(Thing) if answer.status == OK else None
            return seen if seen and seen["status"] == status else None

        return await self.country.gateway.until(reached, f"the request is {status}")


async def refer(country: Country, provider: str | None = PROVIDER, **asked: Any) -> Story:
    """A GP refers along a way that is settled at once, to this provider."""
    body = {
        "person": country.a_young_person(),
        "municipality": country.municipalities[REGION],
        "question": "Vastgelopen op school (fictief).",
        "route": "left-to-provider",
        **({"preferredProvider": str(country.organisations[provider])} if provider else {}),
        **asked,
    }
    made = await country.make(GP, REFERRALS, body)
    return Story(country, str(made["id"]))


async def refuses(house: HouseUp, story: Story) -> str:
    thing = await story.thing(PROVIDER)
    (await story.country.tell(PROVIDER, thing, "refusal", {"reason": "full"})).must_be(OK)
    return "full"


async def is_silent(house: HouseUp, story: Story) -> str:
    placement = (await story.thing(PROVIDER)).rpartition("/")[2]
    assert await house.rows(REFERRAL, FALL_DUE, "placement-answer", UUID(placement))
    return "no-answer-in-time"


@pytest.mark.parametrize("does_not_take", [refuses, is_silent])
async def test_a_provider_refuses_or_is_silent_the_grant_stands_and_the_next_one_is_asked(
    house: HouseUp, country: Country, does_not_take: Callable[[HouseUp, Story], Awaitable[str]]
) -> None:
    story = await refer(country)
    reason = await does_not_take(house, story)
    assert await story.told("not-accepted") == ("De aanbieder neemt de jeugdige niet aan.", [reason], None)

    seen = await story.sees()
    (component,) = seen["course"]["components"]
    assert seen["status"] == "at-desk"
    waits = await house.rows(REFERRAL, ANSWERABLE, "next-placement", UUID(component["grant"]))
    assert [row["owner"] for row in waits] == [str(country.organisations[story.desk])]
    await story.request_is("decided")
    assert await house.rows(ACCESS, CLOSED_GRANTS, UUID(story.referral)) == []

    body = {"provider": str(country.organisations[NATIONAL_PROVIDER])}
    await country.make(story.desk, f"{REFERRALS}/{story.referral}/placement-requests", body)
    await story.accepted(NATIONAL_PROVIDER)
    await story.told("accepted")
    kinds = await country.timeline(GP, story.referral)
    asked = "placement-requested"
    assert kinds[-5:] == [asked, "not-accepted", "at-desk", asked, "accepted"]


async def test_withdrawn_while_the_desk_decides_closes_the_request(country: Country) -> None:
    story = await refer(country, provider=None, route="quote")
    await story.request_is("open")
    await withdraw(story)
    assert (await story.request_is("closed"))["outcome"] == "withdrawn"


async def test_withdrawn_before_the_start_gives_all_the_money_back(country: Country) -> None:
    story = await refer(country)
    await story.accepted(PROVIDER)
    account = f"{await story.entitlement(PROVIDER)}/account"
    before = await country.get(story.desk, account)
    assert before["committedCents"] > before["returnedCents"] == 0
    await withdraw(story)
    assert (await story.request_is("closed"))["outcome"] == "withdrawn"
    after = await country.get(story.desk, account)
    assert after["returnedCents"] == after["committedCents"] == before["committedCents"]
    assert (after["dueCents"], after["leftCents"]) == (0, 0)


async def withdraw(story: Story) -> None:
    referral = f"{REFERRALS}/{story.referral}"
    (await story.country.tell(GP, referral, "withdrawal", {})).must_be(OK)
    assert await story.told("withdrawn") == ("De verwijzing is op uw verzoek ingetrokken.", [], None)
    assert (await story.sees())["status"] == "withdrawn"


@pytest.fixture(scope="module")
async def contract(country: Country) -> str:
    """Of the other provider, for ambulatory help in the region."""
    body = {
        "provider": str(country.organisations[OTHER_PROVIDER]),
        "region": REGION,
        "form": "ambulatory",
        "level": "bespoke",
        "validFrom": "2022-01-01",
    }
    return f"{CONTRACTS}/{(await country.make('contract-manager', CONTRACTS, body))['id']}"


@pytest.mark.requirement("ZHZ-15")
async def test_a_provider_is_suspended_and_its_running_case_goes_on_elsewhere(
    house: HouseUp, country: Country, contract: str
) -> None:
    story, late = await refer(country, OTHER_PROVIDER), await refer(country)
    thing = await story.accepted(OTHER_PROVIDER)
    entitlement = await story.entitlement(OTHER_PROVIDER)
    (await country.tell(OTHER_PROVIDER, thing, "care-start", {"startedOn": day()})).must_be(OK)
    suspended = {"day": day(1), "ground": "Kwaliteit (fictief)."}
    (await country.tell("contract-manager", contract, "suspension", suspended)).must_be(OK)

    text, reasons, last_day = await story.told("another-provider-sought")
    assert ("een andere" in text, reasons, last_day) == (True, ["contract-suspended"], day())
    assert (await story.sees())["status"] == "in-care", "nothing is undone by itself"
    await late_refusal(country, late)
    (row,) = await transfers_of(story)
    assert row["provider"] == str(country.organisations[OTHER_PROVIDER])
    waits = await house.rows(REFERRAL, ANSWERABLE, "transfer-awaited", UUID(row["id"]))
    assert [waiting["owner"] for waiting in waits] == [str(country.organisations[story.desk])]

    body = {"lastDay": day(), "provider": str(country.organisations[PROVIDER])}
    (await country.tell(story.desk, entitlement, "provider-change", body)).must_be(CREATED)
    next_thing = await story.thing(PROVIDER)
    starts = {"startPlannedOn": day(1)}
    (await country.tell(PROVIDER, next_thing, "acceptance", starts)).must_be(OK)
    assert await transfers_of(story) == []
    assert (await country.timeline(GP, story.referral))[-1] == "accepted"
    told = [each for each in await country.messages(GP, story.referral) if each["kind"] == "accepted"]
    assert [each["provider"] for each in told] == [
        str(country.organisations[each]) for each in (OTHER_PROVIDER, PROVIDER)
    ]


async def late_refusal(country: Country, story: Story) -> None:
    """From the moment at which it is told nobody new goes there."""
    thing = await story.thing(PROVIDER)
    (await country.tell(PROVIDER, thing, "refusal", {"reason": "full"})).must_be(OK)
    body = {"provider": str(country.organisations[OTHER_PROVIDER])}
    path = f"{REFERRALS}/{story.referral}/placement-requests"
    refused = (await country.post(story.desk, path, body)).must_be(REFUSED).read(Thing)
    assert [reason["code"] for reason in refused["reasons"]] == ["provider-stops"]


async def transfers_of(story: Story) -> list[Thing]:
    listed = await story.country.gateway.all_of(story.desk, "referral/v1/transfers", Thing)
    return [each for each in listed if each["referral"] == story.referral]


@pytest.mark.requirement("ZHZ-15")
async def test_a_contract_ends_and_its_running_case_comes_on_the_list(
    country: Country, contract: str
) -> None:
    seen = await country.get("contract-manager", contract)
    if seen["status"] == "suspended":
        (await country.tell("contract-manager", contract, "resumption", {})).must_be(OK)

    async def is_let_in() -> Story | None:
        story = await refer(country, OTHER_PROVIDER)
        asked = await country.gateway.until(lambda: asked_or_at_desk(story), "the grant is placed")
        return story if asked == "placement-requested" else None

    story = await country.gateway.until(is_let_in, "the provider is asked again")
    await story.accepted(OTHER_PROVIDER)
    ends = {"lastDay": day(30), "ground": "In overleg (fictief)."}
    (await country.tell("contract-manager", contract, "ending", ends)).must_be(OK)
    _, reasons, last_day = await story.told("another-provider-sought")
    assert (reasons, last_day) == (["contract-ended"], day(30))
    (row,) = await transfers_of(story)
    assert row["cause"] == "contract-ended"


async def asked_or_at_desk(story: Story) -> str | None:
    """What came of the grant: its provider was asked, or the municipality is to find one."""
    kinds = await story.country.timeline(GP, story.referral)
    if "granted" not in kinds:
        return None
    return "placement-requested" if "placement-requested" in kinds else "granted"


async def test_the_place_is_gone_the_word_of_the_provider_stands_and_the_referrer_reads_the_new_day(
    house: HouseUp, country: Country
) -> None:
    options = "provider-registry/v1/options?careForm=ambulatory&limit=50&municipality="
    found = await country.get(GP, options + country.municipalities[REGION])
    option = next(each for each in found["items"] if each["name"] == WITH_PLACES)
    story = await refer(country, provider=None, preferredProvider=option["provider"])
    thing = await story.thing(WHOSE_PLACES)
    placement = thing.rpartition("/")[2]

    # The referrer holds a place, and the provider is too late for it.
    lease = f"provider-registry/v1/reservations/{placement}"
    held = {"enrolment": option["enrolment"], "minutes": 5, "onDay": day()}
    (await country.put(GP, lease, held)).must_be(CREATED)
    assert await house.rows(PROVIDER_REGISTRY, LONG_AGO, UUID(placement))
    assert await house.rows(PROVIDER_REGISTRY, FALL_DUE, "reservation-lapses", UUID(placement))

    async def is_released() -> bool:
        listed = await house.rows(PROVIDER_REGISTRY, STATUS_OF_LEASE, UUID(placement))
        return [row["status"] for row in listed] == ["lapsed"]

    await eventually(is_released, "the lease has lapsed")
    await story.accepted(WHOSE_PLACES)
    later = {"startPlannedOn": day(9), "reason": "place-gone"}
    (await country.tell(WHOSE_PLACES, thing, "start", later)).must_be(OK)

    assert await story.told("start-moved") == ("De hulp begint op een andere dag.", ["place-gone"], day(9))
    (component,) = (await story.sees())["course"]["components"]
    assert (component["placementStatus"], component["startPlannedOn"]) == ("accepted", day(9))
    waits = await house.rows(REFERRAL, ANSWERABLE, "start-awaited", UUID(placement))
    assert [row["owner"] for row in waits] == [option["provider"]]


@pytest.mark.requirement("LAW-06")
async def test_a_client_moves_another_municipality_pays_and_the_help_goes_on(
    house: HouseUp, country: Country
) -> None:
    story = await refer(country)
    thing = await story.accepted(PROVIDER)
    entitlement = await story.entitlement(PROVIDER)
    (await country.tell(PROVIDER, thing, "care-start", {"startedOn": day()})).must_be(OK)
    moved = {"municipality": MOVED_TO, "movedOn": day()}
    made = await country.make(story.desk, f"{REFERRALS}/{story.referral}/move", moved)
    assert (made["whoPays"], made["passes"]) == (MOVED_TO, True)
    text, _, moved_on = await story.told("moved")
    assert moved_on == day()
    assert "De hulp gaat door." in text
    assert (await story.sees())["status"] == "in-care"
    for told in (story.desk, DESK_THERE):
        await country.message(told, story.referral, "moved")

    async def passed() -> bool:
        rows = await house.rows(ACCESS, PAYS, UUID(entitlement.rpartition("/")[2]))
        return [row["municipality"] for row in rows] == [MOVED_TO]

    await eventually(passed, "the entitlement is the other municipality's")


async def test_the_policy_changed_in_between_and_the_reasons_are_in_the_inbox(
    house: HouseUp, country: Country
) -> None:
    """`access` came up with another file than `referral`: the one says yes, the other, which decides, no."""
    file = house.regions / REGION / "2022-01-01.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count("\n  oldest: 17\n") == 1
    try:
        file.write_text(text.replace("\n  oldest: 17\n", "\n  oldest: 8\n"), encoding="utf-8")
        await house.stands_again("access", after=house.kill("access"))
        story = await refer(country)
        assert await story.told("closed") == ("De verwijzing is gesloten.", ["age-out-of-range"], None)
        assert (await story.sees())["status"] == "closed"
        assert (await story.request_is("closed"))["outcome"] == "not-allowed"
    finally:
        file.write_text(text, encoding="utf-8")
        await house.stands_again("access", after=house.kill("access"))
    await (await refer(country)).accepted(PROVIDER)


async def test_an_event_that_cannot_be_handled_is_ours_to_mend_and_tells_the_referrer_nothing(
    house: HouseUp, country: Country
) -> None:
    """A withdrawal whose referral never comes dies with an alert; once that has come it is replayed."""
    model = await refer(country, provider=None, route="quote")
    await model.request_is("open")
    await withdraw(model)
    assert (await model.request_is("closed"))["outcome"] == "withdrawn"
    lost, letter, before = uuid7(), uuid7(), await inbox(country)

    async def send(name: str, event: UUID) -> None:
        """The same as was last told of the model, about the lost one."""
        subject = f"wegwijs.{REGION}.referral.{name}"
        connection = await nats.connect([house.running.nats.url])
        stream = connection.jetstream()
        told = Envelope.model_validate_json((await stream.get_last_msg(REFERRAL.stream, subject)).data or b"")
        assert str(told.subject) == model.referral
        text = told.model_copy(update={"id": event}).to_bytes().decode()
        await stream.publish(subject, text.replace(model.referral, str(lost)).encode())
        await connection.close()

    await send("referral.withdrawn", letter)
    await eventually(lambda: is_there(house, "parked", letter), "the event waits for another one")
    aged = "UPDATE parked SET parked_at = now() - interval '2 hours', next_try_at = now() "
    await house.rows(ACCESS, aged + "WHERE event_id = $1 RETURNING event_id", letter)
    await eventually(lambda: is_there(house, "dead_letter", letter), "the event is dead")
    lines = (house.home / "logs" / "access.log").read_text().splitlines()
    (alert,) = (json.loads(line) for line in lines if str(letter) in line and "dead letter" in line)
    assert alert["level"] == "error"
    assert await inbox(country) == before

    await send("referral.submitted", uuid7())
    opened = Story(country, str(lost))
    await opened.request_is("open")
    replay: subprocess.Popen[str] = house.command("dead-letters", "access", "replay", str(letter))
    output, errors = replay.communicate(timeout=60)
    assert (replay.returncode, f"{letter} replayed" in output) == (0, True), errors
    assert (await opened.request_is("closed"))["outcome"] == "withdrawn"
    assert not await is_there(house, "dead_letter", letter)
    assert await inbox(country) == before


async def is_there(house: HouseUp, table: str, event: UUID) -> bool:
    return bool(await house.rows(ACCESS, f"SELECT 1 FROM {table} WHERE event_id = $1", event))  # noqa: S608


async def inbox(country: Country) -> int:
    return len(await country.gateway.all_of(GP, "referral/v1/messages", Thing))
