"""Tables and named queries. Every file of tables is imported here: the migrations are held against them."""

from referral.store import (
    rows_care,
    rows_consultation,
    rows_desk,
    rows_doors,
    rows_duty,
    rows_experience,
    rows_handover,
    rows_household,
    rows_intake,
    rows_life_cycle,
    rows_messages,
    rows_move,
    rows_people,
    rows_persons,
    rows_placement,
    rows_stakes,
    rows_webhooks,
)
from referral.store.rows import metadata

__all__ = [
    "metadata",
    "rows_care",
    "rows_consultation",
    "rows_desk",
    "rows_doors",
    "rows_duty",
    "rows_experience",
    "rows_handover",
    "rows_household",
    "rows_intake",
    "rows_life_cycle",
    "rows_messages",
    "rows_move",
    "rows_people",
    "rows_persons",
    "rows_placement",
    "rows_stakes",
    "rows_webhooks",
]
