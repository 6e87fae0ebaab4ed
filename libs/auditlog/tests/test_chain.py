"""What the chain is for: nothing in the log can be changed, removed or put in without its being seen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from joserfc.jwk import ECKey, KeySet

from auditlog.chain import START, Fault, Head, Link, canonical, link, verify
from auditlog.entry import COLUMNS, Action, Entry
from auditlog.heads import HeadNotSigned, read_head, sign

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MOMENTS = some.timedeltas(timedelta(days=-4000), timedelta(days=9000)).map(lambda by: NOW + by)
TEXTS = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
ENTRIES = some.builds(
    Entry,
    at=MOMENTS,
    room=TEXTS,
    operation=TEXTS,
    action=some.sampled_from(Action),
    data_subject=some.none() | TEXTS,
    thing=some.none() | TEXTS,
    purpose=TEXTS,
    subject=TEXTS,
    organisation=some.uuids(),
    role=TEXTS,
    authorisation=TEXTS,
    source=some.none() | TEXTS,
    emergency=some.none() | some.uuids(),
    may_betray=some.booleans(),
    correlation_id=some.uuids(),
    id=some.uuids(),
)
LOGS = some.lists(ENTRIES, min_size=2, max_size=8, unique_by=lambda entry: entry.id)


def chained(entries: list[dict[str, Any]], first: int = 1, previous: bytes = START) -> list[Link]:
    links = []
    for number, values in enumerate(entries, first):
        previous = link(previous, values)
        links.append(Link(number, values["id"], previous, values))
    return links


def changed(values: dict[str, Any], column: str) -> dict[str, Any]:
    """The same entry, another value in this column."""
    match values[column]:
        case bool(yes):
            other: Any = not yes
        case datetime() as moment:
            other = moment + timedelta(microseconds=1)
        case UUID() as id_:
            other = UUID(int=id_.int ^ 1)
        case None:
            other = ""
        case text:
            other = f"{text}x"
    return {**values, column: other}


@settings(max_examples=200)
@given(LOGS, some.data())
def test_whatever_is_done_to_the_log_is_found_and_nothing_else_is(log: list[Entry], data: Any) -> None:
    values = [entry.values() for entry in log]
    links = chained(values)
    heads = [Head(each.sequence, each.hash, NOW) for each in links if data.draw(some.booleans())]
    last = Head(len(links), links[-1].hash, NOW)
    assert verify(links, [*heads, last]) is None
    at = data.draw(some.integers(0, len(links) - 1))
    put_in = chained([values[at]], first=at + 1)[0]
    deeds: dict[str, tuple[Callable[[], list[Link]], set[Fault]]] = {
        "a row is changed": (
            lambda: [*links[:at], replace(links[at], values=other), *links[at + 1 :]],
            {Fault.CHANGED},
        ),
        "an entry is removed": (
            lambda: [*links[:at], replace(links[at], values=None), *links[at + 1 :]],
            {Fault.REMOVED},
        ),
        "an entry and its link are removed": (
            lambda: [*links[:at], *links[at + 1 :]],
            {Fault.GAP, Fault.CUT},
        ),
        "a row is put in, and what follows gets other numbers": (
            lambda: [*links[:at], put_in, *(replace(e, sequence=e.sequence + 1) for e in links[at:])],
            {Fault.CHANGED} if at else {Fault.CHANGED, Fault.RECOMPUTED},
        ),
        "the end is cut off": (lambda: links[:at], {Fault.CUT}),
        "the chain is made anew after a change": (
            lambda: chained([*values[:at], other, *values[at + 1 :]]),
            {Fault.RECOMPUTED},
        ),
        "the chain is made anew without a row": (
            lambda: chained([*values[:at], *values[at + 1 :]]),
            {Fault.RECOMPUTED, Fault.CUT},
        ),
    }
    other = changed(values[at], data.draw(some.sampled_from(COLUMNS)))
    deed = data.draw(some.sampled_from(sorted(deeds)))
    do, faults = deeds[deed]
    wrong = verify(do(), [*heads, last])
    assert wrong is not None, deed
    assert wrong.fault in faults, deed


@given(ENTRIES, ENTRIES)
def test_two_entries_that_differ_are_never_the_same_bytes(one: Entry, other: Entry) -> None:
    assert (canonical(one.values()) == canonical(other.values())) == (one == other)


def test_what_was_stored_has_these_bytes_for_ever() -> None:
    entry = Entry(
        at=datetime(2026, 11, 27, 3, 40, tzinfo=UTC),
        room="referral",
        operation="read_referral",
        action=Action.LOOKED,
        data_subject="0193-7b",
        thing=None,
        purpose='zorg "nu"',
        subject="worker-1",
        organisation=UUID(int=1),
        role="general-practitioner",
        authorisation="referring-organisation",
        source="192.0.2.7",
        emergency=None,
        may_betray=False,
        correlation_id=UUID(int=2),
        id=UUID(int=3),
    )
    assert canonical(entry.values()).decode() == (
        '["wegwijs-log-1","2026-11-27T03:40:00.000000+00:00","referral","read_referral","looked","0193-7b",null,'
        '"zorg \\"nu\\"","worker-1","00000000-0000-0000-0000-000000000001","general-practitioner",'
        '"referring-organisation","192.0.2.7",null,false,"00000000-0000-0000-0000-000000000002",'
        '"00000000-0000-0000-0000-000000000003"]'
    )
    assert link(START, entry.values()).hex()[:12] == ("98b78c33614e")


def test_a_walk_that_begins_at_a_believed_head_sees_what_comes_after_it() -> None:
    log = [replace(EXAMPLE, id=UUID(int=number)) for number in range(6)]
    links = chained([entry.values() for entry in log])
    believed = Head(3, links[2].hash, NOW)
    assert verify(links[3:], [], believed) is None
    other = replace(links[4], values=changed(log[4].values(), "purpose"))
    wrong = verify([links[3], other, links[5]], [], believed)
    assert wrong is not None
    assert (wrong.fault, wrong.sequence, wrong.entry) == (Fault.CHANGED, 5, UUID(int=4))


def test_a_head_that_another_key_signed_or_that_was_changed_is_none() -> None:
    ours, theirs = (ECKey.generate_key("P-256", auto_kid=True) for _ in range(2))
    head = Head(7, bytes(range(32)), NOW)
    keys = KeySet([ours])
    token = sign(head, ours)
    assert read_head(token, keys) == head
    begin, _, end = token.split(".")
    payload = sign(replace(head, sequence=8), theirs).split(".")[1]
    for wrong in (sign(head, theirs), f"{begin}.{payload}.{end}", f"{begin}..{end}", "", "no head at all"):
        with pytest.raises(HeadNotSigned):
            read_head(wrong, keys)


EXAMPLE = Entry(
    NOW, "r", "o", Action.LOOKED, None, None, "p", "s", UUID(int=1), "x", "", None, None, False, UUID(int=2)
)
