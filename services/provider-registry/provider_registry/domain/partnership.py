"""Providers that stand in for a whole together (HLM-18)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from provider_registry.domain.offer import Domain
from region_policy.codes import HelpForm


@dataclass(frozen=True)
class Partnership:
    """`forms` in each of the `domains` is what it stands in for. `valid_until` is the last day.

    `lead` speaks for it, and is always a member.
    """

    id: UUID
    version: int
    region: str
    name: str
    lead: UUID
    forms: tuple[HelpForm, ...]
    domains: tuple[Domain, ...]
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class Given:
    """A form of help that a member can be asked for, in this part of youth care."""

    form: HelpForm
    domain: Domain


def missing_of(partnership: Partnership, given: Set[Given]) -> tuple[Given, ...]:
    """Every form in every domain that no member gives, in the order of the partnership."""
    promised = (Given(form, domain) for form in partnership.forms for domain in partnership.domains)
    return tuple(each for each in promised if each not in given)
