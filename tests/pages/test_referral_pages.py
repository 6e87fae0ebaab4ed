"""The closed loop on pages: somebody refers, is answered, and the one who referred sees it."""

import re
from datetime import timedelta

import pytest
from journey_house import eventually

from wegwijs_cli.demo.policy import today

pytestmark = pytest.mark.browser

LINDEHOF = "Jeugdhulp Lindehof (fictief)"


async def refer(gp, *, name="Teun", budget="", safe=True):
    """On the page, with the six fields of a GP and whom the family prefers; gives the referral's page."""
    assert await gp.open("/refer") == 200
    await gp.fill("Voornaam", name)
    await gp.fill("Achternaam", "Gezocht")
    await gp.fill("Geboortedatum", (today() - timedelta(days=9 * 366)).isoformat())
    await gp.choose("Gemeente", "Dalfsen")
    await gp.fill("Hulpvraag", "Slaapt slecht en durft niet naar school (fictief).")
    await gp.choose("Route", "keuzebudget")
    if not safe:
        await gp.page.get_by_label("De jeugdige is nu niet veilig").check()
    await gp.page.get_by_text("Voorkeur voor een aanbieder, met wachttijden").click()
    await gp.press("Toon wie kan helpen en hoe snel")
    offer = gp.page.locator(".offers label", has_text=LINDEHOF).first
    await offer.get_by_role("radio").check()
    if budget:
        await gp.page.get_by_text("Meer, als u het weet").click()
        await gp.choose("Keuzebudget", budget)


@pytest.mark.requirement("HLM-07", "NV-13")
async def test_a_gp_refers_on_the_page_the_provider_accepts_on_the_page_and_the_gp_sees_it(house, browse):
    gp = await browse("gp-dalfsen")
    assert await gp.open("/refer") == 200
    required = gp.page.locator("form[action='/refer'] .utrecht-form-field:not(details *)")
    assert "6 velden zijn genoeg" in await gp.text()
    assert "Jeugdwet" in await required.first.inner_text()
    await gp.is_proper()
    await gp.press("Verstuur de aanmelding")
    alert = gp.page.get_by_role("alert")
    for field in ("Voornaam", "Gemeente", "Hulpvraag", "Route"):
        assert await alert.get_by_role("link", name=re.compile(f"^{field}:")).count() == 1, field
    await gp.is_proper()

    await refer(gp)
    for told in ("Wachttijd", "Vrije plaatsen", "dagen"):
        assert told in await gp.page.locator(".offers").inner_text(), told
    await gp.is_proper()
    await gp.press("Verstuur de aanmelding")  # by a budget of nobody: the room says which may be chosen
    assert await gp.page.get_by_role("alert").count() == 1
    assert await gp.page.get_by_label("Achternaam", exact=True).input_value() == "Gezocht"
    await gp.choose("Keuzebudget", "kort traject")
    await gp.press("Verstuur de aanmelding")
    assert "Uw aanmelding is ontvangen" in await gp.text()
    referral = gp.page.url.split("/")[-2]
    await gp.is_proper()

    async def asked_of_lindehof():
        await gp.open(f"/referrals/{referral}")
        return "Gevraagde aanbieders" in await gp.text()

    await eventually(asked_of_lindehof, "the preferred provider is asked")
    text = await gp.text()
    for told in ("Teun Gezocht", "Slaapt slecht", "gevraagd", "Wat er gebeurde", "Toestemming"):
        assert told in text, told
    await gp.is_proper()

    provider = await browse("provider-lindehof")
    assert await provider.open("/placements") == 200
    row = provider.page.locator("main :is(li, tr, article)", has_text=referral[-6:])
    await provider.is_proper()
    await provider.follow(row.get_by_role("link").first)
    text = await provider.text()
    assert "Teun" not in text
    assert "Dalfsen" in text
    await provider.is_proper()
    await provider.choose("Waarover", "praktisch")
    await provider.fill("Uw vraag", "Op welke dagen kan het gezin? (fictief)")
    await provider.press("Stel eerst een vraag")
    assert "Op welke dagen" in await provider.text()

    await gp.open(f"/referrals/{referral}")
    assert "Op welke dagen" in await gp.text()
    await gp.is_proper()
    await gp.fill("Uw antwoord", "Dinsdag en woensdag (fictief).")
    await gp.press("Beantwoord")
    assert "Dinsdag en woensdag" in await gp.text()

    asked = provider.page.url
    await provider.open(asked.removeprefix(house.running.gateway))
    assert "Dinsdag en woensdag" in await provider.text()
    await provider.press("Neem aan")
    assert await provider.page.get_by_role("alert").get_by_role("link").count() == 1
    await provider.is_proper()
    await provider.fill("Hulp begint op", today().isoformat())
    await provider.press("Neem aan")
    text = await provider.text()
    for told in ("Teun Gezocht", "Slaapt slecht", "aangenomen"):
        assert told in text, told
    await provider.fill("Dag van het contact", today().isoformat())
    await provider.press("Leg het eerste contact vast")
    await provider.fill("Eerste dag", today().isoformat())
    await provider.press("Hulp is begonnen")
    assert "hulp loopt" in await provider.text()
    await provider.is_proper()

    await gp.open(f"/referrals/{referral}")
    text = await gp.text()
    for told in ("aangenomen door de aanbieder", "eerste contact", "hulp is gestart"):
        assert told in text, told
    await tells_its_story_once(gp, provider, referral)
    assert await gp.open("/inbox") == 200
    await gp.is_proper()


async def tells_its_story_once(gp, provider, referral):
    """One intake, which whoever helps reads and adds to; a second one is not even asked (HLM-07)."""
    await gp.page.get_by_text("Leg de intake vast").click()
    await gp.fill("Wat het gezin vertelde", "Sinds de verhuizing slaapt hij slecht (fictief).")
    await gp.press("Leg vast")
    for reader in (gp, provider):
        assert await reader.open(f"/referrals/{referral}") == 200
        assert "Sinds de verhuizing" in await reader.text()
        assert await reader.page.get_by_text("Leg de intake vast").count() == 0
        await reader.is_proper()
    await provider.page.get_by_text("Voeg iets toe").click()
    await provider.fill("Wat het gezin vertelde", "Op school gaat het beter (fictief).")
    await provider.press("Leg vast")
    await gp.open(f"/referrals/{referral}")
    assert "Op school gaat het beter" in await gp.text()


@pytest.mark.requirement("NV-11")
async def test_the_plan_of_a_household_has_one_director_and_takes_a_goal(house, browse):
    gp = await browse("gp-dalfsen")
    await refer(gp, name="Pien", budget="kort traject", safe=False)
    await gp.press("Verstuur de aanmelding")
    assert await gp.page.get_by_role("alert").locator("a[href^='tel:']").count() > 0, "not safe: the numbers"
    await gp.is_proper()
    await gp.follow(gp.page.get_by_role("link", name="Volg deze aanmelding"))
    await gp.follow(gp.page.get_by_role("link", name="Plan van het huishouden"))
    text = await gp.text()
    for told in ("Toegang Dalfsen", "Pien Gezocht", "Er zijn nog geen doelen."):
        assert told in text, told
    await gp.is_proper()
    await gp.fill("Doel", "Elke dag naar school (fictief).")
    await gp.press("Voeg dit doel toe")
    assert await gp.page.get_by_label("Doel", exact=True).input_value() == "Elke dag naar school (fictief)."
    await gp.is_proper()
    await gp.choose("Leefgebied", "school")
    await gp.press("Voeg dit doel toe")
    assert "we werken eraan" in await gp.text()
    await gp.is_proper()
