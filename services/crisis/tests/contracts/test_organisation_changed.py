"""What this room reads of the register's event, against the example that the register promises."""

import json
from pathlib import Path

from crisis_stories import CrisisRoom

from crisis.consumers import SUBSCRIPTIONS
from servicekit.organisations import known_organisation
from wirekit.events import Envelope

EXAMPLE = Path(__file__).parents[4] / "contracts" / "events" / "organisation.changed.v1.example.json"


async def test_an_organisation_of_the_register_is_known_here_and_forgotten_when_the_register_has_it_no_more(
    crisis: CrisisRoom,
) -> None:
    event = Envelope.model_validate(json.loads(EXAMPLE.read_text()))
    await crisis.room.deliver(event.name, event.data, again=event)
    async with crisis.room.begin() as tx:
        known = await known_organisation(tx, event.subject)
        assert known is not None
        assert (known.kind, known.area) == (event.data["kind"], event.data["area"])
        assert (known.name, list(known.regions)) == (event.data["name"], event.data["regions"])
    async with crisis.room.begin() as tx:
        (register,) = (each for each in SUBSCRIPTIONS if each.event == event.name)
        assert register.forget
        await register.forget(tx, event.subject)
    async with crisis.room.begin() as tx:
        assert await known_organisation(tx, event.subject) is None
