"""The search in SQL: twenty rows along an index that lies in the order of the answer, and a window around.

Plain text on purpose: this is what `./wegwijs bench` measures, and its cost is that of these lines.
Only what is asked stands in a statement, so that PostgreSQL can pick the index by it.
"""

from functools import lru_cache
from typing import Any

import asyncpg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import asyncpg as sqlalchemy_asyncpg

from provider_registry.domain.capacity import FULL, UNKNOWN, CapacityStatus
from provider_registry.domain.contract import Level
from provider_registry.domain.offer import Domain, Identity
from provider_registry.domain.search import WINDOW, Around, Counted, Found, Wanted, Why, around
from region_policy.codes import CareForm, HelpForm
from servicekit.transaction import Transaction
from wirekit.problems import NotNow

DIALECT = sqlalchemy_asyncpg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy types it so
# What makes an option fit, by what is missing where it does not. The order is that of the words of `Why`.
CONDITIONS: dict[Why, str] = {
    Why.FULL: "(wait_days <= :most_wait OR wait_days = :unknown)",
    Why.INTENSITY: "intensity = :intensity",
    Why.AGE: "(age_from <= :age AND age_to >= :age)",
    Why.DOMAIN: "domains @> CAST(:domains AS text[])",
    Why.FORM: "form = ANY(CAST(:forms AS text[]))",
    Why.IDENTITY: "identity = :identity",
    Why.LANGUAGE: "languages @> ARRAY[CAST(:language AS text)]",
    Why.LEVEL: "level = :level",
    Why.PARTNERSHIP: """provider = ANY(ARRAY(
        SELECT organisation FROM partnership_member JOIN partnership t ON t.id = partnership
        WHERE partnership = :partnership AND t.valid_from <= :day
            AND (t.valid_until IS NULL OR t.valid_until >= :day)))""",
    Why.PERIOD: "(valid_from <= :day AND valid_until >= :day)",
    Why.NOT_FREE: "contract IS NULL",
}
DETAILS = """
SELECT p.turn, p.enrolment, p.offer, p.provider, g.name AS provider_name, f.name, p.care_form, p.form,
    p.intensity, p.level, p.contract, p.age_from, p.age_to, p.domains, p.identity, p.languages, p.kilometres,
    p.wait_days, p.valid_until, CASE WHEN NOT l.secret THEN l.name END AS location_name,
    coalesce(l.secret, false) AS is_secret,
    f.contact, f.times, f.seats, c.status, c.free_places, c.most_places, c.wait_from_days, c.wait_to_days,
    c.as_of, c.said_by, c.source,
    (SELECT count(*) FROM reservation r WHERE r.enrolment = p.enrolment AND (
        (r.status = 'held' AND r.until > :now) OR (r.status = 'taken' AND r.taken_at > c.as_of))) AS leased
FROM page p
JOIN offer f ON f.id = p.offer
JOIN organisation g ON g.id = p.provider
LEFT JOIN location l ON l.id = p.location
LEFT JOIN capacity c ON c.enrolment = p.enrolment
ORDER BY p.turn, p.enrolment
"""


def conditions(wanted: Wanted) -> dict[Why, str]:
    """Those that this question sets."""
    asked = {
        Why.FULL: True,
        Why.INTENSITY: wanted.intensity,
        Why.AGE: wanted.age is not None,
        Why.DOMAIN: wanted.domains,
        Why.FORM: wanted.forms,
        Why.IDENTITY: wanted.identity,
        Why.LANGUAGE: wanted.language,
        Why.LEVEL: wanted.level,
        Why.PARTNERSHIP: wanted.partnership,
        Why.PERIOD: True,
        Why.NOT_FREE: wanted.free_only,
    }
    return {why: CONDITIONS[why] for why, is_asked in asked.items() if is_asked}


def values(wanted: Wanted) -> dict[str, Any]:
    given = {
        "municipality": wanted.municipality,
        "most_wait": FULL - 1 if wanted.most_wait is None else min(wanted.most_wait, FULL - 1),
        "unknown": UNKNOWN,
        "day": wanted.day,
        "age": wanted.age,
        "domains": list(wanted.domains),
        "forms": list(wanted.forms),
        "care_form": wanted.care_form,
        "intensity": wanted.intensity,
        "identity": wanted.identity,
        "language": wanted.language,
        "level": wanted.level,
        "partnership": wanted.partnership,
        "current": wanted.current,
    }
    return {name: value for name, value in given.items() if value is not None}


def statement_of_page(wanted: Wanted, *, of_current: bool = False) -> str:
    """`of_current`: only of the provider that helps already; else of all others."""
    where = ["municipality = :municipality", *conditions(wanted).values()]
    if wanted.care_form and not wanted.intensity:  # an intensity is of one part of youth care only
        where.append("care_form = :care_form")
    if wanted.current:
        where.append("provider = :current" if of_current else "provider <> :current")
    if wanted.after and not of_current:
        where.append("(turn, enrolment) > (:turn, :enrolment)")
    rows = f"SELECT * FROM option WHERE {' AND '.join(where)} ORDER BY turn, enrolment"  # noqa: S608
    rows += f" LIMIT {wanted.limit}"  # in the text, so that PostgreSQL plans for so few
    return f"WITH page AS MATERIALIZED ({rows}) {DETAILS}"


def statement_of_window(wanted: Wanted) -> str:
    """Counts, by form, level and the one thing that is missing; what misses more is not told."""
    asked = conditions(wanted)
    misses = " + ".join(f"CAST(NOT coalesce({sql}, false) AS integer)" for sql in asked.values())
    cases = " ".join(f"WHEN NOT coalesce({sql}, false) THEN '{why}'" for why, sql in asked.items())
    care_form = "AND care_form = :care_form" if wanted.care_form else ""
    return f"""
WITH around AS MATERIALIZED (
    SELECT * FROM option WHERE municipality = :municipality {care_form}
    ORDER BY turn, enrolment LIMIT {WINDOW}
), judged AS (
    SELECT form, level, wait_days, {misses} AS misses, CASE {cases} END AS why FROM around
    WHERE valid_from <= :day
)
SELECT form, level, why, count(*) FILTER (WHERE misses < 2) AS count,
    min(wait_days) FILTER (WHERE misses < 2) AS soonest,
    (SELECT count(*) FROM around) AS seen
FROM judged GROUP BY form, level, why
"""  # noqa: S608  # put together from the words above; what is asked goes beside it


async def page(tx: Transaction, wanted: Wanted, *, of_current: bool = False) -> list[Found]:
    given = values(wanted) | {"now": tx.now}
    if wanted.after:
        given |= {"turn": wanted.after.turn, "enrolment": wanted.after.enrolment}
    rows = await _rows(tx, statement_of_page(wanted, of_current=of_current), given)
    return [_found(dict(row)) for row in rows]


async def window(tx: Transaction, wanted: Wanted) -> Around:
    rows = await _rows(tx, statement_of_window(wanted), values(wanted))
    counted = [_counted(row) for row in rows if row["count"]]
    return around(counted, seen=rows[0]["seen"] if rows else 0)


async def _rows(tx: Transaction, sql: str, given: dict[str, Any]) -> list[Any]:
    """By the driver itself: the statement is text and the rows are looked at once, so what SQLAlchemy makes
    of both is not used, and costs more than all else here. No transaction is begun, for nothing is written.

    Raises NotNow where the connection was lost.
    """
    statement, names = _prepared(sql)
    driver = (await (await tx.session.connection()).get_raw_connection()).driver_connection
    assert driver is not None, "a connection that was just given out"
    try:
        rows: list[Any] = await driver.fetch(statement, *(given[name] for name in names))
    except asyncpg.InterfaceError:
        raise NotNow from None
    return rows


@lru_cache(maxsize=512)
def _prepared(sql: str) -> tuple[str, tuple[str, ...]]:
    """As the driver takes it: $1 for the first value, and the names of the values in their order."""
    compiled = text(sql).compile(dialect=DIALECT)
    return compiled.string, tuple(compiled.positiontup or ())


def _counted(row: Any) -> Counted:
    form, level, why = HelpForm(row["form"]), Level(row["level"]), row["why"]
    return Counted(form, level, None if why is None else Why(why), row["count"], row["soonest"])


def _found(row: dict[str, Any]) -> Found:
    """By hand: what comes from our own rows needs no validation, and there are many of them."""
    status, identity = row["status"], row["identity"]
    row |= {
        "care_form": CareForm(row["care_form"]),
        "form": HelpForm(row["form"]),
        "level": Level(row["level"]),
        "domains": tuple(map(Domain, row["domains"])),
        "languages": tuple(row["languages"]),
        "identity": None if identity is None else Identity(identity),
        "status": None if status is None else CapacityStatus(status),
    }
    return Found(**row)
