"""A parent reads the file of the own child on a page, and the plan of the family reaches the access desk."""

import re
from uuid import UUID
from zipfile import ZipFile

import pytest
from journey_house import eventually

from wegwijs_cli.demo.client import Seen
from wegwijs_cli.demo.steps_family import ParentSent
from wirekit.identifiers import uuid7

pytestmark = pytest.mark.browser

DESK, PARENT = "access-dalfsen", "Een Ouder (fictief)"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
FIRST_PLAN = "Opa haalt de kinderen op maandag (fictief)."
PLAN = "Oma haalt de kinderen op dinsdag (fictief)."


class Home(Seen):
    household: UUID


class Homes(Seen):
    items: tuple[Home, ...]


async def a_code_on_paper(house, browse):
    """Of the desk, for a parent of a child whom a GP has just referred; gives the referral too."""
    refers = house.journey("gp-choice-budget")
    refers = refers.model_copy(update={"steps": refers.steps[1:2]})
    async with house.client() as gateway:
        referral = (await house.drive(gateway, refers, others=141)).referrals["mees"]
        thing = f"referral/v1/referrals/{referral}"
        parent = ParentSent(name=PARENT)
        (await gateway.call(DESK, "POST", f"{thing}/people", parent, key=uuid7().hex)).must_be(201)
    desk = await browse(DESK)
    await desk.open(f"/file/{referral}/links")
    await desk.page.locator("summary", has_text="Maak een code").click()
    await desk.choose("Wie", PARENT)
    await desk.press("Maak een code")
    await desk.is_proper()
    (code,) = CODE.findall(await desk.text())
    await desk.open(f"/file/{referral}/links")
    assert code not in await desk.text()
    return referral, code


@pytest.mark.requirement("NV-08")
async def test_a_parent_opens_the_file_by_a_code_and_gives_a_plan_that_leads_at_the_desk(house, browse):
    referral, code = await a_code_on_paper(house, browse)
    reader = await browse("parent-mees")
    assert await reader.open("/my-file") == 200
    await reader.fill("Code", "0000-0000-0000")
    await reader.press("Open het dossier")
    assert "Deze code klopt niet" in await reader.text()
    await reader.is_proper()

    async def opened():
        # After a wrong one the next is let through a moment later.
        await reader.open("/my-file")
        await reader.fill("Code", code.lower())
        await reader.press("Open het dossier")
        return await reader.page.get_by_role("link", name="Het dossier van Mees").count() > 0

    await eventually(opened, "the code opens the file")
    await reader.follow(reader.page.get_by_role("link", name="Het dossier van Mees").last)
    text = await reader.text()
    for told in ("U gaf nog geen plan", "Wat gebeurt er nu?", "Er is nog geen brief voor u"):
        assert told in text, told
    await reader.is_proper()
    await reader.press("Bewaar ons plan")
    await reader.is_proper()
    await reader.fill("Schrijf het plan hier", FIRST_PLAN)
    await reader.press("Bewaar ons plan")
    await reader.fill("Schrijf het plan hier", PLAN)
    await reader.press("Bewaar ons plan")
    text = await reader.text()
    for told in (PLAN, "De hulp mag", "Wie beslist: wie u heeft verwezen", "Wie keek er in het dossier?"):
        assert told in text, told
    assert "Slaapt slecht" not in text
    assert FIRST_PLAN not in text
    await reader.is_proper()
    async with reader.page.expect_download() as kept:
        await reader.page.get_by_role("link", name="Download het dossier").click()
    package = ZipFile(await (await kept.value).path())
    assert {"index.html", "file.json"} <= set(package.namelist())
    copy = package.read("index.html").decode()
    assert PLAN in copy
    assert FIRST_PLAN in copy
    assert "Slaapt slecht" not in copy
    await reader.follow(reader.page.get_by_role("link", name="Plan van"))
    assert FIRST_PLAN in await reader.text()
    await reader.is_proper()

    desk = await browse(DESK)
    async with house.client() as gateway:
        homes = await gateway.call(DESK, "GET", f"referral/v1/referrals/{referral}/households")
        household = homes.must_be(200).read(Homes).items[0].household
    await desk.open(f"/households/{household}")
    text = await desk.text()
    assert "Het plan van het gezin zelf gaat voor" in text
    assert PLAN in text
    await desk.is_proper()
