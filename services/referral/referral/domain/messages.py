"""What an organisation finds in its inbox: codes and references, no person and no money."""

from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from referral.domain.milestones import Wording


class MessageKind(StrEnum):
    """What happened, as the one who is told reads it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not-accepted"
    STARTED = "started"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    PLACEMENT_REQUESTED = "placement-requested"
    PLACEMENT_WITHDRAWN = "placement-withdrawn"
    HANDOVER_PROPOSED = "handover-proposed"
    HANDOVER_CONFIRMED = "handover-confirmed"
    HANDOVER_RETURNED = "handover-returned"
    HANDOVER_WITHDRAWN = "handover-withdrawn"
    ADULT_HANDOVER_TO_PLAN = "adult-handover-to-plan"
    ADULT_HANDOVER_MISSING = "adult-handover-missing"
    CONSULTATION_ASKED = "consultation-asked"
    CONSULTATION_ANSWERED = "consultation-answered"
    CONSULTATION_DECLINED = "consultation-declined"
    CONSULTATION_WITHDRAWN = "consultation-withdrawn"
    CONSULTATION_LATE = "consultation-late"
    PLACEMENT_EXPIRED = "placement-expired"
    ANSWER_DUE = "answer-due"
    URGENT_LATE = "urgent-late"
    OFFERED = "offered"
    CHOICE_AWAITED = "choice-awaited"
    CHOSEN = "chosen"
    QUESTION_ASKED = "question-asked"
    QUESTION_ANSWERED = "question-answered"
    QUESTION_LATE = "question-late"
    START_MOVED = "start-moved"
    HOUSEHOLD_CHANGED = "household-changed"
    DIRECTOR_CHANGED = "director-changed"
    INTAKE_MADE = "intake-made"
    CONSENT_AWAITED = "consent-awaited"
    FEEDBACK_STOPPED = "feedback-stopped"
    FEEDBACK_RESUMED = "feedback-resumed"
    WEBHOOK_PARKED = "webhook-parked"
    WEBHOOK_RESUMED = "webhook-resumed"
    ANOTHER_PROVIDER_SOUGHT = "another-provider-sought"
    PROVIDER_GOES_ON = "provider-goes-on"
    ONWARD_ASKED = "onward-asked"
    ONWARD_AGREED = "onward-agreed"
    ONWARD_DECLINED = "onward-declined"
    ONWARD_SIGNAL = "onward-signal"
    DECLINED_UNDER_DUTY = "declined-under-duty"
    SILENT_UNDER_DUTY = "silent-under-duty"
    FIRST_CONTACT = "first-contact"
    NORM_PASSED = "norm-passed"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    STANDS_STILL = "stands-still"
    BRIDGING_REQUESTED = "bridging-requested"
    BRIDGING_WITHDRAWN = "bridging-withdrawn"
    BRIDGING_STARTED = "bridging-started"
    BRIDGING_NOT_ACCEPTED = "bridging-not-accepted"
    BRIDGING_ENDED = "bridging-ended"
    MOVED = "moved"
    RESIDENCE_UNCLEAR = "residence-unclear"
    LETTER_LATE = "letter-late"
    CASE_SHARED = "case-shared"
    CASE_NO_LONGER_SHARED = "case-no-longer-shared"
    EMERGENCY_OPENED = "emergency-opened"
    ENDS_NEAR = "ends-near"


class EndKind(StrEnum):
    """What ends in a case, as `access` tells it."""

    MEASURE = "measure"
    AUTHORISATION = "authorisation"
    GRANT = "grant"
    ENTITLEMENT = "entitlement"
    BED = "bed"


@cache
def message_wordings() -> dict[str, Wording]:
    """The sentence of every kind of message."""
    read = yaml.safe_load(Path(__file__).with_name("message_wordings.yaml").read_text(encoding="utf-8"))
    return {kind: Wording.model_validate(wording) for kind, wording in read.items()}


def wording_of_message(kind: MessageKind) -> Wording:
    return message_wordings()[kind.value]
