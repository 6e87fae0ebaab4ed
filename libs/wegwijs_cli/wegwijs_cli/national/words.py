"""Made-up names and sentences. Nobody in them exists, and each name says so."""

import random

FICTITIOUS = "(fictief)"
_FIRST = (
    *("Wilgen", "Berken", "Linden", "Eiken", "Hazel", "Vlier", "Kastanje", "Meidoorn", "Beuken", "Iepen"),
    *(
        "Kievits",
        "Merel",
        "Ooievaars",
        "Zwaluw",
        "Reiger",
        "Lijster",
        "Uilen",
        "Kraanvogel",
        "Mezen",
        "Spechten",
    ),
    *("Zonne", "Maan", "Sterren", "Wolken", "Regenboog", "Dauw", "Zomer", "Lente", "Winter", "Herfst"),
)
_LAST = ("hof", "veld", "kamp", "beek", "zicht", "brug", "horst", "akker", "dijk", "pad", "rijk", "wende")
_BEFORE = {
    "provider": ("Jeugdhulp", "Stichting", "Zorggroep", "Jeugdzorg"),
    "independent-practice": ("Praktijk", "Kindpraktijk", "Gezinspraktijk"),
    "crisis-provider": ("Crisishulp",),
    "community-organisation": ("Buurthuis", "Jongerenwerk", "Gezinspunt"),
    "certified-institution": ("Gecertificeerde instelling",),
}
METHODS = (
    "Systemisch werken met het hele gezin.",
    "Kort en klachtgericht, met thuis en school samen.",
    "Eerst rust en veiligheid, dan behandeling.",
    "Oefenen in het gewone leven, met een vaste begeleider.",
)
PROGRAMMES = ("Rust thuis", "Stap voor stap", "Samen sterk", "Weer naar school", "Gewoon opgroeien")
IDENTITIES = (
    *("protestant", "reformed", "roman-catholic", "evangelical"),
    *("islamic", "jewish", "hindu", "anthroposophic"),
)
LANGUAGES = ("en", "ar", "tr", "pl", "uk", "fy", "de", "ti")
DOMAINS = ("upbringing", "mild-intellectual-disability", "mental-health", "safety")
FUNCTIONS = (
    *("youth-support-worker", "family-support-worker", "ambulatory-family-worker", "psychologist"),
    *("educationalist", "health-care-psychologist", "child-psychiatrist"),
)
ADDRESS = "Verzonnenpad {number} (fictief)"
GROUND_OF_ENDING = "De aanbieder houdt op in deze regio (fictief)."
GROUND_OF_SUSPENSION = "Er loopt een onderzoek naar de kwaliteit (fictief)."
TIMES = "Op werkdagen van 9 tot 17 uur"


def name_of(draw: random.Random, kind: str, where: str) -> str:
    """What an organisation of this kind is called, in this municipality."""
    made = draw.choice(_FIRST) + draw.choice(_LAST)
    return f"{draw.choice(_BEFORE[kind])} {made} {where} {FICTITIOUS}"
