"""Decision letters: one for each decision that is the municipality's own, made while nothing is locked."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from referral.app import ROOM
from referral.domain.letter import Written, last_day_to_object
from referral.letters import set_letter
from referral.usecases.issue_letter import TRY_AGAIN_AFTER
from wegwijs_cli.bench.letter import WORDS, set_bare, template_of_letters
from wirekit.identifiers import uuid7

from .builders import A_QUESTION, a_key, a_person
from .letter_stories import PGB, STEPS, ReadPdf, Stage, a_stage, keep_the_contract

ERASED = {"type": "/problems/rule-broken", "reasons": [{"code": "erased", "text": "Gewist."}]}


@pytest.fixture
async def stage(new_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(await new_database("referral"), tmp_path) as made:
        made.room.clock.at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        yield made


@pytest.mark.requirement("LAW-04", "LAW-12")
async def test_the_desks_decision_has_one_letter_that_everybody_can_read_who_may(stage: Stage) -> None:
    given, room = stage.given, stage.room
    worker, provider = await given.an_access_worker(), await given.a_provider()
    referral = await given.referral(worker, route="quote", budget=None)
    decision = uuid7()
    grants = await given.granted(referral, ref=decision, decidedBy="desk")
    stage.access.content = stage.says(referral, grants)
    keep_the_contract(stage.access.content)
    (waiting,) = await stage.letters(worker, referral)
    assert (waiting["status"], waiting["sentAt"], waiting["sha256"]) == ("waiting", None, None)
    assert (await given.deadlines())["letter-awaited", waiting["id"]] == str(worker.organisation)
    assert (await stage.pdf(worker, waiting)).status_code == 409
    assert await stage.issue() == 1
    assert stage.access.asked == [f"/v1/requests/{referral['id']}/letter-content?decision={decision}"]
    (letter,) = await stage.letters(worker, referral)
    assert (letter["status"], letter["kind"], letter["recipient"]) == ("issued", "decision", "parents")
    assert date.fromisoformat(letter["objectionUntil"]) == given.today + timedelta(days=42)
    answer = await stage.pdf(worker, letter)
    assert answer.headers["content-type"] == "application/pdf"
    assert hashlib.sha256(answer.content).hexdigest() == letter["sha256"]
    pdf = ReadPdf.of(answer.content)
    assert (pdf.language, pdf.title, pdf.is_marked) == ("nl-NL", "Besluit over jeugdhulp", True)
    for claimed in ("pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert claimed in pdf.metadata
    levels = [name for name, _ in pdf.tags if name in {"/Title", "/H1", "/H2"}]
    assert levels == ["/Title", "/H1", "/H1", "/H1", "/H1", *["/H2"] * 5, "/H1", "/H1", "/H1"]
    assert len(pdf.attributes("/TH")) == 5
    assert all("'/Scope': '/Column'" in scope for scope in pdf.attributes("/TH"))
    shown = ["Saar de Vries", "Kerkstraat 12a", "Gemeente Dalfsen", "€ 3.900,00", "21 april 2026", PGB]
    shown += ["Jeugdwet artikel 2.3", "Weer elke dag naar school.", "nog niet bekend", "nog gezocht"]
    shown += [f"Bevinding bij {step}. Dit is bekeken door: SKJ 100000001, jeugdz" for step in STEPS]
    for words in shown:
        assert words in pdf.text.replace("\u00a0", " "), words
    # Told in codes; stored so that neither the words nor the file can be read from the database.
    (event,) = await room.told("letter.issued")
    assert event.data["sha256"] == letter["sha256"]
    assert event.data["objectionUntil"] == letter["objectionUntil"]
    told = json.dumps(event.data, default=str)
    stored = str(await room.rows("SELECT l::text, d::text FROM letter l, letter_document d"))
    for words in ("Saar", "Vries", "Kerkstraat", "Bevinding", "%PDF", PGB):
        assert words not in told + stored
    assert ("letter-awaited", letter["id"]) not in await given.deadlines()
    assert [
        each.purpose
        for each in await room.rows("SELECT purpose FROM read_log WHERE purpose ~ 'ing a letter'")
    ] == [
        "making a letter",
        "sending a letter",
        "reading a letter",
    ]
    # Asked for once more, it is no second one; no provider reads it, chosen or not.
    again = await given.post(
        worker, f"/referrals/{referral['id']}/letters", {}, **{"Idempotency-Key": a_key()}
    )
    assert (again.status_code, again.json()["id"]) == (200, letter["id"])
    assert await stage.issue() == 0
    assert (await stage.pdf(provider, letter)).status_code == 403
    assert (await stage.pdf(await given.an_access_worker("0193"), letter)).status_code == 404


@pytest.mark.requirement("LAW-03", "LAW-02")
async def test_what_a_referrer_settled_has_a_letter_only_when_somebody_asks(stage: Stage) -> None:
    given = stage.given
    gp, provider, worker = await given.a_gp(), await given.a_provider(), await given.an_access_worker()
    referral = await given.referral(
        gp, preferredProvider=str(provider.organisation), person=a_person(address=None)
    )
    path = f"/referrals/{referral['id']}/letters"
    early = await given.post(gp, path, {}, **{"Idempotency-Key": a_key()})
    assert (early.status_code, "granted" in early.json()["possibleSteps"]) == (409, True)
    grants = await given.granted(referral, preferred=provider.organisation, decidedBy="referrer")
    (placement,) = (await given.get(provider, "/placement-requests")).json()["items"]
    assert (await given.accept(provider, placement)).status_code == 200
    assert await stage.letters(gp, referral) == []
    key = {"Idempotency-Key": a_key()}
    asked = await given.post(gp, path, {"language": "en"}, **key)
    assert (asked.status_code, asked.json()["kind"]) == (201, "on-request")
    assert (await given.post(gp, path, {"language": "en"}, **key)).status_code == 201  # as the first time
    assert (await given.post(gp, path, {"language": "fr"}, **{"Idempotency-Key": a_key()})).status_code == 400
    stage.access.content = stage.says(
        referral, grants, steps=[], personalBudgetAnswer=None, intendedResult="School."
    )
    assert await stage.issue() == 1
    (letter,) = await stage.letters(gp, referral)
    for reader in (gp, worker):
        pdf = ReadPdf.of((await stage.pdf(reader, letter)).content)
        assert (pdf.language, pdf.title) == ("en-GB", "Letter on youth care")
        assert "An office" in pdf.text  # the provider that accepted
        assert "not yet known" not in pdf.text
        assert "hands you this letter" in pdf.text  # no address was given
        assert "nl-NL" in str(pdf.tags)  # what somebody wrote stands there in Dutch
    # An institution with a measure in force determines: what the desk confirms is no decision of its own.
    institution = await given.an_institution()
    measure = {"kind": "guardianship", "until": (given.today + timedelta(days=90)).isoformat()}
    determined = (await given.send(institution, given.a_quote(measure=measure))).json()
    await given.granted(determined, decidedBy="desk")
    assert await stage.letters(institution, determined) == []


@pytest.mark.requirement("LAW-03", "LAW-12")
async def test_every_refusal_has_a_letter_that_the_referrer_knows_of_and_does_not_read(stage: Stage) -> None:
    given, gp = stage.given, await stage.given.a_gp()
    referral = (await given.send(gp, given.a_quote(person=a_person(birthDate="2010-03-10")))).json()
    await given.closed(referral, "refused", "other-municipality")
    because = {"nl": "Een andere gemeente moet besluiten.", "en": "Another municipality must decide."}
    refused = {"ground": "other-municipality", "because": because, "heardOn": None, "said": None}
    stage.access.content = stage.says(referral, [], steps=[], refused=refused, legalGround=None)
    stage.room.clock.at = datetime(2026, 3, 23, 23, 30, tzinfo=UTC)  # it is the 24th in Dalfsen
    assert await stage.issue() == 1
    assert stage.access.asked[-1].endswith("letter-content?")
    (letter,) = await stage.letters(gp, referral)
    # 5 May is a general holiday, so the term ends a day later.
    assert (letter["kind"], letter["recipient"]) == ("refusal", "young-person")
    assert (letter["decision"], letter["objectionUntil"]) == (None, "2026-05-06")
    assert (await stage.pdf(gp, letter)).status_code == 404
    pdf = ReadPdf.of((await stage.pdf(await given.an_access_worker(), letter)).content)
    assert pdf.title == "Besluit: geen jeugdhulp"
    assert "Een andere gemeente moet besluiten." in pdf.text
    assert "6 mei 2026" in pdf.text
    assert A_QUESTION not in pdf.text
    assert "gehoord" not in pdf.text
    # Where the need was judged the family was heard first.
    judged = (await given.send(gp, given.a_quote(person=a_person(bsn="999922002")))).json()
    await given.closed(judged, "refused", "need")
    heard = {"ground": "need", "because": because, "heardOn": "2026-03-08", "said": "Alleen lukt het niet."}
    stage.access.content = stage.says(judged, [], refused=heard)
    keep_the_contract(stage.access.content)
    assert await stage.issue() == 1
    (letter,) = await stage.letters(gp, judged)
    pdf = ReadPdf.of((await stage.pdf(await given.an_access_worker(), letter)).content)
    for words in ("gehoord op 8 maart 2026", "Alleen lukt het niet.", "Stap 5"):
        assert words in pdf.text
    # To free help against the wish of the family goes with a letter too, and with what the family said.
    sent = (await given.send(gp, given.a_quote(person=a_person(bsn=None)))).json()
    await given.closed(sent, "free-help", "free-help-against-wish", againstWish=True)
    said = {"provision": {"nl": "Welzijn", "en": "Welfare"}, "heardOn": "2026-03-09", "said": "Liever niet."}
    stage.access.content = stage.says(sent, [], freeHelp=said)
    keep_the_contract(stage.access.content)
    assert await stage.issue() == 1
    (letter,) = await stage.letters(gp, sent)
    pdf = ReadPdf.of((await stage.pdf(await given.an_access_worker(), letter)).content)
    for words in ("terecht bij: Welzijn.", "gehoord op 9 maart 2026", "Liever niet.", "Stap 5"):
        assert words in pdf.text
    # What was never heard, or lapsed, is no refusal by the desk.
    other = (await given.send(gp, given.a_quote(person=a_person(bsn="999922002")))).json()
    await given.closed(other, "not-allowed", "route-not-in-policy")
    assert await stage.letters(gp, other) == []


async def test_a_letter_that_cannot_be_made_waits_and_nothing_is_lost_or_twice(stage: Stage) -> None:
    given, clock = stage.given, stage.room.clock
    worker = await given.an_access_worker()
    hostile = 'Hij zei: "#panic()" $x$ *@ \\u{1F600} 😀 中文 <script> {{7*7}} \u0130' + "W" * 900
    person = a_person(givenName="#import", familyName="{name}-$\\_*")
    referral = await given.referral(worker, route="quote", budget=None, person=person)
    grants = await given.granted(referral, decidedBy="desk")
    stage.access.troubles = [
        JSONResponse({}, 503),
        PlainTextResponse("<html>"),
        JSONResponse({"municipality": PGB}),
    ]
    stage.access.content = stage.says(referral, grants, intendedResult=hostile)
    for tries in (1, 2, 3, 4):
        assert await stage.issue() == 1
        assert await stage.issue() == 0  # not before its next try
        assert len(stage.access.asked) == tries
        (letter,) = await stage.letters(worker, referral)
        assert letter["status"] == ("issued" if tries == 4 else "waiting")
        clock.advance(TRY_AGAIN_AFTER)
    text = ReadPdf.of((await stage.pdf(worker, letter)).content).text
    assert '"#panic()" $x$ *@ \\u{1F600} □ □□ <script> {{7*7}} İ' in text
    assert "#import {name}-$\\_*" in text
    # A day without the other room is told to the municipality, and goes on; two at once make one letter.
    other = await given.referral(worker, route="quote", budget=None, person=a_person(bsn=None))
    stage.access.content = stage.says(other, await given.granted(other, decidedBy="desk"))
    (waiting,) = await stage.letters(worker, other)
    clock.advance(timedelta(days=1))
    await stage.room.fire_deadlines()
    missed = await stage.room.told("deadline.missed")
    assert (missed[-1].data["about"], missed[-1].data["owner"]) == (waiting["id"], str(worker.organisation))
    assert ("letter-awaited", waiting["id"]) in await given.deadlines()
    assert (await given.messages(worker))[-1]["kind"] == "letter-late"
    settings = stage.room.app.state.api.state.settings
    working = [asyncio.create_task(chore(settings, stage.room.transactions)) for chore in ROOM.chores * 2]
    async with asyncio.timeout(20):
        while (await stage.letters(worker, other))[0]["status"] == "waiting":
            # One that has done all its work may have ended.
            assert not any(task.done() and task.exception() for task in working)
    for task in working:
        task.cancel()
    await asyncio.wait(working)
    assert len(await stage.room.told("letter.issued")) == 2


async def test_what_was_erased_has_no_letter_and_says_so(stage: Stage) -> None:
    given, room = stage.given, stage.room
    worker = await given.an_access_worker()

    async def decided() -> dict[str, object]:
        changed = {"route": "quote", "budget": None, "person": a_person(bsn=None)}
        made = await given.referral(worker, **changed)
        stage.access.content = stage.says(made, await given.granted(made, decidedBy="desk"))
        return made

    async def erase(referral: dict[str, object]) -> None:
        (row,) = await room.rows("SELECT client FROM referral WHERE id = :id", id=referral["id"])
        async with room.begin() as tx:
            await tx.keyring.destroy(tx.session, row.client, at=tx.now)

    there, here, sent = await decided(), await decided(), await decided()
    stage.access.troubles = [JSONResponse(ERASED, 409)]
    await erase(here)
    assert await stage.issue() == 3
    statuses = [(await stage.letters(worker, each))[0]["status"] for each in (there, here, sent)]
    assert statuses == ["dropped", "dropped", "issued"]
    assert [kind for kind, _ in await given.deadlines() if kind == "letter-awaited"] == []
    await erase(sent)
    for referral in (there, sent):
        answer = await stage.pdf(worker, (await stage.letters(worker, referral))[0])
        assert (answer.status_code, answer.json()["reasons"][0]["code"]) == (409, "erased")


def test_the_term_of_objection_ends_on_a_working_day() -> None:
    assert last_day_to_object(date(2026, 11, 27)) == date(2027, 1, 8)
    assert last_day_to_object(date(2026, 11, 13)) == date(2026, 12, 28)  # Christmas, and then a weekend


def test_the_letter_that_the_bench_sets_bare_is_one_of_ours() -> None:
    words = Written.model_validate_json(WORDS.read_text(encoding="utf-8"))
    pdf = set_letter(words, at=datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    assert abs(len(pdf) / len(set_bare(template_of_letters(), 1)) - 1) < 0.02
    assert ReadPdf.of(pdf).title == "Besluit over jeugdhulp"
