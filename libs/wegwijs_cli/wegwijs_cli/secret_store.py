"""Secrets of one installation: generated once, kept in a file that only its owner reads."""

import base64
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from joserfc.jwk import ECKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from doorkit.openid import GATEWAY
from wegwijs_cli.child_process import CannotStart
from wegwijs_cli.embedded_nats import ADMIN
from wegwijs_cli.rooms import ROOMS, Room
from wirekit.private_files import write_private


def new_password() -> str:
    """256 bits of letters, digits, - and _: fit for a URL as it stands."""
    return secrets.token_urlsafe(32)


class Secrets(BaseModel):
    """All secrets, by room name where each room has its own. `master`: as `sealing.key_file` has it.

    `client`: the private key (JWK) by which a room or the gateway tells the identity provider who it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    postgres: str = Field(default_factory=new_password)
    issuer_key: str = ""
    log_key: str = ""
    owner: dict[str, str] = {}
    app: dict[str, str] = {}
    log: dict[str, str] = {}
    nats: dict[str, str] = {}
    client: dict[str, str] = {}
    master: dict[str, str] = {}

    @classmethod
    def load(cls, home: Path, rooms: Sequence[Room] = ROOMS) -> Self:
        """Read `secrets.json`, adding what is not there yet. Raises CannotStart when it cannot be read.

        A file that is broken is never replaced: with the master keys in it, the data would be lost too.
        """
        path = home / "secrets.json"
        try:
            found = cls.model_validate_json(path.read_bytes()) if path.exists() else cls()
        except (OSError, ValidationError) as error:
            raise CannotStart(f"{path}: cannot be read ({type(error).__name__})") from None
        full = found._completed(rooms)
        if full != found or not path.exists():
            write_private(path, full.model_dump_json(indent=1))
        return full

    def write_key_files(self, home: Path) -> None:
        """Write `keys/`: what the processes read from a file instead of their environment."""
        folder = home / "keys"
        folder.mkdir(mode=0o700, exist_ok=True)
        for room, key in self.master.items():
            write_private(folder / f"{room}.master", key)
        for room, secret in self.client.items():
            write_private(folder / f"{room}.client", secret)
        public = {name: ECKey.import_key(json.loads(key)) for name, key in self.client.items()}
        write_private(
            folder / "clients.json",
            json.dumps({name: key.as_dict(private=False) for name, key in public.items()}),
        )
        write_private(folder / "issuer.json", self.issuer_key)
        write_private(folder / "log.json", self.log_key)

    def _completed(self, rooms: Sequence[Room]) -> Self:
        names = [room.name for room in rooms]
        return self.model_copy(
            update={
                "issuer_key": self.issuer_key or _new_signing_key(),
                "log_key": self.log_key or _new_signing_key(),
                "owner": {name: new_password() for name in names} | self.owner,
                "app": {name: new_password() for name in names} | self.app,
                "log": {name: new_password() for name in names} | self.log,
                "nats": {name: new_password() for name in [ADMIN, *names]} | self.nats,
                "client": {name: _new_signing_key() for name in [*names, GATEWAY]} | self._client_keys(),
                "master": {name: _new_master_key() for name in [*names, GATEWAY]} | self.master,
            }
        )

    def _client_keys(self) -> dict[str, str]:
        """Without the passwords that clients had before they signed."""
        return {name: key for name, key in self.client.items() if key.startswith("{")}


def _new_master_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _new_signing_key() -> str:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, private=True, auto_kid=True)
    return json.dumps(key.as_dict(private=True))
