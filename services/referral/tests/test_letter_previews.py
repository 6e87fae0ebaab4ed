"""The letter before it goes: as it would be, marked as a draft, for the deciding desk, and never kept."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from .letter_stories import ReadPdf, Stage, a_stage, keep_the_contract

DRAFT = "CONCEPT: deze brief is niet verstuurd"
WHY = [{"code": "quote-running", "text": "Er loopt een offerte."}]
REFUSED = {"type": "/problems/rule-broken", "reasons": WHY}
IMPOSSIBLE = {"type": "/problems/impossible-step", "possibleSteps": []}


@pytest.fixture
async def stage(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(await new_database("referral"), tmp_path) as made:
        made.room.clock.at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        yield made


@pytest.mark.requirement("LAW-04", "LAW-12")
async def test_the_deciding_desk_reads_the_letter_before_it_goes_and_nothing_is_kept(stage: Stage) -> None:
    given, room = stage.given, stage.room
    worker, gp = await given.an_access_worker(), await given.a_gp()
    referral = await given.referral(gp, route="quote", budget=None)
    path = f"/referrals/{referral['id']}/letter-previews"
    stage.access.content = stage.says(referral, [str(referral["id"])])
    keep_the_contract(stage.access.content)
    locks: list[int] = []

    async def nothing_is_held() -> None:
        idle = "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'idle in transaction'"
        locks.append((await room.rows(f"{idle} AND datname = current_database()"))[0].n)

    stage.access.meanwhile = nothing_is_held
    answer = await given.post(worker, path, {})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    assert (answer.headers["cache-control"], locks) == ("no-store", [0])
    pdf = ReadPdf.of(answer.content)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages]
    assert len(pages) > 1
    assert all(DRAFT in page for page in pages)
    for words in ("Saar de Vries", "Kerkstraat 12a", "€ 3.900,00", "21 april 2026", "nog niet bekend"):
        assert words in pdf.text.replace("\u00a0", " "), words
    english = await given.post(worker, path, {"language": "en"})
    assert "DRAFT: this letter has not been sent" in ReadPdf.of(english.content).text
    for table in ("letter", "letter_document", "outbox WHERE nats_subject LIKE '%letter%'"):
        assert await room.rows(f"SELECT 1 FROM {table}") == []  # noqa: S608
    looks = await room.rows("SELECT 1 FROM read_log WHERE purpose = 'reading a letter before it goes'")
    assert len(looks) == 2

    # What `access` refuses is refused here, in its words; what it does not say is said to be so.
    troubles: list[tuple[Response, int, str]] = [
        (JSONResponse(REFUSED, 409), 409, "/problems/rule-broken"),
        (JSONResponse(IMPOSSIBLE, 409), 409, "/problems/impossible-step"),
        (JSONResponse({}, 404), 404, "/problems/not-found"),
        (PlainTextResponse("?", 200), 503, "/problems/not-now"),
        (PlainTextResponse("?", 500), 503, "/problems/not-now"),
        (JSONResponse({"reasons": [{}]}, 409), 503, "/problems/not-now"),
    ]
    for trouble, status, kind in troubles:
        stage.access.troubles = [trouble]
        told = await given.post(worker, path, {})
        assert (told.status_code, told.json()["type"]) == (status, kind)
        if trouble.body == JSONResponse(REFUSED, 409).body:
            assert told.json()["reasons"] == WHY
    # Who asked reads no finding of the desk; another desk knows of nothing.
    asked = len(stage.access.asked)
    assert (await given.post(gp, path, {})).status_code == 403
    assert (await given.post(await given.an_access_worker("0193"), path, {})).status_code == 404
    assert len(stage.access.asked) == asked
