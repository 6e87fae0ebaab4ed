"""Heads of the chain as they are signed (JWS, ES256) and kept in a store of their own.

That store is a stream which lets nobody delete or purge a message and which keeps all of them.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from auditlog.chain import Head

STREAM, SUBJECT = "LOG-HEADS", "wegwijs-log.head"
TYPE = "wegwijs-log-head"
ALGORITHM = "ES256"


class HeadNotSigned(Exception):
    """No head, or not one that a key of ours has signed."""


def read_keys(file: Path) -> KeySet:
    """The keys of a file with one key (JWK) or, after a key was replaced, all of them (JWK Set)."""
    read: dict[str, Any] = json.loads(file.read_bytes())
    return KeySet([ECKey.import_key(key) for key in read.get("keys", [read])])


def sign(head: Head, key: ECKey) -> str:
    """In the compact form; with the id of the key, by which it is found again."""
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    told = {"sequence": head.sequence, "hash": head.hash.hex(), "at": head.at.isoformat()}
    return jws.serialize_compact(header, json.dumps(told), key, algorithms=[ALGORITHM])


def read_head(token: str, keys: KeySet) -> Head:
    """Raises HeadNotSigned."""
    try:
        signed = jws.deserialize_compact(token, keys, algorithms=[ALGORITHM])
        told = json.loads(signed.payload)
        if signed.headers().get("typ") != TYPE:
            raise HeadNotSigned
        return Head(int(told["sequence"]), bytes.fromhex(told["hash"]), datetime.fromisoformat(told["at"]))
    except (JoseError, ValueError, KeyError, TypeError):
        raise HeadNotSigned from None
