"""The form by which somebody refers: which input each field has, and what of it a room takes."""

from collections.abc import Mapping
from datetime import date, datetime

from gateway.pages.forms import Filling, Typed
from gateway.pages.refer_answers import FormRead
from gateway.pages.referral_answers import PersonRead
from gateway.pages.shown import AMSTERDAM

INPUTS: Mapping[str, str] = {
    "person.givenName": "text",
    "person.familyName": "text",
    "person.birthDate": "date",
    "municipality": "municipality",
    "question": "area",
    "route": "choice",
    "courtOrder.number": "text",
    "courtOrder.until": "date",
    "person.bsn": "text",
    "person.address.street": "text",
    "person.address.houseNumber": "text",
    "person.address.postcode": "text",
    "person.address.city": "text",
    "budget": "choice",
    "etmalen": "number",
    "intensity": "choice",
    "product": "choice",
    "quantity": "number",
    "days": "number",
    "forms": "boxes",
    "domains": "boxes",
    "complexity": "choice",
    "urgency": "choice",
    "safety": "yes",
    "preferredProvider": "provider",
    "category": "text",
    "prolongedGround": "choice",
    "professional.agb": "text",
    "professional.name": "text",
    "measure.kind": "choice",
    "measure.until": "date",
    "measure.courtAuthorisationUntil": "date",
}
"""By the name that a field has in the room, which is that of its input too."""
PARTS: Mapping[str, tuple[str, ...]] = {
    "person.address": tuple(name for name in INPUTS if name.startswith("person.address.")),
    "measure": tuple(name for name in INPUTS if name.startswith("measure.")),
}
ELSEWHERE = frozenset({"again", "draft", "safety", "preferredProvider"})
"""Optional fields that have a place of their own on the page, or that a page cannot give."""
WHOSE_NAME = ("person.givenName", "person.familyName", "person.birthDate")
TAKEN_OVER = ("person.givenName", "person.familyName", "person.birthDate", "person.bsn", "municipality")
"""What is not asked again of somebody whom the own organisation referred before."""


def folded(form: FormRead) -> list[str]:
    """The inputs of the optional fields of this door, in the order of the room."""
    return [name for field in form.optional if field not in ELSEWHERE for name in PARTS.get(field, (field,))]


def submission(typed: Typed) -> Filling:
    """A referral, of the inputs that are filled in; with `again` the person and the place stay out."""
    filling, again = Filling(), typed.text("again")
    if again:
        filling.body["again"] = again
    if code := typed.text("referrerCode"):
        filling.body["referrerCode"] = code
    for name, kind in INPUTS.items():
        if again and name in TAKEN_OVER:
            continue
        if kind == "boxes":
            chosen = typed.named(f"{name}-")
            filling.put(name, chosen or None, name)
        elif kind == "yes":
            filling.put(name, True if typed.text(name) else None, name)
        else:
            filling.put(name, typed.number(name) if kind == "number" else typed.text(name), name)
    return filling


def sought(typed: Typed) -> Filling:
    """By whom to look: the BSN where there is one, else the name that the form asks for anyway."""
    filling, bsn = Filling(), typed.text("bsn") or typed.text("person.bsn")
    if bsn:
        filling.put("bsn", bsn, "bsn" if typed.text("bsn") else "person.bsn")
    else:
        for name in WHOSE_NAME:
            filling.put(name.removeprefix("person."), typed.text(name), name)
    return filling


def known(person: PersonRead, municipality: str | None, again: str | None) -> dict[str, str]:
    """The inputs with what is known of somebody."""
    found = {
        "person.givenName": person.given_name,
        "person.familyName": person.family_name,
        "person.birthDate": person.birth_date.isoformat(),
        "person.bsn": person.bsn,
        "municipality": municipality,
        "again": again,
    }
    return {name: value for name, value in found.items() if value}


def age_today(typed: Typed) -> int | None:
    """For the question who can help; None where no day of birth can be read."""
    born = day_of_birth(typed.text("person.birthDate"))
    return years_since(born) if born else None


def day_of_birth(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def years_since(born: date) -> int | None:
    """In whole years, today in Europe/Amsterdam; None before that day."""
    today = datetime.now(AMSTERDAM).date()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return age if age >= 0 else None
