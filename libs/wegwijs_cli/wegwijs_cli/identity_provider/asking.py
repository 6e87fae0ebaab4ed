"""What is sent to the token endpoint: for an invented person without a browser, and for a room."""

from pathlib import Path

from doorkit.openid import client_form, read_client_key

DEMO_CLIENT = "demo"
DEMO_GRANT = "urn:wegwijs:demo-caller"
"""A grant of our own, which only the development provider knows."""


def form_of_caller(caller: str) -> dict[str, str]:
    return {"grant_type": DEMO_GRANT, "client_id": DEMO_CLIENT, "caller": caller}


def form_of_room(room: str, key_file: Path, token_endpoint: str) -> dict[str, str]:
    """With a fresh assertion: it counts once. Raises OSError and ValueError for a key that cannot be read."""
    form = client_form(room, read_client_key(key_file), token_endpoint)
    return {"grant_type": "client_credentials", **form}
