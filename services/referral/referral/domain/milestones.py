"""What happened to a referral, as its referrer reads it; codes and days, no person and no money."""

from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from region_policy.codes import RejectionCode


class Milestone(StrEnum):
    RECEIVED = "received"
    AT_DESK = "at-desk"
    GRANTED = "granted"
    WITH_PROVIDER = "with-provider"
    PLACEMENT_REQUESTED = "placement-requested"
    PLACEMENT_WITHDRAWN = "placement-withdrawn"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"
    STARTED = "started"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    HANDOVER_PROPOSED = "handover-proposed"
    HANDOVER_CONFIRMED = "handover-confirmed"
    HANDOVER_RETURNED = "handover-returned"
    HANDOVER_WITHDRAWN = "handover-withdrawn"
    OFFERED = "offered"
    QUESTION_ASKED = "question-asked"
    QUESTION_ANSWERED = "question-answered"
    START_MOVED = "start-moved"
    FEEDBACK_STOPPED = "feedback-stopped"
    FEEDBACK_RESUMED = "feedback-resumed"
    ANOTHER_PROVIDER_SOUGHT = "another-provider-sought"
    PROVIDER_GOES_ON = "provider-goes-on"
    ONWARD_ASKED = "onward-asked"
    ONWARD_AGREED = "onward-agreed"
    ONWARD_DECLINED = "onward-declined"
    FIRST_CONTACT = "first-contact"
    NORM_PASSED = "norm-passed"
    CHANGED = "changed"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    BRIDGING_REQUESTED = "bridging-requested"
    BRIDGING_STARTED = "bridging-started"
    BRIDGING_NOT_ACCEPTED = "bridging-not-accepted"
    BRIDGING_ENDED = "bridging-ended"
    MOVED = "moved"


MESSAGES = frozenset(
    {
        Milestone.RECEIVED,
        Milestone.PLACEMENT_WITHDRAWN,
        Milestone.ACCEPTED,
        Milestone.NOT_ACCEPTED,
        Milestone.STARTED,
        Milestone.ENDED,
        Milestone.WITHDRAWN,
        Milestone.CLOSED,
        Milestone.FIRST_CONTACT,
        Milestone.NORM_PASSED,
        Milestone.INTERRUPTED,
        Milestone.RESUMED,
        Milestone.BRIDGING_STARTED,
        Milestone.BRIDGING_NOT_ACCEPTED,
        Milestone.BRIDGING_ENDED,
        Milestone.MOVED,
        Milestone.HANDOVER_CONFIRMED,
        Milestone.OFFERED,
        Milestone.QUESTION_ASKED,
        Milestone.START_MOVED,
        Milestone.FEEDBACK_STOPPED,
        Milestone.FEEDBACK_RESUMED,
        Milestone.ANOTHER_PROVIDER_SOUGHT,
        Milestone.PROVIDER_GOES_ON,
        Milestone.ONWARD_ASKED,
        Milestone.ONWARD_AGREED,
        Milestone.ONWARD_DECLINED,
    }
)
"""What is put into the referrer's inbox; the rest stands in the timeline only."""

NO_ANSWER_IN_TIME = "no-answer-in-time"
GRANT_LAPSED = "grant-lapsed"
OF_THE_ROUTE = frozenset(
    {"free-help-agreed", "free-help-against-wish", "period-missing", "provider-not-national"}
)
"""For which the room `access` closes a request beside the grounds of refusal."""
GROUNDS_OF_REFUSAL = frozenset(
    {
        "need",
        "own-strength",
        "other-provision",
        "other-municipality",
        "outside-measure",
        "not-contracted",
        "tariff",
    }
)
"""On which the responsible municipality may have refused; `access` decides which is possible."""
REJECTION_CODES = frozenset(f"wj759-{code.value}" for code in RejectionCode)
"""How `access` tells a refusal beside its ground: by the closed list WJ759 of the national messages."""


class Wording(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    nl: str
    en: str


@cache
def reason_wordings() -> dict[str, Wording]:
    """The sentence of every reason code that a message can carry."""
    read = yaml.safe_load(Path(__file__).with_name("reason_wordings.yaml").read_text(encoding="utf-8"))
    return {code: Wording.model_validate(wording) for code, wording in read.items()}


def wording_of(reason: str) -> Wording:
    """A code from a room that is newer than this one still gets a sentence."""
    unknown = Wording(nl=f"Reden met code {reason}.", en=f"Reason with code {reason}.")
    return reason_wordings().get(reason, unknown)
