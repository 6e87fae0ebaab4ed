"""The country: everything in it follows from the seed, the day and the scale, in this order of drawing."""

import random
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from wegwijs_cli.national import words
from wegwijs_cli.national.contracting import contracts_for
from wegwijs_cli.national.figures import (
    CERTIFIED_INSTITUTIONS,
    COMMUNITY_ORGANISATIONS,
    FORMS,
    NATIONAL_CONTRACTS,
    PARTNERSHIPS,
    SHAPES,
    Figures,
    Size,
)
from wegwijs_cli.national.offering import (
    care_form_of,
    enrolments_for,
    free_offer_for,
    location_for,
    offer_for,
)
from wegwijs_cli.national.places import Places
from wegwijs_cli.national.things import Contract, Ids, Location, Offer, Organisation, Partnership

_STOPS = 0.015


class Country:
    """Of the same seed, day and scale always the same rows; ids follow from the seed and a number alone."""

    def __init__(self, places: Places, *, seed: int = 1, scale: float = 1.0) -> None:
        self.places, self.seed, self.figures = places, seed, Figures(scale)
        self._ids = Ids(seed)
        self._numbers: Counter[str] = Counter()
        self._nationals = self.figures.of(NATIONAL_CONTRACTS)

    @property
    def at(self) -> datetime:
        """The moment at which it is so: the first of the day, UTC."""
        return datetime.combine(self.places.day, time.min, UTC)

    @property
    def mark(self) -> int:
        """The id of the first organisation after the municipalities: where it is, this population is."""
        return self._ids.of("organisation", len(self.places.codes) + 1)

    @cached_property
    def municipalities(self) -> list[Organisation]:
        """All of them; entered where nobody has entered that municipality yet."""
        return [
            Organisation(
                self._id("organisation"),
                "municipality",
                f"Gemeente {self.places.name(code)} {words.FICTITIOUS}",
                (self.places.region_of[code],),
                area=code,
            )
            for code in self.places.codes
        ]

    @cached_property
    def others(self) -> list[Organisation]:
        """Certified institutions, the social base, and the providers, with all that they offer."""
        _ = self.municipalities  # their numbers come first
        institutions = [self._institution() for _ in range(CERTIFIED_INSTITUTIONS)]
        base = [self._community_organisation() for _ in range(self.figures.of(COMMUNITY_ORGANISATIONS))]
        return [*institutions, *base, *(self._provider(number) for number in range(self.figures.providers))]

    @cached_property
    def partnerships(self) -> list[Partnership]:
        """Of larger providers of one region; the first member leads."""
        at_home: dict[str, list[Organisation]] = {}
        for each in self.others:
            if len(each.offers) > 1 and each.active_until is None:
                at_home.setdefault(each.regions[0], []).append(each)
        regions = [region for region, there in sorted(at_home.items()) if len(there) > 1]
        return [
            self._partnership(n, regions, at_home) for n in range(self.figures.of(PARTNERSHIPS)) if regions
        ]

    def _id(self, kind: str) -> int:
        self._numbers[kind] += 1
        return self._ids.of(kind, self._numbers[kind])

    def _draw(self) -> random.Random:
        """For the organisation that comes next."""
        return random.Random(f"{self.seed}/{self._numbers['organisation']}")  # noqa: S311  # no secret

    def _institution(self) -> Organisation:
        draw = self._draw()
        home = draw.choice(self.places.codes)
        region = self.places.region_of[home]
        regions = (region, *self.places.nearest[region][:4])
        kind = "certified-institution"
        return Organisation(
            self._id("organisation"), kind, words.name_of(draw, kind, self.places.name(home)), regions
        )

    def _community_organisation(self) -> Organisation:
        draw = self._draw()
        number = self._numbers["organisation"]
        home = self.places.codes[number % len(self.places.codes)]
        kind = "community-organisation"
        made = Organisation(
            self._id("organisation"),
            kind,
            words.name_of(draw, kind, self.places.name(home)),
            (self.places.region_of[home],),
        )
        made.locations = [self._numbered(location_for(draw, self.places, home))]
        self._offer(draw, made, free_offer_for(draw, home), made.locations, [])
        return made

    def _provider(self, number: int) -> Organisation:
        draw, shape = self._draw(), SHAPES[size := self.figures.size_of(number)]
        home = draw.choice(self.places.codes)
        region = self.places.region_of[home]
        forms = draw.choices([*FORMS[size]], [*FORMS[size].values()], k=draw.randint(*shape.offers))
        kind = "independent-practice" if size is Size.PRACTICE else "provider"
        if "crisis-bed" in forms and draw.random() < 0.2:
            kind = "crisis-provider"
        made = Organisation(
            self._id("organisation"), kind, words.name_of(draw, kind, self.places.name(home)), (region,)
        )
        if draw.random() < _STOPS:
            made.active_until = self.at + timedelta(days=draw.randint(-40, 300), hours=11)
        for care_form in sorted({care_form_of(form) for form in forms}):
            national = size is Size.LARGE and self._nationals > 0
            self._nationals -= national
            made.contracts += map(
                self._contract, contracts_for(draw, self.places, home, size, care_form, national=national)
            )
        # In the order in which they were contracted: where it works, its own region first.
        made.regions = tuple(dict.fromkeys([region, *(each.region for each in made.contracts)]))
        near = [code for each in made.regions for code in self.places.regions[each]]
        where = [home, *(draw.choice(near) for _ in range(draw.randint(*shape.locations) - 1))]
        made.locations = [self._numbered(location_for(draw, self.places, code)) for code in where]
        for form in forms:
            mine = [each for each in made.contracts if each.form == care_form_of(form)]
            codes = sorted({code for each in mine for code in each.municipalities})
            self._offer(draw, made, offer_for(draw, self.places.day, form, codes), made.locations, mine)
        return made

    def _contract(self, made: Contract) -> Contract:
        made.id = self._id("contract")
        return made

    def _numbered(self, made: Location) -> Location:
        made.id = self._id("location")
        return made

    def _offer(
        self,
        draw: random.Random,
        provider: Organisation,
        offer: Offer,
        locations: list[Location],
        contracts: list[Contract],
    ) -> None:
        offer.id = self._id("offer")
        provider.offers.append(offer)
        for each in enrolments_for(draw, self.places, offer, locations, contracts):
            each.id = self._id("enrolment")
            each.number = self._numbers["enrolment"]
            provider.enrolments.append(each)

    def _partnership(
        self, number: int, regions: list[str], at_home: dict[str, list[Organisation]]
    ) -> Partnership:
        draw = random.Random(f"{self.seed}/partnership/{number}")  # noqa: S311  # no secret
        region = regions[number % len(regions)]
        there = sorted(at_home[region], key=lambda each: (-len(each.offers), each.id))[:12]
        members = draw.sample(there, min(len(there), draw.randint(2, 6)))
        forms = sorted({offer.form for each in members for offer in each.offers})
        return Partnership(
            self._id("partnership"),
            region,
            f"Samenwerking {region} {number + 1} {words.FICTITIOUS}",
            tuple(forms),
            tuple(sorted({domain for each in members for offer in each.offers for domain in offer.domains})),
            self.places.day - timedelta(days=draw.randint(100, 900)),
            tuple(each.id for each in members),
        )
