"""A municipality's budget of a year fills up before its eyes, and stops nothing; figures by who buys."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller

from .builders import DALFSEN, REGION, ZWOLLE, Given
from .conftest import A_TUESDAY, REGIONS, StartRoom
from .whole_figures import money_of

EUROS = 100
FRAMES = """
frames:
  source: {requirement: HLM-03, document: council-information-2021, status: adopted, section: Test,
    reading: {nl: Een kader om mee te testen., en: A frame for a test.}}
  thresholds_percent: [80, 100]
  list:
    - municipality: "0148"
      source: {requirement: HLM-03, document: council-information-2021, status: adopted, section: Test,
        reading: {nl: Een kader om mee te testen., en: A frame for a test.}}
      lines:
        - {id: ambulatory, name: {nl: Ambulant, en: Ambulatory}, counts: [ambulatory],
           years: [{year: 2026, cents: 100000}, {year: 2027, cents: 100000}]}
        - {id: stay, name: {nl: Verblijf, en: Stay}, counts: [living], years: [{year: 2026, cents: 500000}]}
        - {id: savings, name: {nl: Taakstelling, en: Savings}, counts: [],
           years: [{year: 2026, cents: -30000}]}
"""


@pytest.fixture
async def room(start_room: StartRoom, tmp_path: Path) -> AsyncIterator[RoomUnderTest]:
    """IJsselland, where Dalfsen has 1,000.00 for ambulatory help, and budgets of 790.00 and of 10.00."""
    file = Path(shutil.copytree(REGIONS, tmp_path / "regions")) / "ijsselland" / "2022-01-01.yaml"
    policy = file.read_text()
    for old, new in (("180000", "79000"), ("350000", "1000")):
        assert policy.count(f"ceiling_cents: {old}") == 1
        policy = policy.replace(f"ceiling_cents: {old}", f"ceiling_cents: {new}")
    file.write_text(policy + FRAMES)
    async with start_room(file.parents[1]) as started:
        started.clock.at = A_TUESDAY
        yield started


async def listed(room: RoomUnderTest, caller: Caller, what: str, year: int = 2026) -> list[dict[str, Any]]:
    async with room.as_caller(caller) as client:
        answer = await client.get(f"/{what}", params={"year": year})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def warned(room: RoomUnderTest, desk: Caller) -> list[tuple[str, int]]:
    """The shares of which the desk has a signal; the events must say the same."""
    async with room.as_caller(desk) as client:
        signals = (await client.get("/signals")).json()["items"]
    assert all(each["request"] is each["grant"] is None for each in signals)
    told = [(each.data["line"], each.data["percent"]) for each in await room.told("frame.warned")]
    assert [(each["frameLine"], each["percent"]) for each in signals] == told
    return told


@pytest.mark.requirement("HLM-03")
async def test_a_line_is_warned_of_at_its_thresholds_only_once_each_and_stops_nothing(
    room: RoomUnderTest,
) -> None:
    given = Given(room)
    desk, director = await given.desk(), await given.desk(role="director")

    async def advice() -> bytes:
        asked = {"municipality": DALFSEN, "age": 9, "forms": ["ambulatory"]}
        async with room.as_caller(desk) as client:
            answer = await client.post("/advice", json=asked)
        assert answer.status_code == 200, answer.text
        return answer.content

    before = await advice()
    referral, _ = await given.grant()
    (frame,) = await listed(room, director, "frames")
    line = frame["lines"][0]
    assert (line["people"], line["sums"], line["sharePercent"]) == (None, None, None), "of one person"
    assert frame["sums"] is None
    assert await warned(room, desk) == []
    await given.grant(budget="short-treatment")
    assert await warned(room, desk) == [("ambulatory", 80)]
    for _ in range(20):
        await given.grant(budget="short-treatment")
    assert await warned(room, desk) == [("ambulatory", 80), ("ambulatory", 100)]
    await given.grant()  # far beyond it: granted all the same
    await given.grant(municipality=ZWOLLE)
    assert len(await warned(room, desk)) == 2
    assert await advice() == before
    (frame,) = await listed(room, director, "frames")
    ambulatory, stay, savings = frame["lines"]
    assert [each["setApartCents"] for each in (ambulatory, stay, savings, frame)] == [
        100_000,
        500_000,
        -30_000,
        570_000,
    ]
    assert [each["sharePercent"] for each in (ambulatory, stay, savings)] == [179, 0, None]
    (granted,) = await room.rows(
        "SELECT sum(committed_cents) AS cents FROM care_grant WHERE municipality = :m", m=DALFSEN
    )
    assert frame["sums"]["committedCents"] == ambulatory["sums"]["committedCents"] == granted.cents == 179_000
    # What returns counts no more; what was warned of is not warned of again.
    withdrawn = {"ref": str(referral), "version": 2, "region": "ijsselland"}
    await room.deliver("referral.withdrawn", withdrawn)
    (frame,) = await listed(room, director, "frames")
    assert (frame["lines"][0]["sharePercent"], frame["sums"]["returnedCents"]) == (100, 79_000)
    await given.grant()
    assert len(await warned(room, desk)) == 2
    # The year of the first day counts.
    room.clock.at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # New Year's morning in Amsterdam
    await given.grant()
    assert (await money_of(room, DALFSEN, 2027)).committed == 79_000


@pytest.mark.requirement("HLM-08")
async def test_a_safety_concern_is_neither_closed_nor_held_where_the_money_is_gone(
    room: RoomUnderTest,
) -> None:
    given = Given(room)
    desk = await given.desk()
    for _ in range(2):
        await given.grant()
    assert ("ambulatory", 100) in await warned(room, desk)
    await given.grant(safety=True)
    asked = await given.referral(safety=True, route="quote", budget=None, complexity="complex")
    async with room.as_caller(desk) as client:
        (item,) = (await client.get("/requests")).json()["items"]
    assert (item["id"], item["status"], item["safetyConcern"]) == (str(asked), "open", True)
    assert await room.told("request.closed") == []


@pytest.mark.requirement("HLM-03")
async def test_grants_at_once_that_fill_a_line_together_are_warned_of_once_for_each_threshold(
    room: RoomUnderTest,
) -> None:
    given = Given(room)
    desk = await given.desk()
    await given.grant()
    await asyncio.gather(*(given.referral(budget="short-treatment") for _ in range(21)))
    assert await warned(room, desk) == [("ambulatory", 80), ("ambulatory", 100)]


@pytest.mark.requirement("HLM-03")
async def test_haarlems_own_table_is_shown_to_haarlem_and_its_region_and_to_nobody_else(
    access: RoomUnderTest,
) -> None:
    here = ("zuid-kennemerland-ijmond",)
    of_haarlem = await access.caller("director", "municipality", area="0392", regions=here)
    of_velsen = await access.caller("director", "municipality", area="0453", regions=here)
    of_region = await access.caller("contract-manager", "region", regions=here)
    of_provider = await access.caller("director", "provider", regions=here)
    for caller in (of_haarlem, of_region):
        (frame,) = await listed(access, caller, "frames", 2022)
        assert [(each["id"], each["setApartCents"]) for each in frame["lines"]] == [
            ("2201", 22_795_000 * EUROS),
            ("2202", 10_379_000 * EUROS),
            ("2203", 2_683_000 * EUROS),
            ("savings-target", -4_069_000 * EUROS),
        ]
        assert frame["setApartCents"] == 31_788_000 * EUROS
    for caller in (of_velsen, of_provider):
        assert await listed(access, caller, "frames", 2022) == []
    elsewhere = await access.caller("contract-manager", "region", regions=REGION)
    assert await listed(access, elsewhere, "frames", 2022) == []
    async with access.as_caller(of_haarlem) as client:
        for year in ("", "2014", "2101", "x", "2022.5"):
            assert (await client.get("/frames", params={"year": year})).status_code == 400
            assert (await client.get("/figures", params={"year": year})).status_code == 400


@pytest.mark.requirement("GRO-10")
async def test_the_same_product_bought_locally_and_regionally_counts_at_each_buyer_and_totals_agree(
    start_room: StartRoom, tmp_path: Path
) -> None:
    file = Path(shutil.copytree(REGIONS, tmp_path / "regions")) / "groningen" / "2022-07-01.yaml"
    # The region's own file grants no ambulatory product by name yet; here its only product is one.
    file.write_text(file.read_text().replace("buying: highly-specialist", "buying: ambulatory"))
    groningen, stadskanaal, here = "0014", "0037", ("groningen",)
    async with start_room(file.parents[1]) as room:
        room.clock.at = A_TUESDAY
        given = Given(room)
        manager = await room.caller("contract-manager", "region", regions=here)
        desks = {
            code: await room.caller("access-worker", "municipality", area=code, regions=here)
            for code in (groningen, stadskanaal)
        }
        product = {"region": "groningen", "route": "product", "budget": None, "days": 90}
        ten_of_each = 5 * [(groningen, 600), (groningen, 60), (stadskanaal, 6000), (stadskanaal, 600)]
        for code, minutes in ten_of_each:
            asked = product | {"municipality": code, "product": "highly-specialist-treatment"}
            await given.grant(**asked, quantity=minutes)
        withdrawn, grant = await given.grant(
            **product, municipality=groningen, product="highly-specialist-treatment", quantity=120
        )
        await room.deliver("referral.withdrawn", {"ref": str(withdrawn), "version": 2, "region": "groningen"})
        found = {each["municipality"]: each for each in await listed(room, manager, "figures")}
        for code, level in ((groningen, "local"), (stadskanaal, "regional")):
            (bought,) = found[code]["buyers"]
            assert (bought["level"], bought["forms"]) == (level, ["ambulatory"])
            assert bought["sums"] == found[code]["sums"]
            assert found[code]["people"] == 10
            assert await listed(room, desks[code], "figures") == [found[code]]
        assert await _sums_of_all_grants(room) == _added(each["sums"] for each in found.values())
        assert found[groningen]["sums"]["returnedCents"] == await _committed(room, grant) > 0


async def _committed(room: RoomUnderTest, grant: UUID) -> int:
    (row,) = await room.rows("SELECT committed_cents AS cents FROM care_grant WHERE id = :id", id=grant)
    return int(row.cents)


async def _sums_of_all_grants(room: RoomUnderTest) -> tuple[int, int, int]:
    (row,) = await room.rows(
        "SELECT sum(committed_cents) AS c, sum(due_cents) AS d, sum(returned_cents) AS r FROM care_grant"
    )
    return int(row.c), int(row.d), int(row.r)


def _added(sums: Any) -> tuple[int, ...]:
    every = [(each["committedCents"], each["dueCents"], each["returnedCents"]) for each in sums]
    return tuple(map(sum, zip(*every, strict=True)))
