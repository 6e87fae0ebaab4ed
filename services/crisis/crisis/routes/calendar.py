"""Shifts as an iCalendar (RFC 5545, RFC 7986)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from crisis.store.feeds import Seen
from crisis.usecases.read_feed_by_secret import BACK, Feed
from region_policy.terms import AMSTERDAM, DAY, local_day
from wirekit.texts import Language, Text

ON_CALL = Text(nl="Piket: {line} (rang {rank})", en="On call: {line} (rank {rank})")
SOMEBODY_ON_CALL = Text(nl="{name} (rang {rank})", en="{name} (rank {rank})")
TELEPHONE = Text(nl="Telefoon: {telephone}", en="Telephone: {telephone}")
LOOK_EVERY = timedelta(minutes=15)
YEAR = 366 * DAY


def as_calendar(feed: Feed, *, at: datetime) -> bytes:
    """`at` (UTC): when it is written down."""
    language: Language = "nl" if feed.row.language == "nl" else "en"
    calendar = Calendar()
    calendar.add("prodid", f"-//Wegwijs//crisis//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("uid", f"{feed.row.id}@wegwijs")
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", feed.name)
    calendar.add("x-wr-timezone", AMSTERDAM.key)
    calendar.add("refresh-interval", LOOK_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for seen in feed.shifts:
        calendar.add_component(_event(seen, language, at, of_worker=feed.row.worker is not None))
    days = [local_day(moment) for seen in feed.shifts for moment in (seen.shift.start, seen.shift.end)]
    if days:
        calendar.add_missing_timezones(first_date=min(days) - YEAR, last_date=max(days) + BACK)
    return bytes(calendar.to_ical())


def _event(seen: Seen, language: Language, at: datetime, *, of_worker: bool) -> Event:
    shift, worker, line = seen.shift, seen.worker, seen.line
    line_name = line.name_nl if language == "nl" else line.name_en
    summary = ON_CALL if of_worker else SOMEBODY_ON_CALL
    event = Event()
    event.add("uid", f"{shift.id}@wegwijs")
    event.add("sequence", shift.version - 1)
    event.add("dtstamp", at)
    event.add("dtstart", _on_the_wall(shift.start))
    event.add("dtend", _on_the_wall(shift.end))
    event.add("summary", summary.in_(language).format(line=line_name, name=worker.name, rank=shift.rank))
    if not of_worker and worker.telephone:
        event.add("description", TELEPHONE.in_(language).format(telephone=worker.telephone))
    event.add("transp", "TRANSPARENT")
    return event


def _on_the_wall(moment: datetime) -> datetime:
    """In local time, but in UTC in the hour that comes twice: a name of a zone means its first (RFC 5545)."""
    local = moment.astimezone(AMSTERDAM)
    return moment if local.fold else local
