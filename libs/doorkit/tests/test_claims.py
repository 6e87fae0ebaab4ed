"""The tokens of Keycloak, Entra ID and AD FS, read by the example files as our own words."""

import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from doorkit.claims import ClaimsOfProvider, read_claims
from doorkit.tokens import Refusal, TokenRefused, Verifier

EXAMPLES = Path(__file__).parents[3] / "deploy" / "claims"
ROLES = Path(__file__).parents[3] / "regions" / "roles.yaml"
ORGANISATION = "01930000-0000-7000-8000-000000000001"
ISSUER = "https://sign-in.example"
KEY = RSAKey.generate_key(2048, {"kid": "theirs"})
PLATFORM = UUID("00000000-0000-7000-8000-000000000001")
URI = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role"
PERSON: dict[str, dict[str, Any]] = {
    "keycloak": {
        "sub": "f:1:desk",
        "azp": "gateway",
        "wegwijs": {"organisation": ORGANISATION},
        "realm_access": {"roles": ["offline_access", "wegwijs-crisis-desk", "default-roles-zorg"]},
        "phone_number": "+31880000098",
    },
    "entra-id": {
        "sub": "pairwise",
        "oid": "f:1:desk",
        "azp": "the gateway's registration",
        "groups": ["another group", "5f0c0a52-0000-4000-8000-00000000a001"],
        "roles": ["Wegwijs.CrisisDesk"],
        "phone_number": "+31880000098",
    },
    "adfs": {
        "sub": "f:1:desk",
        "iss": "http://fs.example.nl/adfs/services/trust",
        "appid": "wegwijs-gateway",
        "http://schemas.wegwijs.nl/claims/organisation": ORGANISATION,
        URI: ["Domain Users", "GG-Wegwijs-Crisismeldpunt"],
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/otherphone": "+31880000098",
    },
}
ROOM: dict[str, dict[str, Any]] = {
    "keycloak": {"sub": "service-account-crisis", "azp": "crisis"},
    "entra-id": {"sub": "x", "azp": "7d1b1c10-0000-4000-8000-00000000b004"},
    "adfs": {"appid": "wegwijs-crisis", "iss": "http://fs.example.nl/adfs/services/trust"},
}


def verifier(claims: ClaimsOfProvider) -> Verifier:
    return Verifier(ISSUER, "wegwijs", KeySet([KEY]), claims=claims)


def token(claims: dict[str, Any], algorithm: str = "RS256", key: RSAKey | ECKey = KEY) -> str:
    now = int(time.time())
    said = {"iss": ISSUER, "aud": "wegwijs", "iat": now, "exp": now + 60} | claims
    return jwt.encode({"alg": algorithm, "kid": "theirs"}, said, key, algorithms=[algorithm])


@pytest.mark.parametrize("provider", sorted(PERSON))
async def test_each_example_reads_a_person_and_a_room_of_its_provider(provider: str) -> None:
    reads = verifier(read_claims(EXAMPLES / f"{provider}.yaml"))
    person = await reads.caller(token(PERSON[provider]))
    assert (person.subject, person.role) == ("f:1:desk", "crisis-desk")
    assert (str(person.organisation), person.telephone) == (ORGANISATION, "+31880000098")
    room = await reads.caller(token(ROOM[provider]))
    assert (room.subject, room.role, room.organisation) == ("room:crisis", "service", PLATFORM)


@pytest.mark.parametrize(
    ("provider", "changed"),
    [
        ("keycloak", {"realm_access": {"roles": ["offline_access"]}}),
        ("keycloak", {"realm_access": {"roles": ["wegwijs-crisis-desk", "wegwijs-auditor"]}}),
        ("keycloak", {"realm_access": "wegwijs-crisis-desk"}),
        ("keycloak", {"wegwijs": None}),
        ("entra-id", {"groups": ["another group"]}),
        ("entra-id", {"oid": None}),
        ("adfs", {URI: "crisis-desk"}),
    ],
)
async def test_who_has_no_role_two_roles_or_no_organisation_of_ours_is_nobody(
    provider: str, changed: dict[str, Any]
) -> None:
    with pytest.raises(TokenRefused) as refused:
        await verifier(read_claims(EXAMPLES / f"{provider}.yaml")).caller(token(PERSON[provider] | changed))
    assert refused.value.reason == Refusal.CLAIMS


async def test_only_algorithms_that_the_file_names_count() -> None:
    content = {"sub": "s", "org": ORGANISATION, "role": "auditor"}
    with pytest.raises(TokenRefused) as refused:
        await verifier(ClaimsOfProvider()).caller(token(content))
    assert refused.value.reason == Refusal.ALGORITHM


@pytest.mark.parametrize(
    "content",
    [
        "algorithms: [none]",
        "algorithms: [HS256]",
        "algorithms: []",
        "rolls: {}",
        "services: {x: crisis}",
        "[",
    ],
)
def test_a_file_that_would_open_the_door_or_is_misspelt_is_refused_by_name(
    tmp_path: Path, content: str
) -> None:
    file = tmp_path / "claims.yaml"
    file.write_text(content)
    with pytest.raises(ValueError, match=r"claims\.yaml"):
        read_claims(file)


def test_every_role_of_the_examples_is_one_of_ours() -> None:
    ours = set(yaml.safe_load(ROLES.read_text())["roles"])
    for file in EXAMPLES.glob("*.yaml"):
        assert set(read_claims(file).roles.values()) <= ours, file
