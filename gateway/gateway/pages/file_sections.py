"""The sections of the file of one young person, for the professionals who work on it."""

from gateway.pages.file_parts import Act, Asked, Listing, Part, Section

REFERS = frozenset(
    {
        *("access-worker", "general-practitioner", "youth-assistant", "youth-doctor"),
        *("medical-specialist", "institution-worker"),
    }
)
HELPS = frozenset({"provider-worker"})
DIRECTS = frozenset({"director"})
OVERSEES = frozenset({"privacy-officer"})
DESK = frozenset({"access-worker"})

IN_FORCE = {"status": ("in-force",)}
FILE = "/referrals/{id}"
CHILD = "file_young_person"
_AUTHORITY = (
    Asked("hasAuthority", "either"),
    Asked("toldBy", "code", "ToldBy"),
    Asked("firstDay", "day"),
    Asked("lastDay", "day"),
)
_ADDRESS = tuple(Asked(f"address.{name}") for name in ("street", "houseNumber", "postcode", "city"))

PEOPLE = Section(
    "people",
    "/file/{id}/people",
    f"{FILE}/people",
    (
        Listing(
            (Part("name"),),
            (
                Part("kind", "code", "PersonKind"),
                Part("hasAuthority", "yes"),
                Part("firstDay", "day"),
                Part("lastDay", "day"),
                Part("toldBy", "code", "ToldBy"),
                Part("organisation", "organisation"),
                Part("address", "address"),
                Part("recordedAt", "moment"),
            ),
            (Act("authority", f"{FILE}/people/{{about}}/authority", _AUTHORITY),),
        ),
    ),
    REFERS | HELPS,
    (
        Act(
            "add",
            f"{FILE}/people",
            (Asked("name"), Asked("kind", "code", "PersonKind"), *_AUTHORITY, *_ADDRESS),
        ),
    ),
)

CONTACT = Section(
    "contact",
    "/file/{id}/contact",
    f"{FILE}/contact-preferences",
    (
        Listing(
            (),
            (
                Part("noLetterHome", "yes"),
                Part("deliverBy", "code", "Delivery"),
                Part("notToTell", "persons"),
            ),
            items="",
        ),
    ),
    REFERS | HELPS,
    (
        Act(
            "keep",
            f"{FILE}/contact-preferences",
            (
                Asked("noLetterHome", "tick"),
                Asked("deliverBy", "code", "Delivery"),
                Asked("notToTell", "persons"),
            ),
            method="PUT",
        ),
    ),
)

CONSENTS = Section(
    "consents",
    "/file/{id}/consents",
    f"{FILE}/consents",
    (
        Listing(
            (Part("act", "code", "Act"),),
            (Part("isGiven", "yes"), Part("exception", "code", "LegalException")),
            items="acts",
            name="acts",
            look="lines",
        ),
        Listing(
            (Part("act", "code", "Act"), Part("person", "person", absent=CHILD)),
            (
                Part("status", "code", "ConsentStatus"),
                Part("askedOn", "day"),
                Part("answeredOn", "day"),
                Part("until", "day"),
            ),
            (
                Act(
                    "answer",
                    f"{FILE}/consents/{{about}}/answer",
                    (
                        Asked("answer", "code", "ConsentStatus", ("given", "refused", "withdrawn")),
                        Asked("answeredOn", "day"),
                        Asked("until", "day"),
                    ),
                    {"status": ("pending", "given")},
                ),
            ),
            name="asked",
        ),
        Listing(
            (Part("act", "code", "Act"), Part("exception", "code", "LegalException")),
            (
                Part("orderNumber"),
                Part("person", "person"),
                Part("fromDay", "day"),
                Part("until", "day"),
            ),
            (
                Act(
                    "end",
                    f"{FILE}/consent-exceptions/{{about}}/ending",
                    (Asked("until", "day"),),
                ),
            ),
            items="exceptions",
            name="exceptions",
        ),
    ),
    REFERS | HELPS,
    (
        Act(
            "ask",
            f"{FILE}/consents",
            (Asked("act", "code", "Act"), Asked("person", "person", has_hint=True), Asked("askedOn", "day")),
        ),
        Act(
            "except",
            f"{FILE}/consent-exceptions",
            (
                Asked("act", "code", "Act"),
                Asked("exception", "code", "LegalException"),
                Asked("orderNumber"),
                Asked("person", "person"),
                Asked("until", "day"),
            ),
        ),
    ),
)

LINKS = Section(
    "links",
    "/file/{id}/links",
    f"{FILE}/person-links",
    (
        Listing(
            (Part("person", "person", absent=CHILD),),
            (Part("isOpen", "yes"), Part("linkedAt", "moment"), Part("revokedAt", "moment")),
            (
                Act(
                    "revoke",
                    f"{FILE}/person-links/{{about}}/revocation",
                    when={"revokedAt": (None,)},
                ),
            ),
        ),
    ),
    REFERS | DIRECTS,
    (
        Act(
            "make",
            f"{FILE}/link-codes",
            (Asked("person", "person", has_hint=True),),
            tells=(Part("code", absent="file_links_told_before"), Part("validUntil", "moment")),
            is_told_once=True,
        ),
    ),
)

LETTERS = Section(
    "letters",
    "/file/{id}/letters",
    f"{FILE}/letters",
    (
        Listing(
            (Part("kind", "code", "LetterKind"),),
            (
                Part("status", "code", "LetterStatus"),
                Part("recipient", "code", "Recipient"),
                Part("deliverBy", "code", "Delivery"),
                Part("orderedAt", "moment"),
                Part("sentAt", "moment"),
                Part("objectionUntil", "day"),
            ),
            link=("file_letters_download", "/file/{id}/letters/{about}"),
            linked_when={"status": ("issued",)},
        ),
    ),
    REFERS,
    (Act("order", f"{FILE}/letters", (Asked("language", "code", "Language"),)),),
)

SECRECY = Section(
    "secrecy",
    "/file/{id}/secrecy",
    f"{FILE}/secrecy-marks",
    (
        Listing(
            (Part("reason", "code", "SecrecyReason"),),
            (
                Part("status", "code", "MarkStatus"),
                Part("setAt", "moment"),
                Part("setBy", "organisation"),
                Part("liftedAt", "moment"),
                Part("liftReason", "code", "LiftReason"),
            ),
            (
                Act(
                    "lift",
                    f"{FILE}/secrecy-marks/{{about}}/lifting",
                    (Asked("reason", "code", "LiftReason"),),
                    IN_FORCE,
                ),
            ),
        ),
    ),
    REFERS,
    (Act("mark", f"{FILE}/secrecy-marks", (Asked("reason", "code", "SecrecyReason"),)),),
)

PARTNERS = Section(
    "partners",
    "/file/{id}/partners",
    f"{FILE}/case-partners",
    (
        Listing(
            (Part("organisation", "organisation"),),
            (
                Part("kind", "code", "Kind"),
                Part("purpose", "words"),
                Part("contact.name"),
                Part("contact.telephone"),
                Part("firstDay", "day"),
                Part("lastDay", "day"),
                Part("endedAt", "moment"),
            ),
            (Act("end", "/case-partners/{about}/end", when={"endedAt": (None,)}),),
        ),
    ),
    DESK | DIRECTS,
    (
        Act(
            "add",
            f"{FILE}/case-partners",
            (
                Asked("organisation", "organisation"),
                Asked("purpose", "area"),
                Asked("contact.name"),
                Asked("contact.telephone"),
                Asked("firstDay", "day"),
                Asked("lastDay", "day"),
            ),
        ),
    ),
)

CLOSED = Section(
    "closed",
    "/file/{id}/closed",
    f"{FILE}/closed-items",
    (
        Listing(
            (Part("part", "code", "ClosedPart"),),
            (
                Part("reason", "code", "WhyClosed"),
                Part("closedAt", "moment"),
                Part("closedBy", "organisation"),
                Part("reopenedAt", "moment"),
            ),
            (
                Act(
                    "reopen",
                    f"{FILE}/closed-items/{{about}}/reopening",
                    when={"reopenedAt": (None,)},
                ),
            ),
        ),
    ),
    REFERS | DIRECTS,
    (
        Act(
            "close",
            f"{FILE}/closed-items",
            (
                Asked("part", "code", "ClosedPart"),
                Asked("letter", "letter"),
                Asked("reason", "code", "WhyClosed"),
            ),
        ),
    ),
)

STOPS = Section(
    "stops",
    "/file/{id}/stops",
    f"{FILE}/feedback-stops",
    (
        Listing(
            (Part("status", "code", "MarkStatus"),),
            (
                Part("toldOn", "day"),
                Part("recordedBy", "organisation"),
                Part("liftedOn", "day"),
            ),
            (
                Act(
                    "resume",
                    f"{FILE}/feedback-stops/{{about}}/lifting",
                    (Asked("toldOn", "day"),),
                    IN_FORCE,
                ),
            ),
        ),
    ),
    DESK | HELPS,
    (Act("stop", f"{FILE}/feedback-stops", (Asked("toldOn", "day"),)),),
)
