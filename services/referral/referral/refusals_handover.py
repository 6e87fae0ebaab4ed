"""What is refused of a handover, an end of care, a consultation and an answer about the help."""

from referral.domain.adulthood import EndLacks
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

RECEIVER_UNKNOWN = ReasonGiven(
    "receiver-unknown",
    Text(
        nl="Deze ontvanger is niet bekend of werkt nu niet; geef een ontvanger van buiten op met een naam.",
        en="This receiver is not known, or does not work now; give one from outside by its name.",
    ),
)
RECEIVER_IS_IN_CARE = ReasonGiven(
    "receiver-is-provider-in-care",
    Text(
        nl="De ontvanger geeft deze hulp zelf al.",
        en="The receiver is the one that gives this help already.",
    ),
)
SPECIALIST_UNKNOWN = ReasonGiven(
    "specialist-unknown",
    Text(
        nl="Deze specialist is niet bekend of werkt nu niet in uw regio.",
        en="This specialist is not known, or does not work in your region now.",
    ),
)
LINKED_ALREADY = ReasonGiven(
    "consultation-linked",
    Text(
        nl="Dit consult hoort al bij een verwijzing.", en="This consultation belongs to a referral already."
    ),
)
ANSWERED_ALREADY = ReasonGiven(
    "experience-recorded",
    Text(
        nl="Over deze hulp is al een antwoord vastgelegd.",
        en="An answer about this help is on record already.",
    ),
)
END_LACKS = {
    EndLacks.HANDOVER_NOT_CONFIRMED: ReasonGiven(
        "handover-not-confirmed",
        Text(
            nl="Wie verder helpt heeft het contact nog niet bevestigd.",
            en="Who is to go on has not confirmed contact yet.",
        ),
    ),
    EndLacks.ADULT_RECEIVER: ReasonGiven(
        "adult-receiver-missing",
        Text(
            nl="De hulp stopt rond 18 jaar en geen Wmo, Zvw of Wlz heeft bevestigd dat die verder helpt.",
            en="The help stops around 18, and neither Wmo, Zvw nor Wlz has confirmed to go on.",
        ),
    ),
    EndLacks.ADULT_RECEIVER_OR_REASON: ReasonGiven(
        "adult-receiver-or-reason-missing",
        Text(
            nl="De hulp stopt rond 18 jaar zonder dat Wmo, Zvw of Wlz bevestigd heeft: zeg waarom.",
            en="The help stops around 18 and neither Wmo, Zvw nor Wlz has confirmed: say why.",
        ),
    ),
}
RECEIVER_OR_NAME = Text(
    nl="geef een bekende ontvanger (receiver) of de naam van een andere (receiverName), en niet beide",
    en="give a known receiver (receiver) or the name of another (receiverName), and not both",
)
NO_REFERRAL_OF_YOURS = Text(
    nl="is geen verwijzing van uw organisatie", en="is no referral of your organisation"
)
NOBODY_BY_NUMBER = Text(
    nl="bevat een BSN: een consult gaat over een vraag en niet over een persoon",
    en="holds a BSN: a consultation is about a question and not about a person",
)
WHO_SAID_SO = Text(
    nl="is nodig: wie bij de ontvanger bevestigde het contact?",
    en="is needed: who at the receiver confirmed the contact?",
)
