"""From the inputs of an institution's forms to what `access` takes, and what is known filled in."""

from collections.abc import Mapping

from gateway.pages.access_answers import Determination
from gateway.pages.cases_answers import CaseRead, ReferralOfCase
from gateway.pages.command import ABOUT, Command
from gateway.pages.decision_form import quote_question
from gateway.pages.forms import Filling, Typed

PARTNERS = ("provider", "family")
PARTS = ("who", "on", "outcome")
AUTHORISATION = ("number", "start", "end")


def determination(typed: Typed) -> Filling:
    """Which of the consultations and whether an authorisation is needed, the room says."""
    filling = Filling()
    filling.put("determinedOn", typed.text("determined-on"), "determined-on")
    filling.put("help", typed.text("help"), "help")
    filling.put("intendedResult", typed.text("result"), "result")
    said = [each for each in PARTNERS if typed.any_of([f"{each}-{part}" for part in PARTS])]
    for at, partner in enumerate(said):
        filling.put(f"consultations.{at}.with", partner, f"{partner}-who")
        for part in PARTS:
            filling.put(f"consultations.{at}.{part}", typed.text(f"{partner}-{part}"), f"{partner}-{part}")
    for part in AUTHORISATION:
        name = f"authorisation-{part}"
        filling.put(f"authorisation.{part}", typed.text(name), name)
    return filling


def _preference(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("quoteRequest", typed.text(ABOUT), ABOUT)
    return filling


COMMANDS: Mapping[str, Command] = {
    "determine": Command("/requests/{id}/determination", determination, "PUT"),
    "ask": Command("/requests/{id}/quote-requests", quote_question),
    "prefer": Command("/requests/{id}/preference", _preference, "PUT"),
}
NAMES = (
    *("determined-on", "help", "result", *(f"authorisation-{part}" for part in AUTHORISATION)),
    *(f"{partner}-{part}" for partner in PARTNERS for part in PARTS),
    *("provider", "ground", "question", "reason", "quote-result", "quote-term", ABOUT),
)
"""The inputs, each with its name among the texts as `label_case_…`."""


def known(
    case: CaseRead, determined: Determination | None, referral: ReferralOfCase | None
) -> dict[str, str]:
    """What the form begins with: the determination as it is, else what the referral told already."""
    if determined is None:
        stated = referral.asked.measure if referral and referral.asked else None
        until = stated.court_authorisation_until if stated else None
        return {
            "determined-on": case.today.isoformat(),
            "authorisation-end": until.isoformat() if until else "",
        }
    days = (determined.authorised_from, determined.authorised_until)
    start, end = (each.isoformat() if each else "" for each in days)
    filled = {
        "determined-on": determined.determined_on.isoformat(),
        "help": determined.help or "",
        "result": determined.intended_result or "",
        "authorisation-number": determined.authorisation_number or "",
        "authorisation-start": start,
        "authorisation-end": end,
    }
    for each in determined.consultations:
        parts = {"who": each.who, "on": each.on.isoformat(), "outcome": each.outcome}
        filled |= {f"{each.partner}-{part}": value for part, value in parts.items()}
    return filled
