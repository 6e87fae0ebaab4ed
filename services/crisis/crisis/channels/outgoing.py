"""What is sent: no name, no place, no word on a child; only that somebody is needed, and where to press."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import UUID

from wirekit.texts import Language, Text


class Occasion(StrEnum):
    """`unanswered`: told to the crisis desk, when nobody is on call or everybody was called on in vain."""

    CALL = "call"
    REMINDER = "reminder"
    UNANSWERED = "unanswered"


TITLES = {
    Occasion.CALL: Text(nl="Alarm crisisdienst", en="Crisis alarm"),
    Occasion.REMINDER: Text(
        nl="Heeft u het crisisalarm nog in handen?", en="Do you still have the crisis alarm in hand?"
    ),
    Occasion.UNANSWERED: Text(nl="Niemand beantwoordt een crisisalarm", en="Nobody answers a crisis alarm"),
}
DRILL = Text(nl="OEFENING: {title}", en="DRILL: {title}")
WORDS = Text(nl="{line}. Gevaar: {danger}. Ga naar {link}", en="{line}. Danger: {danger}. Go to {link}")
DANGER = {True: Text(nl="ja", en="yes"), False: Text(nl="nee", en="no")}
NO_LINE = Text(nl="Niemand heeft dienst", en="Nobody is on call")


@dataclass(frozen=True)
class Outgoing:
    """One notification. `key` is the same at every try; telephone and push only tell where it goes.

    `line`: its name; none where nobody is on call. `at` in UTC.
    """

    key: UUID
    occasion: Occasion
    is_drill: bool
    danger: bool
    line: Text | None
    link: str
    at: datetime
    telephone: str | None = None
    push: str | None = None

    def title(self, language: Language) -> str:
        title = TITLES[self.occasion].in_(language)
        return DRILL.format(title=title).in_(language) if self.is_drill else title

    def words(self, language: Language) -> str:
        line = (self.line or NO_LINE).in_(language)
        danger = DANGER[self.danger].in_(language)
        return WORDS.format(line=line, danger=danger, link=self.link).in_(language)

    def filled_in(self, url: str) -> str:
        """An address with its placeholders filled in, so that no value can become another part of it."""
        values = {"telephone": self.telephone, "push": self.push, "key": str(self.key)}
        for name, value in values.items():
            url = url.replace(f"{{{name}}}", quote(value or "", safe=""))
        return url
