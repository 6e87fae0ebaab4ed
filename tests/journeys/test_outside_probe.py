"""Every caller of every demonstration knocks at every door with what others can see: nothing comes out.

By an oracle of its own: `parties`.
"""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from journey_house import REGIONS, ROOT, HouseUp
from parties import NOW, Parties, parties_since
from region_house import Said

from wegwijs_cli.demo.callers import DemoCaller
from wegwijs_cli.demo.client import Answer, Gateway
from wegwijs_cli.demo.policy import today
from wegwijs_cli.demo.scenarios import read_demo_files
from wegwijs_cli.rooms import AUDIT, REFERRAL, ROOMS

NUMBER = 141
"""Of the strangers who play the journeys here: nobody else in the house is one of them."""
AT_ONCE = 12
PER_TEMPLATE = 3
PAGES = 40
"""Of a list, at most."""
PARAMETER = re.compile(r"\{(\w+)\}")
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
REQUIRED = {
    "municipality": "0148",
    "region": "ijsselland",
    "year": str(today().year),
    "from": f"{today().year}-01-01",
    "to": f"{today().year}-12-31",
    "until": f"{today().year}-12-31",
    "provider": "01930000-0000-7000-8000-000000020001",
    "noun": "care",
}
"""What a list cannot be asked without."""


@dataclass
class Probe:
    """Asks on behalf of everybody, keeps every answer that lets something out, and counts."""

    gateway: Gateway
    callers: dict[str, DemoCaller]
    parties: Parties
    calls: int = 0
    opened: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    wrong: list[tuple[str, str, set[str]]] = field(default_factory=list)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def ask(self, who: str, path: str, body: Said | None = None, *, template: str = "") -> Answer:
        method = "GET" if body is None else "POST"
        async with self._places:
            answer = await self.gateway.call(who, method, path, body)
        self.calls += 1
        assert answer.status != 429, (who, path)
        assert answer.status < 500, (who, path, answer.content)
        if answer.status < 300:
            found = set(AN_ID.findall(answer.content.decode(errors="replace")))
            asked = set(AN_ID.findall(path))
            self.seen[who] |= found & set(self.parties.of)
            if template and asked & set(self.parties.of):
                self.opened[template].add(path)
            is_the_log = path.startswith(AUDIT.name) and self.callers[who].role == "auditor"
            if not is_the_log and (out := self.parties.not_for(self.callers[who], named=found, opened=asked)):
                self.wrong.append((who, path, out))
        return answer


def every_get() -> Iterator[tuple[str, str]]:
    """The path of each reading operation, as it is called; and what it cannot be asked without."""
    for room in ROOMS:
        contract = json.loads((ROOT / "contracts" / "openapi" / f"{room.name}.json").read_text())
        for path, operations in contract["paths"].items():
            if "get" in operations:
                needs = [
                    each["name"]
                    for each in operations["get"].get("parameters", ())
                    if each["in"] == "query" and each.get("required")
                ]
                query = "&".join(f"{name}={REQUIRED[name]}" for name in needs)
                yield f"{room.name}/v1{path}", f"?{query}" if query else ""


def ids_in(thing: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each id in an answer, with the name of its field."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            yield from ids_in(value, name)
    elif isinstance(thing, list):
        for each in thing:
            yield from ids_in(each, key)
    elif isinstance(thing, str) and AN_ID.fullmatch(thing):
        yield key, thing


class Harvest:
    """What one caller finds by going on from list to thing, as it may: fills `Probe.opened`."""

    def __init__(self, probe: Probe, who: str) -> None:
        self._probe, self._who = probe, who
        self._under: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)

    async def gather(self) -> None:
        for template, query in sorted(every_get(), key=lambda each: each[0].count("{")):
            paths = sorted(self._paths(template))[:PER_TEMPLATE]
            await asyncio.gather(*(self._take(template, path, query) for path in paths))

    def _paths(self, template: str) -> set[str]:
        *before, last = PARAMETER.split(template)
        if not before:
            return {template}
        parameter = before[-1]
        head = "".join(before[:-1]) if len(before) == 2 else None
        paths = set()
        if head is not None:
            named = self._named[parameter.removesuffix("_id")] | self._under[head.rstrip("/")]
            paths = {f"{head}{each}{last}" for each in named}
        else:
            pattern = re.compile("[^/]+".join(re.escape(each) for each in before[::2]).rstrip("/"))
            for above, ids in self._under.items():
                if pattern.fullmatch(above):
                    paths |= {f"{above}/{each}{last}" for each in ids}
        return {path for path in paths if set(AN_ID.findall(path)) & set(self._probe.parties.of)}

    async def _take(self, template: str, path: str, query: str) -> None:
        answer = await self._probe.ask(self._who, path + query, template=template)
        for _ in range(PAGES):
            if answer.status != 200 or not answer.content.startswith(b"{"):
                return
            content = json.loads(answer.content)
            self._keep(path, content)
            if not content.get("next"):
                return
            # What was made here may stand behind what others made in this house.
            after = f"{query or '?'}{'&' if query else ''}after={content['next']}"
            answer = await self._probe.ask(self._who, path + after)

    def _keep(self, path: str, content: Any) -> None:
        for name, each in ids_in(content):
            if each in self._probe.parties.of:
                self._named[name].add(each)
                for also in SAME.get(name, ()):
                    self._named[also].add(each)
                if name == "id":
                    self._under[path].add(each)


SAME = {"referral": ("request",), "placement": ("placement_request",), "quoteRequest": ("quote_request",)}
"""A request of `access` has the id of its referral; and what an answer calls otherwise than a path does."""


@pytest.fixture(scope="module")
async def probe(house: HouseUp) -> Probe:
    """After the journeys of the demonstration, played by strangers; each caller has looked at its own."""
    [[since]] = await house.rows(REFERRAL, NOW)
    files = read_demo_files(REGIONS)
    callers = {id_: caller for file in files for id_, caller in file.demo_callers.items()}
    gateway = house.client()
    async with gateway:
        taken = [
            await house.drive(gateway, each, others=NUMBER, keep_going=True) for each in house.file.journeys
        ]
        assert sum(step.ok for each in taken for step in each.steps) > 50
        await house.is_quiet()
        probe = Probe(gateway, callers, await parties_since(house, since))
        for who in callers:
            await gateway.token_of(who)
        await asyncio.gather(*(Harvest(probe, who).gather() for who in callers))
        await knock(probe)
        await search(probe, house)
    return probe


async def knock(probe: Probe) -> None:
    """Everybody, at each thing that somebody opened."""
    needs = dict(every_get())
    paths = [
        (template, path)
        for template, opened in probe.opened.items()
        for path in sorted(opened)[:PER_TEMPLATE]
    ]
    assert all(path.endswith(needs[template]) for template, path in paths)
    await asyncio.gather(
        *(probe.ask(who, path, template="") for template, path in paths for who in probe.callers)
    )


async def search(probe: Probe, house: HouseUp) -> None:
    """By number and by name, of every child; and the names beside every referral that anybody saw."""
    young = [each.model_copy() for each in house.file.young_persons.values()]
    bodies: list[tuple[str, dict[str, Any]]] = [
        (
            "referral/v1/client-searches",
            {"birthDate": each.as_sent().birth_date.isoformat(), "familyName": each.family_name},
        )
        for each in young
    ]
    everything = sorted(set().union(*probe.seen.values()))[:100]
    bodies.append(("referral/v1/referral-names", {"referrals": everything}))
    await asyncio.gather(
        *(probe.ask(who, path, Said(body)) for path, body in bodies for who in probe.callers)
    )


def test_the_probe_goes_everywhere_and_owners_see_their_own(probe: Probe) -> None:
    """Or it would find nothing because it looked nowhere."""
    assert probe.calls > 2500, probe.calls
    assert len(probe.opened) > 25, sorted(probe.opened)
    for who in ("gp-dalfsen", "access-dalfsen", "access-zwolle", "provider-lindehof", "institution"):
        assert probe.seen[who], who
    assert len(set().union(*probe.seen.values())) > 30


@pytest.mark.requirement("LAW-08", "ZHZ-01")
def test_no_caller_finds_a_record_of_another_organisation_or_child(probe: Probe) -> None:
    assert [(who, path, sorted(out)) for who, path, out in probe.wrong] == []


def test_the_probe_would_find_what_a_leaking_door_lets_out(probe: Probe) -> None:
    """What an owner sees, held against a stranger, is named as wrong."""
    stranger = probe.callers["access-kampen"]
    owned = probe.seen["gp-dalfsen"]
    assert probe.parties.not_for(stranger, named=owned, opened=()) == owned
    assert probe.parties.not_for(stranger, named=(), opened=owned) == owned
