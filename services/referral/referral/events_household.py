"""What this room tells of households, their directors and plans: references, codes, days and moments."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from referral.store.rows import HouseholdRow
from referral.store.rows_household import CitationRow, DirectorRow, GoalRow, MemberRow, PlanRow
from wirekit.events import Event
from wirekit.models import Answer


class MemberTold(Answer):
    """A child that lives there from a day in Europe/Amsterdam on; `isMain`: its cases are directed there."""

    client: UUID
    is_main: bool
    first_day: date


class HouseholdChanged(Event):
    """A child came to live in a household, or left. All who live there now.

    A new household is told by `referral.submitted`: its client, directed by its municipality.
    """

    NAME = "household.changed"

    members: tuple[MemberTold, ...]

    @classmethod
    def of(cls, row: HouseholdRow, members: Iterable[MemberRow], *, region: str) -> Self:
        told = tuple(
            MemberTold(client=each.client, is_main=each.is_main, first_day=each.first_day) for each in members
        )
        return cls(ref=row.id, version=row.version, region=region, members=told)


class DirectorTold(Answer):
    """Who directs: an organisation, or that of this municipality. `beside`: why next to the accountable."""

    director: UUID
    organisation: UUID | None
    municipality: str | None
    beside: str | None
    since: AwareDatetime


class DirectorChanged(Event):
    """Somebody else directs a household (`ref`), or somebody more. All who direct now, by organisation."""

    NAME = "director.changed"

    directors: tuple[DirectorTold, ...]

    @classmethod
    def of(cls, row: HouseholdRow, directors: Iterable[DirectorRow], *, region: str) -> Self:
        told = tuple(
            DirectorTold(
                director=each.id,
                organisation=each.organisation,
                municipality=each.municipality,
                beside=each.beside,
                since=each.since,
            )
            for each in directors
        )
        return cls(ref=row.id, version=row.version, region=region, directors=told)


class GoalTold(Answer):
    """A goal without its words. `client` is null where it is for the household; `grants` work at it."""

    goal: UUID
    client: UUID | None
    domain: str
    status: str
    grants: tuple[UUID, ...]


class PlanChanged(Event):
    """The plan of a household, with all its goals."""

    NAME = "plan.changed"

    household: UUID
    status: str
    goals: tuple[GoalTold, ...]

    @classmethod
    def of(
        cls,
        row: PlanRow,
        goals: Sequence[GoalRow],
        citations: Iterable[tuple[CitationRow, str]],
        *,
        region: str,
    ) -> Self:
        cited = [citation for citation, _ in citations]
        told = tuple(
            GoalTold(
                goal=goal.id,
                client=goal.client,
                domain=goal.domain,
                status=goal.status,
                grants=tuple(each.grant_id for each in cited if each.goal == goal.id),
            )
            for goal in goals
        )
        return cls(
            ref=row.id,
            version=row.version,
            region=region,
            household=row.household,
            status=row.status,
            goals=told,
        )
