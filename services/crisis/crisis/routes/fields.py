"""Forms of fields that several routes share."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from wirekit.field_errors import FieldRefused
from wirekit.models import Moment
from wirekit.texts import Text

RegionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{1,59}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,59}$")]
CbsCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Telephone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{7,14}$")]
"""A number in E.164, so that every telephone and gateway can call it."""
EARLIEST, LATEST = 2015, 2100  # the Youth Act began in 2015; beyond 2100 somebody mistyped
OUTSIDE = Text(
    nl="moet liggen tussen {earliest} en {latest}", en="must lie between {earliest} and {latest}"
).format(earliest=EARLIEST, latest=LATEST)


def _of_this_century(value: datetime) -> datetime:
    # The year first: at the ends of the calendar a change of time zone overflows.
    if not EARLIEST <= value.year <= LATEST:
        raise FieldRefused(OUTSIDE)
    return value.astimezone(UTC)


def _whole_minute(value: datetime) -> datetime:
    if value.second or value.microsecond:
        raise FieldRefused(Text(nl="moet een hele minuut zijn", en="must be a whole minute"))
    return value


Instant = Annotated[Moment, AfterValidator(_of_this_century)]
"""A moment in any time zone, given on as UTC."""
Minute = Annotated[Moment, AfterValidator(_of_this_century), AfterValidator(_whole_minute)]
"""A whole minute: the roster knows nothing smaller."""
