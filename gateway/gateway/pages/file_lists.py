"""Lists beside the files: what an organisation shares, sends, opened and destroyed, and the log."""

from gateway.pages.file_parts import Act, Asked, Listing, Part, Section
from gateway.pages.file_sections import DESK, HELPS, OVERSEES, REFERS

CHAIN = frozenset(
    {"safe-home-worker", "police-officer", "board-worker", "attendance-officer", "school-worker"}
)
TOLD = REFERS | HELPS | CHAIN | {"crisis-desk", "director"}
OPENS = frozenset(
    {
        *("access-worker", "crisis-desk", "youth-doctor", "general-practitioner"),
        *("institution-worker", "director"),
    }
)
AUDITS = OVERSEES | {"auditor"}
_DAYS = (Part("firstDay", "day"), Part("lastDay", "day"))
_WEBHOOK = "/webhooks/{about}"
_HANDOVER = (
    Part("destination", "code", "Destination"),
    Part("sender", "organisation"),
    Part("receiver", "organisation"),
    Part("proposedAt", "moment"),
    Part("confirmBy", "moment"),
    Part("contactOn", "day"),
    Part("returnReason", "code", "HandoverReturn"),
)
_RETURNS = ("full", "not-our-target-group", "information-missing")
_PROPOSED = {"status": ("proposed",)}

SHARED = Section(
    "shared",
    "/cases-shared",
    "/cases-shared-with-me",
    (
        Listing(
            (Part("addedBy", "organisation"),),
            (*_DAYS, Part("addedAt", "moment")),
            link=("file_shared_open", "/cases-shared/{about}"),
        ),
    ),
    (REFERS - DESK) | HELPS | CHAIN,
    is_paged=True,
)

SHARED_CASE = Section(
    "case",
    "/cases-shared/{id}",
    "/case-partners/{id}/case",
    (
        Listing(
            (),
            (
                Part("person.givenName"),
                Part("person.familyName"),
                Part("person.birthDate", "day"),
                Part("partner.purpose", "words"),
                Part("partner.contact.name"),
                Part("partner.contact.telephone"),
                Part("partner.firstDay", "day"),
                Part("partner.lastDay", "day"),
                Part("help", "yes"),
                Part("status", "code", "ReferralStatus"),
                Part("forms", "codes", "CareForm"),
                Part("providers", "organisations"),
                Part("director", "organisation"),
                Part("safety", "yes"),
                Part("measure.kind", "code", "MeasureKind"),
                Part("measure.until", "day"),
            ),
            items="",
        ),
    ),
    frozenset(),
)

OPEN_IN_EMERGENCY = Section(
    "emergency",
    "/emergency",
    "",
    (),
    OPENS,
    (
        Act(
            "open",
            "/emergency-openings",
            (
                Asked("reason", "area", has_hint=True),
                Asked("bsn", has_hint=True),
                Asked("referral", has_hint=True),
            ),
            tells=(Part("until", "moment"), Part("referrals", "referrals", absent="file_emergency_nobody")),
        ),
    ),
)

EMERGENCIES = Section(
    "emergencies",
    "/emergencies",
    "/emergency-openings",
    (
        Listing(
            (Part("organisation", "organisation"), Part("openedAt", "moment")),
            (
                Part("role", "role"),
                Part("subject"),
                Part("found", "yes"),
                Part("reason", "words"),
                Part("until", "moment"),
                Part("justified", "yes"),
                Part("verdict", "words"),
                Part("judgedAt", "moment"),
            ),
            (
                Act(
                    "judge",
                    "/emergency-openings/{about}/judgement",
                    (Asked("justified", "either"), Asked("verdict", "area")),
                    {"judgedAt": (None,)},
                ),
            ),
        ),
    ),
    OVERSEES,
    is_paged=True,
)

WEBHOOKS = Section(
    "webhooks",
    "/webhooks",
    "/webhooks",
    (
        Listing(
            (Part("url"),),
            (
                Part("status", "code", "WebhookStatus"),
                Part("since", "moment"),
                Part("deliveredAt", "moment"),
                Part("attempts"),
                Part("failure", "code", "Failure"),
            ),
            (
                Act(
                    "test",
                    f"{_WEBHOOK}/test",
                    tells=(Part("taken", "yes"), Part("failure", "code", "Failure")),
                ),
                Act("pause", f"{_WEBHOOK}/pause", when={"status": ("active", "failing")}),
                Act("resume", f"{_WEBHOOK}/resumption", when={"status": ("paused", "parked")}),
                Act("rotate", f"{_WEBHOOK}/secret", tells=(Part("secret"),), is_told_once=True),
                Act("delete", _WEBHOOK, method="DELETE"),
            ),
        ),
    ),
    TOLD,
    (
        Act(
            "make",
            "/webhooks",
            (Asked("url", has_hint=True),),
            tells=(Part("secret", absent="file_webhooks_told_before"),),
            is_told_once=True,
        ),
    ),
)

SCORES = Section(
    "scores",
    "/scores",
    "/experience-scores",
    (
        Listing(
            (Part("region"),),
            (
                Part("answers"),
                *(
                    Part(f"means.{name}", "tenth")
                    for name in ("listened", "decidedAlong", "helped", "overall")
                ),
            ),
        ),
    ),
    REFERS | HELPS,
    filters=(Asked("provider", "organisation"),),
    needs_filter=True,
)

HANDOVERS = Section(
    "handovers",
    "/handovers",
    "/handovers",
    (
        Listing(
            (Part("status", "code", "HandoverStatus"),),
            _HANDOVER,
            link=("file_handovers_open", "/handovers/{about}"),
        ),
    ),
    REFERS | HELPS,
    is_paged=True,
)

HANDOVER = Section(
    "handover",
    "/handovers/{id}",
    "/handovers/{id}",
    (
        Listing(
            (Part("status", "code", "HandoverStatus"),),
            (
                *_HANDOVER,
                Part("receiverName"),
                Part("referral", "referral"),
                Part("minimum.age"),
                Part("minimum.forms", "codes", "CareForm"),
                Part("minimum.startedOn", "day"),
                Part("minimum.endsOn", "day"),
                Part("minimum.call.name"),
                Part("minimum.call.telephone"),
                Part("consentIsGiven", "yes"),
                Part("person.givenName"),
                Part("person.familyName"),
                Part("person.birthDate", "day"),
                Part("package.summary", "words"),
            ),
            (
                Act(
                    "confirm",
                    "/handovers/{id}/confirmation",
                    (Asked("contactOn", "day"), Asked("spokenWith")),
                    _PROPOSED,
                    of="receiver",
                ),
                Act(
                    "return",
                    "/handovers/{id}/return",
                    (Asked("reason", "code", "HandoverReturn", _RETURNS),),
                    _PROPOSED,
                    of="receiver",
                ),
                Act(
                    "withdraw",
                    "/handovers/{id}/withdrawal",
                    when={"status": ("proposed", "returned")},
                    of="sender",
                ),
            ),
            items="",
        ),
    ),
    frozenset(),
)

PARTNERSHIPS = Section(
    "partnerships",
    "/partnership-requests",
    "/partnership-requests",
    (
        Listing(
            (Part("component", "code", "Component"), Part("requestedAt", "moment")),
            (
                Part("status", "code", "PlacementStatus"),
                Part("answerDueAt", "moment"),
                Part("provider", "organisation"),
                Part("startPlannedOn", "day"),
            ),
            link=("file_partnerships_open", "/placements/{about}"),
        ),
    ),
    HELPS,
    is_paged=True,
)

TRANSFER = Section(
    "transfer",
    "/transfers/{id}",
    "/transfers/{id}",
    (
        Listing(
            (Part("status", "code", "TransferStatus"),),
            (
                Part("cause", "code", "TransferCause"),
                Part("referral", "referral"),
                Part("provider", "organisation"),
                Part("lastDay", "day"),
                Part("listedAt", "moment"),
                Part("dueAt", "moment"),
                Part("nextProvider", "organisation"),
                Part("closedAt", "moment"),
                Part("closingReason", "code", "ClosingReason"),
            ),
            (
                Act(
                    "close",
                    "/transfers/{id}/closure",
                    (Asked("reason", "code", "ClosingReason"),),
                    {"status": ("open",)},
                ),
            ),
            items="",
        ),
    ),
    frozenset(),
)

AHEAD = Section(
    "ahead",
    "/destructions",
    "/destructions-ahead",
    (
        Listing(
            (Part("day", "day"),),
            (
                Part("kind", "code", "DestructionKind"),
                Part("heldFor", "codes", "HoldKind"),
            ),
            link=("file_ahead_hold", "/file/{referral}/holds"),
        ),
    ),
    OVERSEES,
)

DESTROYED = Section(
    "destroyed",
    "/destructions/done",
    "/destructions",
    (
        Listing(
            (Part("destroyedAt", "moment"),),
            (
                Part("kind", "code", "DestructionKind"),
                Part("count"),
                Part("ground", "code", "ErasureGround"),
                Part("destroyedBy", "organisation"),
                Part("destroyedRole", "role"),
            ),
            look="table",
        ),
    ),
    OVERSEES,
    is_paged=True,
)

LOG = Section(
    "log",
    "/log",
    "/entries",
    (
        Listing(
            (Part("at", "moment"),),
            (
                Part("action", "code", "Action"),
                Part("role", "role"),
                Part("organisation", "organisation"),
                Part("operation"),
                Part("purpose"),
                Part("authorisation"),
                Part("byEmergencyDoor", "flag"),
                Part("mayBetray", "flag"),
                Part("subject"),
            ),
            look="table",
        ),
    ),
    AUDITS,
    filters=(
        Asked("action", "code", "Action"),
        Asked("role"),
        Asked("room"),
        Asked("operation"),
        Asked("organisation", "organisation"),
    ),
    room="audit",
    is_paged=True,
)
