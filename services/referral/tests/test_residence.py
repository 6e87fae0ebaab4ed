"""Who pays follows from where somebody lives or lived, and a move passes that on without a gap (LAW-06)."""

from datetime import date, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from referral.domain.residence import PayingRule, Residence, ResidenceKind, WhoPays, who_pays, with_given
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import APELDOORN, DALFSEN, REGION, ZWOLLE, Given, Json, a_key

DEVENTER, KAMPEN = "0150", "0166"
OUTSIDE = "0363"
TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)
REGISTERED, STAY = ResidenceKind.REGISTERED, ResidenceKind.STAY
BIRTH_MOTHER, ACTUAL = ResidenceKind.BIRTH_MOTHER, ResidenceKind.ACTUAL


@pytest.mark.requirement("LAW-06")
@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (
            [Residence(REGISTERED, DALFSEN), Residence(ACTUAL, KAMPEN)],
            WhoPays(DALFSEN, PayingRule.REGISTERED),
        ),
        (
            [
                Residence(REGISTERED, ZWOLLE, None, TODAY - 31 * DAY),
                Residence(STAY, KAMPEN, TODAY - 30 * DAY),
                Residence(REGISTERED, KAMPEN, TODAY - 30 * DAY),
            ],
            WhoPays(ZWOLLE, PayingRule.BEFORE_STAY),
        ),
        (
            [Residence(BIRTH_MOTHER, DEVENTER), Residence(ACTUAL, KAMPEN)],
            WhoPays(DEVENTER, PayingRule.BIRTH_MOTHER),
        ),
        ([Residence(ACTUAL, KAMPEN)], WhoPays(KAMPEN, PayingRule.ACTUAL)),
        ([Residence(REGISTERED, DALFSEN, None, TODAY - DAY)], None),
    ],
    ids=["registered", "before-a-stay", "birth-mother", "actual", "not-known"],
)
def test_four_cases_have_four_municipalities(history: list[Residence], expected: WhoPays | None) -> None:
    assert who_pays(history, on=TODAY) == expected


@pytest.mark.requirement("LAW-06")
@examples(
    before=st.lists(st.sampled_from([DALFSEN, ZWOLLE, APELDOORN]), min_size=1, max_size=4),
    stays=st.lists(
        st.tuples(st.sampled_from([DEVENTER, KAMPEN]), st.integers(1, 90)), min_size=1, max_size=6
    ),
    during=st.lists(st.tuples(st.sampled_from([DEVENTER, KAMPEN]), st.integers(0, 400)), max_size=4),
    order=st.randoms(use_true_random=False),
    after=st.integers(0, 600),
)
def test_a_stay_keeps_the_municipality_before_it_however_often_it_changes(
    before: list[str],
    stays: list[tuple[str, int]],
    during: list[tuple[str, int]],
    order: "object",
    after: int,
) -> None:
    """Addresses that somebody takes during a stay, in whatever order they were entered, change nothing."""
    history = [
        Residence(REGISTERED, code, TODAY - (1000 - 100 * number) * DAY) for number, code in enumerate(before)
    ]
    first = TODAY
    for code, days in stays:
        history.append(Residence(STAY, code, first, first + (days - 1) * DAY))
        first += days * DAY
    history += [Residence(REGISTERED, code, TODAY + days * DAY) for code, days in during]
    order.shuffle(history)  # type: ignore[attr-defined]  # a Random, by Hypothesis
    day = TODAY + after * DAY
    paying = who_pays(history, on=day)
    assert paying is not None
    if day < first:
        assert paying == WhoPays(before[-1], PayingRule.BEFORE_STAY)
    else:
        assert paying.rule is PayingRule.REGISTERED


def test_a_stay_that_follows_after_days_at_home_is_another_stay() -> None:
    history = [
        Residence(STAY, KAMPEN, TODAY - 100 * DAY, TODAY - 50 * DAY),
        Residence(REGISTERED, DEVENTER, TODAY - 40 * DAY),
        Residence(STAY, KAMPEN, TODAY - 10 * DAY),
    ]
    known = with_given(history, DALFSEN)
    assert who_pays(known, on=TODAY - 60 * DAY) == WhoPays(DALFSEN, PayingRule.BEFORE_STAY)
    assert who_pays(known, on=TODAY) == WhoPays(DEVENTER, PayingRule.BEFORE_STAY)


async def keep(given: Given, by: Caller, referral: Json, kind: str, municipality: str, **days: str) -> None:
    body = {"kind": kind, "municipality": municipality, **days}
    path = f"/referrals/{referral['id']}/residences"
    answer = await given.post(by, path, body, **{"Idempotency-Key": a_key()})
    assert answer.status_code == 201, answer.text


async def moves(given: Given, by: Caller, referral: Json, to: str, day: date, **more: str) -> Json:
    body = {"municipality": to, "movedOn": day.isoformat(), **more}
    headers = {"Idempotency-Key": more.pop("key", a_key())}
    answer = await given.post(by, f"/referrals/{referral['id']}/move", body, **headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.requirement("LAW-06")
async def test_a_record_that_tells_otherwise_delays_nothing_and_is_found_out_within_fourteen_days(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    desk, other = await given.an_access_worker(), await given.an_access_worker(ZWOLLE)
    referral = await given.referral(gp, preferredProvider=str(provider.organisation))
    await keep(given, gp, referral, "birth-mother", DEVENTER)
    await keep(given, desk, referral, "birth-mother", ZWOLLE)
    await given.granted(referral, preferred=provider.organisation)
    page = (await given.get(provider, "/placement-requests")).json()["items"]
    assert [each["referral"] for each in page] == [referral["id"]], "the provider was asked all the same"
    known = (await given.get(gp, f"/referrals/{referral['id']}/residences")).json()
    assert (known["given"], known["whoPays"], known["rule"]) == (DALFSEN, ZWOLLE, "birth-mother")
    assert len(known["residences"]) == 2
    for municipality in (desk, other):
        assert "residence-unclear" in [each["kind"] for each in await given.messages(municipality)]
    waits = ("residence-unclear", referral["id"])
    assert (await given.deadlines())[waits] == str(desk.organisation)
    room.clock.advance(timedelta(days=14, minutes=1))
    await room.fire_deadlines()
    missed = [each.data for each in await room.told("deadline.missed")]
    assert "residence-unclear" in [each["kind"] for each in missed]
    assert waits in await given.deadlines(), "it is told until it was found out"
    await keep(given, desk, referral, "registered", DALFSEN)
    assert waits not in await given.deadlines()


@pytest.mark.requirement("LAW-06")
async def test_a_move_during_ambulatory_help_passes_it_on_a_day_and_both_are_told(
    room: RoomUnderTest, given: Given
) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    former, new = await given.an_access_worker(), await given.an_access_worker(ZWOLLE)
    referral, placement = await given.in_care(gp, provider)
    room.clock.advance(timedelta(days=70))
    day = given.today - 2 * DAY
    moved = await moves(given, provider, referral, ZWOLLE, day)
    assert (moved["fromMunicipality"], moved["whoPays"], moved["passes"]) == (DALFSEN, ZWOLLE, True)
    (told,) = await room.told("client.moved")
    assert (told.data["fromMunicipality"], told.data["toMunicipality"]) == (DALFSEN, ZWOLLE)
    assert (told.data["movedOn"], told.data["referrals"]) == (day.isoformat(), [referral["id"]])
    for concerned in (gp, provider, former, new):
        messages = [each for each in await given.messages(concerned) if each["kind"] == "moved"]
        assert [each["day"] for each in messages] == [day.isoformat()], concerned
    path = f"/referrals/{referral['id']}"
    read = await given.get(new, path)
    assert (read.status_code, read.json()["status"]) == (200, "in-care")
    assert read.json()["course"]["components"][0]["provider"] == str(provider.organisation)
    assert (await given.get(former, path)).status_code == 404
    directors = await room.rows("SELECT municipality, ended_at FROM household_director ORDER BY since")
    assert [(row.municipality, row.ended_at is None) for row in directors] == [
        (DALFSEN, False),
        (ZWOLLE, True),
    ]
    stopped = await given.stop(provider, placement, given.today)
    assert stopped.status_code == 200, stopped.text
    late = {"municipality": DALFSEN, "movedOn": given.today.isoformat()}
    refused = await given.post(provider, f"{path}/move", late, **{"Idempotency-Key": a_key()})
    assert refused.status_code == 409, refused.text


@pytest.mark.requirement("LAW-06")
async def test_during_a_stay_the_first_municipality_remains(room: RoomUnderTest, given: Given) -> None:
    gp, provider = await given.a_gp(), await given.a_provider()
    desk = await given.an_access_worker()
    referral = await given.referral(gp, preferredProvider=str(provider.organisation))
    (stay,) = await given.granted(referral, given.a_grant("stay"), preferred=provider.organisation)
    placement = await given.placement_of(provider, stay)
    accepted = (await given.accept(provider, placement)).json()
    assert (await given.start(provider, accepted, given.today)).status_code == 200
    room.clock.advance(timedelta(days=30))
    moved = await moves(given, gp, referral, ZWOLLE, given.today)
    assert (moved["whoPays"], moved["passes"]) == (DALFSEN, False)
    assert moved["reason"]["code"] == "same-municipality-pays"
    assert await room.told("client.moved") == []
    assert (await given.get(desk, f"/referrals/{referral['id']}")).status_code == 200


@pytest.mark.requirement("LAW-06")
async def test_what_waits_at_the_desk_goes_to_the_desk_of_another_region_and_a_key_moves_once(
    room: RoomUnderTest, given: Given
) -> None:
    elsewhere = min(given.all_policies.in_force("groningen", on=given.today).municipality_codes)
    there = await room.caller("access-worker", "municipality", area=elsewhere, regions=("groningen",))
    gp, provider = await given.a_gp(), await given.a_provider()
    answer = await given.send(gp, given.a_quote())
    undecided = answer.json()
    await given.on_the_desks_list(undecided)
    running, _ = await given.in_care(gp, provider)
    body = {"municipality": elsewhere, "movedOn": given.today.isoformat()}
    path, headers = f"/referrals/{undecided['id']}/move", {"Idempotency-Key": a_key()}
    first = await given.post(gp, path, body, **headers)
    again = await given.post(gp, path, body, **headers)
    assert (first.status_code, again.json()) == (201, first.json())
    (told,) = await room.told("client.moved")
    assert set(told.data["referrals"]) == {undecided["id"], running["id"]}, "of one child, all that is open"
    rows = await room.rows("SELECT id, region, municipality FROM referral")
    assert {str(row.id): row.region for row in rows} == {undecided["id"]: "groningen", running["id"]: REGION}
    for referral, helper in ((undecided, gp), (running, provider)):
        assert (await given.get(there, f"/referrals/{referral['id']}")).status_code == 200
        assert (await given.get(helper, f"/referrals/{referral['id']}")).status_code == 200
    tomorrow = {**body, "movedOn": (given.today + DAY).isoformat()}
    refused = await given.post(gp, path, tomorrow, **{"Idempotency-Key": a_key()})
    assert [each["field"] for each in refused.json()["errors"]] == ["movedOn"]


@pytest.mark.requirement("LAW-06")
async def test_a_move_that_is_none_or_comes_after_a_later_one_is_refused_and_one_out_of_the_house_says_so(
    given: Given,
) -> None:
    gp = await given.a_gp()
    referral = await given.referral(gp)
    path = f"/referrals/{referral['id']}/move"

    async def refused(municipality: str, day: date) -> list[Json]:
        body = {"municipality": municipality, "movedOn": day.isoformat()}
        answer = await given.post(gp, path, body, **{"Idempotency-Key": a_key()})
        assert answer.status_code == 400, answer.text
        return list(answer.json()["errors"])

    assert [each["field"] for each in await refused(DALFSEN, given.today)] == ["municipality"]
    moved = await moves(given, gp, referral, ZWOLLE, given.today - 3 * DAY)
    assert (moved["passes"], moved["reason"]) == (True, None)
    assert [each["field"] for each in await refused(ZWOLLE, given.today)] == ["municipality"]
    (late,) = await refused(DALFSEN, given.today - 4 * DAY)
    assert (late["field"], (given.today - 3 * DAY).isoformat() in late["message"]) == ("movedOn", True)
    # Amsterdam takes no part here: nothing passes, and the answer says why.
    assert given.all_policies.region_of(OUTSIDE, on=given.today) is None
    away = await moves(given, gp, referral, OUTSIDE, given.today)
    assert (away["whoPays"], away["passes"]) == (ZWOLLE, False)
    assert away["reason"]["code"] == "municipality-of-no-region"
    listed = (await given.get(gp, f"/referrals/{referral['id']}/residences")).json()["moves"]
    assert [each["passes"] for each in listed] == [True, False]
