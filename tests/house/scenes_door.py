"""A request that was decided after its worker had put a question to the applicant."""

from scenes import OF_ACCESS, PLACE, REGION, Thing, _awarded, _determined, get, post

from testkit.rooms import RoomUnderTest


async def of_the_door(room: RoomUnderTest) -> list[Thing]:
    worker = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    institution = await room.caller("institution-worker", "certified-institution", regions=(REGION,))
    provider = await room.caller("provider-worker", "provider", regions=(REGION,))
    request = await _determined(room, institution)
    question = {"to": "applicant", "question": "Wat is er al geprobeerd?"}
    asked = await post(room, worker, f"/requests/{request}/questions", question, **{"If-Match": '"2"'})
    question_id = asked.json()["questions"][0]["id"]
    group = (await get(room, worker, f"/policies/{REGION}"))["functionGroups"]["items"][0]["id"]
    _, decision = await _awarded(room, request, institution, provider, worker, group)
    related = {
        "responsible-municipality": worker.organisation,
        "asking-institution": institution.organisation,
        "institution-with-measure": institution.organisation,
    }
    others = {"question_id": question_id, "decision_id": decision["id"]}
    return [Thing("request_id", request, related, others)]


OF_ACCESS.append(of_the_door)
