"""A consultation has been held: a day that is still to come counts for nothing (IJS-31)."""

from collections.abc import Sequence
from datetime import date

from access.domain.words import Consultation
from access.usecases.record_delivery import NOT_IN_FUTURE
from wirekit.field_errors import FieldError
from wirekit.problems import InvalidInput


def require_held(consultations: Sequence[Consultation], day: date) -> None:
    """Raises InvalidInput for each that lies after this day."""
    errors = [
        FieldError(f"consultations.{place}.on", NOT_IN_FUTURE)
        for place, each in enumerate(consultations)
        if each.on > day
    ]
    if errors:
        raise InvalidInput(errors=errors)
