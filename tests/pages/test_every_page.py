"""Every page in both languages: axe-core finds nothing, and it fits on a telephone.

With WEGWIJS_PICTURES set, the pages are also kept as pictures in `docs/pages`, for who reads the repository.
"""

import os
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "/": "access-dalfsen",
    "/docs": None,
    "/docs/provider-registry": None,
    "/nowhere": None,
    "/me": "gp-dalfsen",
    "/desk?state=all": "access-dalfsen",
    "/desk?mine=true": "access-dalfsen",
    "/find": "access-dalfsen",
    "/referrals": "gp-dalfsen",
    "/referrals?state=over": "gp-dalfsen",
    "/consultations": "gp-dalfsen",
    "/refer": "gp-dalfsen",
    "/refer?code=08": "access-dalfsen",
    "/refer?code=04": "institution",
    "/inbox": "provider-lindehof",
    "/placements": "provider-lindehof",
    "/waiting": "access-zwolle",
    "/transfers?state=all": "access-zwolle",
    "/quotes?state=all": "provider-lindehof",
    "/deliveries": "provider-lindehof",
    "/deliveries?state=ended": "provider-lindehof",
    "/search": "gp-dalfsen",
    "/search?municipality=0148&age=14&level=regional": "access-dalfsen",
    "/organisations/01930000-0000-7000-8000-000000020004": "gp-dalfsen",
    "/capacity": "provider-esdoorn",
    "/coverage?region=ijsselland": "contract-manager",
    "/figures": "region-manager",
    "/figures?tab=throughput": "access-dalfsen",
    "/on-call": "on-call-worker",
    "/on-call?municipality=0193": "institution",
    "/on-call?municipality=9999": "institution",
    "/wall": "wall-screen",
    "/alarms/new": "crisis-desk",
    "/alarms?state=all": "crisis-desk",
    "/hand-over?region=ijsselland": "crisis-desk",
    "/roster": "roster-planner",
    "/roster?view=week": "on-call-worker",
    "/my-file": "parent-mees",
    "/cases-shared": "safe-home",
    "/emergency": "gp-dalfsen",
    "/emergencies": "privacy-dalfsen",
    "/destructions": "privacy-dalfsen",
    "/destructions/done": "privacy-dalfsen",
    "/log": "auditor",
    "/webhooks": "provider-esdoorn",
    "/handovers": "provider-lindehof",
    "/partnership-requests": "provider-lindehof",
    "/scores?provider=01930000-0000-7000-8000-000000020001": "gp-dalfsen",
    "/called/nobody": None,
    "/cases": "institution",
}


ABOUT_ONE = {
    "request": ("access-zwolle", "/desk", "/desk/"),
    "referral": ("gp-dalfsen", "/referrals", "/referrals/"),
    "file": ("gp-dalfsen", "/referrals", "/file/"),
    "case": ("institution", "/cases", "/cases/"),
    "placement": ("provider-lindehof", "/placements", "/placements/"),
    "quote": ("provider-lindehof", "/quotes", "/quotes/"),
    "delivery": ("provider-lindehof", "/deliveries", "/deliveries/"),
    "own-file": ("parent-mees", "/my-file", "/my-file/"),
}
"""Pages about one thing, of which a picture is made: caller, list, and how the links on it begin."""
PICTURES = Path(__file__).parents[2] / "docs" / "pages"
WIDTHS = 360, 768, 1440
HIGHEST_PICTURE = 2000
"""Pixels."""


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_accessible_and_fits_on_a_telephone(browse, path):
    for language in ("nl", "en"):
        reader = await browse(PAGES[path], language=language)
        await reader.open(path)
        assert await reader.page.locator("html").get_attribute("lang") == language
        assert await reader.page.locator("h1").count() == 1
        await reader.is_proper()
        if language == "nl" and os.environ.get("WEGWIJS_PICTURES"):
            await keep_picture(reader.page, name_of(path))


@pytest.mark.long
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_in_every_theme_and_width(browse, path, language):
    reader = await browse(PAGES[path], language=language)
    await reader.open(path)
    await reader.is_proper(WIDTHS)


def test_every_page_has_a_picture_in_the_documentation():
    """Made by this run with WEGWIJS_PICTURES=1; looked at by people, so they are not compared."""
    told = (PICTURES / "README.md").read_text(encoding="utf-8")
    for name in (*map(name_of, PAGES), *ABOUT_ONE):
        picture = f"{name}.png"
        assert f"({picture})" in told, name
        assert (PICTURES / picture).stat().st_size > 0


if os.environ.get("WEGWIJS_PICTURES"):

    @pytest.mark.parametrize("name", ABOUT_ONE)
    async def test_a_picture_of_a_page_about_one_thing(browse, name):
        caller, listed, begins = ABOUT_ONE[name]
        reader = await browse(caller)
        await reader.open(listed)
        for start in dict.fromkeys((f"{listed}/", begins)):
            link = reader.page.locator(f"main a[href^='{start}']:not([href$='new'])").first
            if begins != start or await link.count():
                await reader.follow(link)
        await keep_picture(reader.page, name)


async def keep_picture(page, name):
    """Of the page as it is at a desk, but for what comes after the first screens of a long one."""
    height = await page.evaluate("document.documentElement.scrollHeight")
    shown = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": min(height, HIGHEST_PICTURE)}
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=True, clip=shown)


def name_of(path: str) -> str:
    """Of its picture: the address without what differs from day to day."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "start"


async def test_the_pages_are_shown_in_noto_sans_and_with_the_components_of_the_packages(browse):
    reader = await browse("gp-dalfsen")
    await reader.open("/on-call")
    fonts = await reader.page.evaluate("document.fonts.ready.then(f => [...f].map(x => x.family + x.status))")
    assert any("Noto Sans" in font and "loaded" in font for font in fonts)
    button = reader.page.get_by_role("button", name="Toon wie dienst heeft")
    ground = await button.evaluate("each => getComputedStyle(each).backgroundColor")
    assert ground not in ("rgba(0, 0, 0, 0)", "rgb(239, 239, 239)")


async def test_on_paper_stands_what_the_page_says_and_nothing_to_press(browse):
    reader = await browse("access-zwolle")
    await reader.open("/search?municipality=0193&age=14")
    await reader.page.emulate_media(media="print")
    assert await reader.page.locator("h1").is_visible()
    for left_out in ("header", "footer", "form", "nav"):
        assert await reader.page.locator(left_out).filter(visible=True).count() == 0, left_out


async def test_a_theme_is_that_of_the_municipality_of_who_is_signed_in(browse):
    colours = {}
    for caller in ("access-dalfsen", "access-zwolle", "access-ommen"):
        reader = await browse(caller)
        await reader.open("/find")
        button = reader.page.locator("main button[type=submit]").first
        colours[caller] = await button.evaluate("each => getComputedStyle(each).backgroundColor")
    assert len(set(colours.values())) == 3, colours


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
    reader.wrong.clear()  # the identity provider ends its own session, at its own address
    await reader.open("/desk")
    assert reader.page.url.endswith("/me")
    await reader.is_proper()
