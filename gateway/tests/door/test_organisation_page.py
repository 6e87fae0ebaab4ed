"""The page of one organisation: its profile, its places, its contracts, and the shell around a team."""

import pytest

HTML = {"Accept": "text/html", "Accept-Language": "en"}
HOSTILE = "<script>alert(1)</script>"
PROVIDER = "01930000-0000-7000-8000-000000020001"
ENROLMENT = "01930000-0000-7000-8000-0000000000e1"
OFFER = "01930000-0000-7000-8000-0000000000f1"
TEAM = "01930000-0000-7000-8000-000000000148"
PSYCHOLOGIST = {"nl": "psycholoog", "en": "psychologist"}
LIVING = {"nl": "wonen midden", "en": "living medium"}
POLICY = {
    "choiceBudgets": {"items": []},
    "functionGroups": {"items": []},
    "functions": {
        "items": [
            {"id": "psychologist", "name": {"nl": "psycholoog", "en": "psychologist"}, "illustrative": True}
        ]
    },
    "intensities": {
        "living": {
            "items": [
                {
                    "id": "living-2",
                    "name": {"nl": "wonen midden", "en": "living medium"},
                    "illustrative": True,
                }
            ]
        },
        "residential": {"items": []},
    },
}
REFUSED = {"type": "/problems/forbidden", "title": "No", "status": 403, "detail": "No."}


async def sign_in(http):
    http.headers.update(HTML | {"Origin": str(http.base_url).rstrip("/")})
    await http.get("/sign-in?caller=gp-voorbeeld", follow_redirects=True)


def page_of(*items):
    return 200, {"items": list(items), "next": None}


@pytest.fixture
def organisation(room):
    entry = {
        "id": PROVIDER,
        "kind": "provider",
        "name": "Lindehof",
        "regions": ["example"],
        "area": None,
        "agb": "12345678",
        "kvk": None,
        "youthAssistants": None,
        "activeUntil": None,
        "version": 1,
    }
    offer = {
        "id": OFFER,
        "provider": PROVIDER,
        "providerName": "Lindehof",
        "status": "published",
        "careForm": "living",
        "form": "living-group",
        "name": "Leefgroep",
        "domains": ["upbringing", "safety"],
        "functionGroups": [],
        "ageFrom": 12,
        "ageTo": 17,
        "identity": None,
        "languages": ["nl", "xx"],
        "method": HOSTILE,
        "programmes": ["Rust"],
        "professionals": [{"function": "psychologist", "number": 2}],
        "isFree": False,
        "contact": None,
        "times": None,
        "municipalities": [],
        "seats": None,
        "pilotFrom": None,
        "pilotUntil": None,
        "replaces": None,
        "intensities": ["living-2"],
        "enrolments": [
            {
                "location": OFFER,
                "locationName": None,
                "region": "example",
                "intensity": "living-2",
                "validFrom": "2022-01-01",
                "validUntil": None,
            }
        ],
        "version": 1,
    }
    hidden = dict.fromkeys(("name", "municipality", "address", "latitude", "longitude", "closedOn"))
    contract = {
        "id": OFFER,
        "status": "suspended",
        "region": "example",
        "form": "living",
        "level": "regional",
        "validFrom": "2022-01-01",
        "validUntil": "2026-12-31",
        "suspendedOn": "2026-06-01",
        "ground": f"Te weinig {HOSTILE}",
    }
    path = f"/v1/organisations/{PROVIDER}"
    room.answers = {
        ("GET", "/v1/policies/example"): (200, POLICY),
        ("GET", path): (200, entry),
        ("GET", f"{path}/offers"): page_of(offer),
        ("GET", f"{path}/locations"): (200, {"items": [{**hidden, "id": OFFER, "secret": True}]}),
        ("GET", "/v1/contracts"): page_of(contract),
    }
    return room


async def test_an_organisation_shows_its_profile_its_places_and_its_contracts(http, organisation):
    await sign_in(http)
    page = (await http.get(f"/organisations/{PROVIDER}")).text
    for told in (
        "<h1>Lindehof</h1>",
        "12345678",
        "the Example region",
        "12 to 17 years, upbringing, safety",
        "psychologist: 2",
        "Dutch, xx",
        "secret place, living medium: from",
        "<li>secret place</li>",
        "suspended",
        "31 December 2026",
        "1 June 2026",
        "Te weinig &lt;script&gt;",
    ):
        assert told in page, told
    assert HOSTILE not in page
    asked = [call.target for call in organisation.calls]
    assert f"/v1/contracts?provider={PROVIDER}&limit=50" in asked
    assert not [target for target in asked if target.endswith("/shell")]


async def test_what_somebody_may_not_read_of_an_organisation_is_left_out_without_alarm(http, organisation):
    organisation.answers["GET", "/v1/contracts"] = (403, REFUSED)
    await sign_in(http)
    page = (await http.get(f"/organisations/{PROVIDER}")).text
    assert "Leefgroep" in page
    assert "utrecht-alert" not in page.partition("</main>")[0]


@pytest.mark.requirement("GRO-06")
async def test_a_team_shows_its_specialists_by_expertise_with_their_hours(http, organisation):
    path = f"/v1/organisations/{PROVIDER}"
    entry = {**organisation.answers["GET", path][1], "kind": "municipality", "area": "0148"}
    link = {
        "specialist": TEAM,
        "specialistName": "Praktijk Kompas",
        "expertise": "eating-disorders",
        "hours": [{"weekday": 1, "from": "09:00", "until": "12:30"}],
        "contact": "038 000 00 00",
        "reachableNow": True,
    }
    organisation.answers |= {
        ("GET", path): (200, entry),
        ("GET", f"{path}/shell"): (200, {"items": [link]}),
    }
    await sign_in(http)
    page = (await http.get(f"/organisations/{PROVIDER}")).text
    for told in (
        "Dalfsen (CBS 0148)",
        "eating disorders",
        f'href="/organisations/{TEAM}">Praktijk Kompas',
        "Monday 09:00-12:30",
        "reachable now",
        "038 000 00 00",
    ):
        assert told in page, told
