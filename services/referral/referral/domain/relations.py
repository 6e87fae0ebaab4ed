"""Which part an organisation has in a referral, and what it may therefore see of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from region_policy.parts_trust import Trust

MUNICIPALITY, INSTITUTION = "municipality", "certified-institution"


class Relation(StrEnum):
    """The names that permissions.yaml uses; in the order in which the widest view wins."""

    REFERRING_ORGANISATION = "referring-organisation"
    CHOSEN_PROVIDER = "chosen-provider"
    BRIDGING_PROVIDER = "bridging-provider"
    RESPONSIBLE_MUNICIPALITY = "responsible-municipality"
    ASKED_PROVIDER = "asked-provider"
    LEAD_PARTNER = "lead-partner"
    EMERGENCY_DOOR = "emergency-door"


@dataclass(frozen=True)
class View:
    """Which parts of a referral are shown. `question` is what was written clinically."""

    person: bool = False
    question: bool = False
    asked: bool = False
    profile: bool = False
    course: bool = False


WHOLE = View(person=True, question=True, asked=True, profile=True, course=True)
VIEWS = {
    Relation.REFERRING_ORGANISATION: WHOLE,
    Relation.CHOSEN_PROVIDER: WHOLE,
    # It helps the young person while another provider is waited for (NV-18).
    Relation.BRIDGING_PROVIDER: WHOLE,
    # LAW-03: the municipality addresses the family and pays; what a doctor wrote is sealed for it.
    Relation.RESPONSIBLE_MUNICIPALITY: View(person=True, course=True),
    # Not chosen yet: a profile, by which nobody can be recognised.
    Relation.ASKED_PROVIDER: View(profile=True),
    # HLM-02: the lead passes the question to a member, and only that member opens the file.
    Relation.LEAD_PARTNER: View(profile=True),
    # In an emergency: who it is about, who helps and who directs; what a doctor wrote stays sealed.
    Relation.EMERGENCY_DOOR: View(person=True, course=True),
}


def has_ended(
    kind: str, trust: Trust, *, closed_on: date | None, measure_until: date | None, today: date
) -> bool:
    """Whether the task is over for which this kind of organisation looked at a referral (LAW-03, NV-19).

    Of a municipality: so many days after the end of the case. Of an institution: so many days after that
    of its measure. Who referred without one, or was chosen, keeps its own file.
    """
    if kind == MUNICIPALITY and closed_on is not None:
        return today > closed_on + timedelta(days=trust.closed_case.closed_case_days)
    if kind == INSTITUTION and measure_until is not None:
        return today > measure_until + timedelta(days=trust.after_measure.institution_days_after_measure)
    return False


def widest(relations: Collection[str]) -> Relation:
    """The relation whose view counts. Raises ValueError when there is none."""
    return next(relation for relation in Relation if relation in relations)
