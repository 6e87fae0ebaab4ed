"""What a provider says of a placement request: from the inputs of each form to what the room takes."""

from collections.abc import Callable, Mapping

from gateway.pages.command import Command, plain
from gateway.pages.forms import Filling, Typed

THING = "/placement-requests/{id}"


def _fact(kind: str, *fields: str) -> Callable[[Typed], Filling]:
    """One fact of the record of care, with its inputs by their own names."""

    def fill(typed: Typed) -> Filling:
        filling = Filling()
        filling.put("facts.0.kind", kind, "")
        for name in fields:
            filling.put(f"facts.0.{name}", typed.text(name), name)
            # In an error the room names the kind of the fact as well.
            filling.places[f"facts.0.{kind}.{name}"] = name
        return filling

    return fill


COMMANDS: Mapping[str, Command] = {
    "accept": Command(f"{THING}/acceptance", plain("startPlannedOn")),
    "refuse": Command(f"{THING}/refusal", plain("reason", "redirectedTo")),
    "question": Command(f"{THING}/questions", plain("kind", "words")),
    "move": Command(f"{THING}/start", plain("startPlannedOn", "reason")),
    "contact": Command(f"{THING}/first-contact", plain("contactOn")),
    "start": Command(f"{THING}/care-start", plain("startedOn")),
    "stop": Command(f"{THING}/care-stop", plain("stoppedOn", "reason", "withoutReceiver")),
    "change": Command(f"{THING}/care-record", _fact("changed", "from", "step", "reason", "intensity")),
    "interrupt": Command(f"{THING}/care-record", _fact("interrupted", "from", "until", "reason")),
    "resume": Command(f"{THING}/care-record", _fact("resumed", "on")),
    "onward": Command(f"{THING}/onward", plain("reason", "provider")),
    "handover": Command(
        f"{THING}/handovers",
        plain("destination", "receiver", "receiverName", "call.name", "call.telephone", "package.summary"),
    ),
}
SHOWN_WITH: Mapping[str, tuple[str, ...]] = {
    "requested": ("accept", "refuse", "question"),
    "offered": ("refuse", "question"),
    "accepted": ("contact", "start", "move", "onward"),
    "in-care": ("stop", "change", "interrupt", "resume", "handover", "onward"),
}
"""The forms that the page shows with a status; whether a step is possible says the room."""
LABELLED = (
    *("startPlannedOn", "reason", "redirectedTo", "kind", "words", "contactOn", "startedOn"),
    *("stoppedOn", "withoutReceiver", "from", "until", "on", "step", "intensity", "provider"),
    *("destination", "receiver", "receiverName", "call.name", "call.telephone", "package.summary"),
    *("startsOn", "spokenWith"),
)
OF_THE_LIST: Mapping[str, Command] = {
    "bridge": Command("/bridging/{about}/acceptance", plain("startsOn")),
    "do-not-bridge": Command("/bridging/{about}/refusal", plain("reason")),
    "stop-bridging": Command("/bridging/{about}/stop", plain("stoppedOn")),
    "confirm": Command("/handovers/{about}/confirmation", plain("contactOn", "spokenWith")),
    "return": Command("/handovers/{about}/return", plain("reason")),
}
"""What is said of bridging and of handovers, which stand on the list."""
