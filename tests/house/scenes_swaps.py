"""A swap that is offered to a worker of another provider, an absence, and a calendar feed."""

from datetime import timedelta

from scenes import OF_CRISIS, PLACE, REGION, Thing, post

from testkit.rooms import RoomUnderTest


async def of_swaps(room: RoomUnderTest) -> list[Thing]:
    ours, theirs = [
        await room.caller("roster-planner", "crisis-provider", regions=(REGION,)) for _ in range(2)
    ]
    body = {
        "region": REGION,
        "name": {"nl": "Achterwacht", "en": "Back-up"},
        "municipalities": [PLACE],
        "crisisGroup": [str(ours.organisation), str(theirs.organisation)],
    }
    path = f"/duty-lines/{(await post(room, ours, '/duty-lines', body)).json()['id']}"
    staff = {"name": "Sam Piket", "telephone": "+31850000002"}
    worker, other = [(await post(room, by, f"{path}/workers", staff)).json()["id"] for by in (ours, theirs)]
    start = room.clock().replace(second=0, microsecond=0) + timedelta(days=1)
    hours = {"start": start.isoformat(), "end": (start + timedelta(hours=8)).isoformat()}
    added = {"kind": "add", "worker": worker, "rank": 1} | hours
    await post(room, ours, f"{path}/overrides", added)
    ((shift,),) = await room.rows("SELECT id FROM shift WHERE worker = :worker", worker=worker)
    swap = await post(room, ours, f"{path}/swaps", {"shift": str(shift), "to": other})
    away = {"from": (start + timedelta(days=1)).isoformat(), "until": (start + timedelta(days=2)).isoformat()}
    absence = await post(room, ours, f"/workers/{worker}/absences", away)
    feed = await post(room, ours, "/calendar-feeds", {"worker": worker})
    employs = {"employing-organisation": ours.organisation}
    asked = {"offering-organisation": ours.organisation, "asked-organisation": theirs.organisation}
    return [
        Thing("swap_id", swap.json()["id"], asked),
        Thing("absence_id", absence.json()["id"], employs),
        Thing("calendar_feed_id", feed.json()["id"], {"owning-organisation": ours.organisation}),
    ]


OF_CRISIS.append(of_swaps)
