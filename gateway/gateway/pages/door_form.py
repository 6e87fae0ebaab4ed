"""The small steps of a request at the desk: from the inputs of their forms to what `access` takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.pages import decision_form
from gateway.pages.forms import Filling, Typed


@dataclass(frozen=True)
class DoorStep:
    """`path` under that of the request; `{question}` is the question that is answered."""

    method: str
    path: str
    fill: Callable[[Typed], Filling]


def _nothing(typed: Typed) -> Filling:
    return Filling()


def _plain(**fields: str) -> Callable[[Typed], Filling]:
    """Each field of the room by the input of this name."""

    def fill(typed: Typed) -> Filling:
        filling = Filling()
        for field, name in fields.items():
            filling.put(field, typed.text(name), name)
        return filling

    return fill


def _refusal(typed: Typed) -> Filling:
    filling = _plain(ground="refusal-ground", rejectionCode="rejection-code")(typed)
    _hearing(typed, filling)
    decision_form.steps(typed, filling)
    return filling


def _free_help(typed: Typed) -> Filling:
    filling = _plain(provision="provision", wish="wish")(typed)
    _hearing(typed, filling)
    decision_form.steps(typed, filling)
    return filling


def _hearing(typed: Typed, filling: Filling) -> None:
    if typed.any_of(("heard-on", "heard-outcome")):
        filling.put("hearing.on", typed.text("heard-on"), "heard-on")
        filling.put("hearing.outcome", typed.text("heard-outcome"), "heard-outcome")


STEPS: Mapping[str, DoorStep] = {
    "take": DoorStep("PUT", "worker", _nothing),
    "give-back": DoorStep("DELETE", "worker", _nothing),
    "application": DoorStep("POST", "application", _plain(on="applied-on")),
    "triage": DoorStep("PUT", "triage", _plain(urgency="triage-urgency", complexity="triage-complexity")),
    "question": DoorStep("POST", "questions", _plain(to="asked-of", question="written-question")),
    "answer": DoorStep(
        "POST", "questions/{question}/answer", _plain(answeredOn="answered-on", answer="written-answer")
    ),
    "refusal": DoorStep("POST", "refusal", _refusal),
    "free-help": DoorStep("POST", "free-help", _free_help),
}
LABELLED = (
    "applied-on",
    "triage-urgency",
    "triage-complexity",
    "asked-of",
    "written-question",
    "answered-on",
    "written-answer",
    "refusal-ground",
    "rejection-code",
    "provision",
    "wish",
    "heard-on",
    "heard-outcome",
)
"""The inputs of these forms, each with its label in the texts."""
