"""What holds for every answer of the gateway, whatever was asked and however it was sent."""

import asyncio
import re
from urllib.parse import urlsplit

import httpx
import pytest

from doorkit.edge import SECURITY_HEADERS
from doorkit.openid import CALLBACK
from gateway import pass_through

NEEDLE = "Zwaluwstaartsma"
HTML, JSON = {"Accept": "text/html"}, {"Accept": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **HTML}
LIMITS = """
address: {per_minute: 60, burst: 2}
wrong: {handful: 2, first_seconds: 0.001, longest_seconds: 0.001}
"""
KINDS = {
    "a page": ("GET", "/docs", HTML, 200),
    "a style sheet": ("GET", "/style.css", {}, 200),
    "a script": ("GET", "/static/live.js", {}, None),
    "health": ("GET", "/health/live", {}, 200),
    "not ready": ("GET", "/health/ready", {}, 503),
    "counts": ("GET", "/health/counts", {}, 200),
    "sent on": ("GET", "/desk", HTML, 303),
    "no such page": ("GET", "/nowhere", HTML, 404),
    "no such path": ("GET", "/nowhere", JSON, 404),
    "no such method": ("DELETE", "/docs", JSON, 405),
    "no token": ("GET", "/auth", {}, 401),
    "passed through": ("POST", "/api/access/v1/created", {}, 201),
    "a redirect passed through": ("GET", "/api/access/v1/moved", {}, 307),
    "no such room": ("GET", "/api/nowhere/v1/x", {}, 404),
    "a dead room": ("GET", "/api/crisis/v1/x", {}, 502),
    "too large": ("POST", "/api/access/v1/echo", {}, 413),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_answer_has_the_headers_of_a_careful_house(http, kind):
    method, path, headers, status = KINDS[kind]
    content = b"x" * 200_001 if kind == "too large" else None
    answer = await http.request(method, path, headers=headers, content=content)
    assert status in (None, answer.status_code)
    assert {name.lower() for name in SECURITY_HEADERS} <= set(answer.headers)
    assert all(len(answer.headers.get_list(name)) == 1 for name in SECURITY_HEADERS)
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if answer.headers.get("content-type", "").startswith("text/html"):
        assert re.search("script-src '(none|self)'", policy)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", answer.text)


async def test_who_asks_for_pages_without_end_is_told_when_to_come_back_as_a_page_or_as_a_problem(
    start_gateway, tmp_path
):
    limits = tmp_path / "limits.yaml"
    limits.write_text(LIMITS)
    async with httpx.AsyncClient(base_url=await start_gateway(limits_file=limits)) as http:
        assert [(await http.get("/docs", headers=HTML)).status_code for _ in range(2)] == [200, 200]
        page = await http.get("/docs", headers={**HTML, "Accept-Language": "nl"})
        problem = await http.get("/docs", headers=JSON)
        form = await http.post("/called/x", headers=JSON)
        counted = (await http.get("/auth"), await http.get("/api/access/v1/anything"))
    assert (page.status_code, problem.status_code) == (429, 429)
    assert page.headers["retry-after"] == problem.headers["retry-after"] == "1"
    assert "te vaak achter elkaar" in page.text
    assert problem.json()["type"] == "/problems/too-many-calls"
    assert set(SECURITY_HEADERS) <= {name.title() for name in page.headers} | set(SECURITY_HEADERS)
    assert form.status_code != 429  # forms have a bucket of their own
    assert [each.status_code for each in counted] == [401, 200]  # rooms count who calls them themselves


async def test_a_body_of_which_nothing_comes_is_not_waited_for_and_no_room_hears_of_it(
    gateway, room, monkeypatch
):
    monkeypatch.setattr(pass_through, "BODY_WITHIN_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(gateway).port)
    writer.write(b"POST /api/access/v1/anything HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 408")
    assert room.bodies_begun == 0
    writer.close()


async def test_no_answer_and_no_log_line_repeats_what_a_stranger_sent(http, room, capfd):
    """In path, query, header, cookie, form, upload and body, at pages and at the way to the rooms."""
    named = {
        "Accept-Language": NEEDLE,
        "User-Agent": NEEDLE,
        "X-Correlation-Id": NEEDLE,
        "Cookie": f"a={NEEDLE}",
    }
    own = {"Origin": str(http.base_url).rstrip("/"), **HTML}
    upload = {"file": (f"../../{NEEDLE}.csv", f"{NEEDLE};1\n".encode(), NEEDLE)}
    answers = [
        await http.get(f"/{NEEDLE}", headers=HTML),
        await http.get(f"/{NEEDLE}", headers=JSON),
        await http.get(f"/docs/{NEEDLE}", headers=HTML),
        await http.get(f"/parts/{NEEDLE}"),
        await http.get("/me", params={"lang": NEEDLE}, headers=JSON | named),
        await http.get("/sign-in", params={"caller": NEEDLE, "to": NEEDLE}),
        await http.get(CALLBACK, params={"state": NEEDLE, "code": NEEDLE, "error": NEEDLE, NEEDLE: NEEDLE}),
        await http.request("DELETE", f"/docs/{NEEDLE}", headers=JSON),
        await http.get("/auth", headers=named | {"Authorization": f"Bearer {NEEDLE}.{NEEDLE}.{NEEDLE}"}),
        await http.get(f"/api/{NEEDLE}/v1/{NEEDLE}?{NEEDLE}={NEEDLE}", headers=named),
        await http.get(f"/api/crisis/v1/{NEEDLE}", headers=named),
        await http.get(f"/api/access/v1/%2e%2e/{NEEDLE}"),
        await http.get("/api/access/v1/anything", headers={"X-Name": NEEDLE.encode() + b"\xff"}),
        await http.post("/me", data={"caller": NEEDLE, NEEDLE: NEEDLE}, headers=own),
        await http.post("/me", content=f"caller=%ff{NEEDLE}", headers=FORM | own),
        await http.post("/capacity/upload", files=upload, headers=own),
        await http.post(f"/called/{NEEDLE}", data={"answer": NEEDLE}, headers=own),
    ]
    assert {answer.status_code for answer in answers} >= {400, 401, 404, 502}
    shown = [str(answer.request.url) for answer in answers if NEEDLE in answer.text + str(answer.headers)]
    assert shown == []
    logged = capfd.readouterr().out
    assert logged.count('"event": "answered"') >= len(answers)
    assert NEEDLE not in logged
