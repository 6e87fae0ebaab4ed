"""Who works in every region of `regions/`, on the house of the journeys, and what they say to it.

Six organisations work in all regions; each region has a desk for one of its municipalities. They are entered
by the register's own service, as the platform does, and their tokens are signed with the provider's key.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey
from journey_house import PATIENCE_SECONDS, REGIONS, HouseUp
from pydantic import RootModel

from region_policy.codes import REFERS_AS, LegalStep, ReferrerType
from region_policy.model import RegionPolicy
from wegwijs_cli.demo.callers import DemoCaller
from wegwijs_cli.demo.client import Answer, Gateway, Seen
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.population import load
from wegwijs_cli.demo.scenarios import DemoFile, OrganisationListed, read_demo_files
from wegwijs_cli.rooms import PROVIDER_REGISTRY
from wirekit.identifiers import uuid7

OK, CREATED, REFUSED = 200, 201, 409
REFERRALS, PLACEMENTS = "referral/v1/referrals", "referral/v1/placement-requests"
REQUESTS, ENTITLEMENTS = "access/v1/requests", "access/v1/entitlements"
CONTRACTS = "provider-registry/v1/contracts"
PROVIDER, OTHER_PROVIDER, NATIONAL_PROVIDER = "a-provider", "another-provider", "a-national-provider"
KINDS = {
    "general-practitioner": "general-practice",
    "youth-doctor": "youth-health-care",
    "medical-specialist": "hospital",
    "institution-worker": "certified-institution",
    PROVIDER: "provider",
    OTHER_PROVIDER: "provider",
    NATIONAL_PROVIDER: "provider",
    "contract-manager": "region",
}
"""What works in every region, by the name of who calls for it."""
IN_WORDS = (
    "view-family",
    "view-access-worker",
    "view-professional",
    "away-from-home",
    "ambulatory-weighed",
    "heavier-route",
    "place-elsewhere",
    "family-setting-weighed",
    "progress-evaluation",
    "necessity",
)
WORDS = "Bevinding (fictief)."
ROLES = {PROVIDER: "provider-worker", OTHER_PROVIDER: "provider-worker", NATIONAL_PROVIDER: "provider-worker"}
DESK_ROLE = "access-worker"
# The court and the family have no account: the desk enters what they ask.
ENTERED_BY: Mapping[ReferrerType, str] = {
    **{referrer: role for role, referrer in reversed(REFERS_AS.items())},
    ReferrerType.COURT: DESK_ROLE,
    ReferrerType.FAMILY: DESK_ROLE,
}


class Said(RootModel[dict[str, Any]]):
    """A body, as it is sent."""


class Thing(Seen):
    """What came, with the fields that a test looks at."""

    model_config = {"extra": "allow"}

    def __getitem__(self, name: str) -> Any:
        return (self.model_extra or {})[name]


class SignedGateway(Gateway):
    """A client with callers of its own beside those of the demo files, whom the provider knows."""

    key: ECKey
    own: Mapping[str, DemoCaller]

    async def token_of(self, who: str) -> str:
        if who in self.own and who not in self._tokens:
            caller, now = self.own[who], int(time.time())
            claims = {"iss": self.issuer, "aud": "wegwijs", "sub": caller.subject, "iat": now}
            claims |= {"exp": now + 3600, "org": str(caller.organisation), "role": caller.role}
            if caller.telephone:
                claims["phone_number"] = caller.telephone
            self._tokens[who] = jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)
        return await super().token_of(who)


@dataclass
class Country:
    """`municipalities`: that of the desk, by region. `organisations`: by the name of who calls for it."""

    gateway: Gateway
    municipalities: Mapping[str, str]
    organisations: Mapping[str, UUID]
    _births: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def desk(self, region: str) -> str:
        return desk_of(region)

    def who_enters(self, referrer: ReferrerType, region: str) -> str:
        role = ENTERED_BY[referrer]
        return self.desk(region) if role == DESK_ROLE else role

    def a_young_person(self) -> dict[str, str]:
        """Of nine years; another one each time."""
        number = next(self._births)
        birth_date = date(today().year - 10, 12, 31).isoformat()
        return {"givenName": f"Kind {number}", "familyName": "Fictief", "birthDate": birth_date}

    async def get(self, who: str, path: str) -> Thing:
        return (await self.gateway.call(who, "GET", path)).must_be(OK).read(Thing)

    async def post(self, who: str, path: str, body: Mapping[str, Any], *, etag: str | None = None) -> Answer:
        """Every command gets a key of its own; on an existing thing also its version."""
        return await self.gateway.call(who, "POST", path, Said(dict(body)), key=uuid7().hex, if_match=etag)

    async def put(self, who: str, path: str, body: Mapping[str, Any], *, etag: str | None = None) -> Answer:
        return await self.gateway.call(who, "PUT", path, Said(dict(body)), if_match=etag)

    async def make(self, who: str, path: str, body: Mapping[str, Any], *, etag: str | None = None) -> Thing:
        return (await self.post(who, path, body, etag=etag)).must_be(CREATED).read(Thing)

    async def tell(self, who: str, thing: str, command: str, body: Mapping[str, Any]) -> Answer:
        """A command on the version of the thing that the caller reads."""
        seen = (await self.gateway.call(who, "GET", thing)).must_be(OK)
        return await self.post(who, f"{thing}/{command}", body, etag=seen.etag)

    async def course(self, who: str, referral: str) -> dict[str, Any]:
        return dict((await self.get(who, f"{REFERRALS}/{referral}"))["course"])

    async def timeline(self, who: str, referral: str) -> list[str]:
        return [each["kind"] for each in (await self.course(who, referral))["timeline"]]

    async def messages(self, who: str, referral: str) -> list[dict[str, Any]]:
        """Of this inbox, those about the referral, oldest first."""
        listed = await self.gateway.all_of(who, "referral/v1/messages", Thing)
        return [dict(each.model_extra or {}) for each in listed if each["referral"] == referral]

    async def asked(self, provider: str, referral: str) -> Thing:
        """Wait until this provider has the question; gives its placement request."""

        async def placement() -> Thing | None:
            found = await self.gateway.all_of(provider, PLACEMENTS, Thing)
            return next((each for each in found if each["referral"] == referral), None)

        return await self.gateway.until(placement, f"{provider} is asked")

    async def message(self, who: str, referral: str, kind: str) -> dict[str, Any]:
        """Wait until this is in the inbox."""

        async def told() -> dict[str, Any] | None:
            found = await self.messages(who, referral)
            return next((each for each in found if each["kind"] == kind), None)

        return await self.gateway.until(told, f"{who} reads {kind}")


def desk_of(region: str) -> str:
    return f"desk-{region}"


def _desks_of_the_demo() -> Iterator[OrganisationListed]:
    """Those that the house has already, as they stand: a second one of a municipality is not let in."""
    for file in read_demo_files(REGIONS):
        for each in file.organisations.values():
            if each.area is not None:
                yield each.model_copy(update={"regions": each.regions or (file.region,)})


def _desk(region: str, area: str) -> OrganisationListed:
    known = (each for each in _desks_of_the_demo() if each.area == area)
    new = OrganisationListed(
        id=UUID(f"01940000-0000-7000-8000-00000001{area}"),
        kind="municipality",
        name=f"Toegang {area} (fictief)",
        area=area,
        regions=(region,),
    )
    return next(known, new)


def _file_of(municipalities: Mapping[str, str]) -> DemoFile:
    """Who is there and who calls, as a demo file would tell it."""
    organisations = {
        name: OrganisationListed(
            id=UUID(f"01940000-0000-7000-8000-{number:012d}"),
            kind=kind,
            name=f"{name} (fictief)",
            regions=tuple(municipalities),
        )
        for number, (name, kind) in enumerate(KINDS.items(), start=1)
    }
    organisations |= {desk_of(region): _desk(region, area) for region, area in municipalities.items()}
    roles = {name: ROLES.get(name, name) for name in KINDS}
    roles |= {desk_of(region): DESK_ROLE for region in municipalities}
    callers: dict[str, dict[str, object]] = {
        name: {"role": role, "organisation": organisations[name].id, "name": {"nl": name, "en": name}}
        for name, role in roles.items()
    }
    return DemoFile(region=min(municipalities), organisations=organisations, callers=callers)


def on(field: str, day: date | None = None) -> dict[str, str]:
    return {field: (day or today()).isoformat()}


def weighing(policy: RegionPolicy) -> list[dict[str, str]]:
    listed = policy.desk.weighing.items if policy.desk.weighing else ()
    return [{"item": each.id, "finding": WORDS} for each in listed]


def all_that_may_be_asked(policy: RegionPolicy) -> dict[str, Any]:
    """More than this no rule of form asks of the desk (`Precondition`)."""
    consultation = on("on") | {"who": "Iedereen (fictief)", "outcome": WORDS}
    step = {"finding": WORDS, "discipline": "jeugdzorgwerker", "professional": "SKJ 190000001"}
    return {
        "intendedResult": WORDS,
        "legalSteps": [{"step": each, **step} for each in LegalStep],
        "consultations": [{"with": each, **consultation} for each in ("provider", "family")],
        "lighterHelp": WORDS,
        "familyGroupPlan": on("offeredOn") | {"answer": "declined"},
        "weighing": weighing(policy),
        "statements": [{"about": each, "words": WORDS} for each in IN_WORDS],
    }


async def enter_country(house: HouseUp) -> Country:
    """Enter them all, and give who calls for them. The gateway is open; its owner closes it."""
    municipalities = {
        region: min(house.policies.in_force(region, on=today()).municipality_codes)
        for region in house.policies.by_region
    }
    file = _file_of(municipalities)
    keys = house.home / "keys"
    running = house.running
    key = ECKey.import_key(json.loads((keys / "issuer.json").read_text()))
    gateway = SignedGateway(running.gateway, running.issuer, patience_seconds=PATIENCE_SECONDS)
    gateway.key, gateway.own = key, file.demo_callers
    await gateway.__aenter__()
    await load(gateway, [file], keys / f"{PROVIDER_REGISTRY.name}.client")
    organisations = {name: caller.organisation for name, caller in file.demo_callers.items()}
    return Country(gateway, municipalities, organisations)
