"""The development provider as a process: its tokens are those that the rooms check."""

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
from joserfc.jwk import ECKey

from doorkit.tokens import REFETCH_SECONDS, Verifier
from servicekit.subscriptions import PLATFORM
from wegwijs_cli.child_process import CannotStart, inherited_environment
from wegwijs_cli.demo.callers import read_demo_callers
from wegwijs_cli.identity_provider.asking import form_of_caller, form_of_room
from wegwijs_cli.page_parts import fetch_page_parts
from wegwijs_cli.ports import free_port
from wegwijs_cli.progress import Progress
from wegwijs_cli.secret_store import Secrets
from wegwijs_cli.supervisor import Child, Supervisor, http_child

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
    """A provider in a folder, and the environment it was started with."""

    def __init__(self, folder: Path) -> None:
        (folder / "regions" / "somewhere").mkdir(parents=True)
        (folder / "regions" / "somewhere" / "demo.yaml").write_text(DEMO)
        Secrets.load(folder).write_key_files(folder)
        self.keys = folder / "keys"
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = inherited_environment() | {
            "WEGWIJS_ENV": "development",
            "WEGWIJS_PORT": str(port),
            "WEGWIJS_ISSUER_KEY_FILE": str(self.keys / "issuer.json"),
            "WEGWIJS_CLIENTS_FILE": str(self.keys / "clients.json"),
            "WEGWIJS_REGIONS_DIR": str(folder / "regions"),
            "WEGWIJS_PACKAGES_DIR": str(fetch_page_parts(Progress())),
        }
        self.command = [sys.executable, "-m", "wegwijs_cli.identity_provider"]
        self.supervisor = Supervisor(tell=print)
        self.child: Child = http_child(
            "identity-provider", self.command, self.url, folder / "provider.log", self.environment
        )

    @property
    def endpoint(self) -> str:
        return f"{self.url}/token"

    def ask(self, form: dict[str, str]) -> httpx.Response:
        return httpx.post(self.endpoint, data=form)

    def form_of(self, room: str, *, key_of: str = "") -> dict[str, str]:
        return form_of_room(room, self.keys / f"{key_of or room}.client", self.endpoint)

    def shown_keys(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = httpx.get(f"{self.url}/jwks").json()["keys"]
        return found

    def start_anew(self) -> None:
        self.supervisor.end()
        self.supervisor.start([self.child])


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("provider"))
    running.supervisor.start([running.child])
    yield running
    running.supervisor.end()


async def test_a_demo_caller_gets_a_token_for_an_hour_that_the_rooms_accept(provider: Running) -> None:
    answer = provider.ask(form_of_caller("gp-somewhere"))
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 3600
    caller = await Verifier(provider.url, "wegwijs").caller(answer.json()["access_token"])
    assert (caller.subject, caller.role) == ("demo-gp-9", "general-practitioner")
    assert (caller.organisation, caller.telephone) == (PRACTICE, None)


async def test_a_crisis_desk_gets_one_for_a_whole_shift_with_its_work_number(provider: Running) -> None:
    answer = provider.ask(form_of_caller("desk-somewhere"))
    assert answer.json()["expires_in"] == 12 * 3600
    token = answer.json()["access_token"]
    verifier = Verifier(provider.url, "wegwijs")
    assert (await verifier.caller(token)).telephone == "+31880000098"
    assert verifier.keys
    claims = jwt.decode(token, verifier.keys).claims
    assert claims["exp"] - claims["iat"] == 12 * 3600


async def test_a_room_gets_a_service_token_by_an_assertion_that_it_signs_and_that_counts_once(
    provider: Running,
) -> None:
    form = provider.form_of("access")
    answer = provider.ask(form)
    caller = await Verifier(provider.url, "wegwijs").caller(answer.json()["access_token"])
    assert (caller.subject, caller.role, caller.organisation) == ("room:access", "service", PLATFORM)
    replayed = provider.ask(form)
    assert (replayed.status_code, replayed.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("how", ["another room's key", "no assertion", "a password", "for another", "nobody"])
def test_a_room_that_proves_nothing_gets_no_token(provider: Running, how: str) -> None:
    form = {
        "another room's key": provider.form_of("access", key_of="crisis"),
        "no assertion": {"grant_type": "client_credentials", "client_id": "access"},
        "a password": {"grant_type": "client_credentials", "client_id": "access", "client_secret": "x"},
        "for another": form_of_room("access", provider.keys / "access.client", "http://elsewhere/token"),
        "nobody": provider.form_of("nobody", key_of="access"),
    }[how]
    answer = provider.ask(form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        (form_of_caller("nobody"), "invalid_grant"),
        (form_of_caller("gp-somewhere") | {"grant_type": "client_credentials"}, "invalid_request"),
        (form_of_caller("gp-somewhere") | {"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_whoever_asks_for_what_is_not_to_be_had_gets_no_token(
    provider: Running, form: dict[str, str], error: str
) -> None:
    answer = provider.ask(form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_keys_are_changed_while_tokens_of_before_go_on(
    provider: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two keys stand in the file: the new one signs, and rooms that knew the old one only fetch it."""
    file = provider.keys / "issuer.json"
    before = file.read_text()
    token = provider.ask(form_of_caller("gp-somewhere")).json()["access_token"]
    verifier = Verifier(provider.url, "wegwijs")
    await verifier.caller(token)
    new = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True).as_dict(private=True)
    file.write_text(json.dumps({"keys": [new, json.loads(before)]}))
    try:
        provider.start_anew()
        shown = provider.shown_keys()
        assert [key["kid"] for key in shown] == [new["kid"], json.loads(before)["kid"]]
        assert not any("d" in key for key in shown), "only the public halves are shown"
        signed_anew = provider.ask(form_of_caller("desk-somewhere")).json()["access_token"]
        monkeypatch.setattr(verifier, "_asked_last", verifier._asked_last - REFETCH_SECONDS)
        assert (await verifier.caller(signed_anew)).role == "crisis-desk"
        assert (await Verifier(provider.url, "wegwijs").caller(token)).subject == "demo-gp-9"
    finally:
        file.write_text(before)
        provider.start_anew()


def test_in_production_it_refuses_to_start_and_says_so_in_one_line(provider: Running) -> None:
    ended = subprocess.run(
        provider.command,
        env=provider.environment | {"WEGWIJS_ENV": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert (
        ended.stderr
        == "identity-provider: the development provider does not start with WEGWIJS_ENV=production\n"
    )
    assert ended.stdout == ""


def test_without_its_settings_it_names_what_is_missing(provider: Running) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("WEGWIJS_")}
    ended = subprocess.run(provider.command, env=bare, capture_output=True, text=True, check=False)
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
