"""What the room `referral` says in the tests of its pages."""

from typing import Any

REFERRAL = "01930000-0000-7000-8000-00000000aaaa"
PLACEMENT = "01930000-0000-7000-8000-00000000bbbb"
QUESTION = "01930000-0000-7000-8000-00000000cccc"
GRANT = "01930000-0000-7000-8000-00000000dddd"
LINDEHOF = "01930000-0000-7000-8000-00000000eeee"
HOUSEHOLD = "01930000-0000-7000-8000-00000000ffff"
HOSTILE = "<script>alert(1)</script>"
AT = "2026-11-25T10:00:00Z"


def page_of(*items: Any, **more: Any) -> tuple[int, Any]:
    return 200, {"items": list(items), "next": None, **more}


def wrong(status: int = 400, **more: Any) -> tuple[int, Any]:
    told = {"type": "/problems/x", "title": "This does not go", "status": status, "detail": "Look again."}
    return status, told | more


def a_form(**more: Any) -> dict[str, Any]:
    mandatory = (
        *("person.givenName", "person.familyName", "person.birthDate"),
        *("municipality", "question", "route"),
    )
    return {
        "referrerCode": "02",
        "referrerType": "general-practitioner",
        "legalGround": "Youth Act, article 2.6.",
        "mandatory": [{"field": field, "ground": f"Because of {field}."} for field in mandatory],
        "optional": ["person.bsn", "again", "budget", "domains", "safety", "preferredProvider"],
        "ways": [
            {"measureInForce": False, "route": "choice-budget", "budgets": ["one"]},
            {"measureInForce": False, "route": "quote", "budgets": []},
        ],
        **more,
    }


PERSON = {
    "givenName": "Mees",
    "familyName": HOSTILE,
    "birthDate": "2015-02-03",
    "bsn": "999900006",
    "address": None,
}
POLICY = {
    "routeRules": [],
    "choiceBudgets": {"items": [{"id": "one", "name": {"nl": "een", "en": "one"}, "illustrative": True}]},
    "functionGroups": {"items": []},
    "intensities": {"living": {"items": []}, "residential": {"items": []}},
    "desk": {
        "acceptance": {
            "duty": True,
            "refusalGrounds": [{"id": "not-safe-there", "name": {"nl": "onveilig", "en": "not safe there"}}],
        }
    },
}
OPTION = {
    "enrolment": GRANT,
    "name": "At home",
    "provider": LINDEHOF,
    "providerName": "Lindehof",
    "form": "at-home",
    "intensity": None,
    "level": "regional",
    "contract": None,
    "ageFrom": 0,
    "ageTo": 18,
    "domains": [],
    "identity": None,
    "languages": [],
    "kilometres": None,
    "locationName": None,
    "isSecret": False,
    "contact": None,
    "times": None,
    "seats": None,
    "validUntil": None,
    "because": [],
    "capacity": {
        "status": "waiting-list",
        "freePlaces": 0,
        "mostPlaces": 8,
        "waitFromDays": 14,
        "waitToDays": 28,
        "asOf": AT,
        "saidBy": LINDEHOF,
        "isStale": True,
        "overNorm": False,
    },
}
OPTIONS = {
    "municipality": "0148",
    "region": "example",
    "day": "2026-11-25",
    "items": [OPTION],
    "next": None,
    "around": None,
    "instead": None,
}
CANDIDATE = {
    "placement": PLACEMENT,
    "provider": LINDEHOF,
    "status": "offered",
    "startPlannedOn": "2026-12-01",
    "refusalReason": None,
    "redirectedTo": None,
}
COMPONENT = {
    "grant": GRANT,
    "component": "ambulatory",
    "etmalen": None,
    "intensity": None,
    "placement": PLACEMENT,
    "placementStatus": "offered",
    "provider": LINDEHOF,
    "startPlannedOn": "2026-12-01",
    "startedOn": None,
    "stoppedOn": None,
    "validFrom": "2026-11-25",
    "validUntil": None,
    "round": {"mode": "choice", "askedAt": AT, "candidates": [CANDIDATE], "choice": None},
}
COURSE = {
    "referrerType": "general-practitioner",
    "referrerCode": "02",
    "professional": {"agb": "01234567", "name": None},
    "municipality": "0148",
    "forms": ["ambulatory"],
    "components": [COMPONENT],
    "timeline": [
        {"kind": "received", "at": AT, "day": None, "component": None, "provider": None, "reasons": []}
    ],
    "waiting": [
        {
            "stretch": "to-start",
            "component": "ambulatory",
            "since": "2026-09-01",
            "until": None,
            "days": 85,
            "nationalNormDays": 70,
            "regionalNormDays": 42,
            "isPassed": True,
        }
    ],
    "bridging": [],
    "chain": {"providers": [], "passedOn": []},
}
READ = {
    "id": REFERRAL,
    "version": 3,
    "status": "granted",
    "view": "referring-organisation",
    "region": "example",
    "submittedAt": AT,
    "nextMove": {"what": "placement-answer", "whose": "provider", "until": "2026-11-27T23:00:00Z"},
    "isSecret": False,
    "person": PERSON,
    "question": f"Sleeps badly {HOSTILE}",
    "asked": None,
    "profile": None,
    "course": COURSE,
    "crisis": None,
}
CRISIS = {
    "raiseAlarm": None,
    "leaveCallBack": "/api/crisis/v1/call-backs",
    "numbers": [
        {
            "name": {"nl": "crisisdienst", "en": "crisis service"},
            "number": "0881234567",
            "purpose": {"nl": "nu", "en": "now"},
            "illustrative": True,
        }
    ],
}
ASKED = {
    "id": QUESTION,
    "version": 7,
    "status": "open",
    "kind": "practical",
    "words": "Which days?",
    "askedAt": AT,
    "answerDueAt": AT,
    "answer": None,
}
REQUEST = {
    "id": PLACEMENT,
    "version": 3,
    "status": "requested",
    "referral": REFERRAL,
    "component": "ambulatory",
    "etmalen": None,
    "intensity": None,
    "provider": LINDEHOF,
    "requestedAt": AT,
    "answerDueAt": AT,
    "startPlannedOn": None,
    "mode": "first-closes",
    "urgent": True,
    "safety": False,
    "refusalReason": None,
    "withdrawnAt": None,
    "withdrawnBecause": None,
    "partnership": None,
    "professional": None,
    "care": None,
}
PROFILE = {
    "age": 11,
    "municipality": "0148",
    "forms": ["ambulatory"],
    "domains": ["family"],
    "complexity": "simple",
    "urgency": "urgent",
}
HAPPENED = {
    "kind": "handover-proposed",
    "at": AT,
    "day": None,
    "component": None,
    "provider": None,
    "reasons": [],
}
MESSAGE = {
    "id": QUESTION,
    "number": 5,
    "referral": REFERRAL,
    "about": PLACEMENT,
    "kind": "question-asked",
    "text": f"The provider asks {HOSTILE}",
    "at": AT,
    "day": None,
    "component": None,
    "reasons": [],
}
DIRECTOR = {
    "id": GRANT,
    "version": 5,
    "status": "active",
    "organisation": LINDEHOF,
    "municipality": None,
    "beside": None,
    "since": AT,
}
MEMBER = {
    "id": QUESTION,
    "kind": "main",
    "givenName": "Mees",
    "familyName": "Fictief",
    "bornOn": "2015-02-03",
    "referrals": [{"id": REFERRAL, "status": "granted"}],
}
GOAL = {
    "id": PLACEMENT,
    "version": 4,
    "domain": "school",
    "status": "active",
    "member": QUESTION,
    "words": f"To school again {HOSTILE}",
    "setAt": AT,
    "citedBy": [{"component": "ambulatory"}],
}
PLAN = {
    "plan": {"id": REFERRAL, "version": 6, "status": "active", "since": AT, "closedAt": None},
    "goals": [GOAL],
    "familyGroupPlans": [],
}
HOUSE = {"id": HOUSEHOLD, "version": 1, "members": [MEMBER], "directors": [DIRECTOR]}


def answers() -> dict[tuple[str, str], tuple[int, Any]]:
    """All rooms, with one referral in which everything is there once."""
    thing, asked = f"/v1/referrals/{REFERRAL}", f"/v1/placement-requests/{PLACEMENT}"
    return {
        ("GET", "/v1/referral-form"): (200, {"region": "example", "forms": [a_form()]}),
        ("GET", "/v1/policies/example"): (200, POLICY),
        ("GET", "/v1/organisations"): page_of({"id": LINDEHOF, "name": "Lindehof"}),
        ("GET", "/v1/options"): (200, OPTIONS),
        ("GET", thing): (200, READ),
        ("GET", f"{thing}/consents"): (
            200,
            {
                "acts": [
                    {
                        "act": "help",
                        "isGiven": False,
                        "waitsFor": [{"who": "young-person"}],
                        "exception": None,
                    }
                ]
            },
        ),
        ("GET", f"{thing}/contact-preferences"): (200, {"noLetterHome": True, "deliverBy": "by-hand"}),
        ("GET", f"{thing}/intake"): (200, {"intake": None, "additions": []}),
        ("GET", f"{thing}/households"): (
            200,
            {"items": [{"household": HOUSEHOLD, "kind": "main", "lastDay": None}]},
        ),
        ("GET", f"{asked}/questions"): (200, {"items": [ASKED]}),
        ("GET", asked): (200, REQUEST),
        ("GET", "/v1/placement-requests"): page_of(REQUEST),
        ("GET", "/v1/bridging"): page_of(),
        ("GET", "/v1/handovers"): page_of(),
        ("GET", "/v1/messages"): page_of(MESSAGE, unread=1, readUpTo=4),
        ("GET", f"/v1/households/{HOUSEHOLD}"): (200, HOUSE),
        ("GET", f"/v1/households/{HOUSEHOLD}/plan"): (200, PLAN),
    }
