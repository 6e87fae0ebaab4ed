"""A family with a mark of secrecy, told in words that stand nowhere else, on its way through every room."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pypdf
from journey_house import HouseUp, bsn_of_test
from region_house import (
    CREATED,
    OK,
    PLACEMENTS,
    REFERRALS,
    REQUESTS,
    WORDS,
    Country,
    SignedGateway,
    Thing,
    all_that_may_be_asked,
    on,
)

from wegwijs_cli.demo.policy import today

GP, DESK, INSTITUTION, ON_CALL = "gp-dalfsen", "access-dalfsen", "institution", "crisis-desk"
OFFICER = "privacy-officer-dalfsen"
DESK_AFTER_THE_MOVE = "access-zwolle"
HELPER, ASKED, FATHER = "provider-lindehof", "provider-meander", "parent-mees"
DALFSEN, ZWOLLE = "0148", "0193"
HELPER_ID, ASKED_ID = "01930000-0000-7000-8000-000000020001", "01930000-0000-7000-8000-000000020002"
SURNAME, BSN = "Nachtegaalvonk", bsn_of_test(401)
CHILD = {
    "givenName": "Philippinotje",
    "familyName": SURNAME,
    "birthDate": f"{today().year - 10}-12-30",
    "bsn": BSN,
}
HOME = {
    "street": "Verborgenschuitepad",
    "houseNumber": "98",
    "postcode": "7799 XJ",
    "city": "Stilverdonkerbroek",
}
SHELTER = {"street": "Schuilkelderhof", "houseNumber": "7", "postcode": "8899 VQ", "city": "Doodlopervenen"}
WHEREABOUTS = tuple(place[part] for place in (HOME, SHELTER) for part in ("street", "postcode", "city"))
TELEPHONE, E_MAIL, SCHOOL = "+31687650431", "wendelgardis@schuilkelder.example", "Regenboogsnavelschool"
"""The e-mail address and the school stand in words only: no field asks for them."""


@dataclass
class Words:
    """What is written about the family, each time in a word of its own; `said` so far."""

    said: list[str] = field(default_factory=list)

    def __call__(self, what: str) -> str:
        word = f"Zeldzaamwoord{what.capitalize()}kwartel"
        self.said.append(word)
        return f"{word} op de {SCHOOL}, mail {E_MAIL}"


@dataclass
class Marked:
    """Where the family is known, and what was written about it."""

    referrals: tuple[str, ...]
    placement: str
    alarm: str
    my_file: str
    letters: tuple[str, ...]
    copy: bytes
    words: tuple[str, ...]

    @property
    def distinctive(self) -> tuple[str, ...]:
        names = (CHILD["givenName"], SURNAME, "Wendelgardis", "Ruprechtus", TELEPHONE, E_MAIL, SCHOOL)
        return (BSN, *names, *WHEREABOUTS, *self.words)


@dataclass
class Family:
    country: Country
    referral: str
    write: Words

    async def make(self, who: str, path: str, body: Mapping[str, Any]) -> str:
        return str((await self.country.make(who, f"{REFERRALS}/{self.referral}/{path}", body))["id"])


async def drive(house: HouseUp, country: Country) -> Marked:
    """From the referral to the move and the copy of the file; every step must succeed."""
    write = Words()
    referral = await _referred(country, write)
    family = Family(country, referral, write)
    father = await _people(family)
    asked = await country.asked(HELPER, referral)
    placement = f"{PLACEMENTS}/{asked['id']}"
    question = {"kind": "practical", "words": write("vraagje")}
    put = await country.make(HELPER, f"{placement}/questions", question)
    told = {"answer": write("antwoord")}
    (await country.post(DESK, f"{placement}/questions/{put['id']}/answer", told, etag='"1"')).must_be(OK)
    soon = {"startPlannedOn": (today() + timedelta(days=7)).isoformat()}
    (await country.tell(HELPER, placement, "acceptance", soon)).must_be(OK)
    (await country.tell(HELPER, placement, "care-start", on("startedOn"))).must_be(OK)
    await _household(family)
    await _handed_over(family, placement)
    alarm = await _alarm(family)
    others = (await _quoted(family), await _decided(family, house))
    letters = await _letters(family, others[-1])
    my_file = await _read_by_the_father(family, father)
    copy = await _copied_for_a_parent(house, family)
    moved = {"municipality": ZWOLLE, **on("movedOn")}
    await country.make(DESK, f"{REFERRALS}/{referral}/move", moved)
    return Marked((referral, *others), str(asked["id"]), alarm, my_file, letters, copy, tuple(write.said))


async def _referred(country: Country, write: Words) -> str:
    sent = {"person": {**CHILD, "address": HOME}, "municipality": DALFSEN, "question": write("klacht")}
    sent |= {"route": "choice-budget", "budget": "short-treatment", "preferredProvider": HELPER_ID}
    referral = await country.make(GP, REFERRALS, sent)
    await country.make(DESK, f"{REFERRALS}/{referral['id']}/secrecy-marks", {"reason": "shelter"})
    return str(referral["id"])


async def _people(family: Family) -> str:
    """The mother lives in a shelter; the father has a say and may not learn where. Gives his id."""
    about = {"kind": "parent", "hasAuthority": True, "toldBy": "authority-register"}
    mother = await family.make(
        DESK, "people", {**about, "name": f"Wendelgardis {SURNAME}", "address": SHELTER}
    )
    father = await family.make(DESK, "people", {**about, "name": f"Ruprechtus {SURNAME}"})
    consent = await family.make(DESK, "consents", {"act": "help", "person": mother})
    path = f"{REFERRALS}/{family.referral}/consents/{consent}/answer"
    (await family.country.post(DESK, path, {"answer": "given"}, etag='"1"')).must_be(OK)
    corrected = {"givenName": "Philippinotje-Anna", "reason": family.write("correctie"), "askedBy": "parent"}
    await family.make(DESK, "corrections", corrected)
    await family.make(DESK, "statements", {"saidBy": "parent", "words": family.write("verklaring")})
    return father


async def _household(family: Family) -> None:
    country, write = family.country, family.write
    await family.make(HELPER, "intake", {"words": write("intake"), "domains": ["family"]})
    homes = await country.get(DESK, f"{REFERRALS}/{family.referral}/households")
    household = f"referral/v1/households/{homes['items'][0]['household']}"
    await country.make(HELPER, f"{household}/goals", {"words": write("doel"), "domain": "family"})
    partner = {"organisation": "01930000-0000-7000-8000-000000040001", "purpose": write("partner")}
    partner |= {"contact": {"name": f"Ria {SURNAME}", "telephone": TELEPHONE}}
    last = {"lastDay": (today() + timedelta(days=30)).isoformat()}
    await family.make(DESK, "case-partners", partner | on("firstDay") | last)
    hold = {"provider": str(country.organisations["a-provider"]), "age": 9, "domains": ["family"]}
    await country.make(GP, "referral/v1/consultations", {**hold, "question": write("consult")})


async def _handed_over(family: Family, placement: str) -> None:
    call = {"name": f"Wendelgardis {SURNAME}", "telephone": TELEPHONE}
    package = {
        "summary": family.write("samenvatting"),
        "goals": [family.write("overdracht")],
        "contacts": [call],
    }
    handed = {"destination": "local-help", "receiverName": f"Buurthulp {SURNAME}", "call": call}
    await family.country.make(HELPER, f"{placement}/handovers", {**handed, "package": package})


async def _alarm(family: Family) -> str:
    said = {name: family.write(name) for name in ("whereabouts", "dangerWords")}
    said["whereabouts"] = f"{SHELTER['street']}, {said['whereabouts']}"
    alarm = {
        "municipality": DALFSEN,
        "callBackNumber": TELEPHONE,
        "danger": True,
        "drill": True,
        "age": 9,
        **said,
    }
    raised = (await family.country.post(ON_CALL, "crisis/v1/alarms", alarm)).must_be(CREATED)
    return str(raised.read(Thing)["id"])


async def _quoted(family: Family) -> str:
    """The same child under a measure: what is determined, asked for and offered, in words."""
    country, write = family.country, family.write
    until = (today() + timedelta(days=200)).isoformat()
    sent = {"person": {**CHILD, "address": SHELTER}, "municipality": DALFSEN, "question": write("maatregel")}
    sent |= {"route": "quote", "complexity": "complex", "measure": {"kind": "supervision", "until": until}}
    referral, request = await _at_the_desk(country, INSTITUTION, sent)
    etag = (await country.gateway.call(DESK, "GET", request)).etag
    found = {"help": write("bepaling"), "intendedResult": write("resultaat"), **on("determinedOn")}
    (await country.put(INSTITUTION, f"{request}/determination", found, etag=etag)).must_be(OK)
    asked = {"provider": ASKED_ID, "question": write("offertevraag"), "reason": write("reden")}
    made = await country.make(INSTITUTION, f"{request}/quote-requests", asked)
    quote = f"access/v1/quote-requests/{made['id']}"
    offer = {"hours": [{"functionGroup": "group-3", "minutes": 3000}], "plan": write("offerte")}
    offer |= {"validFrom": today().isoformat(), "validUntil": until}
    (await country.tell(ASKED, quote, "quote", offer)).must_be(OK)
    return referral


async def _decided(family: Family, house: HouseUp) -> str:
    """The same child at the desk, with each finding of a decision in a word of its own."""
    country, write = family.country, family.write
    sent = {"person": CHILD, "municipality": DALFSEN, "question": write("aanmelding"), "domains": ["family"]}
    sent |= {"route": "choice-budget", "budget": "guidance-at-home"}
    referral, request = await _at_the_desk(country, DESK, sent)
    policy = house.policies.in_force(house.file.region, on=today())
    said = json.loads(json.dumps(all_that_may_be_asked(policy)).replace(WORDS, write("bevinding")))
    said["choices"] = [{"route": "choice-budget", "budget": "family-approach", "provider": ASKED_ID}]
    (await country.tell(DESK, request, "decisions", said)).must_be(CREATED)
    return referral


async def _at_the_desk(country: Country, who: str, sent: Mapping[str, Any]) -> tuple[str, str]:
    """Its id, and where the request stands once it is there."""
    referral = str((await country.make(who, REFERRALS, sent))["id"])
    request = f"{REQUESTS}/{referral}"

    async def there() -> bool | None:
        return (await country.gateway.call(DESK, "GET", request)).status == OK or None

    await country.gateway.until(there, "the request is at the desk")
    return referral, request


async def _letters(family: Family, referral: str) -> tuple[str, ...]:
    """The letter of the decision, as it is printed; once it is there."""
    path = f"{REFERRALS}/{referral}/letters"

    async def printed() -> list[str] | None:
        listed = (await family.country.get(DESK, path))["items"]
        done = [each["id"] for each in listed if each["status"] == "issued"]
        return done or None

    found = await family.country.gateway.until(printed, "the letter is printed")
    told = []
    for letter in found:
        pdf = (await family.country.gateway.call(DESK, "GET", f"{path}/{letter}")).must_be(OK).content
        told.append("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))
    return tuple(told)


async def _read_by_the_father(family: Family, father: str) -> str:
    path = f"{REFERRALS}/{family.referral}/link-codes"
    code = (await family.country.make(DESK, path, {"person": father}))["code"]
    return str((await family.country.make(FATHER, "referral/v1/my-links", {"code": code}))["myFile"])


async def _copied_for_a_parent(house: HouseUp, family: Family) -> bytes:
    """The copy of the file, made by the privacy officer of the desk."""
    assert isinstance(family.country.gateway, SignedGateway)
    who = {"id": OFFICER, "subject": f"test-{OFFICER}", "role": "privacy-officer"}
    officer = house.file.demo_callers[DESK].model_copy(update=who)
    family.country.gateway.own = {**family.country.gateway.own, OFFICER: officer}
    path = f"{REFERRALS}/{family.referral}/exports"
    return (await family.country.post(OFFICER, path, {"askedBy": "parent"})).must_be(OK).content
