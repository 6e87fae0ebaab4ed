"""Which part an organisation has in a referral, and what it may therefore see of it."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """The names that permissions.yaml uses; in the order in which the widest view wins."""

    REFERRING_ORGANISATION = "referring-organisation"
    CHOSEN_PROVIDER = "chosen-provider"
    BRIDGING_PROVIDER = "bridging-provider"
    RESPONSIBLE_MUNICIPALITY = "responsible-municipality"
    ASKED_PROVIDER = "asked-provider"
    LEAD_PARTNER = "lead-partner"


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
}


def widest(relations: Collection[str]) -> Relation:
    """The relation whose view counts. Raises ValueError when there is none."""
    return next(relation for relation in Relation if relation in relations)
