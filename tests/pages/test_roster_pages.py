"""The roster planner on pages: gaps in red before they are there, and every change by form."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from wegwijs_cli.demo.callers import CallerName
from wegwijs_cli.demo.roster import plan_duty_line
from wegwijs_cli.demo.scenarios import WorkerListed

pytestmark = pytest.mark.browser

PLANNER, STAPHORST = "roster-planner", "0180"
KIM, JO = "Kim Beddema (fictief)", "Jo Invaller (fictief)"


def section(reader, name):
    return reader.page.locator(f'section[aria-labelledby="{name}"]')


async def open_up(reader, name, summary):
    await section(reader, name).locator("summary", has_text=summary).first.click()


async def press_in(reader, place, button):
    await reader.follow(place.get_by_role("button", name=button, exact=True).first)


async def at(place, label, day, clock):
    await place.get_by_label(f"{label}: dag", exact=True).fill(day)
    await place.get_by_label(f"{label}: tijd", exact=True).fill(clock)


@pytest.mark.requirement("IJS-33")
async def test_a_planner_sees_each_gap_in_red_before_a_plan_is_saved_and_what_was_typed_stays(house, browse):
    planner = await browse(PLANNER)
    assert await planner.open("/roster") == 200
    await open_up(planner, "new-line", "Maak een lijn")
    new = section(planner, "new-line")
    await new.get_by_label("Soort lijn").select_option(label="coördinatie crisisbedden")
    await new.get_by_label("Naam in het Engels").fill("Beds at night (fictitious)")
    await new.get_by_label("Staphorst", exact=True).check()
    await new.get_by_label("Crisisdienst De Brug (fictief)").check()
    await planner.press("Maak deze lijn")
    assert "Naam in het Nederlands" in await new.get_by_role("alert").inner_text()
    assert await new.get_by_label("Staphorst", exact=True).is_checked()
    await new.get_by_label("Naam in het Nederlands").fill("Nachtbedden (fictief)")
    await planner.press("Maak deze lijn")
    assert "te weinig mensen (0 van de 1)" in await section(planner, "weeks").inner_text()

    await open_up(planner, "workers", "Voer een medewerker in")
    workers = section(planner, "workers")
    await workers.get_by_label("Naam", exact=True).last.fill("Ada Nacht (fictief)")
    await workers.get_by_label("Telefoon op het werk", exact=True).last.fill("088 000 00 61")
    await planner.press("Voer in")
    assert "088 000 00 61" in await workers.inner_text()

    await planner.follow(planner.page.get_by_role("link", name="Maak een nieuw plan"))
    layer = planner.group("Laag 1")
    await layer.get_by_label("Naam van de laag", exact=True).fill("nacht")
    await layer.get_by_label("Eenheid", exact=True).select_option(label="weken")
    await at(layer, "Eerste wissel", "2026-01-05", "20:00")
    await layer.get_by_label("1", exact=True).select_option(label="Ada Nacht (fictief)")
    await planner.press("Kijk eerst")
    preview = section(planner, "preview")
    assert "Geen gaten" in await preview.inner_text()
    await preview.locator("summary", has_text="Uren per persoon").click()
    hours = await planner.page.get_by_role("region", name="Uren per persoon").inner_text()
    assert "Ada Nacht (fictief)" in hours
    await planner.press("Sla op")
    assert "Geen gaten" in await section(planner, "weeks").inner_text()

    await planner.follow(planner.page.get_by_role("link", name="Maak een nieuw plan"))
    await layer.locator("summary").click()
    for day in ("zaterdag", "zondag"):
        await layer.get_by_label(day, exact=True).first.check()
    await layer.get_by_label("Van", exact=True).first.fill("20:00")
    await layer.get_by_label("Tot en zonder", exact=True).first.fill("08:00")
    await planner.press("Sla op")
    assert "genoeg mensen" in await planner.page.get_by_role("alert").inner_text()
    reds = preview.locator("li.red")
    assert re.search(r"Rang 1: .* 08:00 tot .* 20:00, 0 van de 1 mensen", await reds.nth(1).inner_text())
    colour = await reds.first.evaluate("each => getComputedStyle(each).color")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    assert red > 2 * max(green, blue)
    assert await layer.get_by_label("zondag", exact=True).first.is_checked()
    await planner.is_proper()
    await planner.fill("Waarom", "Doordeweeks is er geen vraag (fictief).")
    await planner.page.get_by_label("Ik heb de gaten gezien en sla toch op").check()
    await planner.press("Sla op")
    assert "Gaten in het rooster" in await section(planner, "weeks").inner_text()


@pytest.mark.requirement("IJS-33")
async def test_every_change_of_a_roster_is_a_form(house, browse):
    listed = house.file.duty_lines[1]
    name = CallerName(nl="Dagbedden (fictief)", en="Beds by day (fictitious)")
    workers = {**listed.workers, "jo": WorkerListed(name=JO, telephone="+31880000062")}
    changed = {"name": name, "municipalities": (STAPHORST,), "workers": workers}
    async with house.client() as gateway:
        assert await plan_duty_line(gateway, house.file, listed.model_copy(update=changed))
        again = await plan_duty_line(gateway, house.file, listed.model_copy(update=changed))
        assert not again, "what is planned stays"

    planner = await browse(PLANNER)
    await planner.open("/roster")
    await planner.choose("Dienstlijn", name.nl)
    await planner.press("Toon het rooster")
    days = section(planner, "weeks").locator(".shifts tbody tr")
    assert KIM in await days.first.inner_text()

    takeover = section(planner, "takeover")
    await takeover.get_by_label("Wie dienst krijgt").select_option(label=JO)
    await planner.press("Neem de dienst nu over")
    assert JO in await days.first.inner_text()

    later = (datetime.now(UTC) + timedelta(days=15)).date().isoformat()
    override = section(planner, "override")
    await open_up(planner, "override", "Vervang iemand")
    await override.get_by_label("Soort wijziging").select_option(label="weghalen")
    await override.get_by_label("Wie nu op het rooster staat").select_option(label=KIM)
    await at(override, "Vanaf", later, "12:00")
    await at(override, "Tot", later, "13:00")
    red = override.locator(".shifts li.red")
    await red.wait_for()
    assert "12:00–13:00 te weinig mensen" in await red.inner_text(), "in red before anything is pressed"
    await planner.is_proper()
    await press_in(planner, override, "Kijk eerst")
    assert "12:00–13:00 te weinig mensen" in await red.first.inner_text()
    await press_in(planner, override, "Sla op")
    assert "genoeg mensen" in await override.get_by_role("alert").inner_text()
    await override.get_by_label("Soort wijziging").select_option(label="vervangen")
    await override.get_by_label("Wie dienst krijgt").select_option(label=JO)
    await press_in(planner, override, "Sla op")
    assert f"{JO} in plaats van {KIM}" in await override.inner_text()
    replaced = override.locator("tbody tr").filter(has_text="door de planner")
    await press_in(planner, replaced, "Trek in")
    assert "ingetrokken" in await replaced.inner_text()

    await open_up(planner, "swaps", "Bied een dienst aan")
    swaps = section(planner, "swaps")
    given = swaps.get_by_label("Dienst die u aanbiedt").locator("option", has_text=KIM).last
    await swaps.get_by_label("Dienst die u aanbiedt").select_option(value=await given.get_attribute("value"))
    await press_in(planner, swaps, "Bied aan")
    asked = section(planner, "asked")
    assert "1 ruilverzoek wacht op uw antwoord" in await asked.inner_text()
    await press_in(planner, swaps, "Trek het aanbod in")
    assert await asked.count() == 0
    await open_up(planner, "swaps", "Bied een dienst aan")
    await swaps.get_by_label("Dienst die u aanbiedt").select_option(value=await given.get_attribute("value"))
    await press_in(planner, swaps, "Bied aan")
    await asked.get_by_role("link").click()
    await swaps.get_by_label("Wie dienst krijgt").select_option(label=JO)
    await press_in(planner, swaps, "Neem aan")
    assert "Er wordt geen dienst aangeboden" in await swaps.inner_text()
    assert "door ruil" in await override.inner_text()

    kim = planner.page.locator("article", has=planner.page.get_by_role("heading", name=KIM))
    await kim.locator("summary", has_text="Meld afwezig").click()
    await at(kim, "Vanaf", later, "09:00")
    await at(kim, "Tot", later, "17:00")
    await kim.get_by_label("Wie vervangt").select_option(label=JO)
    await press_in(planner, kim, "Meld afwezig")
    assert f"vervangen door {JO}" in await kim.inner_text()

    await open_up(planner, "change-line", "Wijzig de naam")
    line = section(planner, "change-line")
    assert await line.get_by_label("Staphorst", exact=True).is_checked()
    await line.get_by_label("Naam in het Nederlands").fill("")
    await press_in(planner, line, "Sla op")
    assert "Naam in het Nederlands" in await line.get_by_role("alert").inner_text()
    await line.get_by_label("Naam in het Nederlands").fill("Bedden overdag (fictief)")
    await press_in(planner, line, "Sla op")
    assert await planner.page.get_by_role("heading", name="Bedden overdag (fictief)").count() == 1

    await planner.follow(planner.page.get_by_role("link", name="Toon één week"))
    assert await days.count() == 1
    await planner.press("Maak een adres")
    address = await planner.page.get_by_role("status").locator("code").inner_text()
    card = await planner.page.get_by_role("link", name="Roosterkaart").get_attribute("href")
    printed = await planner.page.request.get(house.running.gateway + card)
    assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
    async with httpx.AsyncClient(base_url=house.running.gateway, trust_env=False) as http:
        calendar = await http.get(address)
    assert (calendar.status_code, calendar.text[:15]) == (200, "BEGIN:VCALENDAR")
    await planner.open(f"{planner.page.url.removeprefix(house.running.gateway).replace('/feed', '')}?lang=en")
    await planner.is_proper()
