"""Whether the gateway is up, and whether there is anything behind it."""

import httpx


async def test_the_gateway_lives_whatever_the_rooms_do(http):
    answer = await http.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


async def test_it_is_not_ready_while_a_room_is_dead_and_says_which(http):
    answer = await http.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not-ready",
        "access": True,
        "referral": True,
        "provider-registry": True,
        "audit": True,
        "crisis": False,
    }


async def test_it_is_ready_when_every_room_answers(start_gateway, room):
    url = await start_gateway(crisis_url=room.url)
    async with httpx.AsyncClient(base_url=url) as http:
        answer = await http.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
