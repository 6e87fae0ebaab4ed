"""What is told of an alarm: from the inputs of each form to what the room `crisis` takes."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from gateway.pages.command import ABOUT, Command, plain
from gateway.pages.forms import Filling, Typed
from gateway.pages.shown import AMSTERDAM

THING = "/alarms/{id}"
STEPS = ("accepted", "on-site", "assessed", "stabilised")
LATER_HOUR = "later-hour"
"""Ticked where the clock went back and the second of two equal hours is meant."""
FIRST_STEP = "first-step"
"""Hidden: the first that is asked, which is named where no time was filled in."""
FOLLOW_UP = ("ambulatory", "stay")
NO_CRISIS = (
    *("decidedBy.worker", "decidedBy.name", "reason"),
    *("acceptedBy.organisation", "acceptedBy.name"),
)
LABELLED = (
    *(f"step-{kind}" for kind in STEPS),
    *("worker", "happenedAt", "outcome", "followUp", "plannedEnd", "municipality", LATER_HOUR),
    *(f"noCrisis.{name}" for name in NO_CRISIS),
    *("enrolment", "provider", "since"),
)


def moment_of(typed: Typed, name: str) -> str | None:
    """A time by the clock in the Netherlands, as a moment in UTC; what is no such time stays as it is."""
    text = typed.text(name)
    try:
        wall = datetime.fromisoformat(text or "")
    except ValueError:
        return text
    if wall.tzinfo is not None:
        return text
    at = wall.replace(tzinfo=AMSTERDAM, fold=1 if typed.text(LATER_HOUR) else 0).astimezone(UTC)
    # An hour that the clock skips comes back as another one: the room says that it needs a zone.
    return at.isoformat() if at.astimezone(AMSTERDAM).replace(tzinfo=None) == wall else text


def _acknowledgement(typed: Typed) -> Filling:
    """Without a worker the desk takes it itself."""
    filling = Filling()
    filling.put("worker", typed.text("worker"), "worker")
    return filling


def _in_hand(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("worker", typed.text("worker"), "worker")
    filling.put("onTheWay", typed.text("onTheWay") is not None, "onTheWay")
    return filling


def _steps(typed: Typed) -> Filling:
    """Each step whose time is filled in, in the order in which they can happen."""
    filling = Filling()
    filling.put("worker", typed.text("worker"), "worker")
    told = [kind for kind in STEPS if typed.text(f"step-{kind}")]
    filling.put("steps", [], f"step-{typed.text(FIRST_STEP) or STEPS[0]}")
    for place, kind in enumerate(told):
        filling.put(f"steps.{place}.kind", kind, f"step-{kind}")
        filling.put(f"steps.{place}.happenedAt", moment_of(typed, f"step-{kind}"), f"step-{kind}")
    return filling


def _step_now(typed: Typed) -> Filling:
    """One press while it happens. Whoever tells it later fills in when it was."""
    filling = Filling()
    filling.body["steps"] = [{"kind": typed.text("kind"), "happenedAt": datetime.now(UTC).isoformat()}]
    return filling


def _triage(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("answers", {}, "")
    for question in typed.named("answer-"):
        filling.put(f"answers.{question}", typed.text(f"answer-{question}"), f"answer-{question}")
    return filling


def _closing(typed: Typed) -> Filling:
    filling = Filling()
    filling.put("outcome", typed.text("outcome"), "outcome")
    filling.put("happenedAt", moment_of(typed, "happenedAt"), "happenedAt")
    follow_up = [each for each in FOLLOW_UP if typed.text(f"followUp-{each}")]
    filling.put("followUp", follow_up or None, "followUp")
    filling.put("plannedEnd", typed.text("plannedEnd"), "plannedEnd")
    for name in NO_CRISIS:
        filling.put(f"noCrisis.{name}", typed.text(f"noCrisis.{name}"), f"noCrisis.{name}")
    return filling


def _bed(typed: Typed) -> Filling:
    """Of a bed that was agreed by telephone the provider is named, of another one which bed it is."""
    filling = Filling()
    filling.put("since", moment_of(typed, "since"), "since")
    filling.put("enrolment", typed.text("enrolment"), "enrolment")
    filling.put("byTelephone", True if typed.text("provider") else None, "provider")
    filling.put("provider", typed.text("provider"), "provider")
    return filling


def _at(field: str) -> Callable[[Typed], Filling]:
    def fill(typed: Typed) -> Filling:
        filling = Filling()
        filling.put(field, moment_of(typed, field), field)
        return filling

    return fill


COMMANDS: Mapping[str, Command] = {
    "acknowledge": Command(f"{THING}/acknowledgement", _acknowledgement),
    "still-in-hand": Command(f"{THING}/still-in-hand", _in_hand),
    "steps": Command(f"{THING}/steps", _steps),
    "step-now": Command(f"{THING}/steps", _step_now),
    "triage": Command(f"{THING}/triage", _triage),
    "close": Command(f"{THING}/closing", _closing),
    "residence": Command(f"{THING}/residence", plain("municipality")),
    "bed": Command(f"{THING}/beds", _bed),
    "bed-end": Command(f"/crisis-beds/{{{ABOUT}}}/end", _at("happenedAt")),
    "exit-plan": Command(f"{THING}/exit-plan", _at("happenedAt")),
}
OF_THE_LIST: Mapping[str, Command] = {
    "called-back": Command(f"/call-backs/{{{ABOUT}}}/done", plain()),
}
"""What a crisis desk says of the call-backs that stand on the list."""
