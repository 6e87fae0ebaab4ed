"""Why a decision that stood ready was not made, beside the rules of the decision itself."""

from wirekit.problems import ReasonGiven
from wirekit.texts import Text

REQUEST_OVER = ReasonGiven(
    "request-over",
    Text(
        nl="De aanvraag is ingetrokken of afgesloten voordat het besluit ging",
        en="The request was withdrawn or closed before the decision went",
    ),
)
MOVED_AWAY = ReasonGiven(
    "moved-away",
    Text(
        nl="Een andere gemeente besluit nu over deze aanvraag",
        en="Another municipality decides on this request now",
    ),
)
DETERMINED_SINCE = ReasonGiven(
    "determined-since",
    Text(
        nl="De gecertificeerde instelling heeft daarna opnieuw bepaald welke hulp nodig is: lees dat eerst",
        en="The certified institution has since determined which help is needed: read that first",
    ),
)
NOT_POSSIBLE_ANY_MORE = ReasonGiven(
    "not-possible-any-more",
    Text(
        nl="Toen het besluit ging, kon deze stap niet meer",
        en="When the decision went, this step was not possible any more",
    ),
)
