"""Under the relations the database itself: a filter that is forgotten shows nothing (LAW-08)."""

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import CursorResult, delete, func, select, update

from access.store import clients, metadata, requests
from servicekit.tables import kit_metadata
from testkit.rooms import RoomUnderTest
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import DALFSEN, REGION, ZWOLLE, Given
from .desk import HAARLEM
from .landscape import a_landscape

OPEN = {
    "policy_text": "what a region has decided",
    "known_contract": "which contracts a provider has: the register shows them to all",
    "frame_warning": "that a line of a budget filled up: sums",
    "data_key": "keys that are sealed: without the master key they open nothing",
    "read_log": "looks that are to be sent on, and which are: no operation of this room reads them",
    "read_log_sent": "the same",
    "alembic_version": "which migrations ran",
}
"""The tables of this room that every transaction sees whole, and why that shows nobody. Those of the kit are
for its own work: references, hashes, and events that no operation reads."""
KIT = frozenset(kit_metadata.tables)
KEPT_BY_A_TRIGGER = "ledger_entry"
"""Is never changed or removed, by nobody."""


async def policied(room: RoomUnderTest) -> list[str]:
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
    return sorted(row.relname for row in await room.rows(query))


async def seen_by(room: RoomUnderTest, *parties: str) -> set[str]:
    """The tables of which these parties see a row, without any filter."""
    tables = await policied(room)
    async with room.begin() as tx:
        await tx.seen_by("{" + ",".join(parties) + "}")
        counts = {
            each: await tx.session.scalar(select(func.count()).select_from(metadata.tables[each]))
            for each in tables
        }
    return {table for table, count in counts.items() if count}


async def test_every_table_has_a_policy_or_a_reason_to_be_open(access: RoomUnderTest) -> None:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    assert {row.tablename for row in await access.rows(query)} == {*OPEN, *KIT, *await policied(access)}
    hidden = await access.rows("SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public'")
    assert sorted(row.tablename for row in hidden) == await policied(access)
    (role,) = await access.rows(
        "SELECT rolsuper OR rolbypassrls AS may FROM pg_roles WHERE rolname = current_user"
    )
    assert not role.may


@pytest.mark.requirement("LAW-08")
async def test_a_forgotten_filter_shows_each_party_its_own_and_a_stranger_nothing(
    access: RoomUnderTest, given: Given
) -> None:
    land = await a_landscape(access, given)
    tables = await policied(access)
    assert await seen_by(access, "*") == set(tables)

    strangers = [
        await given.provider(),
        await given.desk(ZWOLLE),
        await access.caller("institution-worker", "certified-institution", regions=REGION),
    ]
    for stranger in strangers:
        parties = [str(stranger.organisation), ZWOLLE, f"person:{stranger.subject}"]
        assert await seen_by(access, *parties) == set()
    assert await seen_by(access) == set()
    async with access.begin() as tx:
        await tx.seen_by(f"{{{strangers[0].organisation},{ZWOLLE}}}")
        for name in tables:
            if name != KEPT_BY_A_TRIGGER:
                table = metadata.tables[name]
                same = {column.name: column for column in table.primary_key}
                for statement in (update(table).values(same), delete(table)):
                    done = cast(CursorResult[Any], await tx.session.execute(statement))
                    assert done.rowcount == 0, name

    def of(caller: Caller, *area: str) -> tuple[str, ...]:
        return (str(caller.organisation), *area)

    money = {"care_grant", "decision", "delivery", "entitlement", "ledger_entry", "stay", "uploaded_line"}
    help_that_runs = {*money, "entitlement_change", "follow_on", "known_care", "review_task"}
    asked = {"quote_request", "request"}
    case = land.quoting
    assert await seen_by(access, *of(case.desk, DALFSEN)) == {
        *(help_that_runs | asked),
        "desk_news",
        "determination",
        "perspective_plan",
        "ready_decision",
    }
    assert await seen_by(access, *of(case.institution)) == {*asked, "determination"}
    assert await seen_by(access, *of(land.chosen)) == {
        *(help_that_runs | asked),
        "delivery_upload",
        "signal",
    }
    assert await seen_by(access, *of(land.passed_over)) == asked
    at_the_door = {"desk_question", "desk_worker", "refusal", "request", "triage"}
    at_the_door |= {"desk_news", "last_look"}
    assert await seen_by(access, *of(land.door.by, HAARLEM)) == at_the_door
    keeps = {"contact", "contact_change", "early_start"}
    assert await seen_by(access, *of(land.without_decision.provider)) == keeps
    assert await seen_by(access, *of(land.without_decision.desk, land.without_decision.municipality)) == set()
    sent = {"contact", "free_help", "last_look", "request"}
    assert await seen_by(access, *of(land.free_help.desk, land.free_help.municipality)) == sent


async def test_whose_a_young_person_is_and_how_old_is_known_beyond_what_a_municipality_sees(
    access: RoomUnderTest, given: Given
) -> None:
    client = uuid7()
    await given.referral(client=str(client), age=9)
    access.clock.advance(timedelta(days=1))
    await given.referral(client=str(client), age=10, municipality=ZWOLLE)
    async with access.begin() as tx:
        await tx.seen_by(f"{{{DALFSEN}}}")
        assert [request.municipality for request in await requests.feed(tx, None, 9)] == [DALFSEN]
        assert await clients.place(tx, client) == (ZWOLLE, "ijsselland")
        assert sorted(known.months for known in await clients.ages_of(tx, client)) == [9 * 12, 10 * 12]
