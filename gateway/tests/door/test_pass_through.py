"""What goes through the gateway, and what it keeps back."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
import httpx
import pytest

CORRELATION = "01990000-0000-7000-8000-00000000abcd"


async def test_method_path_query_and_body_reach_the_room_byte_for_byte(http, gateway, room):
    target = "/v1/a%20b/%E2%82%AC;x=1//c?q=%2F..%2F&x=a+b&empty=&odd=<>|[]%zz"
    answer = await _raw(
        gateway, "PATCH", "/api/access" + target, headers=b"Content-Length: 4\r\n", body=b"\x00\xffab"
    )
    assert b"recorded" in answer
    (call,) = room.calls
    assert (call.method, call.target, call.body) == ("PATCH", target, b"\x00\xffab")


@pytest.mark.parametrize("name", ["access", "referral", "provider-registry"])
async def test_each_room_is_reached_under_its_public_name(http, room, name):
    await http.get(f"/api/{name}/v1")
    assert room.calls[-1].target == "/v1"


async def test_the_token_and_the_callers_headers_reach_the_room_unchanged(http, room):
    sent = {
        "Authorization": "Bearer abc",
        "If-Match": '"3"',
        "Idempotency-Key": "k-1",
        "Accept-Language": "en",
        "Content-Type": "application/json",
        "X-Note": "één",
    }
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    await http.post("/api/access/v1/things", content=b"{}", headers=raw)
    seen = room.calls[0].headers
    assert {name: seen[name.lower()] for name in sent} == {name: [value] for name, value in sent.items()}


async def test_headers_of_one_hop_and_forged_origins_stop_at_the_gateway(http, gateway, room):
    forged = {
        "Connection": "keep-alive, X-Private",
        "X-Private": "1",
        "Keep-Alive": "timeout=5",
        "Proxy-Authorization": "Basic x",
        "TE": "trailers",
        "Upgrade": "h2c",
        "Forwarded": "for=6.6.6.6",
        "X-Forwarded-For": "6.6.6.6",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Real-IP": "6.6.6.6",
    }
    await http.get("/api/access/v1/things", headers=forged)
    seen = room.calls[0].headers
    assert not {"x-private", "keep-alive", "proxy-authorization", "te", "upgrade", "forwarded"} & set(seen)
    assert "x-real-ip" not in seen
    assert seen["x-forwarded-for"] == ["127.0.0.2"]
    assert seen["x-forwarded-proto"] == ["http"]
    assert seen["x-forwarded-host"] == [urlsplit(gateway).netloc]
    assert "accept-encoding" in seen  # the caller's own
    assert seen["user-agent"][0].startswith("python-httpx")


async def test_the_rooms_answer_comes_back_with_its_headers_but_those_of_its_own_hop(http):
    answer = await http.post("/api/access/v1/created", content=b"{}")
    assert (answer.status_code, answer.json()) == (201, {"made": True})
    assert answer.headers["etag"] == '"3"'
    assert answer.headers["location"] == "/api/access/v1/requests/7"
    assert answer.headers["allow"] == "GET, POST"
    assert answer.headers["api-version"] == "9.8.7"
    assert answer.headers["content-language"] == "en"
    assert answer.headers.get_list("set-cookie") == ["one=1; Path=/", "two=2; Path=/"]
    assert len(answer.headers.get_list("date")) == 1
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {"x-only-this-hop", "keep-alive"} & set(answer.headers)


async def test_a_cookie_or_redirect_of_a_room_is_the_callers_business(http, room):
    await http.post("/api/access/v1/created")
    http.cookies.clear()
    assert (await http.get("/api/access/v1/moved")).status_code == 307
    await http.get("/api/access/v1/anything")
    assert [call.target for call in room.calls] == ["/v1/anything"]
    assert "cookie" not in room.calls[0].headers


async def test_a_head_and_an_answer_without_body_pass(http):
    answer = await http.head("/api/access/v1/anything")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "8", b"")


async def test_a_correlation_id_is_made_where_there_is_none_and_kept_where_there_is(http, room):
    made = await http.get("/api/access/v1/things")
    kept = await http.get("/api/access/v1/things", headers={"X-Correlation-Id": CORRELATION})
    nonsense = await http.get("/api/access/v1/things", headers={"X-Correlation-Id": "not an id"})
    passed = [call.headers["x-correlation-id"] for call in room.calls]
    assert passed == [[answer.headers["x-correlation-id"]] for answer in (made, kept, nonsense)]
    assert passed[1] == [CORRELATION]
    assert UUID(passed[0][0]) != UUID(passed[2][0])


async def test_bodies_stream_both_ways_while_both_are_still_open(gateway):
    came_back = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.wait_for(came_back.wait(), 5)
        yield b"second"

    url = f"{gateway}/api/access/v1/echo"
    async with aiohttp.ClientSession() as session, session.post(url, data=body()) as answer:
        assert await answer.content.readany() == b"first"
        came_back.set()
        assert await answer.content.read() == b"second"


async def test_a_long_body_of_known_length_arrives_whole(http, room):
    content = bytes(range(256)) * 700
    await http.put("/api/access/v1/things", content=content)
    assert room.calls[0].body == content
    assert room.calls[0].headers["content-length"] == [str(len(content))]


async def test_a_body_that_says_it_is_too_large_never_reaches_the_room(http, room):
    answer = await http.post(
        "/api/access/v1/things", content=b"x" * 2_000_000, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "The input is too large"
    assert room.bodies_begun == 0


async def test_a_body_that_turns_out_too_large_is_refused_and_never_ends_at_the_room(http, room):
    async def body() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 10_000

    answer = await http.post("/api/access/v1/things", content=body())
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert room.calls == []


async def test_a_body_that_grows_too_large_while_the_room_answers_cuts_the_answer_off(gateway):
    came_back = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"first"
        await asyncio.wait_for(came_back.wait(), 5)
        for _ in range(30):
            yield b"x" * 10_000

    url = f"{gateway}/api/access/v1/echo"
    async with aiohttp.ClientSession() as session, session.post(url, data=body()) as answer:
        assert await answer.content.readany() == b"first"
        came_back.set()
        with pytest.raises(aiohttp.ClientError):
            await answer.content.read()


@pytest.mark.parametrize(
    "path",
    [
        "/api/access/v1/../../health/live",
        "/api/access/v1/./x",
        "/api/access/v1/..",
        "/api/access/v1/%2e%2E/x",
        "/api/access/v1/.%2e/x",
        "/api/access/v1/a%2fb",
        "/api/access/v1/a%2Fb",
        "/api/access/v1/a%5cb",
        "/api/access/v1/a\\b",
        "/api/access/v1/a%00b",
        "/api/access/v1/a%zzb",
        "/api/access/health/live",
        "/api/access/v10/x",
        "/api/access",
        "/api/nobody/v1/x",
        "/api//v1/x",
        "/api/",
    ],
)
async def test_a_path_that_is_no_rooms_or_could_be_read_twice_is_not_there(gateway, room, path):
    answer = await _raw(gateway, "GET", path, headers=b"Accept: text/html\r\nAccept-Language: en\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 404")
    assert b"application/problem+json" in head
    assert "access, referral, provider-registry, crisis" in json.loads(body)["detail"]
    assert room.calls == []


async def test_a_request_that_cannot_be_passed_on_unchanged_is_refused(gateway, room):
    url = await _raw(gateway, "GET", "/api/access/v1/x?q=é")
    header = await _raw(gateway, "GET", "/api/access/v1/x", headers=b"X-Note: \xff\r\n")
    assert url.startswith(b"HTTP/1.1 400")
    assert header.startswith(b"HTTP/1.1 400")
    assert b"/problems/malformed-request" in header
    assert room.calls == []


async def test_a_dead_room_is_named_in_the_language_of_the_caller(http):
    dutch = await http.get("/api/crisis/v1/alarms")
    english = await http.post("/api/crisis/v1/alarms", content=b"{}", headers={"Accept-Language": "en"})
    assert (dutch.status_code, english.status_code) == (502, 502)
    assert dutch.json()["type"] == english.json()["type"] == "/problems/room-unreachable"
    assert dutch.json()["detail"] == "De dienst crisis is nu niet bereikbaar; probeer het straks opnieuw"
    assert english.json()["detail"] == "The service crisis cannot be reached now; try again shortly"
    assert english.headers["content-language"] == "en"
    assert dutch.json()["instance"] == f"urn:uuid:{dutch.headers['x-correlation-id']}"


async def test_a_room_that_does_not_answer_in_time_is_let_go(start_gateway, room):
    url = await start_gateway(answer_within_milliseconds=50)
    async with httpx.AsyncClient(base_url=url) as http:
        answer = await http.get("/api/access/v1/slow", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["type"]) == (504, "/problems/room-silent")
    assert "access" in answer.json()["detail"]
    await asyncio.wait_for(room.hung_up.wait(), 5)


async def test_the_call_to_the_room_ends_when_the_caller_hangs_up(gateway, room):
    _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(gateway).port)
    writer.write(b"GET /api/access/v1/slow HTTP/1.1\r\nHost: x\r\n\r\n")
    await asyncio.wait_for(room.began.wait(), 5)
    writer.close()
    await asyncio.wait_for(room.hung_up.wait(), 5)


async def test_a_caller_that_hangs_up_halfway_its_body_leaves_no_whole_call_at_the_room(gateway, room):
    _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(gateway).port)
    writer.write(b"POST /api/access/v1/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")
    await asyncio.wait_for(room.began.wait(), 5)
    writer.close()
    await asyncio.wait_for(room.hung_up.wait(), 5)


async def test_half_an_answer_is_cut_off_and_not_ended_as_if_it_were_whole(http):
    with pytest.raises(httpx.RemoteProtocolError):
        await http.get("/api/access/v1/half")
    assert (await http.get("/api/access/v1/things")).status_code == 200


async def test_a_command_whose_connection_breaks_is_not_sent_again(start_gateway):
    came_in: list[bytes] = []

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came_in.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        came_in.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    async with await asyncio.start_server(answer_once, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        url = await start_gateway(access_url=f"http://{host}:{port}")
        async with httpx.AsyncClient(base_url=url) as http:
            assert (await http.get("/api/access/v1/things/1")).status_code == 200
            assert (await http.delete("/api/access/v1/things/1")).status_code == 502
    assert [call.split(b" ")[0] for call in came_in] == [b"GET", b"DELETE"]


async def test_many_calls_at_once_each_get_their_own_answer(http):
    answers = await asyncio.gather(
        *(http.post("/api/access/v1/echo", content=str(number).encode()) for number in range(100))
    )
    assert [answer.text for answer in answers] == [str(number) for number in range(100)]


async def _raw(gateway: str, method: str, path: str, *, headers: bytes = b"", body: bytes = b"") -> bytes:
    """Send this path as it is; every HTTP client would tidy it first."""
    reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(gateway).port)
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
    writer.write(head + headers + b"\r\n" + body)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return answer
