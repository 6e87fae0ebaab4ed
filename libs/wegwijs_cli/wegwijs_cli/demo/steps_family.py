"""Steps of a family: by a code on paper a young person or a parent reads the own file."""

from typing import Literal
from uuid import UUID

import httpx

from wegwijs_cli.demo.client import Seen
from wegwijs_cli.demo.journey import Journey, Sent, same
from wegwijs_cli.demo.step import CREATED, OK, Step
from wegwijs_cli.demo.steps_asking import REFERRALS
from wirekit.identifiers import uuid7

MY_FILES = "referral/v1/my-files"
MY_LINKS = "referral/v1/my-links"
PARENT = "parent"


class ParentSent(Sent):
    kind: str = PARENT
    name: str
    has_authority: bool = True
    told_by: str = PARENT


class PersonSeen(Seen):
    id: UUID


class CodeWanted(Sent):
    person: UUID | None


class CodeSeen(Seen):
    code: str


class CodeSent(Sent):
    code: str


class LinkSeen(Seen):
    my_file: UUID


class MyFileListed(Seen):
    id: UUID
    given_name: str


class MyReferralSeen(Seen):
    id: UUID


class MyFileSeen(MyFileListed):
    referrals: tuple[MyReferralSeen, ...]


class OpenOwnFile(Step):
    """`reader` opens the file of this case: a parent by the name on record, or the young person.

    In a house where they did so before, they have it still, with the new referral in it.
    """

    step: Literal["open-own-file"]
    who: str
    case: str
    young_person: str
    reader: str

    async def take(self, journey: Journey) -> str:
        name = journey.young_persons[self.young_person].given_name
        referral = journey.case(self.case).referral
        files = [await self._read(journey, each) for each in await self._mine(journey, name)]
        seen = next((each for each in files if referral in {of.id for of in each.referrals}), None)
        seen = seen or await self._read(journey, await self._linked(journey))
        same("of", seen.given_name, name)
        same("shows the referral", referral in {each.id for each in seen.referrals}, True)
        return f"{OK}: {len(seen.referrals)} of {name}"

    async def _read(self, journey: Journey, mine: UUID) -> MyFileSeen:
        read = await journey.gateway.call(self.reader, "GET", f"{MY_FILES}/{mine}")
        return read.must_be(OK).read(MyFileSeen)

    async def _mine(self, journey: Journey, name: str) -> list[UUID]:
        """Those of young persons of this name: there may be more."""
        answer = await journey.gateway.call(self.reader, "GET", MY_FILES)
        items, _ = answer.must_be(httpx.codes.OK).page(MyFileListed)
        return [each.id for each in items if each.given_name == name]

    async def _linked(self, journey: Journey) -> UUID:
        """The desk gives the code on paper, and the reader types it over."""
        gateway, thing = journey.gateway, f"{REFERRALS}/{journey.case(self.case).referral}"
        person = None
        if journey.role(self.reader) == PARENT:
            parent = ParentSent(name=journey.callers[self.reader].name.nl)
            added = await gateway.call(self.who, "POST", f"{thing}/people", parent, key=uuid7().hex)
            person = added.must_be(CREATED).read(PersonSeen).id
        wanted = CodeWanted(person=person)
        made = await gateway.call(self.who, "POST", f"{thing}/link-codes", wanted, key=uuid7().hex)
        code = CodeSent(code=made.must_be(CREATED).read(CodeSeen).code)
        linked = await gateway.call(self.reader, "POST", MY_LINKS, code, key=uuid7().hex)
        return linked.must_be(CREATED).read(LinkSeen).my_file
