"""Letters of what the municipality changes later of running help, whoever referred."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from wirekit.identifiers import uuid7

from .letter_stories import ReadPdf, Stage, a_stage, keep_the_contract

EVALUATED = "Twee van de drie doelen zijn gehaald."
NEEDED = "Zonder hulp valt dit terug."


@pytest.fixture
async def stage(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(await new_database("referral"), tmp_path) as made:
        made.room.clock.at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        yield made


@pytest.mark.requirement("LAW-04", "ZHZ-07")
async def test_each_later_change_by_the_municipality_has_one_letter_that_says_what_is_otherwise_and_why(
    stage: Stage,
) -> None:
    given, room = stage.given, stage.room
    gp, provider, worker = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral = await given.referral(gp, preferredProvider=str(provider.organisation))
    (grant,) = await given.granted(referral, preferred=provider.organisation, decidedBy="referrer")
    (placement,) = (await given.get(provider, "/placement-requests")).json()["items"]
    assert (await given.accept(provider, placement)).status_code == 200
    version = 1

    async def told(change: dict[str, Any] | None) -> None:
        nonlocal version
        version += 1
        data = {"ref": str(uuid7()), "version": version, "region": "ijsselland"}
        await room.deliver("entitlement.changed", {**data, "referral": referral["id"], "change": change})

    # Care that began or ended, an age that was reached, and what was told before there were such letters.
    before = {"kind": "shorten", "reason": "goals-reached"}
    for no_decision in (None, {"id": str(uuid7()), "kind": "grown-up", "reason": "of-age"}, before):
        await told(no_decision)
    assert await stage.letters(worker, referral) == []
    said = [
        {"about": "progress-evaluation", "words": EVALUATED},
        {"about": "necessity", "words": NEEDED},
    ]
    periods = [
        {"until": "2026-04-01", "cents": None, "etmalen": None, "quantity": 120},
        {"until": "2026-06-01", "cents": 500, "etmalen": None, "quantity": None},
    ]
    lighter = {"help": {"nl": "Wonen 1", "en": "Living 1"}, "etmalen": 60, "validUntil": "2026-09-09"}
    expected: dict[str, tuple[dict[str, Any], list[str]]] = {
        "extend": (
            {"said": said, "validUntil": "2026-12-01"},
            ["duurt langer: tot en met 1 december 2026", "tot en met 9 september 2026", EVALUATED, NEEDED],
        ),
        "shorten": ({}, ["stopt eerder. De laatste dag is 1 juni 2026. Eerst was dat 9 september 2026."]),
        "stop": ({}, ["Deze hulp stopt. De laatste dag is 1 juni 2026."]),
        "raise": (
            {"quantityBy": 90, "unit": "minute", "ceilingByCents": 9_000},
            ["Vanaf 10 maart 2026 krijgt Saar de Vries meer", "Dat is 90 minuten meer."],
        ),
        "lower": ({"ceilingByCents": -50_000}, ["minder van deze hulp", "mag € 500,00 minder kosten"]),
        "phase-out": (
            {"schedule": periods, "unit": "minute"},
            ["Tot en met 1 april 2026: 120 minuten.", "Tot en met 1 juni 2026: hoogstens € 5,00."],
        ),
        "step-down": (
            {"lighter": lighter, "etmalenBy": -80, "fromDay": "2026-06-02"},
            ["Vanaf 2 juni 2026 krijgt Saar de Vries: Wonen 1, 60 etmalen.", "9 september 2026"],
        ),
    }
    for number, (kind, (changed, words)) in enumerate(expected.items(), start=1):
        change = uuid7()
        for _ in range(2):  # told twice, it has one letter
            await told({"id": str(change), "kind": kind, "reason": "less-help-needed"})
        stage.access.content = stage.says_of_a_change(referral, grant, kind, **changed)
        keep_the_contract(stage.access.content)
        assert await stage.issue() == 1
        path = f"/v1/requests/{referral['id']}/letter-content"
        assert stage.access.asked[-1] == f"{path}?change={change}"
        listed = await stage.letters(gp, referral)
        assert len(listed) == number
        letter = next(each for each in listed if each["change"] == str(change))
        assert (letter["kind"], letter["decision"], letter["status"]) == ("change", None, "issued")
        assert date.fromisoformat(letter["objectionUntil"]) == given.today + timedelta(days=42)
        pdf = ReadPdf.of((await stage.pdf(worker, letter)).content)
        assert pdf.title == "Besluit: uw jeugdhulp verandert"
        text = pdf.text.replace("\u00a0", " ")
        always = ["Behandeling, bij An office.", "De reden is: Er is minder hulp nodig.", "21 april 2026"]
        for each in (*always, *words):
            assert each in text, (kind, each)
        assert "Wat is er gevraagd?" not in text
        assert (await stage.pdf(gp, letter)).status_code in {403, 404}  # the family's, and the municipality's
    event = (await room.told("letter.issued"))[-1]
    assert (event.data["kind"], event.data["decision"]) == ("change", None)
    assert event.data["change"] == str(change)
