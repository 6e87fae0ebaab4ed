"""What a page of a file asks beside its own records: people, letters and organisations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import RootModel

from gateway.pages.answers import Organisation, PageOf
from gateway.pages.asking import Asking, Told
from gateway.pages.file_facts import Record, ids_of_organisations
from gateway.pages.file_parts import Section
from gateway.pages.naming import Options
from gateway.pages.organisations import named, organisations_of
from gateway.pages.shown import moment, word
from wirekit.texts import Language


class Answered(RootModel[dict[str, Any]]):
    """What a room answers, whatever it is."""


@dataclass(frozen=True)
class Beside:
    """What was asked beside the records, to name and to choose from."""

    people: Options
    letters: Options
    organisations: Told[PageOf[Organisation]]


async def beside_of(
    asking: Asking,
    section: Section,
    id_: str,
    listed: Sequence[tuple[Any, list[Record]]],
    language: Language,
) -> Beside:
    """Only what this section names; a room that is silent leaves a gap that the page tells."""
    people: Options = []
    if section.is_of_file and section.names_people:
        told = await asking.want(Answered, "referral", f"/referrals/{id_}/people")
        people = [(each["id"], each["name"]) for each in told.value.root["items"]] if told.value else []
    letters: Options = []
    if section.asks_for("letter"):
        sent = await asking.want(Answered, "referral", f"/referrals/{id_}/letters")
        letters = (
            [(each["id"], _called(each, language)) for each in sent.value.root["items"]] if sent.value else []
        )
    known = Told("provider-registry", PageOf[Organisation](items=()))
    if section.asks_for("organisation"):
        known = await organisations_of(asking)
    ids: set[UUID] = set()
    for listing, records in listed:
        ids |= ids_of_organisations(records, [*listing.head, *listing.parts])
    more = await named(asking, ids, known)
    if known.value is not None:
        known = replace(known, value=PageOf[Organisation](items=(*known.value.items, *more)))
    return Beside(people, letters, known)


def _called(letter: Record, language: Language) -> str:
    """What it is, and when it was sent, if it was."""
    kind = word(letter["kind"], "LetterKind", language)
    sent = letter["sentAt"]
    return f"{kind}, {moment(datetime.fromisoformat(sent), language)}" if sent else kind
