"""What is refused about households, plans and intakes, with the words for it."""

from typing import Any, ClassVar
from uuid import UUID

from wirekit.problems import Problem, ReasonGiven
from wirekit.texts import Language, Text

CASE_WITHOUT_DIRECTOR = ReasonGiven(
    "case-without-director",
    Text(
        nl="Een huishouden met open zaken is nooit zonder regisseur: draag de regie over.",
        en="A household with open cases is never without a director: hand the direction over.",
    ),
)
NO_DIRECTOR_THERE = ReasonGiven(
    "no-director-there",
    Text(
        nl="Bij deze organisatie werkt geen regisseur in de regio.",
        en="No director works at this organisation in the region.",
    ),
)
MAIN_HOME_STAYS = ReasonGiven(
    "main-home-stays",
    Text(
        nl="Een jeugdige heeft altijd een eerste thuis: zeg waar dat voortaan is.",
        en="A young person always has a main home: say where that is from now on.",
    ),
)
NO_ACTIVE_PLAN = ReasonGiven(
    "no-active-plan",
    Text(
        nl="Het plan van dit huishouden is gesloten: open eerst een nieuw plan.",
        en="The plan of this household is closed: open a new one first.",
    ),
)
GOALS_OPEN = ReasonGiven(
    "goals-open",
    Text(
        nl="Aan een of meer doelen wordt nog gewerkt.",
        en="One or more goals are still worked at.",
    ),
)
PLAN_FULL = ReasonGiven(
    "plan-full",
    Text(
        nl="Het plan is vol: meer doelen of meer hulp bij doelen past er niet in.",
        en="The plan is full: no more goals, and no more help at goals, fit into it.",
    ),
)
NO_INTAKE_YET = ReasonGiven(
    "no-intake-yet",
    Text(
        nl="Er is nog geen intake om iets aan toe te voegen.",
        en="There is no intake yet to which something can be added.",
    ),
)
UNKNOWN_HOUSEHOLD = Text(
    nl="is geen huishouden waarvan u de jeugdigen mag zien",
    en="is no household of which you may see the young people",
)
UNKNOWN_MEMBER = Text(
    nl="is geen verwijzing van een jeugdige in dit huishouden die u mag zien",
    en="is no referral of a young person in this household that you may see",
)
UNKNOWN_MEMBER_OF_GOAL = Text(
    nl="is niet de id van een jeugdige in dit huishouden die u mag zien; laat weg voor een doel van allen",
    en="is not the id of a young person in this household that you may see; leave out for a goal of all",
)
UNKNOWN_GOAL = Text(
    nl="is geen doel voor deze jeugdige of voor het huishouden",
    en="is no goal for this young person or for the household",
)
UNKNOWN_GRANT = Text(nl="is geen toekenning van deze verwijzing", en="is no grant of this referral")


class OneAlready(Problem):
    """There can be one, and there is: `existing` points to it."""

    status, type = 409, "/problems/one-already"
    title: ClassVar[Text] = Text(nl="Er is er al een", en="There is one already")

    def __init__(self, existing: UUID) -> None:
        super().__init__()
        self.existing = existing

    def body(self, language: Language) -> dict[str, Any]:
        return {**super().body(language), "existing": str(self.existing)}
