"""The sections of a file that are about the rights of the young person, and about its end."""

from gateway.pages.file_parts import Act, Asked, Listing, Part, Section
from gateway.pages.file_sections import DESK, FILE, IN_FORCE, OVERSEES, REFERS

_ASKED_BY = Asked("askedBy", "code", "AskedBy")

RIGHTS = Section(
    "corrections",
    "/file/{id}/corrections",
    f"{FILE}/corrections",
    (
        Listing(
            (Part("field", "code", "Correctable"),),
            (
                Part("before", "words"),
                Part("reason", "words"),
                Part("askedBy", "code", "AskedBy"),
                Part("recordedAt", "moment"),
                Part("recordedBy", "organisation"),
                Part("recordedRole", "role"),
            ),
            items="corrections",
            name="right",
        ),
        Listing(
            (Part("saidBy", "code", "AskedBy"),),
            (Part("words", "words"), Part("recordedAt", "moment")),
            items="statements",
            name="statements",
        ),
    ),
    REFERS | OVERSEES,
    (
        Act(
            "put-right",
            f"{FILE}/corrections",
            (
                Asked("givenName"),
                Asked("familyName"),
                Asked("birthDate", "day"),
                Asked("question", "area"),
                Asked("reason", "area"),
                _ASKED_BY,
            ),
        ),
        Act(
            "state",
            f"{FILE}/statements",
            (Asked("words", "area"), Asked("saidBy", "code", "AskedBy")),
        ),
    ),
)

HOLDS = Section(
    "holds",
    "/file/{id}/holds",
    f"{FILE}/legal-holds",
    (
        Listing(
            (Part("kind", "code", "HoldKind"),),
            (
                Part("status", "code", "MarkStatus"),
                Part("reason", "words"),
                Part("setAt", "moment"),
                Part("liftedAt", "moment"),
            ),
            (Act("lift", f"{FILE}/legal-holds/{{about}}/lifting", when=IN_FORCE),),
        ),
    ),
    OVERSEES,
    (Act("hold", f"{FILE}/legal-holds", (Asked("kind", "code", "HoldKind"), Asked("reason", "area"))),),
)

REFUSALS = Section(
    "refusals",
    "/file/{id}/refusals",
    f"{FILE}/erasure-refusals",
    (
        Listing(
            (Part("ground", "code", "RefusalGround"),),
            (
                Part("askedBy", "code", "AskedBy"),
                Part("askedOn", "day"),
                Part("answer", "words"),
                Part("recordedAt", "moment"),
            ),
        ),
    ),
    OVERSEES,
    (
        Act(
            "refuse",
            f"{FILE}/erasure-refusals",
            (
                Asked("ground", "code", "RefusalGround"),
                _ASKED_BY,
                Asked("askedOn", "day"),
                Asked("answer", "area"),
            ),
        ),
    ),
)

ERASURE = Section(
    "erasure",
    "/file/{id}/erasure",
    "/erasures",
    (
        Listing(
            (Part("ground", "code", "ErasureGround"),),
            (Part("askedOn", "day"), Part("erasedAt", "moment"), Part("erasedRole", "role")),
        ),
    ),
    DESK | OVERSEES,
    (
        Act(
            "erase",
            "/erasures",
            (Asked("ground", "code", "ErasureGround"), Asked("askedOn", "day")),
            id_as="referral",
        ),
    ),
    is_paged=True,
)
