"""What every public shape of a policy is made of."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from region_policy.codes import Status, TermUnit
from region_policy.language import Name


class Read(BaseModel):
    """Made from the policy's own parts by attribute: a field of the same name is taken over."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, from_attributes=True
    )


class SourceRead(Read):
    requirement: str
    document: str
    section: str
    status: Status
    reading: Name


class SourcedRead(Read):
    source: SourceRead
    illustrative: bool


class NamedRead(Read):
    id: str
    name: Name


class TermRead(SourcedRead):
    length: int
    unit: TermUnit
