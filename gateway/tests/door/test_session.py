"""Who is signed in: a number in a cookie, tokens that never leave the gateway, and an end."""

import secrets

import httpx
import pytest

from gateway.regions import DemoCaller, Named
from gateway.session import COOKIE, ENDS_BEFORE_TOKEN_SECONDS, Sessions, Tokens

from .conftest import IN_PRODUCTION
from .provider import ID_TOKEN

HTML = {"Accept": "text/html", "Accept-Language": "en"}
CALLER = DemoCaller(id="gp", role="general-practitioner", name=Named(nl="huisarts", en="GP"))
PAGES_OF_WHO_IS_SIGNED_IN = ["/desk", "/referrals", "/quotes", "/on-call"]
EMPTY_PAGE = {"items": [], "next": None}
FOR_100_SECONDS = Tokens(access_token="token", expires_in=100, refresh_token="again")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_session_ends_before_its_token_does():
    clock = Clock()
    sessions = Sessions(clock=clock)
    session = sessions.begin(CALLER, FOR_100_SECONDS)
    clock.now = 99.0 - ENDS_BEFORE_TOKEN_SECONDS
    assert sessions.find(session.id) == session
    clock.now += 1
    assert sessions.find(session.id) is None


def test_the_oldest_session_makes_way_and_no_two_have_one_number():
    sessions = Sessions(clock=Clock(), most=2)
    first, second, third = (sessions.begin(CALLER, FOR_100_SECONDS) for _ in range(3))
    assert len({first.id, second.id, third.id}) == 3
    assert [sessions.find(each.id) for each in (first, second, third)] == [None, second, third]


def test_without_a_number_or_with_a_made_up_one_nobody_is_signed_in():
    sessions = Sessions(clock=Clock())
    assert sessions.find(None) is sessions.find("") is sessions.find("made-up") is None


def test_on_disk_a_session_outlives_the_gateway_and_a_copy_of_the_file_lets_nobody_in(tmp_path):
    key, file = secrets.token_bytes(32), tmp_path / "sessions.db"
    before = Sessions(key, file)
    session = before.begin(CALLER, FOR_100_SECONDS)
    before.store.close()
    content = file.read_bytes()
    for secret in (session.id, "token", "again", CALLER.role):
        assert secret.encode() not in content, secret
    assert file.stat().st_mode & 0o077 == 0
    assert Sessions(key, file).find(session.id) == session
    assert Sessions(secrets.token_bytes(32), file).find(session.id) is None, "sealed with another key"


async def sign_in(http: httpx.AsyncClient, caller: str = "gp-voorbeeld") -> httpx.Response:
    return await http.get("/sign-in", params={"caller": caller}, headers=HTML, follow_redirects=True)


async def test_whoever_chooses_is_signed_in_by_a_cookie_that_no_script_and_no_other_site_can_use(http):
    answer = await sign_in(http)
    assert (answer.status_code, 'content="0; url=/me"' in answer.text) == (200, True)
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/"):
        assert part in cookie
    assert "eyJ" not in answer.headers["set-cookie"] + answer.text, "no token comes to the browser"
    page = (await http.get("/me", headers=HTML)).text
    assert "You are GP &lt;Vermeer&gt;" in page
    assert '<a href="/referrals">Look at &lt;your&gt; referrals</a>' in page


async def test_a_session_lasts_for_as_long_as_the_issuer_says_that_the_token_is_good(http):
    assert (await sign_in(http, "desk-voorbeeld")).status_code == 200
    page = (await http.get("/me", headers=HTML)).text
    assert "You are" not in page, "the 30 seconds of this token are over before they begin"


async def test_rooms_are_asked_by_the_token_of_who_is_signed_in_in_the_language_of_the_page(http, room):
    room.answers = {("GET", f"/v1/{what}"): (200, EMPTY_PAGE) for what in ("referrals", "messages")}
    await sign_in(http)
    assert (await http.get("/referrals?lang=en", headers=HTML)).status_code == 200
    asked = [call for call in room.calls if call.target.startswith("/v1/")]
    assert {call.target.split("?")[0] for call in asked} == {"/v1/referrals"}
    for call in asked:
        assert call.headers["authorization"][0].startswith("Bearer eyJ")
        assert call.headers["accept-language"] == ["en"]
        assert "cookie" not in call.headers


@pytest.mark.parametrize("path", PAGES_OF_WHO_IS_SIGNED_IN)
async def test_whoever_is_not_signed_in_is_sent_to_choose_first(http, path):
    answer = await http.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")


async def test_a_room_that_no_longer_takes_the_token_ends_the_session(http, room):
    await sign_in(http)
    room.answers[("GET", "/v1/referrals")] = (401, {"title": "x", "status": 401, "detail": "x"})
    room.answers[("GET", "/v1/messages")] = (200, EMPTY_PAGE)
    assert (await http.get("/referrals", headers=HTML)).headers["location"] == "/me"
    assert "You are" not in (await http.get("/me", headers=HTML)).text


async def test_signing_out_ends_the_session_also_for_who_kept_the_cookie(http):
    await sign_in(http)
    kept = http.cookies[COOKIE]
    own = {"Origin": str(http.base_url).rstrip("/")}
    assert (await http.post("/me/sign-out", headers=HTML | own)).status_code == 303
    http.cookies.set(COOKIE, kept)
    assert "You are" not in (await http.get("/me", headers=HTML)).text


@pytest.mark.parametrize("origin", [None, "null", "https://elsewhere.example", "http://127.0.0.1"])
async def test_a_form_of_another_site_is_refused_and_changes_nothing(http, origin):
    headers = HTML | ({"Origin": origin} if origin else {})
    await sign_in(http)
    answer = await http.post("/me/sign-out", headers=headers)
    assert answer.status_code == 403
    assert "This form does not come from this site" in answer.text
    assert "You are" in (await http.get("/me", headers=HTML)).text


async def test_a_caller_that_is_not_on_the_list_is_nobody(http):
    answer = await sign_in(http, "gp-elders")
    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("body", "status"), [(b"a=%ff%fe", 400), ("a=ü".encode(), 400), (b"a&" * 300, 400), (b"a" * 300_000, 413)]
)
async def test_a_form_that_cannot_be_read_or_is_too_large_is_refused(http, body, status):
    headers = {"Origin": str(http.base_url).rstrip("/"), "Content-Type": "application/x-www-form-urlencoded"}
    assert (await http.post("/me/sign-out", content=body, headers=HTML | headers)).status_code == status


async def test_in_production_nobody_can_choose_who_he_is(start_gateway):
    async with httpx.AsyncClient(base_url=await start_gateway(**IN_PRODUCTION), headers=HTML) as http:
        page = (await http.get("/me")).text
        assert 'href="/sign-in"' in page
        assert "gp-voorbeeld" not in page
        assert (await sign_in(http)).status_code == 404
        for path in PAGES_OF_WHO_IS_SIGNED_IN:
            assert (await http.get(path)).headers["location"] == "/me"


async def test_an_id_token_of_another_sign_in_client_issuer_or_hour_begins_no_session(
    start_gateway, monkeypatch
):
    async with httpx.AsyncClient(base_url=await start_gateway()) as http:
        for claim, value in {
            "nonce": "another",
            "aud": "wegwijs",
            "iss": "http://elsewhere",
            "exp": 1,
        }.items():
            with monkeypatch.context() as patch:
                patch.setitem(ID_TOKEN, claim, value)
                assert (await sign_in(http)).status_code == 401, claim
            assert COOKIE not in http.cookies, claim
        assert (await sign_in(http)).status_code == 200


async def test_behind_tls_in_production_forms_come_from_https_and_cookies_go_by_https_only(start_gateway):
    async with httpx.AsyncClient(base_url=await start_gateway(**IN_PRODUCTION), headers=HTML) as http:
        sent = {}
        for scheme in ("https", "http"):
            own = {"Origin": f"{scheme}://{http.base_url.netloc.decode()}"}
            sent[scheme] = (await http.post("/me/sign-out", headers=own)).status_code
        assert sent == {"https": 303, "http": 403}
        assert "secure" in (await http.get("/?lang=en")).headers["set-cookie"].lower()


async def test_an_issuer_that_does_not_answer_is_said_and_nobody_is_signed_in(start_gateway, dead_url):
    async with httpx.AsyncClient(base_url=await start_gateway(issuer=dead_url)) as http:
        answer = await sign_in(http)
    assert answer.status_code == 502
    assert "set-cookie" not in answer.headers
