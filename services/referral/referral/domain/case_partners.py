"""What a party with a task in a case reads of it: data, by the kind of organisation that it is (HLM-13)."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from region_policy.language import Name


class CasePartnerRelation(StrEnum):
    CASE_PARTNER = "case-partner"


class CaseField(StrEnum):
    """`help`: that there is help, or somebody looks for it. `safety`: with the flag of the referral."""

    PERSON = "person"
    HELP = "help"
    DIRECTOR = "director"
    STATUS = "status"
    FORMS = "forms"
    PROVIDERS = "providers"
    SAFETY = "safety"
    MEASURE = "measure"


class PartnerSight(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    ground: Name
    fields: frozenset[CaseField]


@cache
def partner_sights() -> Mapping[str, PartnerSight]:
    """By kind of organisation; a kind that is not here can be no case partner."""
    read = yaml.safe_load(Path(__file__).parents[1].joinpath("case_partners.yaml").read_text("utf-8"))
    return TypeAdapter(dict[str, PartnerSight]).validate_python(read)
