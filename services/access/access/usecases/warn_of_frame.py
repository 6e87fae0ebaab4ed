"""Warn a municipality that a line of its budget fills up. It stops, hides and orders nothing (HLM-03)."""

from collections.abc import Iterable
from datetime import date

from access.domain.frame import frame_of
from access.events_money import FrameWarned
from access.store import money, signals
from region_policy.model import RegionPolicy
from servicekit.transaction import Transaction

FRAME_WARNED = "frame-warned"


async def warn_of_frame(
    tx: Transaction, policy: RegionPolicy, municipality: str, first_days: Iterable[date]
) -> None:
    """After money was set apart for grants with these first days: tell each share that is reached, once.

    Call it last: whoever grants in the same municipality and year waits until this transaction ends.
    """
    if policy.frames is None or municipality not in {each.municipality for each in policy.frames.items}:
        return
    for year in sorted({day.year for day in first_days}):
        await money.lock_frame(tx, municipality, year)
        granted = (await money.granted_in(tx, [municipality], year)).get(municipality, {})
        frame = frame_of(policy, municipality, year, granted)
        for line in frame.lines if frame else ():
            for percent in line.reached(policy.frames.thresholds_percent):
                warning = await money.warn_once(tx, municipality, year, line.line.id, percent)
                if warning is None:
                    continue
                await signals.add(
                    tx,
                    municipality=municipality,
                    kind=FRAME_WARNED,
                    about_day=date(year, 12, 31),
                    frame_line=line.line.id,
                    percent=percent,
                )
                tx.publish(
                    FrameWarned(
                        ref=warning,
                        version=1,
                        region=policy.region,
                        municipality=municipality,
                        year=year,
                        line=line.line.id,
                        percent=percent,
                    )
                )
