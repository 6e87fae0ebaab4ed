"""Who has a part in which child: said here anew, in SQL over the rows of the rooms.

Apart from the permission table and from the code that reads it: it is what those are held against.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from journey_house import HouseUp

from wegwijs_cli.demo.callers import DemoCaller
from wegwijs_cli.rooms import ACCESS, CRISIS, REFERRAL

NEW = "SELECT id FROM referral WHERE submitted_at >= $1"
NOW = "SELECT clock_timestamp() AS now"
OF_REFERRALS = """
    SELECT id AS referral, organisation AS party FROM referral
    UNION SELECT r.id, o.id FROM referral r
        JOIN known_organisation o ON o.kind = 'municipality' AND o.area = r.municipality
    UNION SELECT referral, unnest(ARRAY[provider, lead]) FROM placement_request
    UNION SELECT referral, provider FROM bridging
    UNION SELECT referral, unnest(ARRAY[sender, receiver, provider]) FROM handover
    UNION SELECT referral, organisation FROM case_partner
    UNION SELECT r.id, d.organisation FROM referral r JOIN household_director d USING (household)
"""
"""Who has a part in a referral: who made it, who pays, who was asked, who hands over or directs."""
OF_PERSONS = (
    "SELECT r.id, l.subject FROM person_link l JOIN referral r USING (client) WHERE l.revoked_at IS NULL"
)
NARROWER = {
    REFERRAL: ("SELECT id, referral, ARRAY[provider, lead] AS parties FROM placement_request",),
    ACCESS: (
        "SELECT id, request_id AS referral, ARRAY[provider] AS parties FROM quote_request",
        "SELECT id, request_id AS referral, ARRAY[provider] AS parties FROM entitlement",
    ),
}
"""These open to no other provider that has a part in the referral; those of `access` it does not hear of."""
ASKED_TO_QUOTE = "SELECT request_id, client, provider FROM quote_request"
"""Who is asked for a quote learns by which references, and nothing else that hangs under them."""
OF_ALARMS = """
    SELECT id, unnest(ARRAY[raised_by, asked_by]) AS party FROM alarm WHERE raised_at >= $1
    UNION SELECT alarm.id, t.organisation FROM alarm JOIN alarm_attempt t ON t.alarm = alarm.id
        WHERE raised_at >= $1
"""
WHO_ASKS = """
    SELECT id, organisation, array(SELECT id FROM known_organisation WHERE area = municipality) FROM referral
"""
COLUMNS = """
    SELECT table_name, array_agg(column_name::text) AS names FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type = 'uuid' GROUP BY 1
"""


@dataclass
class Parties:
    """Of every thing of these children, by its id: the organisations and persons that it may be named to.

    `opens`: of some of these, to whom alone it opens.
    """

    of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    opens: dict[str, set[str]] = field(default_factory=dict)

    def not_for(self, caller: DemoCaller, *, named: Iterable[str], opened: Iterable[str]) -> set[str]:
        """What of this should not have come to this caller."""
        mine = {str(caller.organisation), caller.subject}
        out = {each for each in named if each in self.of and not self.of[each] & mine}
        return out | {
            each for each in opened if each in self.of and not self.opens.get(each, self.of[each]) & mine
        }


async def parties_since(house: HouseUp, since: Any) -> Parties:
    parties = Parties()
    new = {row["id"] for row in await house.rows(REFERRAL, NEW, since)}
    for query in (OF_REFERRALS, OF_PERSONS):
        for referral, party in await house.rows(REFERRAL, query):
            if referral in new and party is not None:
                parties.of[str(referral)].add(str(party))
    wide = {referral: set(parties.of[str(referral)]) for referral in new}
    for room, owner in ((REFERRAL, "referral"), (ACCESS, "request_id")):
        for table, names in await house.rows(room, COLUMNS):
            if not {"id", owner} <= set(names):
                continue
            rows = await house.rows(room, f"SELECT id, {owner} FROM {table}")  # noqa: S608  # of the catalogue
            for thing, referral in rows:
                if referral in new:
                    parties.of[str(thing)] |= wide[referral]
    for shared in ("client", "household"):
        for thing, referral in await house.rows(REFERRAL, f"SELECT {shared}, id FROM referral"):  # noqa: S608
            if referral in new:
                parties.of[str(thing)] |= wide[referral]
    who_asks = {row[0]: {str(row[1]), *map(str, row[2])} for row in await house.rows(REFERRAL, WHO_ASKS)}
    for room, queries in NARROWER.items():
        for query in queries:
            for thing, referral, named in await house.rows(room, query):
                if referral in new:
                    to_these = who_asks[referral] | {str(each) for each in named if each}
                    parties.opens[str(thing)] = to_these
                    if room is not REFERRAL:
                        parties.of[str(thing)] = to_these
    for referral, client, provider in await house.rows(ACCESS, ASKED_TO_QUOTE):
        if referral in new:
            for thing in (referral, client):
                parties.of[str(thing)].add(str(provider))
    for alarm, party in await house.rows(CRISIS, OF_ALARMS, since):
        parties.of[str(alarm)].add(str(party))
    return parties
