"""What is asked: a fixed mix of municipalities, ages, domains and intensities; each asks for all four."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from wegwijs_cli.national.options import FULL, UNKNOWN
from wegwijs_cli.national.places import Places
from wegwijs_cli.national.words import DOMAINS

PATH = "/v1/options"
CARE_FORMS = ("living", "residential")
_SEED = 20


@dataclass(frozen=True)
class Question:
    """`care_form`: that of the intensity where a policy lists it; None in a region without a policy."""

    municipality: str
    age: int
    domain: str
    intensity: str
    care_form: str | None

    @property
    def path(self) -> str:
        asked = {"municipality": self.municipality, "age": self.age}
        return f"{PATH}?{urlencode(asked | {'domain': self.domain, 'intensity': self.intensity})}"

    def statements(self, day: date, now: datetime) -> tuple[tuple[str, tuple[Any, ...]], ...]:
        """Each with its values, in the order of their numbers. `day`: the local one of `now` (UTC)."""
        page, window, window_of_care_form = statements()
        fits = (FULL - 1, UNKNOWN, self.intensity, self.age, [self.domain], day)
        first = (page, (self.municipality, *fits, now))
        if self.care_form is None:
            return first, (window, (self.municipality, *fits))
        return first, (window_of_care_form, (self.municipality, self.care_form, *fits))


def mix(places: Places, count: int) -> Sequence[Question]:
    """The same ones each time, over all municipalities."""
    draw = random.Random(_SEED)  # noqa: S311  # no secret
    return [_question(draw, places) for _ in range(count)]


def _question(draw: random.Random, places: Places) -> Question:
    municipality, care_form = draw.choice(places.codes), draw.choice(CARE_FORMS)
    region = places.region_of[municipality]
    return Question(
        municipality=municipality,
        age=draw.randint(0, 17),
        domain=draw.choice(DOMAINS),
        intensity=draw.choice(places.intensities(region, care_form)),
        care_form=care_form if places.policy(region) else None,
    )


@lru_cache
def statements() -> tuple[str, ...]:
    """The page, the window, and the window of one part of youth care."""
    text = Path(__file__).with_name("search.sql").read_text()
    uncommented = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return tuple(each.strip() for each in uncommented.split(";") if each.strip())
