"""The log of looks over the whole house: what a read and a refusal leave there, that care goes on without it,
and that what is done to it by hand is found."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from journey_house import REGIONS, HouseUp, bsn_of_test, eventually

from wegwijs_cli.bench.cast import cast_of
from wegwijs_cli.bench.submission import PersonSent, ReferralSent
from wegwijs_cli.rooms import AUDIT, REFERRAL
from wirekit.identifiers import uuid7

if TYPE_CHECKING:
    from region_house import Country

CAST = cast_of(REGIONS)
SHUT = "ALTER DATABASE audit ALLOW_CONNECTIONS false"
HUNG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'audit'"
OPEN = "ALTER DATABASE audit ALLOW_CONNECTIONS true"
SIGNED = """
    SELECT 1 FROM head WHERE sequence >= (SELECT sequence FROM link WHERE entry = $1)
"""
TOUCHED = "UPDATE entry SET purpose = $2 WHERE id = $1 RETURNING id"


async def verified(house: HouseUp) -> tuple[int, dict[str, Any]]:
    command = house.command("audit", "verify", "--json")
    said, _ = await asyncio.to_thread(command.communicate, timeout=60)
    return command.returncode, json.loads(said)


async def submitted(country: "Country", number: int) -> str:
    """A referral by the GP of the demonstration."""
    sent = ReferralSent(
        person=PersonSent(bsn=bsn_of_test(number)),
        municipality=CAST.municipality,
        preferredProvider=str(CAST.provider),
    )
    answer = await country.gateway.call(CAST.referrer, "POST", "referral/v1/referrals", sent, key=uuid7().hex)
    return str(json.loads(answer.must_be(201).content)["id"])


async def entries(house: HouseUp, referral: str, action: str) -> list[Any]:
    query = "SELECT * FROM entry WHERE thing = $1 AND action = $2 ORDER BY id"
    return await house.rows(AUDIT, query, f"referral {referral}", action)


@pytest.mark.requirement("ZHZ-01", "NV-19")
async def test_who_read_and_who_was_refused_is_in_the_log_and_an_auditor_reads_it(
    house: HouseUp, country: "Country"
) -> None:
    referral = await submitted(country, 410)
    path = f"referral/v1/referrals/{referral}"
    (await country.gateway.call(CAST.referrer, "GET", path)).must_be(200)
    [look] = await entries(house, referral, "looked")
    [[client]] = await house.rows(REFERRAL, "SELECT client FROM referral WHERE id = $1::uuid", referral)
    assert (look["operation"], look["data_subject"]) == ("read_referral", str(client))
    assert (look["role"], look["organisation"]) == ("general-practitioner", CAST.referring_organisation)
    assert (look["authorisation"], look["source"]) == ("referring-organisation", "127.0.0.1")
    assert (look["emergency"], look["may_betray"]) == (None, False)
    assert look["purpose"]
    stranger = country.desk("zuid-holland-zuid")
    (await country.gateway.call(stranger, "GET", path)).must_be(404)

    async def refusal_is_logged() -> bool:
        return [row["data_subject"] for row in await entries(house, referral, "refused")] == [None]

    await eventually(refusal_is_logged, "the refusal stands in the log")
    query = f"audit/v1/entries?dataSubject={client}&organisation={CAST.referring_organisation}"
    listed = (await country.gateway.call("auditor", "GET", query)).must_be(200)
    assert str(look["id"]) in {each["id"] for each in json.loads(listed.content)["items"]}
    (await country.gateway.call(CAST.referrer, "GET", query)).must_be(403)


async def test_reading_goes_on_without_the_log_and_what_was_read_comes_later_and_what_is_touched_is_found(
    house: HouseUp, country: "Country"
) -> None:
    referral = await submitted(country, 411)
    admin = await asyncpg.connect(house.process("PostgreSQL").url)
    try:
        await admin.execute(SHUT)
        await admin.execute(HUNG_UP)
        path = f"referral/v1/referrals/{referral}"
        (await country.gateway.call(CAST.referrer, "GET", path)).must_be(200)
        query = "SELECT id FROM read_log WHERE thing = $1 AND action = 'looked'"
        [[look]] = await house.rows(REFERRAL, query, f"referral {referral}")
    finally:
        await admin.execute(OPEN)
        await admin.close()

    async def it_is_signed() -> bool:
        return bool(await house.rows(AUDIT, SIGNED, look))

    await eventually(it_is_signed, "the look is chained and a head is signed after it")
    code, found = await verified(house)
    assert (code, found["wrong"]) == (0, [])
    [[purpose]] = await house.rows(AUDIT, "SELECT purpose FROM entry WHERE id = $1", look)
    try:
        await house.rows(AUDIT, TOUCHED, look, "nothing of weight")
        code, found = await verified(house)
        assert (code, [wrong["fault"] for wrong in found["wrong"]]) == (1, ["changed"])
        assert found["wrong"][0]["entry"] == str(look)
    finally:
        await house.rows(AUDIT, TOUCHED, look, purpose)
    assert (await verified(house))[0] == 0
