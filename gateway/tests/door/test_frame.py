"""What every page does the same: forms by htmx and without it, the end of a session, the look of a town."""

import httpx
import pytest

HTML = {"Accept": "text/html", "Accept-Language": "en"}
BY_HTMX = {"HX-Request": "true", "HX-Boosted": "true", "Accept": "*/*"}
TYPED = {"question": "Sleeps <badly>", "key": "11111111-1111-4111-8111-111111111111"}


@pytest.fixture
def own(http):
    http.headers.update(HTML | {"Origin": str(http.base_url).rstrip("/")})
    return http


async def sign_in(http):
    await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=True)


async def test_whoever_is_signed_out_while_typing_keeps_what_was_typed_and_can_send_it_again(own):
    assert (await own.post("/refer", data=TYPED)).headers["location"] == "/me", (
        "a stranger typed nothing here"
    )
    own.cookies.set("wegwijs-session", "which-has-ended")
    answer = await own.post("/refer", data=TYPED)
    assert answer.status_code == 401
    assert '<form method="post" hx-boost="true" action="/refer">' in answer.text
    assert f'<input type="hidden" name="key" value="{TYPED["key"]}">' in answer.text
    assert '<input type="hidden" name="question" value="Sleeps &lt;badly&gt;">' in answer.text
    assert "you are signed out" in answer.text
    assert (await own.get("/refer")).headers["location"] == "/me"


async def test_by_htmx_the_page_stays_as_it_is_and_says_so_itself(own):
    answer = await own.post("/refer", data=TYPED, headers=BY_HTMX)
    assert (answer.status_code, answer.content) == (401, b"")
    # So does a part that looks again by itself: it leads nobody away from what stands beside it.
    again = await own.get("/desk", headers={"HX-Request": "true"})
    assert (again.status_code, "hx-redirect" in again.headers) == (401, False)
    assert 'id="signed-out"' in (await own.get("/")).text
    assert 'id="not-sent"' in (await own.get("/")).text


async def test_htmx_is_told_where_a_form_leads_and_a_browser_is_redirected(own, room):
    await sign_in(own)
    by_browser = await own.post("/me/sign-out", data={})
    await sign_in(own)
    by_htmx = await own.post("/me/sign-out", data={}, headers=BY_HTMX)
    assert (by_browser.status_code, by_browser.headers["location"]) == (303, "/me")
    assert (by_htmx.status_code, by_htmx.headers["hx-redirect"]) == (200, "/me")
    assert "location" not in by_htmx.headers


async def test_what_htmx_is_refused_is_a_page_that_can_be_shown(own):
    await sign_in(own)
    refused = await own.get("/nowhere", headers=BY_HTMX)
    assert (refused.status_code, refused.headers["content-type"]) == (404, "text/html; charset=utf-8")


async def test_a_theme_is_a_style_sheet_of_tokens_and_an_unknown_one_is_not_there(start_gateway, regions_dir):
    (regions_dir / "themes.yaml").write_text(
        'themes: {"0148": {accent: "#0a5440", strong: "#063427", ground: "#eef6f2", corner: 2}}'
    )
    async with httpx.AsyncClient(base_url=await start_gateway()) as http:
        told = await http.get("/themes/0148.css")
        assert (told.status_code, told.headers["content-type"]) == (200, "text/css; charset=utf-8")
        assert "--link:#0a5440" in told.text
        assert (await http.get("/themes/0193.css")).status_code == 404


async def test_style_and_script_are_sent_small(http):
    for path in ("/style.css", "/static/page.js"):
        answer = await http.get(path, headers={"Accept-Encoding": "gzip"})
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip"), path
