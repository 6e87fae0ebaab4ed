"""An institution's request at the access desk, on which its worker has put a question."""

from scenes import OF_ACCESS, PLACE, REGION, Thing, _determined, post

from testkit.rooms import RoomUnderTest


async def of_the_door(room: RoomUnderTest) -> list[Thing]:
    worker = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    institution = await room.caller("institution-worker", "certified-institution", regions=(REGION,))
    request = await _determined(room, institution)
    question = {"to": "applicant", "question": "Wat is er al geprobeerd?"}
    asked = await post(room, worker, f"/requests/{request}/questions", question, **{"If-Match": '"2"'})
    question_id = asked.json()["questions"][0]["id"]
    related = {
        "responsible-municipality": worker.organisation,
        "asking-institution": institution.organisation,
    }
    return [Thing("request_id", request, related, {"question_id": question_id})]


OF_ACCESS.append(of_the_door)
