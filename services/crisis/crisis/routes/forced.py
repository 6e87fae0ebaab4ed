"""What a planner says who goes on in spite of a gap."""

from pydantic import Field, ValidationInfo, field_validator

from wirekit.field_errors import FieldRefused
from wirekit.models import Body, Line
from wirekit.texts import Text

SAY_WHY = Text(nl="ontbreekt: zeg waarom er een gat mag zijn", en="is missing: say why there may be a gap")


class Forced(Body):
    """`force`: the gaps that this makes were seen and are accepted; say `why`."""

    force: bool = False
    why: Line | None = Field(default=None, validate_default=True)

    @field_validator("why")
    @classmethod
    def _says_why(cls, why: str | None, of: ValidationInfo) -> str | None:
        if of.data.get("force") and why is None:
            raise FieldRefused(SAY_WHY)
        return why
