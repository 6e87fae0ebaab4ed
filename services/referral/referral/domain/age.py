"""Ages."""

from datetime import date


def age_on(day: date, birth_date: date) -> int:
    """Age in whole years; who is born on 29 February comes of age on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
