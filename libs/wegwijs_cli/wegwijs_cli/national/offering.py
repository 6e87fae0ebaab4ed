"""What a provider offers, where, at which intensity, and what was said last of the places."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from region_policy.codes import CARE_FORM_OF, STAY_FORMS, CareForm, HelpForm
from wegwijs_cli.national import words
from wegwijs_cli.national.figures import DAYS_OF_WORDS, NEVER_SAID, SILENT_SINCE_LONG
from wegwijs_cli.national.places import Places
from wegwijs_cli.national.things import Contract, Enrolment, Location, Offer, Word

# Who comes to the young person, or whose places are families; the room has the same list.
WITHOUT_A_PLACE = frozenset(
    {"at-home", "school", "online", "dyslexia", "young-adult-guidance", "foster-care"}
)
COMES_TO_THE_CHILD = WITHOUT_A_PLACE - {"foster-care"}
_BEDS = frozenset(care_form.value for care_form in STAY_FORMS)
_AGES = {
    "dyslexia": ((7, 12),),
    "young-adult-guidance": ((16, 22), (16, 27)),
    "school": ((4, 17), (4, 12), (12, 17)),
}
_OTHER_AGES = ((0, 17), (0, 17), (4, 17), (0, 12), (6, 17), (12, 17), (12, 20))
_DRAFT, _WITHDRAWN, _PILOT, _SOMEWHERE_ONLY = 0.02, 0.02, 0.02, 0.05
_SECRET, _CLOSED = 0.015, 0.02


def care_form_of(form: str) -> str:
    return CARE_FORM_OF[HelpForm(form)].value


def location_for(draw: random.Random, places: Places, code: str) -> Location:
    """Near the middle of this municipality; without an id."""
    latitude, longitude = places.points[code]
    secret = draw.random() < _SECRET
    closed = places.day + timedelta(days=draw.randint(-200, 200)) if draw.random() < _CLOSED else None
    return Location(
        id=0,
        # The name of a secret one is told, so nothing in it may say where it lies.
        name=f"Geheime locatie {words.FICTITIOUS}"
        if secret
        else f"Locatie {places.name(code)} {words.FICTITIOUS}",
        municipality=code,
        address=words.ADDRESS.format(number=draw.randint(1, 99)),
        latitude=round(latitude + draw.uniform(-0.03, 0.03), 5),
        longitude=round(longitude + draw.uniform(-0.04, 0.04), 5),
        secret=secret,
        closed_on=closed,
    )


def offer_for(draw: random.Random, day: date, form: str, codes: Sequence[str]) -> Offer:
    """A profile with all that referrers must see; `codes`: where its contracts hold. Without an id."""
    turn = draw.random()
    ages = draw.choice(_AGES.get(form, _OTHER_AGES))
    offer = Offer(
        id=0,
        status="draft" if turn < _DRAFT else "withdrawn" if turn < _DRAFT + _WITHDRAWN else "published",
        care_form=care_form_of(form),
        form=form,
        name=f"{form} {words.FICTITIOUS}",
        domains=tuple(draw.sample(words.DOMAINS, draw.choices((1, 2, 3, 4), (20, 35, 25, 20))[0])),
        function_groups=tuple(sorted(f"group-{n}" for n in draw.sample(range(1, 8), draw.randint(1, 3)))),
        age_from=ages[0],
        age_to=ages[1],
        identity=draw.choice(words.IDENTITIES) if draw.random() < 0.08 else None,
        languages=("nl", draw.choice(words.LANGUAGES)) if draw.random() < 0.15 else ("nl",),
        method=draw.choice(words.METHODS),
        programmes=tuple(draw.sample(words.PROGRAMMES, draw.randint(1, 2))),
        professionals=tuple((each, draw.randint(1, 9)) for each in draw.sample(words.FUNCTIONS, 2)),
        seats=draw.randint(6, 12) if form == "group" else None,
    )
    if draw.random() < _PILOT:
        offer.pilot_from = day - timedelta(days=draw.randint(10, 200))
        offer.pilot_until = day + timedelta(days=draw.randint(30, 300))
    if draw.random() < _SOMEWHERE_ONLY:
        offer.municipalities = tuple(sorted(draw.sample(codes, min(len(codes), draw.randint(1, 6)))))
    return offer


def free_offer_for(draw: random.Random, code: str) -> Offer:
    """What the social base has for everybody of a municipality; without an id."""
    form = draw.choice(("location", "group"))
    return Offer(
        id=0,
        status="published",
        care_form=CareForm.AMBULATORY.value,
        form=form,
        name=f"Inloop en groepen {words.FICTITIOUS}",
        domains=("upbringing",),
        function_groups=(),
        age_from=0,
        age_to=17,
        is_free=True,
        contact=f"Aan de balie {words.FICTITIOUS}",
        times=words.TIMES,
        municipalities=(code,),
        seats=12 if form == "group" else None,
    )


def enrolments_for(
    draw: random.Random,
    places: Places,
    offer: Offer,
    locations: Sequence[Location],
    contracts: Sequence[Contract],
) -> Iterator[Enrolment]:
    """Each place and intensity of it once; without ids. `contracts`: those of this part of youth care."""
    where: Sequence[Location | None] = (None,)
    if offer.form not in WITHOUT_A_PLACE:
        where = draw.sample(locations, min(len(locations), draw.choices((1, 2, 3), (65, 25, 10))[0]))
    region: str | None = None
    intensities: Sequence[str | None] = (None,)
    if offer.care_form in _BEDS:
        region = draw.choice(contracts).region
        listed = places.intensities(region, offer.care_form)
        intensities = draw.sample(listed, min(len(listed), draw.choices((1, 2, 3), (30, 35, 35))[0]))
    for location in where:
        for intensity in intensities:
            turn, until = draw.random(), None
            if turn < 0.1:
                until = places.day + timedelta(days=draw.randint(-120 if turn < 0.04 else 10, 400))
            since = places.day - timedelta(days=draw.randint(150, 1500))
            word = _last_word(draw, places.day)
            yield Enrolment(0, 0, offer, location, region, intensity, since, until, word)


def _last_word(draw: random.Random, day: date) -> Word | None:
    if draw.random() < NEVER_SAID:
        return None
    every = draw.choice((7, 14))
    ago = draw.randint(15, 200) if draw.random() < SILENT_SINCE_LONG else draw.randint(1, every - 1)
    # Before the first moment of the day, so that nothing was said in the future.
    at = datetime.combine(day - timedelta(days=ago), time(draw.randint(7, 17), draw.randint(0, 59)), UTC)
    count = max(1, (DAYS_OF_WORDS - ago) // every)
    most = draw.randint(4, 24)
    source = draw.choice(("api", "api", "page", "upload"))
    status, free, wait = said(draw, most)
    return Word(status, free, most, *wait, at, source, every, count)


def said(draw: random.Random, most: int) -> tuple[str, int | None, tuple[int | None, int | None]]:
    """Status, free places, and the wait in days from and to."""
    turn = draw.random()
    if turn < 0.45:
        soon = int(turn * 40)
        return "capacity", 1 + int(turn * most / 2), (soon, soon + 14)
    if turn < 0.85:
        days = 7 + int((turn - 0.45) * 600)
        return "waiting-list", 0, (days, days + 28)
    if turn < 0.93:
        return "none", 0, (None, None)
    return "assessment-required", None, (None, None)
