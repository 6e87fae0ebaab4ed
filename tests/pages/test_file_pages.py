"""The file of a young person on pages: each section as the desk keeps it, and the lists beside the files."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser

DESK, OFFICER, PARTNER = "access-dalfsen", "privacy-dalfsen", "safe-home"
MOTHER = "Anna Voorbeeld (fictief)"


async def a_referral(house: Any, others: int) -> str:
    """Of a child whom a GP has just referred."""
    refers = house.journey("gp-choice-budget")
    refers = refers.model_copy(update={"steps": refers.steps[1:2]})
    async with house.client() as gateway:
        return str((await house.drive(gateway, refers, others=others)).referrals["mees"])


class OnPages:
    """A reader who goes from section to section."""

    def __init__(self, reader: Any, at: str = "") -> None:
        self.reader, self.page, self._at = reader, reader.page, at

    async def open(self, path: str) -> None:
        assert await self.reader.open(self._at + path) == 200

    async def give(self, act: str, filled: dict[str, str] | None = None) -> None:
        """Unfold the form of an act, fill it in and send it; the first one of that name on the page."""
        form = (
            self.page.locator("details.further").filter(has=self.page.locator("summary", has_text=act)).first
        )
        if await form.get_attribute("open") is None:
            await form.locator("summary").click()
        for label, text in (filled or {}).items():
            field = form.get_by_label(label, exact=True)
            if await field.evaluate("each => each.tagName") == "SELECT":
                await field.select_option(label=text)
            else:
                await field.fill(text)
        await self.reader.follow(form.get_by_role("button", name=act, exact=True))

    async def tells(self, *texts: str) -> None:
        shown = await self.reader.text()
        for text in texts:
            assert text in shown, f"{text!r} is not in {shown}"


@pytest.mark.requirement("NV-08")
async def test_the_desk_keeps_people_consent_secrecy_and_partners_of_one_file(house, browse):
    referral = await a_referral(house, 143)
    reader = await browse(DESK)
    file = OnPages(reader, f"/file/{referral}")
    await file.open("")
    await file.tells("Mensen en gezag", "Toestemming", "Geheimhouding", "Naar de aanmelding")
    assert await reader.page.get_by_role("link", name="Niet vernietigen").count() == 0
    await reader.is_proper()
    await file.open("/people")
    await file.tells("Voeg eerst de ouders toe")
    await file.give("Voeg iemand toe", {"Naam": MOTHER})
    await file.tells("Soort: ontbreekt", "Heeft gezag: ontbreekt")
    assert await reader.page.get_by_label("Naam", exact=True).input_value() == MOTHER
    await reader.is_proper()
    await file.give("Voeg iemand toe", {"Soort": "ouder", "Heeft gezag": "ja", "Wie dit zei": "een ouder"})
    await file.tells(MOTHER, "ouder")
    await file.open("/consents")
    await file.give("Vraag om toestemming", {"Waarvoor": "plan delen", "Wie": MOTHER})
    await file.give("Leg het antwoord vast", {"Antwoord": "ja gezegd"})
    await file.tells(f"plan delen, {MOTHER}", "ja gezegd")
    await reader.is_proper()
    await file.open("/secrecy")
    await file.tells("Er is niets geheim")
    await file.give("Houd het geheim", {"Reden": "geheime plaatsing"})
    await file.give("Hef de geheimhouding op", {"Reden": "niet meer nodig"})
    await file.tells("geheime plaatsing", "opgeheven")
    await file.open("/partners")
    task = {"Organisatie": "Veilig Thuis De Linie (fictief)", "Doel": "Meekijken (fictief)."}
    task |= {"Contactpersoon": "L. Luister (fictief)", "Telefoon": "+31880000099"}
    today = await reader.page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Europe/Amsterdam'})")
    await file.give("Voeg een partner toe", task | {"Eerste dag": today, "Laatste dag": today})
    await file.tells("Veilig Thuis De Linie", "Meekijken (fictief).")
    for section in ("/letters", "/closed", "/stops", "/corrections", "/contact", "/erasure"):
        await file.open(section)
    partner = OnPages(await browse(PARTNER))
    await partner.open("/cases-shared")
    await partner.reader.follow(partner.page.get_by_role("link", name="Open de zaak").last)
    await partner.tells("Gedeelde zaak", "Meekijken (fictief).", "Er is hulp")
    await partner.reader.is_proper()


async def test_a_file_opened_in_an_emergency_is_judged_and_held_and_stands_in_the_log(house, browse):
    referral = await a_referral(house, 144)
    door = OnPages(await browse("crisis-desk"))
    await door.open("/emergency")
    await door.give("Open het dossier", {"Reden": "Acuut gevaar vannacht (fictief)."})
    await door.tells("BSN")
    assert await door.page.get_by_role("alert").count() == 1
    await door.reader.is_proper()
    await door.give("Open het dossier", {"Aanmelding": referral})
    await door.tells("Het dossier is open", "Wat u nu kunt lezen")
    officer = OnPages(await browse(OFFICER))
    await officer.open("/emergencies")
    await officer.give("Beoordeel", {"Terecht": "ja", "Oordeel": "Het kon niet wachten (fictief)."})
    await officer.tells("Acuut gevaar vannacht (fictief).", "Het kon niet wachten (fictief).")
    await officer.reader.is_proper()
    await officer.open(f"/file/{referral}/holds")
    await officer.tells("Niets houdt de vernietiging tegen")
    await officer.give(
        "Houd het dossier vast", {"Soort": "klacht", "Reden": "Klacht van een ouder (fictief)."}
    )
    await officer.give("Laat het dossier los")
    await officer.tells("klacht", "opgeheven")
    for path in ("/destructions", "/destructions/done", f"/file/{referral}/refusals"):
        await officer.open(path)
    await officer.open("/log")
    await officer.page.get_by_label("Wat er gebeurde", exact=True).select_option(label="gelezen")
    await officer.reader.press("Toon")
    await officer.tells("Logboek", "functionaris gegevensbescherming")
    await officer.reader.is_proper()


async def test_an_address_for_messages_is_made_paused_and_taken_away(house, browse):
    own = OnPages(await browse("provider-lindehof"))
    await own.open("/webhooks")
    await own.tells("Er is nog geen adres")
    await own.give("Voeg een adres toe", {"Adres": "geen adres"})
    assert await own.page.get_by_role("alert").count() == 1
    await own.give("Voeg een adres toe", {"Adres": "https://example.com/wegwijs"})
    await own.tells("Geheim voor de handtekening", "het wordt maar één keer getoond")
    await own.reader.is_proper()
    await own.open("/webhooks")
    await own.give("Stop met sturen")
    await own.tells("gepauzeerd")
    await own.give("Verwijder dit adres")
    await own.tells("Er is nog geen adres")
