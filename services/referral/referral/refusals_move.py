"""What is refused where two clients are to be one, or one is to be erased."""

from referral.domain.erasure import Hindrance
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
HINDERED = {
    Hindrance.HELP_GOES_ON: ReasonGiven(
        Hindrance.HELP_GOES_ON.value,
        Text(
            nl="Er loopt nog hulp of een aanvraag: zonder dossier kan dat niet.",
            en="Help, or a request for it, goes on: that needs a file.",
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
