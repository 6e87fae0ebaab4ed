"""The connection goes to the address that was looked at, and the certificate is held against the name."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from referral import webhook_sender
from referral.domain.webhooks import Failure
from referral.webhook_sender import Outgoing, WebhookSender
from testkit.rooms import RoomUnderTest
from wirekit.settings import Environment

from .webhook_stories import a_receiver

NAME, ANOTHER = "receiver.example", "another.example"


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
