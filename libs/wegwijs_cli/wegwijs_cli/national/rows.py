"""The rows of the country as PostgreSQL takes them in a COPY of text: a line each, columns by tabs."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from wegwijs_cli.national.country import Country
from wegwijs_cli.national.offering import said
from wegwijs_cli.national.options import Placing, wait_of
from wegwijs_cli.national.things import Enrolment, Organisation

NULL = r"\N"
Lines = Iterator[str]

COLUMNS: dict[str, tuple[str, ...]] = {
    "organisation": ("id", "version", "kind", "name", "regions", "area", "active_until"),
    "location": (
        *("id", "version", "organisation", "name", "municipality", "address", "latitude", "longitude"),
        *("secret", "closed_on"),
    ),
    "contract": (
        *("id", "version", "status", "provider", "region", "form", "level", "regions", "municipalities"),
        *("valid_from", "valid_until", "suspended_on", "ground"),
    ),
    "offer": (
        *("id", "version", "status", "provider", "care_form", "form", "name", "domains", "function_groups"),
        *("age_from", "age_to", "identity", "languages", "method", "programmes", "professionals", "is_free"),
        *("contact", "times", "municipalities", "seats", "pilot_from", "pilot_until"),
    ),
    "enrolment": (
        *("id", "version", "offer", "provider", "location", "region", "intensity"),
        *("valid_from", "valid_until"),
    ),
    "capacity": (
        *("enrolment", "version", "status", "free_places", "most_places", "wait_from_days", "wait_to_days"),
        *("as_of", "said_by", "source"),
    ),
    "capacity_said": (
        *("enrolment", "as_of", "status", "free_places", "most_places", "wait_from_days", "wait_to_days"),
        *("said_by", "source", "recorded_at"),
    ),
    "option": (
        *("municipality", "enrolment", "valid_from", "valid_until", "turn", "care_form", "form", "intensity"),
        *("age_from", "age_to", "domains", "identity", "languages", "level", "wait_days", "kilometres"),
        *("provider", "offer", "location", "contract"),
    ),
}
"""In the order in which one row may point to another; what is not here is null."""


def line(*values: object) -> str:
    return "\t".join(map(_told, values)) + "\n"


def _told(value: object) -> str:
    if value is None:
        return NULL
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, tuple):
        return "{" + ",".join(f'"{each}"' for each in value) + "}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def uuid(number: int) -> str:
    return f"{number:032x}"


def organisations(_: Country, each: Organisation) -> Lines:
    yield line(uuid(each.id), 1, each.kind, each.name, each.regions, each.area, each.active_until)


def locations(_: Country, each: Organisation) -> Lines:
    for one in each.locations:
        where = (one.municipality, one.address, one.latitude, one.longitude, one.secret, one.closed_on)
        yield line(uuid(one.id), 1, uuid(each.id), one.name, *where)


def contracts(_: Country, each: Organisation) -> Lines:
    for one in each.contracts:
        what = (one.region, one.form, one.level, one.regions, one.municipalities)
        when = (one.valid_from, one.valid_until, one.suspended_on, one.ground)
        yield line(uuid(one.id), 1, one.status, uuid(each.id), *what, *when)


def offers(_: Country, each: Organisation) -> Lines:
    for one in each.offers:
        people: list[dict[str, Any]] = [
            {"function": name, "number": number} for name, number in one.professionals
        ]
        yield line(
            *(uuid(one.id), 1, one.status, uuid(each.id), one.care_form, one.form, one.name, one.domains),
            *(one.function_groups, one.age_from, one.age_to, one.identity, one.languages, one.method),
            *(one.programmes, json.dumps(people), one.is_free, one.contact, one.times, one.municipalities),
            *(one.seats, one.pilot_from, one.pilot_until),
        )


def enrolments(_: Country, each: Organisation) -> Lines:
    for one in each.enrolments:
        place = uuid(one.location.id) if one.location else None
        when = (one.valid_from, one.valid_until)
        yield line(
            uuid(one.id), 1, uuid(one.offer.id), uuid(each.id), place, one.region, one.intensity, *when
        )


def last_words(_: Country, each: Organisation) -> Lines:
    for one in each.enrolments:
        if word := one.word:
            what = (word.status, word.free, word.most, word.wait_from, word.wait_to)
            yield line(uuid(one.id), word.count, *what, word.as_of, uuid(each.id), word.source)


def all_words(country: Country, each: Organisation) -> Lines:
    by = uuid(each.id)
    for one in each.enrolments:
        yield from _words_of(country, one, by)


def _words_of(country: Country, enrolment: Enrolment, by: str) -> Lines:
    """The last word first, then what was said before it, each every so many days."""
    last = enrolment.word
    if last is None:
        return
    draw = random.Random(country.seed << 32 | enrolment.number)  # noqa: S311  # no secret
    this, at, back = uuid(enrolment.id), last.as_of, timedelta(days=last.every_days)
    status, free, wait = last.status, last.free, (last.wait_from, last.wait_to)
    for number in range(last.count):
        if number:
            at -= back
            # Most weeks nothing changes, and somebody says so.
            if draw.random() < 0.4:
                status, free, wait = said(draw, last.most or 1)
        moment = at.isoformat()
        places = f"{NULL if free is None else free}\t{last.most}"
        days = f"{NULL}\t{NULL}" if wait[0] is None else f"{wait[0]}\t{wait[1]}"
        yield f"{this}\t{moment}\t{status}\t{places}\t{days}\t{by}\t{last.source}\t{moment}\n"


def options(country: Country, each: Organisation) -> Lines:
    placing = Placing(each, country.places, country.at)
    by = uuid(each.id)
    for one in each.enrolments:
        offer = one.offer
        this, wait = uuid(one.id), wait_of(one.word)
        what = "\t".join(
            map(
                _told,
                (
                    *(offer.care_form, offer.form, one.intensity, offer.age_from, offer.age_to),
                    *(offer.domains, offer.identity, offer.languages),
                ),
            )
        )
        whose = f"{by}\t{uuid(offer.id)}\t{uuid(one.location.id) if one.location else NULL}"
        for use, turn, away in placing.options(one):
            when = f"{use.days[0]}\t{use.days[1]}\t{turn}"
            near = f"{wait}\t{NULL if away is None else away}"
            under = uuid(use.contract) if use.contract else NULL
            yield f"{use.municipality}\t{this}\t{when}\t{what}\t{use.level}\t{near}\t{whose}\t{under}\n"


MAKERS: dict[str, Callable[[Country, Organisation], Lines]] = {
    "organisation": organisations,
    "location": locations,
    "contract": contracts,
    "offer": offers,
    "enrolment": enrolments,
    "capacity": last_words,
    "capacity_said": all_words,
    "option": options,
}


def partnership_lines(country: Country) -> tuple[Sequence[str], Sequence[str]]:
    """Of the partnerships, and of their members."""
    made = [
        line(
            uuid(one.id),
            1,
            one.region,
            one.name,
            uuid(one.members[0]),
            one.forms,
            one.domains,
            one.valid_from,
        )
        for one in country.partnerships
    ]
    members = [line(uuid(one.id), uuid(each)) for one in country.partnerships for each in one.members]
    return made, members


PARTNERSHIP = ("id", "version", "region", "name", "lead", "forms", "domains", "valid_from")
MEMBER = ("partnership", "organisation")
