"""The register on pages: search, say how many places there are, see what a region lacks. One story each."""

import pytest

pytestmark = pytest.mark.browser

KOMPAS, LINDEHOF, ESDOORN = "Praktijk Kompas (fictief)", "Jeugdhulp Lindehof (fictief)", "Beschermd adres"


def result(reader, text):
    return reader.page.locator(".results > li", has_text=text)


@pytest.mark.requirement("ZHZ-14", "IJS-29")
async def test_a_referrer_finds_who_can_help_how_soon_and_why_and_reads_the_profile(house, browse):
    gp = await browse("gp-dalfsen")
    assert await gp.open("/search") == 200
    await gp.page.get_by_label("Gemeente", exact=True).select_option("0148")
    await gp.fill("Leeftijd", "14")
    await gp.page.get_by_label("opvoeden en opgroeien").check()
    await gp.press("Zoek")
    living = result(gp, LINDEHOF).filter(has_text="wonen midden")
    text = await living.inner_text()
    for told in ("leefgroep", "De Linde (fictief)", "km", "0 tot 7 dagen", "2 van 8", f"door {LINDEHOF}"):
        assert told in text, told
    assert "voor een andere leeftijd" in await gp.text()
    assert await gp.page.get_by_label("Leeftijd", exact=True).input_value() == "14"
    assert ESDOORN not in await gp.text()

    await gp.follow(gp.page.get_by_role("link", name="leefgroep (2)"))
    assert await gp.page.locator(".results > li").count() == 2
    await gp.follow(living.get_by_role("link", name=LINDEHOF))
    text = await gp.text()
    for told in ("jeugdhulpaanbieder", "wonen midden", "wonen intensief", "Traumasensitief.", "van kracht"):
        assert told in text, told

    await gp.open("/search?municipality=0148&age=14&language=ti")
    assert "offerte" in await gp.page.locator(".utrecht-alert--info").inner_text()
    await gp.open("/search?municipality=0148&age=99")
    assert "Leeftijd" in await gp.page.get_by_role("alert").inner_text()
    await gp.is_proper()


@pytest.mark.requirement("NV-17")
async def test_a_provider_says_how_many_places_there_are_and_a_referrer_reads_it_at_once(
    house, browse, tmp_path
):
    provider = await browse("provider-kompas")
    assert await provider.open("/capacity") == 200
    await provider.follow(provider.page.get_by_role("link", name="Lezen met Kompas (fictief)"))
    await provider.choose("Status", "plaats")
    await provider.fill("Vrije plaatsen", "30")
    await provider.fill("Plaatsen in totaal", "12")
    await provider.press("Geef dit op")
    assert "Vrije plaatsen" in await provider.page.get_by_role("alert").inner_text()
    assert await provider.page.get_by_label("Vrije plaatsen", exact=True).input_value() == "30"
    await provider.is_proper()
    await provider.fill("Vrije plaatsen", "9")
    await provider.press("Geef dit op")
    row = provider.page.locator("tr[data-row]")

    async def free():
        return await row.get_by_label("Vrije plaatsen, Lezen met Kompas (fictief)").input_value()

    assert await free() == "9"

    number = await row.locator("code").inner_text()
    header = "enrolment,status,freePlaces,mostPlaces,waitFromDays,waitToDays"
    await provider.fill("Of de tabel als tekst", f"{header}\n{number},capacity,11,12,2,4\nnobody,none,,,,")
    await provider.press("Probeer zonder op te slaan")
    report = await provider.page.get_by_role("region", name="Wat ermee gebeurde").inner_text()
    for told in ("Dit was een proef", "1 goed", "1 geweigerd"):
        assert told in report, told
    assert await free() == "9", "a trial stores nothing"
    await provider.is_proper()
    table = tmp_path / "places.csv"
    table.write_text(f"{header}\r\n{number},capacity,11,12,2,4\r\n", encoding="utf-8-sig")
    await provider.page.get_by_label("Bestand").set_input_files(table)
    await provider.press("Sla op")
    assert "De goede regels zijn opgeslagen" in await provider.text()

    gp = await browse("gp-kampen")
    await gp.open("/search?municipality=0175&age=9&form=dyslexia")
    text = await result(gp, KOMPAS).inner_text()
    for told in ("11 van 12", "2 tot 4 dagen", f"door {KOMPAS}"):
        assert told in text, told


@pytest.mark.requirement("IJS-39", "GRO-12")
async def test_a_contract_manager_sees_which_municipality_has_nobody_in_words_table_and_picture(
    house, browse
):
    manager = await browse("contract-manager")
    assert await manager.open("/coverage?region=ijsselland") == 200
    gaps = await manager.page.locator(".gaps").inner_text()
    assert "behandelbed: nergens in de regio iemand" in gaps
    assert "leefgroep: niemand voor" in gaps
    picture = manager.page.get_by_role("img", name="De dekking als plaat")
    rows, columns = manager.page.locator("tbody tr"), manager.page.locator("thead th")
    cells = await rows.count() * (await columns.count() - 1)
    assert await picture.locator("rect").count() == cells
    nobody = await manager.page.locator("tbody").get_by_text("niemand", exact=True).count()
    assert await picture.locator("rect.nobody").count() == nobody > 0
    assert "voorbeeldcijfers" in await manager.text()
