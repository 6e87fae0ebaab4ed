"""The only place where this room is wired."""

from pathlib import Path

from provider_registry import events_capacity, events_contracts, events_partnerships
from provider_registry.consumers import SUBSCRIPTIONS
from provider_registry.events import (
    EXAMPLES,
    EnrolmentChanged,
    OrganisationChanged,
    enrolments_feed,
    organisations_feed,
)
from provider_registry.resources import open_resources
from provider_registry.routes import (
    admission,
    capacities,
    capacity_uploads,
    contracts,
    coverage,
    enrolments,
    individual_contracts,
    locations,
    offers,
    options,
    organisations,
    partnerships,
    reservations,
    shells,
    sign_ups,
    signals,
)
from provider_registry.settings import Settings
from provider_registry.standings import in_enrolment, in_location, in_offer, in_placement
from provider_registry.standings_contracts import (
    in_application,
    in_contract,
    in_individual_contract,
    in_partnership,
    in_round,
    in_shell_link,
)
from provider_registry.usecases.notice_stale import capacity_is_stale
from provider_registry.usecases.place_options import CAPACITY_STALE, LANDSCAPE_TURNS, landscape_turns
from provider_registry.usecases.release_place import reservation_lapses
from provider_registry.usecases.reserve_place import RESERVATION_LAPSES
from provider_registry.usecases.watch_contract import (
    CONTRACT_ENDS,
    CONTRACT_EVALUATION,
    contract_ends,
    evaluation_comes,
)
from servicekit.app import Room

__all__ = ["ROOM", "Settings"]

ROOM = Room(
    name="provider-registry",
    version="0.1.0",
    description="Who can help: organisations, contracts, offers, places, how soon, and the search over all.",
    routers=(
        options.router,  # first: routes are tried one after the other, and most calls are searches
        organisations.router,
        locations.router,
        offers.router,
        enrolments.router,
        coverage.router,
        capacities.router,
        capacity_uploads.router,
        reservations.router,
        sign_ups.router,
        signals.router,
        contracts.router,
        admission.router,
        partnerships.router,
        individual_contracts.router,
        shells.router,
    ),
    permissions=Path(__file__).with_name("permissions.yaml"),
    standings={
        "placement_id": in_placement,  # first: of a sign-up the placement tells whose it is, not the offer
        "offer_id": in_offer,
        "enrolment_id": in_enrolment,
        "location_id": in_location,
        "contract_id": in_contract,
        "round_id": in_round,
        "application_id": in_application,
        "partnership_id": in_partnership,
        "individual_contract_id": in_individual_contract,
        "shell_link_id": in_shell_link,
    },
    events=(
        OrganisationChanged,
        EnrolmentChanged,
        events_capacity.CapacityChanged,
        events_capacity.PlaceReserved,
        events_capacity.PlaceTaken,
        events_capacity.PlaceReleased,
        events_contracts.ContractChanged,
        events_contracts.ProviderSuspended,
        events_contracts.ProviderAdmitted,
        events_partnerships.PartnershipChanged,
    ),
    examples=(
        *EXAMPLES,
        *events_capacity.EXAMPLES,
        *events_contracts.EXAMPLES,
        *events_partnerships.EXAMPLES,
    ),
    subscriptions=SUBSCRIPTIONS,
    when_missed={
        CAPACITY_STALE: capacity_is_stale,
        LANDSCAPE_TURNS: landscape_turns,
        RESERVATION_LAPSES: reservation_lapses,
        CONTRACT_EVALUATION: evaluation_comes,
        CONTRACT_ENDS: contract_ends,
    },
    feeds={
        "organisation": organisations_feed,
        "enrolment": enrolments_feed,
        "capacity": events_capacity.capacities_feed,
        "contract": events_contracts.contracts_feed,
        "partnership": events_partnerships.partnerships_feed,
    },
    open_resources=open_resources,
)
