"""A girl of thirteen who reads her own file, and a parent who does; what is closed for the parents."""

from base64 import b64encode
from datetime import timedelta
from uuid import UUID

from scenes import OF_REFERRAL, PLACE, REGION, Thing, example, get, post

from referral.domain.addressee import Recipient
from referral.store import letters
from servicekit.organisations import Organisation, learn_organisation
from servicekit.subscriptions import PLATFORM
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7


async def of_persons(room: RoomUnderTest) -> list[Thing]:
    worker = await room.caller("access-worker", "municipality", area=PLACE, regions=(REGION,))
    async with room.begin() as tx:
        await learn_organisation(tx, Organisation(PLATFORM, "platform", "x", None, (), None))
    born = (room.clock() - timedelta(days=13 * 366)).date().isoformat()
    body = {
        "person": {"givenName": "Sanne", "familyName": "Voorbeeld", "birthDate": born},
        "municipality": PLACE,
        "question": "Een vraag om hulp.",
        "route": "quote",
    }
    here = f"/referrals/{(await post(room, worker, '/referrals', body)).json()['id']}"
    parent = {"kind": "parent", "name": "Een Voorbeeld", "hasAuthority": True, "toldBy": "parent"}
    person = (await post(room, worker, f"{here}/people", parent)).json()["id"]
    letter = await _letter(room, here.rpartition("/")[2])
    files = []
    # The same two as those who try every operation: who is on the platform is told by the subject.
    for role, whose in (("young-person", None), ("parent", person)):
        code = (await post(room, worker, f"{here}/link-codes", {"person": whose})).json()["code"]
        linked = await post(room, Caller(f"try-{role}", PLATFORM, role), "/my-links", {"code": code})
        relation = "own-file" if whose is None else "parental-authority"
        mine = linked.json()["myFile"]
        plan = await _earlier_plan(room, Caller(f"try-{role}", PLATFORM, role), mine)
        others = {"letter_id": letter, "plan_id": plan}
        files.append(Thing("my_file_id", mine, {relation: PLATFORM}, others))
    closed = {"part": "plan", "reason": "young-person-asks"}
    item = (await post(room, worker, f"{here}/closed-items", closed)).json()["id"]
    link = (await get(room, worker, f"{here}/person-links"))["items"][0]["id"]
    related = {
        "referring-organisation": worker.organisation,
        "responsible-municipality": worker.organisation,
    }
    parts = {"closed_item_id": item, "person_link_id": link}
    return [Thing("referral_id", here.rpartition("/")[2], related, parts), *files]


async def _earlier_plan(room: RoomUnderTest, who: Caller, mine: str) -> str:
    """The first of two plans that one of the family gave."""
    path = f"/my-files/{mine}/family-group-plan"
    for seen in ({}, {"If-Match": '"1"'}):
        async with room.as_caller(who, **seen) as client:
            answer = await client.put(path, json={"text": "Oma kookt op dinsdag."})
        assert answer.is_success, answer.text
    return str((await get(room, who, path))["earlier"][0]["id"])


async def _letter(room: RoomUnderTest, referral: str) -> str:
    """One to both, as if the room `access`, which does not answer here, had said what is in it."""
    grant = example("decision.made")["grants"][0] | {"grant": str(uuid7()), "provider": None}
    decided = {"ref": str(uuid7()), "referral": referral, "grants": [grant], "preferredProvider": None}
    await room.deliver("decision.made", example("decision.made", **decided, decidedBy="desk"))
    async with room.begin() as tx:
        (row,) = await letters.of_referral(tx, UUID(referral))
        key = await tx.keyring.data_key(tx.session, row.client)
        to = Recipient.YOUNG_PERSON_AND_PARENTS
        sent = letters.Sent(to.value, "by-hand", tx.now, tx.now.date() + timedelta(days=42), 64 * "0")
        await letters.end_waiting(tx, row.id, sent)
        await letters.add_document(tx, row.id, key.seal(b64encode(b"%PDF-").decode(), f"letter/{row.id}"))
    return str(row.id)


OF_REFERRAL.append(of_persons)
