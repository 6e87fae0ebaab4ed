"""What this room refuses of saying no, passing on, and asking who stops, with the words for it."""

from collections.abc import Iterable

from region_policy.parts_routes import NamedGround
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

PROVIDER_HAS_STOPPED = ReasonGiven(
    "provider-stops",
    Text(
        nl="Deze aanbieder stopt met deze hulp: er gaat niemand meer naartoe.",
        en="This provider stops giving this help: nobody goes there any more.",
    ),
)
NO_SUCH_PARTNERSHIP = ReasonGiven(
    "partnership-not-in-region",
    Text(
        nl="Dit samenwerkingsverband is niet bekend of werkt nu niet in de regio.",
        en="This partnership is not known, or does not work in the region now.",
    ),
)
NOT_A_MEMBER = ReasonGiven(
    "not-a-member",
    Text(
        nl="Deze aanbieder hoort nu niet bij het samenwerkingsverband.",
        en="This provider does not belong to the partnership now.",
    ),
)
WITH_A_MEMBER = ReasonGiven(
    "with-a-member",
    Text(
        nl="De vraag ligt al bij een lid. Zegt dat nee of niets, dan komt zij bij u terug.",
        en="The question is with a member already. It comes back to you when that says no, or nothing.",
    ),
)
ASKED_ALREADY = ReasonGiven(
    "asked-already",
    Text(nl="Deze aanbieder is hiervoor al gevraagd.", en="This provider has been asked for this already."),
)
ONWARD_WAITS = ReasonGiven(
    "onward-asked-already",
    Text(
        nl="U vroeg al om deze jeugdige door te verwijzen.",
        en="You have asked to pass this young person on already.",
    ),
)
TO_ITSELF = ReasonGiven(
    "to-itself",
    Text(nl="De jeugdige is al bij deze aanbieder.", en="The young person is with this provider already."),
)
PROVIDER_GOES_ON = ReasonGiven(
    "provider-goes-on",
    Text(
        nl="Deze aanbieder stopt niet: alleen hij vraagt om door te verwijzen.",
        en="This provider does not stop: only it asks to pass somebody on.",
    ),
)
CASE_STILL_RUNS = ReasonGiven(
    "case-still-runs",
    Text(
        nl="De verwijzing loopt nog: zij gaat pas van de lijst als een andere aanbieder is gevonden.",
        en="The referral still runs: it leaves the list only when another provider is found.",
    ),
)


def duty_to_accept(grounds: Iterable[NamedGround]) -> ReasonGiven:
    """A provider said no on a ground that is not listed; which ones are (HLM-23)."""
    listed = tuple(grounds)
    nl = ", ".join(f"{each.id} ({each.name.nl})" for each in listed) or "geen"
    en = ", ".join(f"{each.id} ({each.name.en})" for each in listed) or "none"
    return ReasonGiven(
        "duty-to-accept",
        Text(
            nl=f"Hier geldt een acceptatieplicht. Weigeren kan alleen op deze gronden: {nl}.",
            en=f"There is a duty to accept here. It can be declined on these grounds only: {en}.",
        ),
    )
