"""Whose figures an organisation may see here."""

from datetime import date

from access.resources import policies
from region_policy import figures
from region_policy.model import RegionPolicy
from servicekit.organisations import Organisation
from servicekit.transaction import Transaction


def whose_figures(tx: Transaction, own: Organisation, on: date) -> dict[str, RegionPolicy]:
    """Each municipality with the policy of its region on this day, by code."""
    return figures.whose_figures(policies(tx), own.kind, own.area, own.regions, on=on)
