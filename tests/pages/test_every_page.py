"""Every page in both languages: axe-core finds nothing, and it fits on a telephone."""

import re

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "/": "access-dalfsen",
    "/docs": None,
    "/docs/provider-registry": None,
    "/nowhere": None,
    "/me": "gp-dalfsen",
    "/desk?state=all": "access-dalfsen",
    "/referrals": "gp-dalfsen",
    "/refer": "gp-dalfsen",
    "/refer?code=08": "access-dalfsen",
    "/refer?code=04": "institution",
    "/inbox": "provider-lindehof",
    "/placements": "provider-lindehof",
    "/waiting": "access-zwolle",
    "/transfers?state=all": "access-zwolle",
    "/quotes?state=all": "provider-lindehof",
    "/search": "gp-dalfsen",
    "/search?municipality=0148&age=14&level=regional": "access-dalfsen",
    "/organisations/01930000-0000-7000-8000-000000020004": "gp-dalfsen",
    "/capacity": "provider-esdoorn",
    "/coverage?region=ijsselland": "contract-manager",
    "/on-call": "on-call-worker",
    "/on-call?municipality=0193": "institution",
    "/on-call?municipality=9999": "institution",
    "/wall": "wall-screen",
    "/alarms/new": "crisis-desk",
    "/alarms?state=all": "crisis-desk",
    "/hand-over?region=ijsselland": "crisis-desk",
    "/my-file": "parent-mees",
    "/called/nobody": None,
}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_accessible_and_fits_on_a_telephone(browse, path, language):
    reader = await browse(PAGES[path], language=language)
    await reader.open(path)
    assert await reader.page.locator("html").get_attribute("lang") == language
    assert await reader.page.locator("h1").count() == 1
    await reader.is_proper()


async def test_the_pages_are_shown_in_noto_sans_and_with_the_components_of_the_packages(browse):
    reader = await browse("gp-dalfsen")
    await reader.open("/on-call")
    fonts = await reader.page.evaluate("document.fonts.ready.then(f => [...f].map(x => x.family + x.status))")
    assert any("Noto Sans" in font and "loaded" in font for font in fonts)
    button = reader.page.get_by_role("button", name="Toon wie dienst heeft")
    ground = await button.evaluate("each => getComputedStyle(each).backgroundColor")
    assert ground not in ("rgba(0, 0, 0, 0)", "rgb(239, 239, 239)")


async def test_a_language_once_chosen_stays_from_page_to_page(browse):
    reader = await browse("access-zwolle")
    await reader.open("/me")
    await reader.follow(reader.page.get_by_role("link", name="English"))
    await reader.follow(reader.page.get_by_role("link", name="Access desk", exact=True))
    assert await reader.page.locator("html").get_attribute("lang") == "en"
    assert await reader.page.locator("h1").inner_text() == "Requests at the access desk"


async def test_whoever_signs_out_must_choose_again(browse):
    reader = await browse("access-zwolle", anew=True)
    await reader.press("Afmelden")
    await reader.page.wait_for_url(re.compile("/me$"))
    await reader.open("/desk")
    assert reader.page.url.endswith("/me")
    await reader.is_proper()
