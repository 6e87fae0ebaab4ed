"""How an alarm is closed: what is sent."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from crisis.domain.alarm import FollowUp, Outcome
from crisis.domain.intervention import NoCrisis, NoCrisisReason
from crisis.routes.fields import Instant
from crisis.usecases.close_alarm import Closing
from wirekit.field_errors import FieldRefused
from wirekit.models import Body, Day, Line
from wirekit.texts import Text

ONE_OF_TWO = Text(nl="geef een medewerker of een naam, niet beide", en="give a worker or a name, not both")


class DecidedBy(Body):
    """The professional who decided: a worker that the room knows, or somebody by name."""

    worker: UUID | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.worker is not None and self.name is not None:
            raise FieldRefused(ONE_OF_TWO)
        return self


class AcceptedBy(Body):
    """Who has accepted the follow-up: the `organisation` by its name, and the `name` of the professional."""

    organisation: Line | None = None
    name: Line | None = None


class NoCrisisGiven(Body):
    """With the outcome `no-crisis`, and only with it. What is missing is told with all the rest."""

    decided_by: DecidedBy = DecidedBy()
    reason: NoCrisisReason | None = None
    accepted_by: AcceptedBy = AcceptedBy()

    def said(self) -> NoCrisis:
        return NoCrisis(
            decided_by_worker=self.decided_by.worker,
            decided_by_name=self.decided_by.name,
            reason=self.reason,
            accepted_by_organisation=self.accepted_by.organisation,
            accepted_by_name=self.accepted_by.name,
        )


class ClosingGiven(Body):
    """`followUp`: the ordinary help that must follow, in the name of who asked.

    `plannedEnd`: the last day of the help that goes on until then, where one is planned. `director`: the
    organisation of the director (regisseur), where one is known; it then answers for the exit plan.
    """

    outcome: Outcome
    happened_at: Instant
    follow_up: Annotated[tuple[FollowUp, ...], Field(max_length=2)] = ()
    no_crisis: NoCrisisGiven | None = None
    planned_end: Day | None = None
    director: UUID | None = None

    def closing(self) -> Closing:
        return Closing(
            outcome=self.outcome,
            happened_at=self.happened_at,
            follow_up=tuple(dict.fromkeys(self.follow_up)),
            no_crisis=self.no_crisis.said() if self.no_crisis else None,
            planned_end=self.planned_end,
            director=self.director,
        )
