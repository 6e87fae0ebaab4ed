"""What we read of the events of others stands in the examples that they committed."""

from pathlib import Path

import pytest

from access.consumers import SUBSCRIPTIONS
from servicekit.subscriptions import Subscription
from testkit.rooms import camel
from wirekit.events import Reading

EVENTS = Path(__file__).parents[4] / "contracts" / "events"


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS, ids=lambda each: each.event)
def test_the_committed_example_of_the_producer_can_be_read(subscription: Subscription[Reading]) -> None:
    example = camel(EVENTS / f"{subscription.event}.v1.example.json")
    read = subscription.reading.model_validate(example)
    assert str(read.ref) == example["ref"]
