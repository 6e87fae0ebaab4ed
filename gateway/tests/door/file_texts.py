"""Which texts the pages of a file ask for: their keys follow from the sections."""

from collections.abc import Iterator

from gateway.pages.file import SECTIONS
from gateway.pages.file_facts import snake
from gateway.pages.file_parts import Act, Listing, Section


def texts_of_files() -> set[str]:
    return {key for section in SECTIONS for key in _texts_of(section)}


def _texts_of(section: Section) -> Iterator[str]:
    yield from (f"file_{section.name}_{each}" for each in ("title", "lead"))
    yield from (f"file_field_{snake(each.name)}" for each in section.filters)
    for act in (*section.acts, *(act for each in section.lists for act in each.acts)):
        yield from _texts_of_act(section, act)
    for listing in section.lists:
        yield from _texts_of_listing(section, listing)


def _texts_of_act(section: Section, act: Act) -> Iterator[str]:
    name = f"file_{section.name}_{act.name.replace('-', '_')}"
    yield name
    if act.tells:
        yield f"file_{section.name}_told"
    for asked in act.asks:
        yield f"file_field_{snake(asked.name)}"
        if asked.has_hint:
            yield f"{name}_{snake(asked.name)}_hint"
    for part in act.tells:
        yield f"file_field_{snake(part.name)}"
        yield from [part.absent] if part.absent else []


def _texts_of_listing(section: Section, listing: Listing) -> Iterator[str]:
    if listing.name:
        yield f"file_{section.name}_{listing.name}"
    if listing.items:
        yield f"file_{section.name}_{listing.name}_none".replace("__", "_")
    for part in (*listing.head, *listing.parts):
        yield f"file_field_{snake(part.name)}"
        yield from [part.absent] if part.absent else []
    yield from [listing.link[0]] if listing.link else []
