"""A call that passes the gateway, beside a bare hop in raw ASGI and beside nginx.

Behind all of them stands the same room that does nothing: the work of a real one would hide what the way
to it costs. nginx asks the gateway's own /auth before each call, as `deploy/README.md` tells to set it up.
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from doorkit.openid import GATEWAY
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Beside, Stand
from wegwijs_cli.bench.submission import CREATED, Block, block, bsns_for_tests, submissions, tell_costs
from wegwijs_cli.ports import free_port
from wegwijs_cli.rooms import REFERRAL

AT_MOST_OF_ITS_CPU, AT_LEAST_OF_NGINX = 2.0, 0.3
IN_A_ROUND, WARM_UP = 1000, 200
BARE = "wegwijs_cli.bench.hop_floor"
MODULE = "ngx_http_auth_request_module"
NGINX_CONF = Path(__file__).with_name("nginx.conf")


async def measure_hop(stand: Stand) -> list[Measure]:
    """Processor time to that of a bare hop, and rate to that of nginx where there is one."""
    room = stand.start_python("hop-room", BARE, {}, "room")
    key_file = stand.home / "keys" / f"{GATEWAY}.client"
    told = {REFERRAL.variable("URL"): room.url, "WEGWIJS_CLIENT_KEY_FILE": str(key_file)}
    gateway = stand.start_python("hop-gateway", "gateway", told)
    bare = stand.start_python("hop-bare", BARE, {"WEGWIJS_ROOM_URL": room.url}, "hop")
    sides = [gateway, bare, room]
    if nginx := find_nginx():
        sides.append(start_nginx(stand, nginx, gateway, room))
    token = await stand.token(stand.cast.referrer)

    async def send(side: Beside, count: int) -> Block:
        return await block(side, _calls(stand, side, token, count), CREATED)

    for side in sides:
        await send(side, WARM_UP)
    rounds = await in_turns(ROUNDS, *(lambda side=side: send(side, IN_A_ROUND) for side in sides))
    for name, blocks in zip(
        ("gateway", "bare hop", "the room itself", "nginx"), zip(*rounds, strict=True), strict=False
    ):
        tell_costs(stand, name, blocks)
    measures = [
        measured(
            "gateway: CPU of a call to that of a bare hop",
            [ours.cpu / floor.cpu for ours, floor, *_ in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_CPU,
        )
    ]
    if not nginx:
        stand.progress.tell(f"  not measured beside nginx: there is none here with {MODULE}")
        return measures
    return [
        *measures,
        measured(
            "gateway: rate to that of nginx with auth_request",
            [blocks[0].rate / blocks[3].rate for blocks in rounds],
            better="higher",
            goal=AT_LEAST_OF_NGINX,
        ),
    ]


def find_nginx() -> str | None:
    """The program of the system; Debian keeps it where only root's PATH looks."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def start_nginx(stand: Stand, program: str, gateway: Beside, room: Beside) -> Beside:
    """One worker, for the others have one process too. Raises CannotStart."""
    folder, port = stand.home / "bench-nginx", free_port()
    folder.mkdir(exist_ok=True)
    settings = Template(NGINX_CONF.read_text()).substitute(
        folder=folder, port=port, auth=urlsplit(gateway.url).netloc, room=urlsplit(room.url).netloc
    )
    (folder / "nginx.conf").write_text(settings)
    return stand.start("nginx", [program, "-p", str(folder), "-c", str(folder / "nginx.conf")], port)


def _calls(stand: Stand, side: Beside, token: str, count: int) -> Sequence[bytes]:
    """What a referrer sends; the room does not look at it, so one referral will do."""
    [call] = submissions(
        stand, side.url, token, bsns_for_tests(), 1, path=f"/api/{REFERRAL.name}/v1/referrals"
    )
    return [call] * count
