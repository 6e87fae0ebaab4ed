"""An event on the wire: the NL GOV profile of CloudEvents."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from wirekit.caller import Caller
from wirekit.events import MAX_EVENT_BYTES, Envelope, Event, Reading, Trace
from wirekit.identifiers import uuid7


class ThingChanged(Event):
    NAME = "thing.changed"
    colour: str


class ReadingOfThing(Reading):
    colour: str


BY = Caller("subject-1", UUID(int=7), "service")


def an_envelope(**changed: object) -> Envelope:
    event = ThingChanged(ref=uuid7(), version=3, region="here", colour="red")
    made = event.envelope(room="a-room", at=datetime(2026, 1, 1, tzinfo=UTC), by=BY, trace=Trace())
    return Envelope.model_validate(made.model_dump() | changed)


def test_it_says_who_acted_what_caused_it_and_the_version_of_the_aggregate() -> None:
    envelope = Envelope.model_validate_json(an_envelope().to_bytes())
    assert envelope.type == "nl.wegwijs.thing.changed.v1"
    assert envelope.source == "urn:nld:wegwijs:a-room"
    assert (envelope.name, envelope.noun, envelope.version) == ("thing.changed", "thing", 3)
    assert (envelope.actor, envelope.actorrole) == ("subject-1", "service")
    assert envelope.trace == Trace(correlation_id=envelope.correlationid, causation_id=envelope.id)
    assert ReadingOfThing.of(envelope).colour == "red"


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "https://a.place/of/data"},
        {"source": "no-uri"},
        {"type": "thing.changed"},
        {"type": "nl.wegwijs.thing.changed"},
        {"time": datetime(2026, 1, 1)},  # noqa: DTZ001  # a naive moment is what must be refused
        {"sequence": "0"},
        {"sequencetype": "String"},
        {"specversion": "0.3"},
        {"subject": "not-a-ref"},
    ],
)
def test_what_the_profile_forbids_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        an_envelope(**wrong)


def test_an_event_beyond_64_kilobytes_is_refused() -> None:
    with pytest.raises(ValueError, match="the profile allows"):
        an_envelope(data={"colour": "x" * MAX_EVENT_BYTES}).to_bytes()


def test_identifiers_sort_by_their_moment_of_making() -> None:
    made = [uuid7() for _ in range(3)]
    assert all(each.version == 7 for each in made)
    assert sorted(each.int >> 80 for each in made) == [each.int >> 80 for each in made]
    assert len(set(made)) == 3
