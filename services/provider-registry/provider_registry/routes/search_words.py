"""What the search says in words."""

from dataclasses import dataclass
from enum import StrEnum

from provider_registry.domain.search import Why
from wirekit.texts import Text


class Because(StrEnum):
    """Why an option is in the answer, and why at this place."""

    HELPS_ALREADY = "helps-already"
    AT_HOME = "at-home"
    NEAR = "near"
    FREE = "free"
    AT_INTENSITY = "at-intensity"
    AT_ONCE = "at-once"
    AFTER_A_DAY = "after-a-day"
    AFTER_DAYS = "after-days"
    WAIT_UNKNOWN = "wait-unknown"
    OVER_NORM = "over-norm"
    STALE = "stale"


BECAUSE = {
    Because.HELPS_ALREADY: Text(nl="helpt al", en="helps already"),
    Because.AT_HOME: Text(nl="komt thuis", en="comes to the home"),
    Because.NEAR: Text(nl="op {number} km", en="{number} km away"),
    Because.FREE: Text(nl="vrij toegankelijk", en="freely accessible"),
    Because.AT_INTENSITY: Text(nl="ingeschreven op deze intensiteit", en="enrolled at this intensity"),
    Because.AT_ONCE: Text(nl="kan nu beginnen", en="can begin now"),
    Because.AFTER_DAYS: Text(nl="kan over {number} dagen beginnen", en="can begin in {number} days"),
    Because.AFTER_A_DAY: Text(nl="kan morgen beginnen", en="can begin tomorrow"),
    Because.WAIT_UNKNOWN: Text(nl="wachttijd onbekend", en="wait unknown"),
    Because.OVER_NORM: Text(nl="wacht langer dan de norm", en="waits longer than the norm"),
    Because.STALE: Text(nl="opgave is verouderd", en="what was said is out of date"),
}


@dataclass(frozen=True)
class Told:
    """Of one, and of several."""

    one: Text
    several: Text


LEFT = {
    Why.FULL: Told(
        Text(nl="1 past maar is vol", en="1 fits but is full"),
        Text(nl="{count} passen maar zijn vol", en="{count} fit but are full"),
    ),
    Why.INTENSITY: Told(
        Text(nl="1 is niet ingeschreven op deze intensiteit", en="1 is not enrolled at this intensity"),
        Text(
            nl="{count} zijn niet ingeschreven op deze intensiteit",
            en="{count} are not enrolled at this intensity",
        ),
    ),
    Why.AGE: Told(
        Text(nl="1 is voor een andere leeftijd", en="1 is for another age"),
        Text(nl="{count} zijn voor een andere leeftijd", en="{count} are for another age"),
    ),
    Why.DOMAIN: Told(
        Text(nl="1 is voor een ander domein", en="1 is for another domain"),
        Text(nl="{count} zijn voor een ander domein", en="{count} are for another domain"),
    ),
    Why.FORM: Told(
        Text(nl="1 is er in een andere vorm", en="1 comes in another form"),
        Text(nl="{count} zijn er in een andere vorm", en="{count} come in another form"),
    ),
    Why.IDENTITY: Told(
        Text(nl="1 heeft een andere identiteit", en="1 has another identity"),
        Text(nl="{count} hebben een andere identiteit", en="{count} have another identity"),
    ),
    Why.LANGUAGE: Told(
        Text(nl="1 spreekt deze taal niet", en="1 does not speak this language"),
        Text(nl="{count} spreken deze taal niet", en="{count} do not speak this language"),
    ),
    Why.LEVEL: Told(
        Text(nl="1 is op een ander niveau ingekocht", en="1 is bought at another level"),
        Text(nl="{count} zijn op een ander niveau ingekocht", en="{count} are bought at another level"),
    ),
    Why.PARTNERSHIP: Told(
        Text(nl="1 hoort niet bij dit samenwerkingsverband", en="1 is not of this partnership"),
        Text(nl="{count} horen niet bij dit samenwerkingsverband", en="{count} are not of this partnership"),
    ),
    Why.PERIOD: Told(
        Text(
            nl="1 heeft op die dag geen lopend contract of is geschorst",
            en="1 has no contract running on that day, or is suspended",
        ),
        Text(
            nl="{count} hebben op die dag geen lopend contract of zijn geschorst",
            en="{count} have no contract running on that day, or are suspended",
        ),
    ),
    Why.NOT_FREE: Told(
        Text(nl="1 is niet vrij toegankelijk", en="1 is not freely accessible"),
        Text(nl="{count} zijn niet vrij toegankelijk", en="{count} are not freely accessible"),
    ),
}
BESPOKE = Text(
    nl="Niets past zo. Vraag een offerte aan voor hulp op maat, of zoek ruimer.",
    en="Nothing fits like this. Ask for a quote for bespoke help, or search more widely.",
)
