"""A report at the access desk, on which its worker has put a question."""

from scenes import OF_ACCESS, PLACE, REGION, Thing, example, post

from testkit.rooms import RoomUnderTest
from wirekit.identifiers import uuid7


async def of_the_door(room: RoomUnderTest) -> list[Thing]:
    worker = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    request = str(uuid7())
    reported = example(
        "referral.submitted",
        ref=request,
        referrerType="municipality",
        referrerOrganisation=str(worker.organisation),
        route="quote",
        budget=None,
        measure=None,
        courtAuthorisationUntil=None,
        submittedAt=room.clock().isoformat(),
    )
    await room.deliver("referral.submitted", reported)
    question = {"to": "applicant", "question": "Wat is er al geprobeerd?"}
    asked = await post(room, worker, f"/requests/{request}/questions", question, **{"If-Match": '"1"'})
    question_id = asked.json()["questions"][0]["id"]
    related = {"responsible-municipality": worker.organisation}
    return [Thing("request_id", request, related, {"question_id": question_id})]


OF_ACCESS.append(of_the_door)
