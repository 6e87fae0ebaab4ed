"""What the providers of the demonstration offer: admitted, contracted and entered over the API.

What is there already, by its name, stays as it is.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from uuid import UUID

from wegwijs_cli.demo.client import Answer, Gateway, S, Seen
from wegwijs_cli.demo.journey import Sent
from wegwijs_cli.demo.landscape_listed import EnrolmentListed, LandscapeListed, OfferListed, ProviderListed
from wegwijs_cli.demo.scenarios import DemoFile

ROOM = "provider-registry/v1"
MADE, FOUND = 201, 200
LEVEL, PUBLISHED = "regional", "published"


class CriterionSent(Sent):
    id: str
    text: str


class RoundSent(Sent):
    region: str
    form: str
    criteria: tuple[CriterionSent, ...]


class ResultSent(Sent):
    criterion: str
    met: bool
    note: str | None = None


class AssessmentSent(Sent):
    results: tuple[ResultSent, ...]


class ContractSent(Sent):
    provider: UUID
    region: str
    form: str
    level: str
    valid_from: date


class EnrolmentSent(Sent):
    location: UUID | None
    region: str | None
    intensity: str | None
    valid_from: date


class NothingSent(Sent):
    """The body of a command that needs none."""


class EntrySeen(Seen):
    id: UUID
    version: int = 1


class RoundSeen(Seen):
    id: UUID
    form: str
    status: str


class ContractSeen(Seen):
    id: UUID
    form: str


class LocationSeen(Seen):
    id: UUID
    name: str


class LocationsSeen(Seen):
    items: tuple[LocationSeen, ...]


class OfferSeen(Seen):
    id: UUID
    name: str
    status: str


async def enter_landscape(gateway: Gateway, file: DemoFile, listed: LandscapeListed) -> int:
    """Enter what is not there yet; how many offers that were. Raises WrongAnswer."""
    for form in _forms(listed):
        await _contract_all(gateway, file, listed, form)
    entered = 0
    for provider in listed.providers:
        locations = await _locations(gateway, file, provider)
        known = await _all(gateway, provider.worker, f"organisations/{_id(file, provider)}/offers", OfferSeen)
        there = {offer.name for offer in known if offer.status == PUBLISHED}
        for offer in provider.offers:
            if offer.name not in there:
                await _enter_offer(gateway, file, listed, provider, offer, locations)
                entered += 1
    return entered


def _forms(listed: LandscapeListed) -> Iterator[str]:
    """The parts of youth care that need a contract, each once."""
    yield from dict.fromkeys(form for provider in listed.providers for form in _contracted(provider))


def _contracted(provider: ProviderListed) -> set[str]:
    return {offer.care_form for offer in provider.offers if not offer.is_free}


async def _contract_all(gateway: Gateway, file: DemoFile, listed: LandscapeListed, form: str) -> None:
    """One round in which all who offer this form come in, and then their contracts."""
    missing = []
    for provider in listed.providers:
        if form in _contracted(provider):
            path = f"contracts?region={file.region}&provider={_id(file, provider)}"
            contracts = await _all(gateway, listed.manager, path, ContractSeen)
            if all(contract.form != form for contract in contracts):
                missing.append(provider)
    if not missing:
        return
    rounds = await _all(gateway, listed.manager, f"admission-rounds?region={file.region}", RoundSeen)
    if all(each.form != form for each in rounds):
        criteria = tuple(
            CriterionSent(id=f"criterion-{number}", text=text)
            for number, text in enumerate(listed.criteria, start=1)
        )
        body = RoundSent(region=file.region, form=form, criteria=criteria)
        opened = await _make(gateway, listed.manager, "admission-rounds", body)
        for provider in missing:
            await _admit(gateway, listed, provider, opened)
        path = f"{ROOM}/admission-rounds/{opened}/closing"
        seen = await gateway.call(listed.manager, "GET", f"{ROOM}/admission-rounds/{opened}")
        closed = await gateway.call(listed.manager, "POST", path, if_match=seen.must_be(FOUND).etag)
        closed.must_be(FOUND)
    for provider in missing:
        contract = ContractSent(
            provider=_id(file, provider), region=file.region, form=form, level=LEVEL, valid_from=listed.since
        )
        await _make(gateway, listed.manager, "contracts", contract)


async def _admit(gateway: Gateway, listed: LandscapeListed, provider: ProviderListed, opened: UUID) -> None:
    application = await _make(
        gateway, provider.worker, f"admission-rounds/{opened}/applications", NothingSent()
    )
    results = tuple(
        ResultSent(criterion=f"criterion-{number}", met=True)
        for number, _ in enumerate(listed.criteria, start=1)
    )
    path = f"{ROOM}/applications/{application}/assessment"
    body = AssessmentSent(results=results)
    (await gateway.call(listed.manager, "POST", path, body, if_match='"1"')).must_be(FOUND)


async def _locations(gateway: Gateway, file: DemoFile, provider: ProviderListed) -> dict[str, UUID]:
    path = f"{ROOM}/organisations/{_id(file, provider)}/locations"
    seen = (await gateway.call(provider.worker, "GET", path)).must_be(FOUND).read(LocationsSeen)
    there = {location.name: location.id for location in seen.items}
    for location in provider.locations:
        if location.name not in there:
            there[location.name] = await _make(gateway, provider.worker, "locations", location)
    return there


async def _enter_offer(
    gateway: Gateway,
    file: DemoFile,
    listed: LandscapeListed,
    provider: ProviderListed,
    offer: OfferListed,
    locations: dict[str, UUID],
) -> None:
    made = await _make(gateway, provider.worker, "offers", offer.sent())
    for enrolment in offer.enrolments:
        await _enrol(gateway, file, listed, provider, made, enrolment, locations)
    path = f"{ROOM}/offers/{made}"
    etag = (await gateway.call(provider.worker, "GET", path)).must_be(FOUND).etag
    (await gateway.call(provider.worker, "POST", f"{path}/publication", if_match=etag)).must_be(FOUND)


async def _enrol(
    gateway: Gateway,
    file: DemoFile,
    listed: LandscapeListed,
    provider: ProviderListed,
    offer: UUID,
    enrolment: EnrolmentListed,
    locations: dict[str, UUID],
) -> None:
    body = EnrolmentSent(
        location=locations[enrolment.location] if enrolment.location else None,
        region=file.region if enrolment.intensity else None,
        intensity=enrolment.intensity,
        valid_from=listed.since,
    )
    made = await _make(gateway, provider.worker, f"offers/{offer}/enrolments", body)
    if enrolment.capacity is not None:
        path = f"{ROOM}/enrolments/{made}/capacity"
        (await gateway.call(provider.worker, "PUT", path, enrolment.capacity)).must_be(MADE)


async def _make(gateway: Gateway, who: str, path: str, body: Sent) -> UUID:
    """The same thing under the same key, so that a run that was broken off can be taken up again."""
    key = sha256(f"{path} {body.model_dump_json()}".encode()).hexdigest()
    answer: Answer = await gateway.call(who, "POST", f"{ROOM}/{path}", body, key=key)
    return answer.must_be(MADE).read(EntrySeen).id


async def _all(gateway: Gateway, who: str, path: str, shape: type[S]) -> list[S]:
    answer = await gateway.call(who, "GET", f"{ROOM}/{path}{'&' if '?' in path else '?'}limit=100")
    return answer.must_be(FOUND).page(shape)[0]


def _id(file: DemoFile, provider: ProviderListed) -> UUID:
    return file.demo_callers[provider.worker].organisation
