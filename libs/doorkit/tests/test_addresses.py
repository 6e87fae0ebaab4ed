"""Whose word counts for the address of a caller."""

import pytest

from doorkit.addresses import Proxies, caller_address


def address(trusted: str, client: str | None, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    Proxies(trusted).note({"client": (client, 1) if client else None, "headers": headers})
    return caller_address()


@pytest.mark.parametrize(
    ("trusted", "client", "forwarded", "address_is"),
    [
        ("", "192.0.2.1", ("6.6.6.6",), "192.0.2.1"),
        ("10.0.0.0/8", "192.0.2.1", ("6.6.6.6",), "192.0.2.1"),
        ("10.0.0.0/8", "10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ("6.6.6.6, 192.0.2.1",), "192.0.2.1"),
        ("10.0.0.0/8", "10.0.0.1", ("6.6.6.6", "192.0.2.1 , 10.0.0.2"), "192.0.2.1"),
        ("10.0.0.0/8,::1/128", "::1", ("2001:db8::1",), "2001:db8::1"),
        ("10.0.0.0/8", "10.0.0.1", ("a name, <script>",), "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", ("x" * 100_000 + ",192.0.2.1",), "192.0.2.1"),
        ("10.0.0.0/8", "::ffff:10.0.0.1", ("::ffff:192.0.2.1",), "192.0.2.1"),
        ("10.0.0.0/8", None, ("192.0.2.1",), "unknown"),
        ("10.0.0.0/8", "testclient", ("192.0.2.1",), "testclient"),
    ],
)
def test_only_a_listed_proxy_names_another_address_and_only_the_nearest_stranger(
    trusted: str, client: str | None, forwarded: tuple[str, ...], address_is: str
) -> None:
    assert address(trusted, client, *forwarded) == address_is


def test_a_network_that_is_none_is_told_at_the_start() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        Proxies("10.0.0.0/99")
