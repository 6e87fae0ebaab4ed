"""A webhook never points inside: what may be asked for, what is looked at when it is called, and by whom."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from referral import webhook_sender
from referral.app import ROOM, Settings
from referral.domain.webhooks import Failure, may_be_called
from referral.webhook_sender import Outgoing, WebhookSender
from testkit.rooms import RoomUnderTest, running_room
from wirekit.settings import Environment

from .builders import Given, a_key
from .conftest import REGIONS
from .webhook_stories import Receiver, a_receiver

NAME, ANOTHER = "receiver.example", "another.example"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with a_receiver() as made:
        yield made


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:a00:1::", False),
        ("2002:c0a8:101::1", False),
    ],
)
def test_only_addresses_of_the_internet_may_be_called(address: str, outside: bool) -> None:
    assert may_be_called(ip_address(address)) is outside


async def test_in_production_nothing_points_at_our_own_network(
    new_database: Callable[[str], Awaitable[str]], tmp_path: Path, receiver: Receiver
) -> None:
    url = await new_database("referral")
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    async with running_room(
        ROOM, Settings, url, REGIONS, tmp_path, env="production", log_url=nowhere
    ) as room:
        given = Given(room)
        gp = await given.a_gp()
        for wrong in (
            "http://receiver.example/inbox",
            "https://127.0.0.1/inbox",
            "https://[::1]/inbox",
            "https://[::ffff:10.0.0.1]/inbox",
            "https://169.254.169.254/latest",
            "https://localhost/inbox",
            "https://referral/inbox",
            "https://nats.internal/inbox",
            "https://name:word@receiver.example/",
            "https://receiver.example/#x",
            "https://receiver.example:99999/",
            "https://exa%6dple.nl/",
            "ftp://receiver.example/",
            "https:///inbox",
            "https://",
        ):
            refused = await given.post(gp, "/webhooks", {"url": wrong}, **{"Idempotency-Key": a_key()})
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "url"), wrong
        right = {"url": "https://receiver.example/inbox?a=1"}
        assert (await given.post(gp, "/webhooks", right, **{"Idempotency-Key": a_key()})).status_code == 201
        # A name that is somebody else's can point inside all the same: it is looked at when it is called.
        sender = WebhookSender(room.app.state.api.state.settings, at_once=1)
        for target in (f"https://localhost:{receiver.port}/inbox", "https://2130706433/", "https://0x7f.1/"):
            outgoing = Outgoing(target, (), "id", b"{}")
            assert await sender.send(outgoing, at=room.clock()) is Failure.ADDRESS_NOT_ALLOWED, target
    assert receiver.received == []


@pytest.mark.parametrize(("name", "failure"), [(NAME, None), (ANOTHER, Failure.UNREACHABLE)])
async def test_a_pinned_address_is_still_held_against_the_name(
    room: RoomUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, failure: Failure | None
) -> None:
    """Both names point at the one server there is; it can prove to be one of them only."""
    asked: list[str] = []

    async def all_point_here(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", ("127.0.0.1", port))]

    certificate = _certificate_of(NAME, tmp_path)
    settings = room.app.state.api.state.settings.model_copy(update={"env": Environment.PRODUCTION})
    sender = WebhookSender(settings, at_once=1)
    sender.__dict__["_tls"] = ssl.create_default_context(cafile=str(certificate))
    async with a_receiver(certificate) as receiver:
        assert await _send(sender, name, receiver.port, monkeypatch, all_point_here) is (
            Failure.ADDRESS_NOT_ALLOWED
        ), "this network"
        monkeypatch.setattr(webhook_sender, "may_be_called", lambda address: True)
        assert await _send(sender, name, receiver.port, monkeypatch, all_point_here) is failure
        assert asked == [name, name], "resolved once for each sending, and not by anybody else"
        assert [each.headers["host"] for each in receiver.received] == (
            [] if failure else [f"{name}:{receiver.port}"]
        )


async def _send(
    sender: WebhookSender, name: str, port: int, monkeypatch: pytest.MonkeyPatch, resolve: Any
) -> Failure | None:
    with monkeypatch.context() as patch:
        patch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve, raising=False)
        outgoing = Outgoing(f"https://{name}:{port}/inbox", (), "id", b"{}")
        return await sender.send(outgoing, at=datetime.now(UTC))


def _certificate_of(name: str, folder: Path) -> Path:
    """A certificate signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "receiver.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return file
