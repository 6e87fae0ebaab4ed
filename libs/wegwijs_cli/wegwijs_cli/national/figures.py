"""How big the country is, and how it is spread.

The number of providers and that over a third of them serve more than five municipalities are figures of
Statistics Netherlands (CBS) and of the sector; municipalities and certified institutions are all there are.
Every other number here is illustrative: no source gives it.
"""

from dataclasses import dataclass
from enum import StrEnum

PROVIDERS, CERTIFIED_INSTITUTIONS = 8_515, 13
# From here on illustrative.
NATIONAL_CONTRACTS, PARTNERSHIPS = 30, 84
BESPOKE_PART = 0.02
COMMUNITY_ORGANISATIONS = 342
STALE_AFTER_DAYS = 14
"""What the room goes by where no policy says otherwise."""
DAYS_OF_WORDS = 365
NEVER_SAID, SILENT_SINCE_LONG = 0.06, 0.08


class Size(StrEnum):
    PRACTICE = "practice"
    MIDDLE = "middle"
    LARGE = "large"


@dataclass(frozen=True)
class Shape:
    """`part` of all providers; numbers of offers and of locations of one, from and to, both included."""

    part: float
    offers: tuple[int, int]
    locations: tuple[int, int]


SHAPES = {
    Size.PRACTICE: Shape(0.62, (1, 2), (1, 1)),
    Size.MIDDLE: Shape(0.33, (2, 8), (2, 5)),
    Size.LARGE: Shape(0.05, (12, 26), (6, 17)),
}

# form → how often among the offers of one size.
FORMS = {
    Size.PRACTICE: {
        "at-home": 24,
        "location": 34,
        "school": 8,
        "online": 4,
        "dyslexia": 12,
        "young-adult-guidance": 6,
        "family-home": 12,
    },
    Size.MIDDLE: {
        "at-home": 24,
        "location": 16,
        "group": 14,
        "school": 6,
        "online": 3,
        "dyslexia": 3,
        "young-adult-guidance": 6,
        "foster-care": 3,
        "family-home": 6,
        "living-group": 8,
        "lodging": 3,
        "treatment-bed": 4,
        "crisis-bed": 3,
        "three-milieu": 1,
    },
    Size.LARGE: {
        "at-home": 20,
        "location": 15,
        "group": 14,
        "school": 5,
        "online": 3,
        "young-adult-guidance": 4,
        "foster-care": 6,
        "family-home": 4,
        "living-group": 10,
        "lodging": 2,
        "treatment-bed": 9,
        "crisis-bed": 4,
        "three-milieu": 3,
        "closed": 1,
    },
}


@dataclass(frozen=True)
class Figures:
    """The numbers at a scale; 1 is the whole country. Municipalities are always all of them."""

    scale: float = 1.0

    def of(self, number: int) -> int:
        return max(1, round(number * self.scale))

    @property
    def providers(self) -> int:
        return self.of(PROVIDERS)

    def size_of(self, number: int) -> Size:
        """Spread evenly over the numbers, so that a small country is a country too."""
        turn = (number * 61 + 30) % 100 / 100  # 61 and 100 share no factor: each hundredth comes once
        if turn < SHAPES[Size.LARGE].part:
            return Size.LARGE
        return Size.MIDDLE if turn < 1 - SHAPES[Size.PRACTICE].part else Size.PRACTICE
