"""Providers that stand in for a whole together: members, lead, and what they miss."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from provider_registry.domain.offer import Domain, OfferStatus
from provider_registry.domain.organisation import Kind
from provider_registry.domain.partnership import Given, Partnership, missing_of
from region_policy.codes import CARE_FORM_OF, HelpForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from . import builders as given
from .contracting import fields, municipal_manager, read, reasons, region_manager, send

BOTH = [Domain.UPBRINGING, Domain.MENTAL_HEALTH]


def wanted(lead: UUID, **change: Any) -> dict[str, Any]:
    body = {
        "region": given.REGION,
        "name": "Samen sterk (fictief)",
        "lead": str(lead),
        "forms": ["at-home", "school"],
        "domains": ["upbringing", "mental-health"],
        "validFrom": "2026-01-01",
    }
    return body | change


async def form(room: RoomUnderTest, by: Caller, lead: UUID, **change: Any) -> dict[str, Any]:
    made = await send(room, by, "/partnerships", wanted(lead, **change))
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def gives(room: RoomUnderTest, form: HelpForm, *domains: Domain, **more: Any) -> UUID:
    """A provider that can be asked for this form in these parts of youth care."""
    provider = await given.organisation(room)
    await given.contract(room, provider, CARE_FORM_OF[form], **more)
    await given.enrolment(room, await given.offer(room, provider, form, domains=domains))
    return provider


async def join(room: RoomUnderTest, by: Caller, partnership: dict[str, Any], member: UUID) -> dict[str, Any]:
    path = f"/partnerships/{partnership['id']}/members/{member}"
    joined = await send(room, by, path, method="PUT", if_match=f'"{partnership["version"]}"')
    assert joined.status_code == 200, joined.text
    found: dict[str, Any] = joined.json()
    return found


def missing(partnership: dict[str, Any]) -> set[tuple[str, str]]:
    assert partnership["isComplete"] is not bool(partnership["missing"])
    return {(each["form"], each["domain"]) for each in partnership["missing"]}


def test_every_form_is_asked_for_in_every_domain() -> None:
    both = Partnership(
        id=uuid7(),
        version=1,
        region="x",
        name="x",
        lead=uuid7(),
        forms=(HelpForm.SCHOOL, HelpForm.ONLINE),
        domains=(Domain.SAFETY, Domain.UPBRINGING),
        valid_from=given.SINCE,
    )
    every = [Given(form, domain) for form in both.forms for domain in both.domains]
    assert list(missing_of(both, frozenset())) == every
    assert list(missing_of(both, frozenset(every[1:]))) == every[:1]
    assert missing_of(both, frozenset([*every, Given(HelpForm.GROUP, Domain.SAFETY)])) == ()


@pytest.mark.requirement("HLM-18")
async def test_without_the_only_member_for_a_form_the_partnership_misses_it_until_another_joins(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    lead = await gives(registry, HelpForm.AT_HOME, *BOTH)
    made = await form(registry, manager, lead)
    assert [(each["organisation"], each["isLead"]) for each in made["members"]] == [(str(lead), True)]
    assert missing(made) == {("school", "upbringing"), ("school", "mental-health")}
    at_school = await gives(registry, HelpForm.SCHOOL, *BOTH)
    complete = await join(registry, manager, made, at_school)
    assert missing(complete) == set()
    assert missing(await read(registry, f"/partnerships/{made['id']}")) == set()
    path = f"/partnerships/{made['id']}/members/{at_school}"
    gone = await send(registry, manager, path, method="DELETE", if_match='"2"')
    assert missing(gone.json()) == {("school", "upbringing"), ("school", "mental-health")}
    half = await join(registry, manager, gone.json(), await gives(registry, HelpForm.SCHOOL, BOTH[0]))
    assert missing(half) == {("school", "mental-health")}
    whole = await join(registry, manager, half, await gives(registry, HelpForm.SCHOOL, BOTH[1]))
    assert missing(whole) == set()
    assert whole["version"] == 5


@pytest.mark.requirement("HLM-02")
async def test_who_leads_and_who_belongs_is_told_with_each_change_and_stands_in_the_feed(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    lead, member = [await given.organisation(registry) for _ in range(2)]
    made = await form(registry, manager, lead)
    joined = await join(registry, manager, made, member)
    same = await join(
        registry, manager, joined, member
    )  # a second time it changes nothing, and tells nothing
    path = f"/partnerships/{made['id']}/members/{member}"
    await send(registry, manager, path, method="DELETE", if_match=f'"{same["version"]}"')
    told = [event.data for event in await registry.told("partnership.changed")]
    both = sorted([str(lead), str(member)])
    assert [(one["version"], one["lead"], sorted(one["members"])) for one in told] == [
        (1, str(lead), [str(lead)]),
        (2, str(lead), both),
        (3, str(lead), [str(lead)]),
    ]
    async with registry.as_caller(Caller("rebuild", uuid7(), "service")) as client:
        (state,) = (await client.get("/feed", params={"noun": "partnership"})).json()["items"]
    assert (state["subject"], state["data"]) == (made["id"], told[-1])


@pytest.mark.requirement("HLM-18")
async def test_only_what_can_be_placed_in_the_region_on_the_day_counts(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    lead = await gives(registry, HelpForm.AT_HOME, *BOTH)
    made = await form(registry, manager, lead, forms=["school"], domains=["upbringing"])
    school = {("school", "upbringing")}
    draft = await given.organisation(registry)
    await given.contract(registry, draft, CARE_FORM_OF[HelpForm.SCHOOL])
    not_shown = await given.offer(registry, draft, HelpForm.SCHOOL, status=OfferStatus.DRAFT)
    await given.enrolment(registry, not_shown)
    not_enrolled = await given.organisation(registry)
    await given.contract(registry, not_enrolled, CARE_FORM_OF[HelpForm.SCHOOL])
    await given.offer(registry, not_enrolled, HelpForm.SCHOOL)
    uncontracted = await given.organisation(registry)
    await given.enrolment(registry, await given.offer(registry, uncontracted, HelpForm.SCHOOL))
    elsewhere = await gives(registry, HelpForm.SCHOOL, *BOTH, municipalities=(given.AMSTERDAM,))
    free = await given.organisation(registry)
    open_to_all = await given.offer(
        registry, free, HelpForm.SCHOOL, is_free=True, municipalities=(given.ZWOLLE,)
    )
    await given.enrolment(registry, open_to_all)
    for member in (draft, not_enrolled, uncontracted, elsewhere, free):
        made = await join(registry, manager, made, member)
        assert missing(made) == school
    last = registry.clock().date() + timedelta(days=30)
    made = await join(
        registry, manager, made, await gives(registry, HelpForm.SCHOOL, *BOTH, valid_until=last)
    )
    assert missing(made) == set()
    path = f"/partnerships/{made['id']}?day="
    assert missing(await read(registry, path + last.isoformat())) == set()
    assert missing(await read(registry, path + (last + timedelta(days=1)).isoformat())) == school


async def test_the_lead_stays_and_who_offers_no_help_does_not_join(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    lead = await given.organisation(registry)
    made = await form(registry, manager, lead)
    path = f"/partnerships/{made['id']}/members"
    assert (await send(registry, manager, f"{path}/{lead}", method="DELETE")).status_code == 428
    refused = await send(registry, manager, f"{path}/{lead}", method="DELETE", if_match='"1"')
    assert reasons(refused) == {"lead-is-always-a-member"}
    institution = await given.organisation(registry, Kind.CERTIFIED_INSTITUTION)
    refused = await send(registry, manager, f"{path}/{institution}", method="PUT", if_match='"1"')
    assert reasons(refused) == {"never-offers-help"}
    assert reasons(await send(registry, manager, "/partnerships", wanted(institution))) == {
        "never-offers-help"
    }
    for method in ("PUT", "DELETE"):
        nobody = await send(registry, manager, f"{path}/{uuid7()}", method=method, if_match='"1"')
        assert nobody.status_code == 404
    again = await send(registry, manager, f"{path}/{lead}", method="PUT", if_match='"1"')
    assert again.json()["version"] == 1


async def test_of_two_who_change_the_members_at_once_one_must_look_again(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    made = await form(registry, manager, await given.organisation(registry))
    members = [await given.organisation(registry) for _ in range(3)]
    answers = await asyncio.gather(
        *(
            send(
                registry, manager, f"/partnerships/{made['id']}/members/{each}", method="PUT", if_match='"1"'
            )
            for each in members
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412]
    assert len((await read(registry, f"/partnerships/{made['id']}"))["members"]) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"region": "nowhere-at-all"}, "region"),
        ({"lead": str(uuid7())}, "lead"),
        ({"forms": []}, "forms"),
        ({"forms": ["ambulatory"]}, "forms.0"),
        ({"domains": []}, "domains"),
        ({"validUntil": "2025-12-31"}, "validUntil"),
        ({"name": ""}, "name"),
    ],
)
async def test_a_wrong_partnership_is_refused_by_its_field(
    registry: RoomUnderTest, change: dict[str, Any], field: str
) -> None:
    manager = await region_manager(registry)
    lead = await given.organisation(registry)
    assert fields(await send(registry, manager, "/partnerships", wanted(lead) | change)) == [field]
    assert await registry.rows("SELECT id FROM partnership") == []


async def test_a_partnership_is_a_regions_to_form_once_per_key_and_everybody_reads_it(
    registry: RoomUnderTest,
) -> None:
    manager = await region_manager(registry)
    lead = await given.organisation(registry)
    for stranger in (
        await region_manager(registry, "twente"),
        await municipal_manager(registry, given.ZWOLLE),
    ):
        refused = await send(registry, stranger, "/partnerships", wanted(lead))
        assert reasons(refused) == {"not-yours-to-arrange"}
    key = {"Idempotency_Key": uuid7().hex}
    first, again = [
        (await send(registry, manager, "/partnerships", wanted(lead), **key)).json() for _ in range(2)
    ]
    assert first == again
    second = await form(registry, manager, lead)
    page = await read(registry, f"/partnerships?region={given.REGION}&limit=1")
    rest = await read(registry, f"/partnerships?region={given.REGION}&after={page['next']}")
    assert [each["id"] for each in page["items"] + rest["items"]] == [first["id"], second["id"]]
    assert (await read(registry, "/partnerships?region=twente"))["items"] == []
    stranger = await region_manager(registry, "twente")
    path = f"/partnerships/{first['id']}/members/{await given.organisation(registry)}"
    assert (await send(registry, stranger, path, method="PUT", if_match='"1"')).status_code == 404


async def test_the_search_finds_the_members_of_a_partnership(registry: RoomUnderTest) -> None:
    manager = await region_manager(registry)
    lead = await gives(registry, HelpForm.AT_HOME, *BOTH)
    await gives(registry, HelpForm.AT_HOME, *BOTH)
    made = await form(registry, manager, lead)
    found = await read(registry, f"/options?municipality={given.ZWOLLE}&partnership={made['id']}")
    assert [each["provider"] for each in found["items"]] == [str(lead)]
