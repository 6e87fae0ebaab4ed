"""Who acts for a region, and who for one municipality of it."""

from provider_registry.domain.contract import Contract, Level
from provider_registry.domain.organisation import FREE_ONLY, OFFERS_HELP, Kind
from provider_registry.usecases.put_offer import NEVER_OFFERS
from servicekit.organisations import Organisation
from wirekit.problems import ReasonGiven
from wirekit.texts import Text

NOT_YOURS = ReasonGiven(
    "not-yours-to-arrange",
    Text(
        nl="Uw organisatie regelt dit niet voor deze regio of gemeente",
        en="Your organisation does not arrange this for this region or municipality",
    ),
)
FREE_ALONE = ReasonGiven(
    "offers-free-help-only",
    Text(
        nl="De sociale basis biedt alleen vrij toegankelijke hulp; daar is geen contract voor",
        en="The social base offers freely accessible help only, for which there is no contract",
    ),
)


def buys_for(own: Organisation, region: str, municipality: str | None = None) -> bool:
    """A region's own organisation in all of it; a municipality's only for what is its own alone.

    `municipality`: the only one that it is about, None where it is about more.
    """
    if region not in own.regions:
        return False
    if own.kind == Kind.MUNICIPALITY:
        return municipality is not None and own.area == municipality
    return own.kind == Kind.REGION


def only_municipality(contract: Contract) -> str | None:
    return contract.municipalities[0] if contract.level is Level.LOCAL else None


def why_no_contract_with(kind: Kind) -> list[ReasonGiven]:
    """A certified institution refers and never offers (NV-02); the social base needs no contract (HLM-11)."""
    if kind not in OFFERS_HELP:
        return [NEVER_OFFERS]
    return [FREE_ALONE] if kind in FREE_ONLY else []
