"""A decision letter as the house makes it, beside the bare call of typst on the same template.

The house has made each letter once. For a round they are put back to waiting, and its own worker makes them
anew: it asks `access`, writes, sets, seals, stores and tells. The processor time of both rooms is counted,
but for what they use while they wait.
"""

import asyncio
import importlib.util
import json
import time
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path
from uuid import UUID

import asyncpg
import typst

from wegwijs_cli.bench.advice import decisions_on, open_requests
from wegwijs_cli.bench.load import Target, drive
from wegwijs_cli.bench.measure import ROUNDS, Measure, in_turns, measured
from wegwijs_cli.bench.stand import Stand, cpu_seconds_of
from wegwijs_cli.bench.submission import CREATED, Block, tell_costs
from wegwijs_cli.demo.client import WrongAnswer
from wegwijs_cli.rooms import ACCESS, REFERRAL

AT_MOST_OF_ITS_CPU = 3.0
IN_A_ROUND = 40
MADE_WITHIN_SECONDS = 60
IDLE_SECONDS = 3
WORDS = Path(__file__).with_name("letter.json")
SIZES_APART = 0.1
"""At most, between the letter of the house and the one that is set bare; or the ratio says nothing."""

AGAIN = """
    UPDATE letter SET status = 'waiting', version = 1, attempts = 0, next_try_at = now(), recipient = NULL,
        sent_at = NULL, objection_until = NULL, sha256 = NULL
    WHERE id = ANY($1::uuid[])
"""
MADE = "SELECT count(*) FROM letter WHERE id = ANY($1::uuid[]) AND status = 'issued'"
# Sealed: a nonce of 12 bytes and a tag of 16 around the base64 of the PDF.
SIZE = "SELECT avg(length(pdf) - 28) * 3 / 4 FROM letter_document WHERE letter = ANY($1::uuid[])"


async def measure_letter(stand: Stand) -> list[Measure]:
    """Processor time per letter, to that of the bare call."""
    referral = await asyncpg.connect(stand.database_url(REFERRAL.module))
    try:
        letters = await _letters(stand, referral)
        template = template_of_letters()
        numbers = count()

        idle = await _idle(stand)

        async def house() -> Block:
            await referral.execute("DELETE FROM letter_document WHERE letter = ANY($1::uuid[])", letters)
            began, used = time.perf_counter(), _used(stand)
            await referral.execute(AGAIN, letters)
            await _made(referral, letters)
            waited = (time.perf_counter() - began) * idle
            return _block(began, _used(stand) - used - waited)

        async def bare() -> Block:
            began, used = time.perf_counter(), time.process_time()
            for number in islice(numbers, IN_A_ROUND):
                set_bare(template, number)
            return _block(began, time.process_time() - used)

        await house()
        await bare()
        ours = float(await referral.fetchval(SIZE, letters))
        if abs(ours / len(set_bare(template, 0)) - 1) > SIZES_APART:
            raise WrongAnswer(f"{WORDS.name} is no letter like those of the house any more: {ours:.0f} bytes")
        rounds = await in_turns(ROUNDS, house, bare)
    finally:
        await referral.close()
    tell_costs(stand, "letter", [made for made, _ in rounds])
    tell_costs(stand, "bare typst", [made for _, made in rounds])
    return [
        measured(
            "letter: CPU to that of the bare typst call",
            [made.cpu / bare_one.cpu for made, bare_one in rounds],
            better="lower",
            goal=AT_MOST_OF_ITS_CPU,
        )
    ]


def template_of_letters() -> bytes:
    """The room's own; found, and not imported, for nothing here knows a room."""
    room = importlib.util.find_spec(REFERRAL.module)
    assert room is not None
    assert room.origin is not None
    return (Path(room.origin).parent / "letters" / "letter.typ").read_bytes()


def set_bare(template: bytes, number: int) -> bytes:
    """One call of typst. Each letter has a reference of its own: typst remembers what it set before."""
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    words["about"][1] = f"Kenmerk: {UUID(int=number)}"
    return typst.compile(
        template,
        sys_inputs={"letter": json.dumps(words)},
        pdf_standards=["ua-1", "a-2a"],
        ignore_system_fonts=True,
    )


async def _letters(stand: Stand, referral: asyncpg.Connection) -> list[UUID]:
    """Letters of decisions that the desk took just now, each made once. Raises WrongAnswer."""
    requests = await open_requests(stand, IN_A_ROUND)
    access = stand.running.services[ACCESS.name].url
    token = await stand.token(stand.cast.desk)
    await drive(Target(access), decisions_on(stand, access, token, requests), expect=CREATED)
    query = "SELECT id FROM letter WHERE referral = ANY($1::uuid[])"
    deadline = time.monotonic() + MADE_WITHIN_SECONDS
    while len(found := await referral.fetch(query, requests)) < IN_A_ROUND:
        if time.monotonic() > deadline:
            raise WrongAnswer(f"{len(found)} of {IN_A_ROUND} decisions led to a letter")
        await asyncio.sleep(0.2)
    letters = [row["id"] for row in found]
    await _made(referral, letters)
    return letters


async def _made(referral: asyncpg.Connection, letters: Sequence[UUID]) -> None:
    """Wait until all of them are. Raises WrongAnswer."""
    deadline = time.monotonic() + MADE_WITHIN_SECONDS
    while (made := await referral.fetchval(MADE, letters)) < len(letters):
        if time.monotonic() > deadline:
            raise WrongAnswer(f"{made} of {len(letters)} letters were made")
        await asyncio.sleep(0.1)


def _used(stand: Stand) -> float:
    """Processor seconds of the two rooms that make a letter."""
    pids = [stand.running.services[room.name].pid for room in (REFERRAL, ACCESS)]
    return sum(cpu_seconds_of(pid) for pid in pids if pid is not None)


async def _idle(stand: Stand) -> float:
    """What they use per second while nothing is asked of them: that is not a letter's."""
    began, used = time.perf_counter(), _used(stand)
    await asyncio.sleep(IDLE_SECONDS)
    return (_used(stand) - used) / (time.perf_counter() - began)


def _block(began: float, cpu: float) -> Block:
    return Block(IN_A_ROUND / (time.perf_counter() - began), cpu / IN_A_ROUND)
