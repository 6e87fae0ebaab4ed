"""How long what is kept, what stops its destruction, and what can be put right in a file (LAW-11)."""

import calendar
from datetime import date, timedelta
from enum import StrEnum


class DestructionKind(StrEnum):
    """What is destroyed by itself when its time is over; each has its own in the region's policy."""

    FILE = "file"
    NOTHING_CAME_OF_IT = "nothing-came-of-it"
    CONSULTATION = "consultation"
    DRAFT = "draft"
    MESSAGE = "message"


class HoldKind(StrEnum):
    """Why a file must stay for now, whoever asks otherwise and whatever its age."""

    COURT_CASE = "court-case"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    SUPERVISION = "supervision"


class RefusalGround(StrEnum):
    """Why a request for erasure is refused (Jeugdwet art. 7.3.9, second paragraph)."""

    INTEREST_OF_ANOTHER = "interest-of-another"
    LAW_ASKS_KEEPING = "law-asks-keeping"


class AskedBy(StrEnum):
    """A young person asks from twelve on, with a parent until sixteen; parents before that."""

    YOUNG_PERSON = "young-person"
    PARENT = "parent"


class Correctable(StrEnum):
    """What stands in a referral and can be wrong as a fact. A number (BSN) goes by a merge of two clients."""

    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    BIRTH_DATE = "birth-date"
    ADDRESS = "address"
    QUESTION = "question"


def destroyed_on(last_change: date, kept_months: int) -> date:
    """The day after so many calendar months: the last day of a month, where that day is not in it."""
    months = last_change.month - 1 + kept_months
    year, month = last_change.year + months // 12, months % 12 + 1
    day = min(last_change.day, calendar.monthrange(year, month)[1])
    return date(year, month, day) + timedelta(days=1)


def last_day_kept_until(today: date, kept_months: int) -> date:
    """What changed last on this day or before it has been kept for so many months today."""
    day = today - timedelta(days=30 * kept_months)
    while destroyed_on(day, kept_months) > today:
        day -= timedelta(days=1)
    while destroyed_on(day + timedelta(days=1), kept_months) <= today:
        day += timedelta(days=1)
    return day
