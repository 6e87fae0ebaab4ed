"""Steps of looking for help: the one search, and what a region has within reach."""

from typing import Literal
from urllib.parse import urlencode

from wegwijs_cli.demo.client import Seen
from wegwijs_cli.demo.journey import Journey, same
from wegwijs_cli.demo.step import OK, Step

ROOM = "provider-registry/v1"


class ReasonSeen(Seen):
    code: str


class CapacitySeen(Seen):
    as_of: str | None


class OptionSeen(Seen):
    name: str
    because: tuple[ReasonSeen, ...]
    capacity: CapacitySeen


class LeftSeen(Seen):
    why: str
    count: int


class AroundSeen(Seen):
    left: tuple[LeftSeen, ...]


class OptionsSeen(Seen):
    items: tuple[OptionSeen, ...]
    around: AroundSeen


class LineSeen(Seen):
    form: str
    intensity: str | None
    gaps: tuple[str, ...]


class CoverageSeen(Seen):
    lines: tuple[LineSeen, ...]


class Search(Step):
    """`finds`: the names of all options in their order, each with a reason and the age of its word.

    `left`: why others are not among them.
    """

    step: Literal["search"]
    municipality: str
    age: int
    care_form: str | None = None
    domain: str | None = None
    intensity: str | None = None
    finds: tuple[str, ...]
    left: tuple[str, ...] = ()

    async def take(self, journey: Journey) -> str:
        asked = {
            "municipality": self.municipality,
            "age": self.age,
            "careForm": self.care_form,
            "domain": self.domain,
            "intensity": self.intensity,
        }
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        answer = (await journey.gateway.call(self.who, "GET", f"{ROOM}/options?{query}")).must_be(OK)
        seen = answer.read(OptionsSeen)
        same("options", [each.name for each in seen.items], [*self.finds])
        same("options with a reason", sum(bool(each.because) for each in seen.items), len(seen.items))
        same(
            "options with a moment",
            sum(each.capacity.as_of is not None for each in seen.items),
            len(seen.items),
        )
        left = {each.why: each.count for each in seen.around.left}
        same("reasons why others are not here", set(self.left) - set(left), set())
        others = ", ".join(f"{count} {why}" for why, count in left.items())
        return f"{len(seen.items)} found; not here: {others or 'none'}"


class SeeCoverage(Step):
    """`gaps`: forms of which the municipality has nobody within reach; `covered`: forms of which it has."""

    step: Literal["see-coverage"]
    region: str
    municipality: str
    covered: tuple[str, ...]
    gaps: tuple[str, ...]

    async def take(self, journey: Journey) -> str:
        path = f"{ROOM}/coverage?region={self.region}"
        seen = (await journey.gateway.call(self.who, "GET", path)).must_be(OK).read(CoverageSeen)
        whole = {line.form: self.municipality in line.gaps for line in seen.lines if line.intensity is None}
        same("gaps", {form for form in self.gaps if whole.get(form)}, set(self.gaps))
        same("covered forms", {form for form in self.covered if whole.get(form) is False}, set(self.covered))
        return f"{sum(len(line.gaps) for line in seen.lines)} gaps in {self.region}"
