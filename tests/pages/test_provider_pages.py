"""A provider's own work on pages: what is asked, help begun and ended, what was delivered, and its places."""

import re
from datetime import timedelta

import pytest
from journey_house import eventually

from wegwijs_cli.demo.policy import today

from .test_journeys_on_pages import drive

pytestmark = pytest.mark.browser


@pytest.mark.requirement("NV-22", "IJS-17")
async def test_a_provider_takes_what_is_asked_starts_delivers_and_sends_a_file_that_it_has_to_mend(
    house, browse, tmp_path
):
    async def work(journey):
        provider = await browse("provider-lindehof")
        await provider.open("/placements")
        asked = provider.page.get_by_role("region", name="Wacht op uw antwoord")
        assert re.search(r"Nog \d+ dag", await asked.inner_text())
        await provider.is_proper()
        placement = journey.case("mees").leg("ambulatory").placement
        await provider.follow(asked.locator(f'a[href="/placements/{placement}"]').last)
        await provider.fill("Hulp begint op", today().isoformat())
        await provider.press("Neem aan")
        await provider.is_proper()
        await provider.fill("Eerste dag", today().isoformat())
        await provider.press("Hulp is begonnen")
        await house.is_quiet()

        await provider.open("/deliveries")
        await provider.is_proper()
        link = provider.page.get_by_role("link", name=re.compile("ambulante hulp")).last
        number = (await link.get_attribute("href")).rpartition("/")[2]
        await provider.follow(link)
        assert "nog niets vastgelegd" in await provider.text()
        await provider.press("Leg vast")
        alert = provider.page.get_by_role("alert")
        assert "Op welke dag" in await alert.inner_text()
        await provider.is_proper()
        await provider.choose("Functiegroep", "functiegroep 2: begeleiding hbo")
        await provider.fill("Minuten", "90")
        await provider.fill("Op welke dag", today().isoformat())
        await provider.press("Leg vast")
        row = provider.page.get_by_role("row").nth(1)
        for told in ("1 uur 30", "te betalen"):
            assert told in await row.inner_text(), told
        await provider.is_proper()

        day = today().strftime("%d-%m-%Y")
        file = tmp_path / "maart.csv"
        header = "toewijzing;kenmerk;geleverd op;functiegroep;minuten;uren"
        whole_days = [f"{number};a-{count};{day};group-2;1440;" for count in (2, 3)]
        good = [header, f"{number};a-1;{day};group-2;;1,5", *whole_days]
        wrong = f"{number};a-4;{today() + timedelta(days=1)};groep twee;60;"
        file.write_text("\r\n".join([*good, wrong]), encoding="utf-8-sig")
        await provider.open("/deliveries")
        await provider.page.get_by_label("Bestand").set_input_files(file)
        await provider.press("Leg vast")
        told = provider.page.get_by_role("region", name="Wat er niet klopt in het bestand")
        for part in ("5", "groep twee", "functiegroep:", "mag niet in de toekomst liggen"):
            assert part in await told.inner_text(), part
        await provider.is_proper()
        kept = provider.page.get_by_label("Of de tabel als tekst", exact=True)
        await kept.fill((await kept.input_value()).replace(wrong, ""))
        await provider.press("Probeer zonder op te slaan")
        assert "Dit was een proef: 3 regels" in await provider.text()
        await provider.press("Leg vast")
        outcome = provider.page.get_by_role("region", name="Wat ermee gebeurde")
        for part in ("3 regels zijn vastgelegd", "1 regel wordt aangehouden", "past niet meer onder"):
            assert part in await outcome.inner_text(), part
        await provider.is_proper()
        file.write_text("\r\n".join(good), encoding="utf-8-sig")
        await provider.page.get_by_label("Bestand").set_input_files(file)
        await provider.press("Leg vast")
        assert "3 regels stuurde u al eens" in await provider.text()

        await provider.open(f"/deliveries/{number}")
        assert await provider.page.get_by_role("row").count() == 1 + 4
        await provider.page.get_by_text("Er komt geen regel meer").click()
        await provider.is_proper()

    until = "a provider that is asked sees a profile only"
    await drive(house, "gp-choice-budget", until=until, deed=work, others=121)


@pytest.mark.requirement("IJS-29", "NV-17")
async def test_places_are_kept_row_by_row_as_they_are_typed_and_two_at_once_do_not_overwrite_each_other(
    house, browse
):
    one, other = await browse("provider-lindehof"), await browse("provider-lindehof")
    for each in (one, other):
        await each.open("/capacity")
    await one.is_proper()
    row = one.page.locator("tr[data-row]", has_text="wonen midden").first
    number = await row.get_attribute("data-row")
    said = f"#row-said-{number}"
    await one.page.locator(f"#free-{number}").fill("1")
    await one.page.locator(f"#wait-to-{number}").fill("3 w")
    await one.page.locator(f"#wait-to-{number}").blur()
    await one.page.locator(said, has_text="Bewaard").wait_for()
    await one.is_proper()

    await other.page.locator(f"#free-{number}").fill("4")
    await other.page.locator(f"#free-{number}").blur()
    await other.page.locator(said, has_text="intussen is iets anders opgegeven").wait_for()
    assert "1 van 8" in await other.page.locator(said).inner_text()
    assert "0 tot 21 dagen" in await other.page.locator(said).inner_text()
    await other.is_proper()
    await other.page.locator(f"#free-{number}").fill("many")
    await other.page.locator(f"#free-{number}").blur()
    await other.page.locator(said, has_text="Vrije plaatsen:").wait_for()
    await other.press("Bewaar alles")
    assert "1 regel is niet bewaard" in await other.page.get_by_role("alert").inner_text()
    assert await other.page.locator(f"#free-{number}").input_value() == "many"
    await other.is_proper()

    # A referrer sees it at once, and the profile of this provider shows every level that it has.
    gp = await browse("gp-dalfsen")
    await gp.open("/search?municipality=0148&age=14")
    found = gp.page.locator(".results > li", has_text="Jeugdhulp Lindehof").filter(has_text="wonen midden")
    for told in ("1 van 8", "0 tot 21 dagen"):
        assert told in await found.inner_text(), told
    await gp.follow(found.get_by_role("link", name="Jeugdhulp Lindehof (fictief)"))
    for level in ("wonen midden", "wonen intensief"):
        assert level in await gp.text(), level

    await one.page.context.set_offline(True)
    await one.page.locator(f"#free-{number}").fill("3")
    await one.page.locator(f"#free-{number}").blur()
    await one.page.locator(said, has_text="dit kwam niet bij ons aan").wait_for()
    await one.page.context.set_offline(False)
    await one.page.locator(f"#free-{number}").fill("2")
    await one.page.locator(f"#wait-to-{number}").fill("7")
    await one.page.locator(f"#wait-to-{number}").blur()

    async def is_kept():
        await other.open("/capacity")
        now = [await other.page.locator(f"#{name}-{number}").input_value() for name in ("free", "wait-to")]
        return now == ["2", "7"]

    await eventually(is_kept, "both are kept, so that it is as it was for who comes after")
