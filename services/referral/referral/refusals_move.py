"""What is refused where two clients are to be one, or one is to be erased."""

from referral.domain.erasure import Hindrance
from referral.domain.life_cycle import HoldKind
from referral.domain.merging import Unlike
from referral.domain.residence import WhyNotPassed
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

ONE_ALREADY = ReasonGiven(
    "one-already",
    Text(nl="Dit is al één jeugdige.", en="This is one young person already."),
)
TWO_BSNS = ReasonGiven(
    "two-bsns",
    Text(
        nl="Beide hebben een eigen BSN: dan zijn het twee mensen.",
        en="Each has a BSN of its own: then they are two people.",
    ),
)
BSN_IS_KEPT = ReasonGiven(
    "bsn-is-kept",
    Text(
        nl="Houd de jeugdige aan waarvan het BSN bekend is.",
        en="Keep the young person of whom the BSN is known.",
    ),
)
HAS_DOUBLES = ReasonGiven(
    "has-doubles",
    Text(
        nl="Met deze dubbele is al een andere samengevoegd: houd deze aan.",
        en="Another one was merged into this double: keep this one.",
    ),
)
TOO_LATE_TO_SPLIT = ReasonGiven(
    "too-late-to-split",
    Text(
        nl="Het samenvoegen kan niet meer ongedaan worden gemaakt.",
        en="This merge cannot be undone any more.",
    ),
)
NOT_OF_BOTH = ReasonGiven(
    "not-of-both",
    Text(
        nl="Samenvoegen kan wie voor beide verantwoordelijk is, of wie beide zelf verwees.",
        en="Two are merged by who is responsible for both, or who referred both itself.",
    ),
)
NOT_ALIKE = {
    Unlike.BIRTH_DATE: ReasonGiven(
        Unlike.BIRTH_DATE.value,
        Text(
            nl="De geboortedata verschillen. Is het toch één jeugdige, dan zegt de gemeente waarom.",
            en="The birth dates differ. If it is one young person all the same, the municipality says why.",
        ),
    ),
    Unlike.FAMILY_NAME: ReasonGiven(
        Unlike.FAMILY_NAME.value,
        Text(
            nl="De achternamen verschillen. Is het toch één jeugdige, dan zegt de gemeente waarom.",
            en="The family names differ. If it is one young person all the same, the municipality says why.",
        ),
    ),
}
LIVES_THERE = Text(
    nl="is de gemeente waar de jeugdige volgens de gegevens al woont",
    en="is the municipality in which the young person lives already, by what is on record",
)
BEFORE_LAST_MOVE = Text(
    nl="ligt voor de laatste verhuizing die vastligt ({day}): leg een eerder adres bij de woonplaatsen vast",
    en="lies before the last move on record ({day}): put an earlier address on record as a residence",
)
NOT_PASSED = {
    WhyNotPassed.SAME_PAYS: ReasonGiven(
        WhyNotPassed.SAME_PAYS.value,
        Text(
            nl="Volgens de regels over woonplaats blijft dezelfde gemeente verantwoordelijk.",
            en="By the rule of residence the same municipality remains responsible.",
        ),
    ),
    WhyNotPassed.NO_REGION: ReasonGiven(
        WhyNotPassed.NO_REGION.value,
        Text(
            nl="De nieuwe gemeente doet hier niet mee: draag zelf aan haar over. Tot dan loopt de hulp door.",
            en="The new municipality takes no part here: hand over to it yourself. Help goes on until then.",
        ),
    ),
}
HINDERED = {
    Hindrance.HELP_GOES_ON: ReasonGiven(
        Hindrance.HELP_GOES_ON.value,
        Text(
            nl="Er loopt nog hulp of een aanvraag: zonder dossier kan dat niet.",
            en="Help, or a request for it, goes on: that needs a file.",
        ),
    ),
    Hindrance.ON_HOLD: ReasonGiven(
        Hindrance.ON_HOLD.value,
        Text(
            nl="Dit dossier mag nu niet worden vernietigd: hef eerst de bewaarplicht op.",
            en="This file must not be destroyed now: lift the legal hold first.",
        ),
    ),
    Hindrance.OBJECTION_OPEN: ReasonGiven(
        Hindrance.OBJECTION_OPEN.value,
        Text(
            nl="Tegen een besluit staat nog bezwaar open.",
            en="It is still possible to object to a decision.",
        ),
    ),
}

HELD_FOR = {
    HoldKind.COURT_CASE: ReasonGiven(
        "held-for-court-case", Text(nl="Er loopt een rechtszaak.", en="A case is before the court.")
    ),
    HoldKind.OBJECTION: ReasonGiven(
        "held-for-objection", Text(nl="Er loopt een bezwaar.", en="An objection is being dealt with.")
    ),
    HoldKind.COMPLAINT: ReasonGiven(
        "held-for-complaint", Text(nl="Er loopt een klacht.", en="A complaint is being dealt with.")
    ),
    HoldKind.SUPERVISION: ReasonGiven(
        "held-for-supervision",
        Text(nl="Een toezichthouder onderzoekt dit.", en="A supervisor is looking into this."),
    ),
}
FINDING_OF_A_PROFESSIONAL = ReasonGiven(
    "finding-of-a-professional",
    Text(
        nl="Wat een professional schreef, verbetert die zelf. Leg wel een eigen verklaring ernaast.",
        en="What a professional wrote is put right by that professional. Put an own statement beside it.",
    ),
)
SAME_AS_IT_WAS = ReasonGiven(
    "same-as-it-was", Text(nl="Dit staat er al zo.", en="This is what stands there already.")
)
