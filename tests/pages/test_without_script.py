"""Without any script in the browser: what is sent by a form arrives, and a refusal shows what was typed."""

import re
from datetime import date

import pytest

from wegwijs_cli.demo.policy import today

pytestmark = pytest.mark.browser


async def sent_by(reader, button):
    async with reader.page.expect_navigation():
        await reader.page.get_by_role("button", name=button, exact=True).click()


async def test_a_referral_is_refused_mended_and_sent_and_the_desk_and_a_provider_do_their_work(browse):
    gp = await browse("gp-dalfsen", script=False)
    await gp.open("/refer")
    await gp.fill("Voornaam", "Noah")
    await gp.fill("Achternaam", "Zonderscript")
    await sent_by(gp, "Verstuur de aanmelding")
    assert await gp.page.get_by_role("alert").count() == 1
    assert await gp.page.get_by_label("Voornaam", exact=True).input_value() == "Noah"
    await gp.fill("Geboortedatum", date(today().year - 9, 5, 5).isoformat())
    await gp.choose("Gemeente", "Dalfsen")
    await gp.fill("Hulpvraag", "Slaapt slecht (fictief).")
    await gp.choose("Route", "offerte")
    await sent_by(gp, "Verstuur de aanmelding")
    assert "Uw aanmelding is ontvangen" in await gp.text()

    provider = await browse("provider-esdoorn", script=False)
    await provider.open("/capacity")
    await sent_by(provider, "Bewaar alles")
    assert await provider.page.get_by_role("alert").count() == 0

    region = await browse("region-manager", script=False)
    await region.open("/figures")
    async with region.page.expect_navigation():
        await region.page.locator("main form button[type=submit]").first.click()
    assert re.search(r"/figures\?", region.page.url)
