"""The development issuer as a process: its tokens are those that the rooms check."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from joserfc import jwt

from servicekit.subscriptions import PLATFORM
from wegwijs_cli.child_process import CannotStart, inherited_environment
from wegwijs_cli.demo.callers import read_demo_callers
from wegwijs_cli.issuer import Grant
from wegwijs_cli.ports import free_port
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.supervisor import Child, Supervisor, http_child
from wirekit.tokens import Verifier

PRACTICE = UUID("01890000-0000-7000-8000-000000000011")
DEMO = f"""
callers:
  gp-somewhere: {{subject: demo-gp-9, role: general-practitioner, organisation: {PRACTICE},
    name: {{nl: Huisarts, en: GP}}}}
  desk-somewhere: {{role: crisis-desk, organisation: {PRACTICE}, telephone: "+31880000098",
    name: {{nl: Meldpunt, en: Desk}}}}
journeys: []
"""


class Running:
    """An issuer in a folder, and the environment it was started with."""

    def __init__(self, folder: Path) -> None:
        (folder / "regions" / "somewhere").mkdir(parents=True)
        (folder / "regions" / "somewhere" / "demo.yaml").write_text(DEMO)
        self.secrets = Secrets.load(folder)
        self.secrets.write_key_files(folder)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = inherited_environment() | {
            "WEGWIJS_ENV": "development",
            "WEGWIJS_PORT": str(port),
            "WEGWIJS_ISSUER_KEY_FILE": str(folder / "keys" / "issuer.json"),
            "WEGWIJS_CLIENT_SECRETS_FILE": str(folder / "keys" / "clients.json"),
            "WEGWIJS_REGIONS_DIR": str(folder / "regions"),
        }
        self.command = [sys.executable, "-m", "wegwijs_cli.issuer"]
        self.supervisor = Supervisor(tell=print)
        self.child: Child = http_child(
            "issuer", self.command, self.url, folder / "issuer.log", self.environment
        )

    def ask(self, **form: str) -> httpx.Response:
        return httpx.post(f"{self.url}/token", data=form)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("issuer"))
    running.supervisor.start([running.child])
    yield running
    running.supervisor.end()


async def test_a_demo_caller_gets_a_token_for_an_hour_that_the_rooms_accept(issuer: Running) -> None:
    answer = issuer.ask(grant_type=Grant.DEMO_CALLER, caller="gp-somewhere")
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600
    caller = await Verifier(issuer.url, "wegwijs").caller(answer.json()["access_token"])
    assert (caller.subject, caller.role) == ("demo-gp-9", "general-practitioner")
    assert (caller.organisation, caller.telephone) == (PRACTICE, None)


async def test_a_crisis_desk_gets_one_for_a_whole_shift_with_its_work_number(issuer: Running) -> None:
    answer = issuer.ask(grant_type=Grant.DEMO_CALLER, caller="desk-somewhere")
    assert answer.json()["expires_in"] == 12 * 3600
    token = answer.json()["access_token"]
    verifier = Verifier(issuer.url, "wegwijs")
    assert (await verifier.caller(token)).telephone == "+31880000098"
    assert verifier.keys
    claims = jwt.decode(token, verifier.keys).claims
    assert claims["exp"] - claims["iat"] == 12 * 3600


async def test_a_room_gets_a_service_token_for_its_own_secret(issuer: Running) -> None:
    secret = issuer.secrets.client["access"]
    answer = issuer.ask(grant_type=Grant.SERVICE, client_id="access", client_secret=secret)
    caller = await Verifier(issuer.url, "wegwijs").caller(answer.json()["access_token"])
    assert (caller.subject, caller.role, caller.organisation) == ("room:access", "service", PLATFORM)


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"client_id": "access", "client_secret": "guessed"}, 401, "invalid_client"),
        ({"client_id": "nobody", "client_secret": ""}, 401, "invalid_client"),
        ({"grant_type": Grant.DEMO_CALLER.value, "caller": "nobody"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "unsupported_grant_type"),
        ({"caller": "x" * 9000}, 413, "invalid_request"),
    ],
)
def test_whoever_proves_nothing_gets_no_token(
    issuer: Running, form: dict[str, str], status: int, error: str
) -> None:
    answer = issuer.ask(**({"grant_type": Grant.SERVICE.value} | form))
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_it_shows_its_addresses_and_only_the_public_half_of_its_key(issuer: Running) -> None:
    told = httpx.get(f"{issuer.url}/.well-known/openid-configuration").json()
    assert told["issuer"] == issuer.url
    assert told["token_endpoint"] == f"{issuer.url}/token"
    keys = httpx.get(told["jwks_uri"]).json()["keys"]
    assert [(key["kty"], key["crv"]) for key in keys] == [("EC", "P-256")]
    assert "d" not in keys[0]


async def test_a_token_outlives_a_restart_of_the_issuer(issuer: Running) -> None:
    token = issuer.ask(grant_type=Grant.DEMO_CALLER, caller="gp-somewhere").json()["access_token"]
    issuer.supervisor.end()
    issuer.supervisor.start([issuer.child])
    caller = await Verifier(issuer.url, "wegwijs").caller(token)
    assert caller.subject == "demo-gp-9"


def test_in_production_it_refuses_to_start_and_says_so_in_one_line(issuer: Running) -> None:
    ended = subprocess.run(
        issuer.command,
        env=issuer.environment | {"WEGWIJS_ENV": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert ended.stderr == "issuer: the development issuer does not start with WEGWIJS_ENV=production\n"
    assert ended.stdout == ""


def test_without_its_settings_it_names_what_is_missing(issuer: Running) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    ended = subprocess.run(issuer.command, env=bare, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "WEGWIJS_ISSUER_KEY_FILE" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("yaml", "named"),
    [
        ("callers: {x: {role: director}}", "organisation"),
        ("callers: [", "demo.yaml"),
        (
            f"callers: {{x: {{role: director, organisation: {PRACTICE}, name: {{nl: x, en: y}}, bsn: 1}}}}",
            "bsn",
        ),
    ],
)
def test_a_mistake_in_a_demo_file_is_named_in_one_line(tmp_path: Path, yaml: str, named: str) -> None:
    (tmp_path / "somewhere").mkdir()
    (tmp_path / "somewhere" / "demo.yaml").write_text(yaml)
    with pytest.raises(CannotStart, match=named) as told:
        read_demo_callers(tmp_path)
    assert "demo.yaml" in str(told.value)
    assert "\n" not in str(told.value)


def test_the_callers_of_the_regions_we_have_can_be_read() -> None:
    regions = Path(__file__).resolve().parents[3] / "regions"
    callers = read_demo_callers(regions)
    assert json.dumps(sorted(callers))
    assert len({caller.subject for caller in callers.values()}) == len(callers)
