"""The committed examples of the others can be read by what this room declares to read of them."""

from pathlib import Path

import pytest

from referral.consumers import SUBSCRIPTIONS
from wirekit.events import Envelope

EXAMPLES = Path(__file__).parents[4] / "contracts" / "events"


@pytest.mark.parametrize("name", [subscription.event for subscription in SUBSCRIPTIONS])
def test_an_example_of_the_producer_is_read(name: str) -> None:
    (subscription,) = (one for one in SUBSCRIPTIONS if one.event == name)
    envelope = Envelope.model_validate_json((EXAMPLES / f"{name}.v1.example.json").read_text())
    assert subscription.reading.of(envelope).ref == envelope.subject
    assert envelope.source.endswith(f":{subscription.room}")
