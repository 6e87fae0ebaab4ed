"""What stands in the files for containers; an engine to run them is not needed here."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wegwijs_cli.embedded_postgres import SETTINGS
from wegwijs_cli.rooms import AUDIT, ROOMS, Room
from wegwijs_cli.settings import PROJECT
from wegwijs_cli.upkeep.make_secrets import READER, Addresses, make_secrets

COMPOSE = [str(Path(sys.executable).with_name("docker-compose")), "--project-directory", str(PROJECT)]
DEMO = ("--env-file", str(PROJECT / "deploy" / "demo.env"))
BY_HAND = {"secrets", "population"}
OF_THE_EMBEDDED_RUN = {"listen_addresses", "unix_socket_directories", "password_encryption"}
STEPS = {"prepare", "prepare-nats", *BY_HAND}
STORES = {"postgres", "nats"}
Service = Mapping[str, Any]


def compose(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Without what the machine of the test has set, so that the files alone decide."""
    return subprocess.run(
        [*COMPOSE, *arguments],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environment},
        timeout=60,
    )


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    """The compose file as Compose reads it, with every profile."""
    told = compose(*DEMO, "--profile", "*", "config", "--format", "json")
    assert told.returncode == 0, told.stderr
    read: dict[str, Any] = json.loads(told.stdout)
    return read


@pytest.fixture(scope="module")
def services(whole: dict[str, Any]) -> dict[str, Service]:
    found: dict[str, Service] = whole["services"]
    return found


def test_nothing_starts_before_somebody_said_whose_tokens_count() -> None:
    assert "WEGWIJS_ISSUER" in compose("config", "--quiet").stderr
    assert compose("config", "--quiet", WEGWIJS_ISSUER="https://issuer.example").returncode == 0


def test_what_makes_tokens_for_whoever_asks_runs_only_in_a_demonstration() -> None:
    told = compose("config", "--services", WEGWIJS_ISSUER="https://issuer.example").stdout.split()
    rooms = {name for room in ROOMS for name in (room.name, f"{room.name}-worker")}
    assert set(told) == rooms | STORES | {"gateway", "prepare", "prepare-nats"}
    assert set(compose(*DEMO, "config", "--services").stdout.split()) - set(told) == {"identity-provider"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_each_room_runs_apart_as_api_and_as_worker_from_one_image_with_its_own_secrets_only(
    services: dict[str, Service], room: Room
) -> None:
    api, worker = services[room.name], services[f"{room.name}-worker"]
    assert api["command"] == [room.module, "--role", "api"]
    assert worker["command"] == [room.module, "--role", "worker"]
    assert api["image"] == worker["image"]
    assert api["build"]["args"] == {"PART": f"services/{room.name}"}
    wanted = {f"{room.name}-{kind}" for kind in ("database", "nats", "log", "master", "client")}
    wanted |= {"log-key"} if room is AUDIT else set()
    assert all({secret["source"] for secret in each["secrets"]} == wanted for each in (api, worker))
    assert all(each["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
               for each in (api, worker))  # fmt: skip


def test_the_gateway_which_is_ready_when_all_rooms_are_begins_after_them(
    services: dict[str, Service],
) -> None:
    waits = {name: how["condition"] for name, how in services["gateway"]["depends_on"].items()}
    assert waits == {room.name: "service_healthy" for room in ROOMS}


def test_no_process_may_write_its_own_root_or_gain_a_right(services: dict[str, Service]) -> None:
    for name, service in services.items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service, name


def test_a_process_of_ours_writes_to_a_small_place_where_nothing_runs_or_to_its_own_volume(
    services: dict[str, Service],
) -> None:
    ours = {name: service for name, service in services.items() if name not in STORES}
    for name, service in ours.items():
        assert service["tmpfs"] == ["/tmp:size=64m,mode=1777,noexec,nosuid,nodev"], name  # noqa: S108
        assert service["pids_limit"] == 256, name
    volumes = {
        name: {each["source"] for each in service.get("volumes", ()) if not each.get("read_only")}
        for name, service in ours.items()
    }
    kept = {name: sources for name, sources in volumes.items() if sources}
    assert kept.pop("secrets") == {str(PROJECT / "deploy" / "secrets")}
    assert all(len(sources) == 1 for sources in kept.values())
    assert {room for room in kept if room in {each.name for each in ROOMS}} >= {"crisis"}


def test_an_image_is_made_of_pinned_and_hashed_packages_only_and_runs_as_no_root() -> None:
    recipe = (PROJECT / "deploy" / "Dockerfile").read_text()
    installs = [line for line in recipe.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
    last = recipe.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == [f"{READER}:{READER}"]
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (PROJECT / lock).read_text()
        pinned = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert len(pinned) > 50
        assert [each.partition(" ")[0] for each in pinned if "--hash=sha256:" not in each] == []
    packages = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert [path for path, each in packages.items() if path and "integrity" not in each] == []


def test_only_the_step_that_hands_out_files_and_the_entry_point_of_postgresql_are_root(
    services: dict[str, Service],
) -> None:
    image = re.search(r"^USER (\d+):\d+$", (PROJECT / "deploy" / "Dockerfile").read_text(), re.MULTILINE)
    assert image
    assert int(image[1]) == READER
    users = {name: service.get("user", "") for name, service in services.items()}
    assert {name for name, user in users.items() if user.startswith("0")} == {"secrets"}
    assert users["nats"] == f"{READER}:{READER}"
    assert {name for name, service in services.items() if "cap_add" in service} == {"secrets", "postgres"}


def test_up_with_wait_waits_for_no_step_that_nobody_needs(services: dict[str, Service]) -> None:
    needed = {name for service in services.values() for name in service.get("depends_on", {})}
    assert {name for name in STEPS if name not in needed} == BY_HAND
    assert all(services[name]["profiles"] == ["once"] for name in BY_HAND)


def test_what_goes_on_has_a_health_check_and_comes_back_and_a_step_ends(services: dict[str, Service]) -> None:
    for name, service in services.items():
        check = service.get("healthcheck", {})
        if name in STEPS:
            assert check == {"disable": True}, name
            assert service["restart"] == ("no" if name in BY_HAND else "on-failure:5"), name
        else:
            assert service["restart"] == "unless-stopped", name
            assert not check.get("disable"), name
    assert all("test" in services[store]["healthcheck"] for store in STORES)
    assert re.search(
        r"^HEALTHCHECK .*/health/ready", (PROJECT / "deploy" / "Dockerfile").read_text(), re.M | re.S
    )


def test_the_stores_keep_what_they_have_in_volumes_and_only_the_rooms_reach_them(
    whole: dict[str, Any], services: dict[str, Service]
) -> None:
    assert set(whole["volumes"]) == {"postgres", "nats", "crisis", "gateway"}  # the last roster; sessions
    assert whole["networks"]["stores"]["internal"]
    inside = {name for name, service in services.items() if "stores" in service.get("networks", {})}
    rooms = {name for room in ROOMS for name in (room.name, f"{room.name}-worker")}
    assert inside == rooms | STORES | {"prepare"}
    assert all(set(services[store]["networks"]) == {"stores"} for store in STORES)
    opened = [port for service in services.values() for port in service.get("ports", ())]
    assert opened
    assert {port["host_ip"] for port in opened} == {"127.0.0.1"}


def test_postgresql_keeps_what_people_wrote_out_of_its_log_as_the_embedded_one_does(
    services: dict[str, Service],
) -> None:
    given = dict(option.removeprefix("-c").split("=", 1) for option in services["postgres"]["command"][1:])
    assert any(name.startswith("log_") for name in given)
    assert given == {name: SETTINGS[name] for name in SETTINGS if name not in OF_THE_EMBEDDED_RUN}


def test_no_secret_stands_in_an_environment_and_every_secret_is_a_file_that_is_made(
    whole: dict[str, Any], services: dict[str, Service], tmp_path: Path
) -> None:
    made = {str(path.relative_to(tmp_path)) for path in make_secrets(tmp_path, Addresses())}
    folder = PROJECT / "deploy" / "secrets"
    wanted = {str(Path(secret["file"]).relative_to(folder)) for secret in whole["secrets"].values()}
    assert wanted == made
    given = [value for service in services.values() for value in (service.get("environment") or {}).items()]
    assert len(given) > len(services)
    assert not [name for name, value in given if re.search("PASSWORD|SECRET|KEY|DATABASE|NATS", name)
                and not (name.endswith(("_FILE", "_DIR")) and value.startswith("/run/"))]  # fmt: skip
    assert "deploy/secrets/" in (PROJECT / ".gitignore").read_text().splitlines()


def test_files_for_the_image_are_named_one_by_one_and_no_secret_and_no_test_is_among_them() -> None:
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    recipe = (PROJECT / "deploy" / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", recipe, re.MULTILINE)
    roots = {source.partition("/")[0] for line in copied for source in line.split()}
    assert roots
    assert {rule[1:] for rule in rules if rule.startswith("!")} == roots
    assert "**/tests" in rules


def test_the_recipe_of_the_images_has_nothing_that_hadolint_would_mend() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    told = subprocess.run(
        [str(hadolint), str(PROJECT / "deploy" / "Dockerfile")], capture_output=True, text=True
    )
    assert (told.returncode, told.stdout) == (0, "")
