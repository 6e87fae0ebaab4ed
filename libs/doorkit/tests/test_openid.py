"""How a client says who it is: signed, for one provider, for a minute."""

import json
import time
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from doorkit.openid import client_form, read_client_key

ENDPOINT = "https://sign-in.example/token"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ECKey.generate_key("P-256", {"kid": "ours", "alg": "ES256"}), "ES256"),
        (RSAKey.generate_key(2048, {"alg": "PS256", "x5t#S256": "of-the-certificate"}), "PS256"),
    ],
    ids=["EC", "RSA with a certificate"],
)
def test_an_assertion_is_of_the_client_for_this_provider_and_is_over_in_a_minute(
    tmp_path: Path, key: ECKey | RSAKey, algorithm: str
) -> None:
    file = tmp_path / "client"
    file.write_text(json.dumps(key.as_dict(private=True)))
    made = [client_form("crisis", read_client_key(file), ENDPOINT) for _ in range(2)]
    read = [jwt.decode(form["client_assertion"], key, algorithms=[algorithm]) for form in made]
    header, claims = read[0].header, read[0].claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("crisis", "crisis", ENDPOINT)
    assert claims["exp"] - claims["iat"] == 60
    assert abs(claims["iat"] - time.time()) < 5
    assert claims["jti"] != read[1].claims["jti"]
    shown = key.as_dict(private=False)
    assert {name: header[name] for name in ("kid", "x5t#S256") if name in header} == {
        name: shown[name] for name in ("kid", "x5t#S256") if name in shown
    }


@pytest.mark.parametrize("kind", ["public", "shared", "none"])
def test_what_is_no_private_key_is_refused_by_the_name_of_its_file(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "crisis.client"
    public = ECKey.generate_key("P-256").as_dict(private=False)
    shared = OctKey.generate_key(256).as_dict(private=True)
    file.write_text({"public": json.dumps(public), "shared": json.dumps(shared), "none": "password"}[kind])
    with pytest.raises(ValueError, match=r"crisis\.client is no private key"):
        read_client_key(file)
