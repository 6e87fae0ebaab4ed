"""Beneath the relations: a filter that is forgotten shows nothing of a child that is not one's own."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text

from servicekit.organisations import organisation_and_its_sight
from testkit.rooms import RoomUnderTest, as_app
from wirekit.caller import Caller
from wirekit.identifiers import uuid7

from .builders import A_BSN, ANOTHER_BSN, DALFSEN, Given, a_person
from .placement_stories import Asking

OF_THE_KIT = "the kit's: events, keys and terms by reference, written and read for everybody"
OF_THE_REGISTER = "what the register tells everybody of organisations"
OPEN = {
    **dict.fromkeys(("applied_version", "dead_letter", "deadline", "idempotency", "inbox"), OF_THE_KIT),
    **dict.fromkeys(("outbox", "parked", "read_log", "read_log_sent"), OF_THE_KIT),
    "data_key": "wrapped by the master key; who may read what it opens is said by the tables that are sealed",
    "alembic_version": "how far the migrations are",
    "link_tries": "how often somebody who is signed in gave a wrong code, of whomever",
    "experience": "scores that lead back to nobody, shown above a minimum only",
    **dict.fromkeys(("known_contract", "known_enrolment", "known_national_contract"), OF_THE_REGISTER),
    **dict.fromkeys(("known_organisation", "known_partnership"), OF_THE_REGISTER),
}
"""The tables that everybody may read, each with its reason; every other one has a policy."""

# One row in every table, in which every reference is to the same thing: whoever has a stake in that sees it.
FILLED = {
    "uuid": "'{thing}'",
    "ARRAY": "'{{}}'",
    "bytea": "'\\x00'",
    "boolean": "false",
    "date": "'2026-01-01'",
    "integer": "1",
    "smallint": "1",
    "bigint": "1",
    "text": "'care'",
    "jsonb": "'[]'",
    "timestamp with time zone": "'2026-01-01'",
}
COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO'
        AND (is_nullable = 'NO' OR data_type = 'uuid' OR column_name = 'municipality')
"""
TABLES = """
    SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


async def fill(admin: asyncpg.Connection, table: str, thing: UUID) -> None:
    columns = await admin.fetch(COLUMNS, table)
    values = {row["column_name"]: FILLED[row["data_type"]].format(thing=thing) for row in columns}
    values |= {name: f"'{thing}'" for name in ("municipality", "party") if name in values}
    if table == "client_merge":
        values["double"] = f"'{uuid7()}'"
    if table == "household_director":
        del values["municipality"]  # one of the two directs
    await admin.execute(f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}")


async def test_every_table_with_a_child_in_it_shows_a_stranger_nothing_and_who_has_a_stake_its_row(
    new_database: Callable[[str], Awaitable[str]],
) -> None:
    url = await new_database("referral")
    admin, app = await asyncpg.connect(url), await asyncpg.connect(as_app(url))
    try:
        tables = {row["relname"]: row["relrowsecurity"] for row in await admin.fetch(TABLES)}
        assert {name for name, guarded in tables.items() if not guarded} == {*OPEN}
        guarded = sorted({*tables} - {*OPEN})
        assert len(guarded) > 40
        thing = uuid7()
        await admin.execute("SET session_replication_role = replica")
        for table in guarded:
            await fill(admin, table, thing)
        for parties, seen in (
            (None, 0),  # nobody said for whom
            ("{}", 0),
            (f"{{{uuid7()},0150,person:somebody}}", 0),
            (f"{{{thing},person:care}}", 1),
            ("{*}", 1),
        ):
            if parties is not None:
                await app.execute("SELECT set_config('wegwijs.parties', $1, false)", parties)
            found = {table: await app.fetchval(f"SELECT count(*) FROM {table}") for table in guarded}  # noqa: S608
            assert found == dict.fromkeys(guarded, seen), parties
            if seen:
                continue
            for table in guarded:
                (column, *_) = await admin.fetchrow(COLUMNS, table)
                assert await app.execute(f"UPDATE {table} SET {column} = {column}") == "UPDATE 0", table  # noqa: S608
                assert await app.execute(f"DELETE FROM {table}") == "DELETE 0", table  # noqa: S608
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("INSERT INTO stake VALUES ($1, 'me')", thing)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute("SELECT give_stake($1, $1, '{me}')", thing)
    finally:
        await admin.close()
        await app.close()


async def sees(room: RoomUnderTest, caller: Caller, table: str = "referral", column: str = "id") -> set[str]:
    """What the database shows this caller of a table, by a statement that filters nothing."""
    async with room.transactions.begin(caller, guarded=True) as tx:
        assert await organisation_and_its_sight(tx)
        return {
            str(each)
            for each in (await tx.session.execute(text(f"SELECT {column} FROM {table}"))).scalars()  # noqa: S608
        }


@pytest.mark.requirement("LAW-08")
async def test_a_forgotten_filter_shows_each_party_its_own_referrals_and_nobody_elses(
    room: RoomUnderTest, given: Given
) -> None:
    asking, desk = await Asking.of(given), await given.an_access_worker(DALFSEN)
    chosen, lost, stranger = await given.a_provider(), await given.a_provider(), await given.a_provider()
    other_gp, neighbour = await given.a_gp(), await given.an_access_worker("0150")
    # The same child, known by its number, and another one.
    by_another = await given.referral(other_gp)
    elsewhere = await given.referral(other_gp, person=a_person(bsn=ANOTHER_BSN), municipality="0150")
    placements = await asking.asked(chosen, lost)
    assert (await given.accept(chosen, placements[0])).status_code == 200

    mine, theirs = asking.referral["id"], by_another["id"]
    assert await sees(room, asking.gp) == {mine}
    assert await sees(room, other_gp) == {theirs, elsewhere["id"]}
    assert await sees(room, desk) == {mine, theirs}
    assert await sees(room, neighbour) == {elsewhere["id"]}
    # Who was asked and not chosen keeps its question; of whom it is is hidden by its relation, not by this.
    assert await sees(room, chosen) == await sees(room, lost) == {mine}
    assert await sees(room, stranger) == set()
    for table in ("client", "household", "message", "placement_request", "milestone", "stake"):
        column = "ref" if table == "stake" else "id"
        assert await sees(room, stranger, table, column) == set(), table
        assert await sees(room, asking.gp, table, column), table
    (client,) = await sees(room, asking.gp, "client")
    assert await sees(room, desk, "client") == {client}
    assert await sees(room, stranger, "known_organisation")


async def test_who_is_told_that_two_are_one_sees_both_until_they_are_two_again(
    room: RoomUnderTest, given: Given
) -> None:
    gp, other = await given.a_gp(), await given.a_gp()
    kept = await given.referral(gp, person=a_person(bsn=A_BSN))
    double = await given.referral(gp, person=a_person(bsn=None))
    await given.referral(other, person=a_person(bsn=A_BSN))
    assert len(await sees(room, gp, "client")) == 2
    assert len(await sees(room, other, "client")) == 1
    headers = {"Idempotency-Key": uuid7().hex}
    merged = await given.post(gp, "/client-merges", {"keep": kept["id"], "double": double["id"]}, **headers)
    assert merged.status_code == 201, merged.text
    # A mark of secrecy on the one has to hide for both.
    assert len(await sees(room, other, "client")) == 2
    split = await given.post(gp, f"/client-merges/{merged.json()['id']}/split", seen=1)
    assert split.status_code == 200, split.text
    assert len(await sees(room, other, "client")) == 1
    assert len(await sees(room, gp, "client")) == 2
