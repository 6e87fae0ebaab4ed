"""What a region arranges: a contract, an open round with an application, a partnership, a shell."""

from typing import Any

from scenes import OF_THE_REGISTER, PLACE, REGION, Thing, post

from provider_registry.domain.individual import IndividualContract
from provider_registry.store.contract_tables import IndividualContractRow
from provider_registry.store.mapping import add
from region_policy.codes import CareForm
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7


async def of_contracts(room: RoomUnderTest) -> list[Thing]:
    from scenes_registry_offers import entered  # comes after this file when they are loaded

    manager = await room.caller("contract-manager", "region", regions=(REGION,))
    provider = Caller("provider", await entered(room, "provider"), "provider-worker")
    team = await entered(room, "municipality", area=PLACE)
    since: dict[str, Any] = {"region": REGION, "validFrom": "2022-01-01"}

    contract = since | {"provider": str(provider.organisation), "form": "living", "level": "bespoke"}
    contract_id = (await post(room, manager, "/contracts", contract)).json()["id"]
    criteria = [{"id": "registered-staff", "text": "Geregistreerde professionals"}]
    opening = {"region": REGION, "form": "living", "criteria": criteria}
    round_id = (await post(room, manager, "/admission-rounds", opening)).json()["id"]
    path = f"/admission-rounds/{round_id}/applications"
    application = (await post(room, provider, path, {})).json()["id"]
    partnership = since | {
        "name": "Samen",
        "lead": str(provider.organisation),
        "forms": ["at-home"],
        "domains": ["upbringing"],
    }
    partnership_id = (await post(room, manager, "/partnerships", partnership)).json()["id"]
    link = {
        "specialist": str(provider.organisation),
        "expertise": "trauma",
        "hours": [{"weekday": 2, "from": "09:00", "until": "12:00"}],
        "contact": "Achterwacht",
        "validFrom": "2022-01-01",
    }
    link_id = (await post(room, manager, f"/organisations/{team}/shell", link)).json()["id"]

    # A region's contract manager needs no further part in what is its region's.
    arranging = {"none": manager.organisation}
    own = {"own": provider.organisation}
    return [
        Thing("contract_id", contract_id, arranging),
        Thing("round_id", round_id, arranging | {"registered": provider.organisation}),
        Thing("application_id", application, arranging | own),
        Thing("partnership_id", partnership_id, arranging),
        Thing("shell_link_id", link_id, arranging),
        Thing(
            "individual_contract_id",
            await _individual_contract(room, provider),
            arranging | own | {"responsible-municipality": team},
        ),
    ]


async def _individual_contract(room: RoomUnderTest, provider: Caller) -> str:
    """Put there by hand: the policy of this region opens no way to make one."""
    today = room.clock().date()
    made = IndividualContract(
        id=uuid7(),
        version=1,
        provider=provider.organisation,
        region=REGION,
        municipality=PLACE,
        client=uuid7(),
        form=CareForm.AMBULATORY,
        valid_from=today,
        valid_until=today,
        price_cents=100,
        ground="Een reden.",
    )
    async with room.begin() as tx:
        await add(tx, IndividualContractRow, made)
    return str(made.id)


OF_THE_REGISTER.append(of_contracts)
