"""The desk decides on a page: how far it is while somebody types, and what stands ready or comes back."""

import json
from datetime import UTC, datetime, timedelta

from gateway.pages import decision_form
from gateway.pages.forms import Typed
from gateway.pages.ready_answers import ReadyRead

from .test_app_pages import ASKED, HOSTILE, QUOTE, REQUEST, desk, sign_in

__all__ = ["desk"]

PATH = f"/v1/requests/{REQUEST}"
TYPED = {
    "kind": "start",
    "intended-result": "Weer naar school.",
    "intensity": "living-2",
    "etmalen": "90",
    "help-form": "family-home",
    "stay-provider": QUOTE,
    "ceiling": "1250,05",
    "days": "30",
    "ground": "rare",
    "place": "elsewhere",
    "step-question": "Rust.",
    "step-question-discipline": "psycholoog",
    "step-question-professional": "P. Ander",
    "consulted-family-who": "ouders",
    "consulted-family-on": "2026-11-25",
    "consulted-family-outcome": "eens",
    "lighter-help": "geprobeerd",
    "personal-budget-answer": "nee",
    "override-lighter-help-weighed": "spoed",
    "weighing-safety": "veilig",
    "statement-away-from-home": "daarom",
    "plan-offered-on": "2026-11-24",
    "plan-answer": "declined",
    "authorisation-number": "C/1",
    "authorisation-start": "2026-11-01",
    "authorisation-end": "2026-12-01",
}
NOBODY_SAID = {"budget": None, "product": None, "quantity": None, "days": None, "ceilingCents": None}
WAYS = ["stay", "one-off-contract"]


def ready(status="ready", said=None, **changed):
    """What the room says of a decision that was typed as above."""
    goes_at = (datetime.now(UTC) + timedelta(seconds=60)).isoformat()
    told = {"version": 3, "kind": "decision", "status": status, "quoteRequest": None, "goesAt": goes_at}
    steps = ["send_ready_decision", "take_back_ready_decision"] if status == "ready" else []
    return told | {"isYours": True, "said": said, "reasons": [], "possibleSteps": steps} | changed


def as_said(body):
    """The body of a decision as the room gives it back: every field there, null where nobody said it."""
    empty = NOBODY_SAID | dict.fromkeys(("intensity", "etmalen", "helpForm", "ground", "place", "provider"))
    words = {
        "legalSteps": body["legalSteps"],
        "consultations": body["consultations"],
        "lighterHelp": body["lighterHelp"],
        "personalBudgetAnswer": body["personalBudgetAnswer"],
        "overrides": body["overrides"],
        "authorisationNumber": body["authorisation"]["number"],
        "familyGroupPlan": body["familyGroupPlan"],
        "weighing": body["weighing"],
        "statements": body["statements"],
    }
    period = {part: body["authorisation"][part] for part in ("start", "end")}
    return {
        "kind": body["kind"],
        "intendedResult": body["intendedResult"],
        "choices": [empty | choice for choice in body["choices"]],
        "words": words,
        "authorised": period,
    }


def test_what_was_decided_fills_its_form_again_to_the_same_decision():
    body = decision_form.decision(Typed(TYPED), WAYS).body
    told = ReadyRead.model_validate(ready("taken-back", json.loads(json.dumps(as_said(body)))))
    again = decision_form.typed_again(told.words_for(None))
    assert again == TYPED
    assert decision_form.decision(Typed(again), WAYS).body == body


async def test_while_somebody_types_only_how_far_it_is_comes_back_and_without_script_the_whole_page(
    http, desk
):
    questions = [{"field": "etmalen", "name": "etmalen", "isAnswered": True}]
    questions.append({"field": "finding-help", "name": f"help {HOSTILE}", "isAnswered": False})
    price = {"ceilingCents": 1_186_200, "validUntil": "2027-03-01", "illustrative": True}
    tried = {"isAllowed": False, "questions": questions, "stillNeeded": 1, "noted": [], "prices": [price]}
    desk.answers[("POST", f"{PATH}/decision-check")] = (200, tried | {"weighingOpen": ["safety"]})
    await sign_in(http)
    typed = {"ways": "choice-budget", "step-help": "Een lang verhaal"}
    part = await http.post(f"/desk/{REQUEST}/so-far", data=typed, headers={"HX-Target": "so-far"})
    assert part.status_code == 200
    for told in (
        "Still to fill in: 1 of 2.",
        "€11,862.00",
        "illustrative",
        "Not weighed yet: safety",
        "&lt;scr",
    ):
        assert told in part.text, told
    assert "<html" not in part.text
    assert "Een lang verhaal" not in part.text
    whole = await http.post(f"/desk/{REQUEST}/so-far", data=typed)
    for told in ("<html", "€11,862.00", "Een lang verhaal</textarea>", 'id="so-far"'):
        assert told in whole.text, told


async def test_what_stands_ready_is_sent_taken_back_and_what_was_written_is_not_lost(http, desk):
    steps = ["send_ready_decision", "take_back_ready_decision"]
    desk.answers[("GET", PATH)] = (200, {**ASKED, "possibleSteps": steps})
    desk.answers[("GET", f"{PATH}/ready-decision")] = (200, ready())
    desk.answers[("POST", f"{PATH}/ready-decision")] = (201, ready())
    await sign_in(http)
    made = await http.post(f"/desk/{REQUEST}/decision", data={"ways": "choice-budget"})
    assert (made.status_code, made.headers["location"]) == (303, f"/desk/{REQUEST}?ready=3#ready")
    page = (await http.get(f"/desk/{REQUEST}")).text
    for told in ("The decision stands ready", "Send now", "Take back", f"/desk/{REQUEST}/letter"):
        assert told in page, told
    assert 'id="decide"' not in page
    assert 'id="other-ends"' not in page
    desk.answers[("POST", f"{PATH}/ready-decision/sending")] = (200, ready("made"))
    sent = await http.post(f"/desk/{REQUEST}/ready/sending", data={"version": '"3"'})
    assert sent.headers["location"] == f"/desk/{REQUEST}?ready=3#decision"
    call = next(call for call in desk.calls if call.target.endswith("/sending"))
    assert call.headers["if-match"] == ['"3"']
    assert (await http.post(f"/desk/{REQUEST}/ready/other", data={})).status_code == 404

    # The letter comes from the room that sets it, and is not kept on the way.
    desk.answers[("POST", f"/v1/referrals/{REQUEST}/letter-previews")] = (200, {"as": "pdf"})
    letter = await http.get(f"/desk/{REQUEST}/letter")
    assert (letter.headers["content-type"], letter.headers["cache-control"]) == (
        "application/pdf",
        "no-store",
    )

    # Refused at its moment: why, and the form with every word that was written.
    body = decision_form.decision(Typed(TYPED | {"step-question": f"Veel {HOSTILE}"}), ["choice-budget"]).body
    why = [{"code": "quote-running", "text": "A quote is running."}]
    refused = ready("refused", json.loads(json.dumps(as_said(body))), reasons=why)
    desk.answers[("GET", f"{PATH}/ready-decision")] = (200, refused)
    desk.answers[("GET", PATH)] = (200, {**ASKED, "possibleSteps": ["decide_request"]})
    page = (await http.get(f"/desk/{REQUEST}")).text
    for told in ("A quote is running.", "Veel &lt;script&gt;", "Weer naar school.", 'role="alert"'):
        assert told in page, told
