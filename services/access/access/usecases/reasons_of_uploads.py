"""Why a file of deliveries is not taken, as a problem tells it."""

from collections.abc import Mapping

from access.domain.delivery_table import COLUMNS, FIRST_DAY, LONGEST_STAY, MOST_LINES, MOST_OF_A_DAY, Mistake
from region_policy.language import name_of_day
from wirekit.csv_table import TableMistake
from wirekit.problems import Problem
from wirekit.texts import Text

_ENGLISH = ", ".join(names[0] for names in COLUMNS.values())
_DUTCH = ", ".join(names[-1] for names in COLUMNS.values())
_FIRST = name_of_day(FIRST_DAY)


class LinesRefused(Problem):
    """Each wrong line is told; nothing was recorded."""

    status, type = 400, "/problems/lines-refused"
    title = Text(
        nl="Er zijn regels die niet kloppen; er is niets vastgelegd",
        en="Some lines are not right; nothing was recorded",
    )


CANNOT_READ: Mapping[TableMistake, Text] = {
    TableMistake.NO_HEADER: Text(
        nl="de eerste regel noemt de kolommen, in elk geval toewijzing",
        en="the first line names the columns, at least entitlement",
    ),
    TableMistake.UNKNOWN_COLUMN: Text(
        nl=f"kolommen kunnen zijn, elk één keer: {_DUTCH}", en=f"columns can be, each once: {_ENGLISH}"
    ),
    TableMistake.TOO_LONG: Text(nl=f"hoogstens {MOST_LINES} regels", en=f"at most {MOST_LINES} lines"),
}
NOTHING_IN_IT = Text(nl="er staat geen regel in", en="there is no line in it")
MISTAKES: Mapping[Mistake, Text] = {
    Mistake.NOT_READABLE: Text(
        nl="de regel is niet te lezen, of heeft meer velden dan de eerste",
        en="the line cannot be read, or has more fields than the first",
    ),
    Mistake.UNKNOWN_ENTITLEMENT: Text(
        nl="is geen toewijzing van uw organisatie", en="is no entitlement of your organisation"
    ),
    Mistake.ONE_KIND: Text(
        nl="vul één soort in: een functiegroep met minuten of uren, een aankomst met een vertrek, "
        "of een aantal",
        en="fill in one kind: a function group with minutes or hours, an arrival with a departure, "
        "or a quantity",
    ),
    Mistake.MISSING: Text(nl="moet ingevuld zijn", en="must be filled in"),
    Mistake.DOES_NOT_BELONG: Text(
        nl="hoort niet bij wat verder in de regel staat", en="does not go with the rest of the line"
    ),
    Mistake.NO_CODE: Text(
        nl="mag alleen letters, cijfers en streepjes hebben",
        en="may have letters, digits and hyphens only",
    ),
    Mistake.NO_DAY: Text(
        nl=f"moet een dag zijn, zoals 2026-03-01 of 1-3-2026, niet voor {_FIRST.nl}",
        en=f"must be a day, such as 2026-03-01 or 1-3-2026, not before {_FIRST.en}",
    ),
    Mistake.IN_FUTURE: Text(nl="mag niet in de toekomst liggen", en="may not lie in the future"),
    Mistake.NO_AMOUNT: Text(
        nl=f"moet van 1 tot {MOST_OF_A_DAY} zijn en zonder breuk; uren als 1,5",
        en=f"must be from 1 to {MOST_OF_A_DAY} and whole; hours as 1.5",
    ),
    Mistake.NO_YES_OR_NO: Text(nl="moet ja of nee zijn", en="must be yes or no"),
    Mistake.BEFORE_ARRIVAL: Text(nl="mag niet voor de aankomst liggen", en="may not lie before the arrival"),
    Mistake.TOO_LONG: Text(
        nl=f"geef een verblijf per hoogstens {LONGEST_STAY} dagen",
        en=f"tell a stay by {LONGEST_STAY} days at most at a time",
    ),
    Mistake.REFERENCE_TAKEN: Text(
        nl="staat al bij een andere regel van deze toewijzing",
        en="is the reference of another line of this entitlement",
    ),
    Mistake.FINAL_LINE_GIVEN: Text(
        nl="voor deze toewijzing is de laatste regel al gemeld",
        en="the final line of this entitlement was given already",
    ),
}
COLUMN_OF: Mapping[str, str] = {
    "function-group-unknown": "functionGroup",
    "no-tariff-on-day": "deliveredOn",
    "a-stay": "functionGroup",
    "a-product": "functionGroup",
    "not-a-stay": "arrivedOn",
    "not-a-product": "quantity",
    "night-told-before": "arrivedOn",
}
"""Where a rule is about one column of a line, by its code."""
