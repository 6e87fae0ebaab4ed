"""Reading a file with the log, beside the same read by the same room without any log.

Both rooms read one database. The log is that of the house: its worker chains meanwhile what is added.
"""

import asyncpg

from wegwijs_cli.bench.load import Target
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Beside, Stand
from wegwijs_cli.bench.submission import (
    CREATED,
    Block,
    block,
    bsns_for_tests,
    know_the_organisations,
    submissions,
    tell_costs,
)
from wegwijs_cli.bootstrap import room_databases
from wegwijs_cli.rooms import REFERRAL

AT_LEAST_OF_ITS_RATE = 0.7
FILES, IN_A_ROUND, WARM_UP = 40, 300, 80
FOUND = 200
DATABASE = "bench_log"


async def measure_log(stand: Stand) -> list[Measure]:
    """One ratio: the rate of reads that are logged, each before its answer, to that of reads that are not."""
    url = await stand.make_database(DATABASE, room=REFERRAL)
    await know_the_organisations(stand, url)
    log_url = room_databases(stand.admin_url, stand.secrets)[REFERRAL].log_url
    told = stand.told_to(REFERRAL, url)
    logged = stand.start_python("log", REFERRAL.module, {**told, "WEGWIJS_LOG_URL": log_url}, "--role", "api")
    bare = stand.start_python(
        "log-floor", "wegwijs_cli.bench.log_floor", told, REFERRAL.module, "--role", "api"
    )
    token = await stand.token(stand.cast.referrer)
    await block(bare, submissions(stand, bare.url, token, bsns_for_tests(), FILES), CREATED)
    paths = [f"/v1/referrals/{id_}" for id_ in await _files(url)]

    async def read(side: Beside, count: int) -> Block:
        target = Target(side.url)
        calls = [target.call("GET", paths[number % FILES], token=token) for number in range(count)]
        return await block(side, calls, FOUND)

    for side in (logged, bare):
        await read(side, WARM_UP)
    rounds = await in_turns(ROUNDS, lambda: read(logged, IN_A_ROUND), lambda: read(bare, IN_A_ROUND))
    tell_costs(stand, "with the log", [ours for ours, _ in rounds])
    tell_costs(stand, "without", [floor for _, floor in rounds])
    return [
        measured(
            "file read with the log: rate to that of the same read without",
            [ours.rate / floor.rate for ours, floor in rounds],
            better="higher",
            goal=AT_LEAST_OF_ITS_RATE,
        )
    ]


async def _files(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return [str(row["id"]) for row in await connection.fetch("SELECT id FROM referral")]
    finally:
        await connection.close()
