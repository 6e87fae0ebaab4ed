"""What the desk sees of the door: who has a request, in which lane it is, and what was asked."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from access.domain.door import AskedOf, Triaged, lane_of
from access.domain.request import Request
from access.domain.worker import Worker
from access.usecases.read_door import DoorSeen, QuestionSeen
from region_policy.codes import Complexity, TriageUrgency
from region_policy.language import Language
from region_policy.model import RegionPolicy
from wirekit.models import Answer


class WorkerRead(Answer):
    """Who has a request in hand: the name under which this worker signs, null where that was never said."""

    name: str | None
    is_you: bool

    @classmethod
    def of(cls, request: Request, worker: Worker | None, *, is_you: bool) -> Self | None:
        if request.worker is None:
            return None
        return cls(name=worker.professional if worker else None, is_you=is_you)


class LaneRead(Answer):
    """The lane of a triage; its `name` is that of the policy of today, null where that has no such lane."""

    urgency: TriageUrgency
    name: str | None

    @classmethod
    def of(
        cls, urgency: TriageUrgency | None, policy: RegionPolicy | None, language: Language
    ) -> Self | None:
        if urgency is None:
            return None
        lane = lane_of(policy, urgency) if policy else None
        return cls(urgency=urgency, name=lane.name.in_language(language) if lane else None)


class TriageRead(Answer):
    """`lookBy` (UTC): until when it is looked at by this triage. `by`: how who did it signs."""

    lane: LaneRead
    domain: str | None
    complexity: Complexity | None
    look_by: AwareDatetime
    by: str | None
    triaged_at: AwareDatetime

    @classmethod
    def of(cls, triaged: Triaged, by: Worker | None, policy: RegionPolicy | None, language: Language) -> Self:
        lane = LaneRead.of(triaged.urgency, policy, language)
        assert lane is not None, "a triage has its urgency"
        return cls(
            lane=lane,
            domain=triaged.domain,
            complexity=triaged.complexity,
            look_by=triaged.look_by,
            by=by.professional if by else None,
            triaged_at=triaged.triaged_at,
        )


class QuestionAskedRead(Answer):
    """A question to the applicant stops the clock until `answeredOn`; one to the referrer does not."""

    id: UUID
    to: AskedOf
    question: str | None
    asked_on: date
    answered_on: date | None
    answer: str | None
    stops_the_clock: bool

    @classmethod
    def of(cls, seen: QuestionSeen) -> Self:
        question = seen.question
        return cls(
            id=question.id,
            to=question.asked_of,
            question=seen.words,
            asked_on=question.asked_on,
            answered_on=question.answered_on,
            answer=seen.answer,
            stops_the_clock=question.stops_the_clock,
        )


def triages_read(seen: DoorSeen, policy: RegionPolicy | None, language: Language) -> tuple[TriageRead, ...]:
    return tuple(TriageRead.of(each, seen.named.get(each.by), policy, language) for each in seen.triages)
