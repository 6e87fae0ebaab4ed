"""The lists of the desk, the search for a case and the inbox, as their readers use them."""

import json
import re

import pytest
from journey_house import eventually

from wegwijs_cli.bench.submission import PersonSent, ReferralSent
from wirekit.identifiers import uuid7

pytestmark = pytest.mark.browser

FIRST_PAGE_BYTES = 100_000
BSN, BORN = "999997002", "2015-02-03"
FAMILY, CALLED = "Van der Zoek-Bée (fictief)", "Jip Van der Zoek-Bée (fictief)"


async def referred(house, bsn):
    """A question that the desk of Dalfsen has to decide, and of which the practice is told."""
    person = PersonSent(givenName="Jip", familyName=FAMILY, birthDate=BORN, bsn=bsn)
    provider = house.file.organisations["provider-lindehof"].id
    sent = ReferralSent(person=person, municipality="0148", preferredProvider=str(provider))
    async with house.client() as gateway:
        path = "referral/v1/referrals"
        answer = await gateway.call("gp-dalfsen", "POST", path, sent, key=uuid7().hex)
        referral = json.loads(answer.must_be(201).content)["id"]

        async def is_known():
            listed = await gateway.call("access-dalfsen", "GET", "access/v1/requests?limit=100")
            told = await gateway.call("gp-dalfsen", "GET", "referral/v1/messages?order=newest&limit=1")
            return referral in listed.content.decode() and json.loads(told.content)["unread"] > 0

        await eventually(is_known, "the request is at the desk, and the practice has something to read")


def row(reader, text=CALLED):
    return reader.page.locator(".desk-list tbody tr", has_text=text)


@pytest.mark.requirement("NV-12", "NV-01")
async def test_a_worker_takes_what_is_new_from_the_list_finds_the_case_again_and_nobody_else_does(
    house, browse
):
    await referred(house, BSN)
    worker = await browse("access-dalfsen")
    sizes = []
    worker.page.on("requestfinished", lambda request: sizes.append(request))
    await worker.open("/desk?lane=answer-awaited")
    assert "In dit deel van de lijst staat nu niets" in await worker.text()
    await worker.is_proper()
    first = [request for request in sizes if request.resource_type in ("document", "stylesheet", "script")]
    assert len(first) >= 4
    sent = [(await request.sizes())["responseBodySize"] for request in first[:8]]
    assert sum(sent) <= FIRST_PAGE_BYTES, dict(zip([each.url for each in first], sent, strict=False))

    await worker.open("/desk")
    assert "nieuw voor u" in await row(worker).inner_text()
    assert re.search(r"Beslissen: nog \d+ dagen \(uiterlijk", await row(worker).inner_text())
    await worker.is_proper()
    await worker.press(f"Pak op {CALLED}")
    assert worker.page.url.endswith("/desk")
    assert await row(worker).locator("td", has_text=re.compile(r"^\s*u\s*$")).count() == 1
    await worker.follow(worker.page.get_by_role("link", name="Mijn lijst", exact=True))
    await worker.follow(row(worker).get_by_role("link", name=CALLED))
    await worker.open("/desk?mine=true")
    assert "nieuw" not in await row(worker).inner_text()
    await worker.is_proper()

    # Exactly, by name or by number, with the ways that this role can go from there; nothing in the address.
    await worker.open("/find")
    await worker.is_proper()
    await worker.press("Zoek")
    assert await worker.page.get_by_role("alert").count() == 1
    await worker.is_proper()
    await worker.fill("Achternaam", "zoek bee (fictief)")
    await worker.page.get_by_label("Geboortedatum", exact=True).fill(BORN)
    await worker.press("Zoek")
    found = worker.page.locator(".results > li", has_text=CALLED)
    assert await found.get_by_role("link", name="Naar de beslissing").count() == 1
    assert (worker.page.url.endswith("/find"), await worker.page.locator(".results > li").count()) == (
        True,
        1,
    )
    await worker.is_proper()
    for caller in ("access-zwolle", "institution", "gp-kampen"):
        stranger = await browse(caller)
        await stranger.open("/find")
        await stranger.fill("BSN", BSN)
        await stranger.press("Zoek")
        text = await stranger.text()
        assert ("Niets gevonden" in text, "Kijk na of alles precies klopt" in text) == (True, True), caller


async def test_the_bell_counts_what_the_inbox_shows_on_top_until_it_is_read(house, browse):
    await referred(house, "999997014")
    gp = await browse("gp-dalfsen")
    await gp.open("/inbox")
    bell = gp.page.locator("header .bell", has_text="nieuw")
    await bell.wait_for()
    top = gp.page.locator("section.fresh .messages li")
    count = await top.count()
    assert count >= 1
    assert await gp.page.get_by_role("status").first.inner_text() != "Alles is gelezen."
    await gp.is_proper()
    await gp.press("Gelezen tot hier")
    assert "Alles is gelezen." in await gp.text()
    assert await top.count() == 0
    await gp.page.locator("header .bell:not(.unread)").wait_for()
    await gp.is_proper()
