"""Figures on pages: charts with the same table beside them, files that equal it, and nobody in them."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from journey_house import eventually

from region_policy.codes import CareForm, Complexity, Route
from wegwijs_cli.demo.client import Seen
from wegwijs_cli.demo.journey import PersonSent
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.step import CREATED
from wegwijs_cli.demo.steps_asking import ReferralSent
from wirekit.identifiers import uuid7

pytestmark = pytest.mark.browser

DALFSEN, KAMPEN = "0148", "0166"


class TotalSeen(Seen):
    total: int | None


class MonthsSeen(Seen):
    totals: TotalSeen


class DecisionsSeen(Seen):
    months: MonthsSeen


async def refer_many(house, *towns):
    """By a GP, to an own budget: granted at once. Gives the young people's names."""
    names = [f"Cijfer{number} Tester" for number in range(len(towns))]
    async with house.client() as gateway:
        for name, town in zip(names, towns, strict=True):
            given, family = name.split()
            sent = ReferralSent(
                person=PersonSent(
                    given_name=given,
                    family_name=family,
                    birth_date=today() - timedelta(days=9 * 366),
                    bsn=None,
                    address=None,
                ),
                municipality=town,
                question="Slaapt slecht (fictief).",
                route=Route.CHOICE_BUDGET,
                budget="short-treatment",
                forms=(CareForm.AMBULATORY,),
                domains=("behaviour",),
                complexity=Complexity.SIMPLE,
                preferred_provider=None,
            )
            answer = await gateway.call("gp-dalfsen", "POST", "referral/v1/referrals", sent, key=uuid7().hex)
            answer.must_be(CREATED)

        async def all_granted():
            found = await gateway.call("region-manager", "GET", "access/v1/decisions/figures")
            return (found.read(DecisionsSeen).months.totals.total or 0) >= len(towns) - 2

        await eventually(all_granted, "every referral is counted")
    return names


async def table_on_page(reader, name):
    """Its head and rows, as people read them."""
    rows = reader.page.locator(f"section[aria-labelledby='{name}'] table tr")
    return [
        [text.strip() for text in await row.locator("th, td").all_inner_texts()] for row in await rows.all()
    ]


async def file_of(reader, name):
    link = reader.page.locator(f"section[aria-labelledby='{name}'] a")
    answer = await reader.page.context.request.get(
        await link.evaluate("each => each.href"), headers={"Accept-Language": "nl"}
    )
    assert answer.ok
    assert "attachment" in answer.headers["content-disposition"]
    text = (await answer.body()).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def numbers(rows):
    return [cell for row in rows[1:] for cell in row[1:]]


@pytest.mark.requirement("IJS-42", "NV-06")
async def test_a_region_reads_figures_by_tab_fetches_each_table_as_a_file_and_finds_nobody(house, browse):
    names = await refer_many(house, *[DALFSEN] * 12, *[KAMPEN] * 3)
    manager = await browse("region-manager")
    assert await manager.open("/figures") == 200
    assert "Geld" in await manager.page.locator("nav a[aria-current='true']").all_inner_texts()
    forms = await table_on_page(manager, "money-forms")
    assert forms[0][:3] == ["Vorm van hulp", "Jeugdigen", "Toegekend"]
    chart = manager.page.get_by_role("img", name="Toegekend en verschuldigd, per vorm van hulp")
    assert await chart.count() == 1
    in_file = await file_of(manager, "money-forms")
    plain = [[cell.replace("€\N{NO-BREAK SPACE}", "").replace(".", "") for cell in row] for row in forms]
    assert [row[1:] for row in in_file[1:]] == [row[1:] for row in plain[1:]], "the file equals the table"
    await manager.is_proper()
    seen = [await manager.text()]
    for tab in ("Doorstroom", "Wachten", "Routes", "Afschalen en wijzigen", "Dekking", "Crisis"):
        await manager.follow(manager.page.locator("nav.figure-tabs a", has_text=tab))
        assert tab in await manager.page.locator("h2").inner_text()
        await manager.is_proper()
        seen.append(await manager.text())
        if tab in ("Doorstroom", "Routes"):
            for table in await manager.page.locator("section.figure h3").all():
                name = await table.get_attribute("id")
                rows = await table_on_page(manager, name)
                assert await file_of(manager, name) == rows
                assert all(cell == "<10" or int(cell) % 5 == 0 for cell in numbers(rows)), rows
            assert "<10 betekent" in seen[-1]
    assert not [name for name in names for part in (*name.split(), name) if part in " ".join(seen)]
    # One municipality: the same figures as its rows of the whole, and what is empty says what to do.
    await manager.open("/figures?tab=routes")
    whole = {row[0]: row[-1] for row in await table_on_page(manager, "routes-routes")}
    await manager.choose("Gemeente", "Dalfsen")
    await manager.press("Toon")
    one = await table_on_page(manager, "routes-routes")
    assert one[-1] == ["Totaal", whole["Dalfsen"]]
    assert (await file_of(manager, "routes-routes"))[-1] == one[-1]
    await manager.open(f"/figures?tab=throughput&year={today().year - 2}")
    assert "Kies een ander jaar" in await manager.text()
    await manager.is_proper()

    # The municipality itself sees its own and no other; who only refers sees none and reads why.
    desk = await browse("access-dalfsen")
    await desk.open("/figures?tab=routes&municipality=0193")
    assert await desk.page.get_by_label("Gemeente", exact=True).count() == 0
    assert (await table_on_page(desk, "routes-routes"))[0] == ["Route", "Aantal"]
    planner = await browse("roster-planner")
    await planner.open("/figures?tab=money")
    assert await planner.page.locator("nav.figure-tabs a").all_inner_texts() == ["Crisis", "Dekking"]
    gp = await browse("gp-dalfsen", language="en")
    await gp.open("/figures")
    assert await gp.page.locator("section.figure").count() == 0
    await gp.is_proper()
