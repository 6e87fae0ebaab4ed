"""What is refused about codes, links, closed items and family group plans, with the words for it."""

from typing import ClassVar

from wirekit.problems import Problem, ReasonGiven
from wirekit.texts import Text


class WrongCode(Problem):
    """Unknown, expired, used, void and meant for another role look the same."""

    status, type = 409, "/problems/link-code-wrong"
    title = Text(nl="Deze code klopt niet", en="This code is not right")

    def __init__(self) -> None:
        super().__init__(
            Text(
                nl="Kijk goed naar de letters en cijfers. Na vijf foute pogingen vervalt een code; "
                "vraag dan een nieuwe.",
                en="Look closely at the letters and digits. After five wrong tries a code no longer counts; "
                "then ask for a new one.",
            )
        )


class TooSoon(Problem):
    status: ClassVar[int] = 429
    type = "/problems/link-code-too-soon"
    title = Text(nl="Wacht even met de volgende poging", en="Wait a moment before the next try")

    def __init__(self, seconds: int) -> None:
        detail = Text(nl="Over {seconds} s kan het weer", en="Possible again in {seconds} s")
        super().__init__(detail.format(seconds=seconds), headers={"Retry-After": str(seconds)})


LINKED_ALREADY = ReasonGiven(
    "linked-already",
    Text(
        nl="Deze persoon heeft al toegang: trek die eerst in.",
        en="This person has access already: revoke that first.",
    ),
)
FILE_LINKED_ALREADY = ReasonGiven(
    "file-linked-already",
    Text(nl="U heeft dit dossier al.", en="You have this file already."),
)
MAY_NOT_LOOK = ReasonGiven(
    "may-not-look",
    Text(
        nl="Deze persoon mag het dossier nu niet zien: de jeugdige vanaf 12 jaar, een ouder met gezag tot de "
        "jeugdige 16 is, en daarna alleen als de jeugdige dat toestaat.",
        en="This person may not see the file now: the young person from 12 on, a parent with authority until "
        "the young person is 16, and after that only if the young person allows it.",
    ),
)
CLOSED_FOR_PARENTS = ReasonGiven(
    "closed-for-parents",
    Text(
        nl="Dit deel van het dossier is voor de ouders gesloten. Zeg hun niet waarom.",
        en="This part of the file is closed for the parents. Do not tell them why.",
    ),
)
NOT_A_PARENT = ReasonGiven(
    "not-a-parent",
    Text(
        nl="Alleen een ouder of voogd krijgt een code; een instelling heeft een eigen ingang.",
        en="Only a parent or guardian gets a code; an institution has a way in of its own.",
    ),
)
NOT_TO_BE_CLOSED = ReasonGiven(
    "not-of-this-age",
    Text(
        nl="Iets sluiten voor de ouders kan alleen van 12 tot 16 jaar.",
        en="Something can be closed for the parents from 12 to 16 only.",
    ),
)
NOT_TO_BE_ALLOWED = ReasonGiven(
    "not-of-this-age",
    Text(
        nl="Een jeugdige bepaalt van 16 tot 18 jaar of een ouder meekijkt.",
        en="A young person says from 16 to 18 whether a parent looks along.",
    ),
)
UNKNOWN_LETTER = Text(
    nl="is bij een brief verplicht, en is een brief bij deze verwijzing",
    en="is required for a letter, and is a letter of this referral",
)
ONLY_OF_A_LETTER = Text(nl="hoort alleen bij een brief", en="belongs to a letter only")
UNKNOWN_PARENT = Text(
    nl="is geen ouder of voogd met gezag in dit dossier", en="is no parent or guardian with authority here"
)
ONE_OF_TWO = Text(
    nl="geef een tekst of een PDF, en één van de twee", en="give a text or a PDF, one of the two"
)
NO_PDF = Text(nl="is geen PDF in base64", en="is no PDF in base64")
TOO_BIG = Text(nl="is groter dan {most} kB", en="is larger than {most} kB")
